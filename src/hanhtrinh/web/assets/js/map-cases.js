/* Open cases on the map: at the step where customers became unhappy, how many wait for an answer, and the way to them.
   Only for who handles cases, only on the page: nothing of it is drawn into exports or shared maps. */
import { root } from "./map-root.js";

const words = document.getElementById("map-cases");
const LANES = ["satisfaction", "pains"];
let open = {};

function cellOf(step) {
  const at = CSS.escape(step);
  const cells = LANES.map((lane) => root.querySelector(`.map td[data-lane="${lane}"][data-step="${at}"]`));
  return cells.find((cell) => cell?.offsetParent) ?? root.querySelector(`.map thead th[data-step="${at}"]`);
}

function signOf(step) {
  const link = words.querySelector("a").cloneNode(true);
  Object.assign(link.dataset, { own: "1", caseStep: step });
  link.href = `${words.dataset.list}&step=${encodeURIComponent(`${words.dataset.journey}/${step}`)}`;
  return link;
}

function show() {
  const kept = new Map([...root.querySelectorAll(".map [data-case-step]")].map((one) => [one.dataset.caseStep, one]));
  for (const [step, count] of Object.entries(open)) {
    const cell = cellOf(step);
    if (!cell) continue;
    const link = kept.get(step) ?? signOf(step);
    kept.delete(step);
    const said = count === 1 ? words.dataset.one : words.dataset.many.replace("#", count);
    link.querySelector("b").textContent = count;
    link.setAttribute("aria-label", said);
    link.title = said;
    if (link.parentElement !== cell) cell.append(link);
  }
  kept.forEach((link) => link.remove());
}

async function look() {
  try {
    const answer = await fetch(words.dataset.counts);
    if (answer.ok) open = await answer.json();
  } catch {
    return; // without a connection what is known stays
  }
  show();
}

if (words) {
  document.addEventListener("map:changed", look);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  look();
}
