/* The plan of channels under the map: while the map is edited, each cell is written in place, through the page's queue.
   A competitor's lane gets a way to the page where it is compared. */
import { act, written } from "./map-queue.js";
import { root, shown } from "./map-root.js";

const dialog = document.getElementById("plan-cell");
const form = dialog?.querySelector("form");
const editing = () => dialog && root.dataset.editing !== undefined;
let at = null;

const fieldOf = (channel) => `plan/${channel}`;
const now = ({ stage, channel }) => written()?.cells[`stages/${stage}/${fieldOf(channel)}`]?.[0] ?? { text: "", level: "" };
const percent = (level) => (level === "" ? "" : String(Math.round(Number(level) * 1e6) / 1e4));
const share = (typed) => {
  const plain = typed.replace("%", "").replace(",", ".").trim();
  return plain === "" ? "" : String(Math.min(1, Math.round(Number(plain) * 100) / 1e4));
};

function pens() {
  for (const cell of root.querySelectorAll("tr[data-channel] > td[data-stage]")) {
    const there = cell.querySelector(":scope > .plan-pen"), channel = cell.parentElement.dataset.channel;
    if (!editing() || !written()?.channels[channel]) { there?.remove(); continue; }
    if (there) continue;
    const pen = document.createElement("button"), table = cell.closest("table");
    const stage = table.tHead.rows[0].cells[cell.cellIndex].textContent, name = cell.parentElement.cells[0].textContent;
    Object.assign(pen, { type: "button", className: "plan-pen", title: dialog.dataset.label });
    pen.setAttribute("aria-label", `${dialog.dataset.label}: ${name}, ${stage}`);
    pen.dataset.own = "1";
    pen.append(document.getElementById("plan-pen")?.content.cloneNode(true) ?? "");
    cell.append(pen);
  }
  for (const head of root.querySelectorAll('tr[data-lane^="rival-"] > th.lane > .lane-head')) {
    const there = head.querySelector(".rival-way");
    if (!editing()) { there?.remove(); continue; }
    if (there) continue;
    const way = document.createElement("a");
    Object.assign(way, { href: `${root.dataset.map}/competitors`, className: "rival-way" });
    way.dataset.own = "1";
    way.append(document.getElementById("rival-way")?.content.cloneNode(true) ?? "");
    head.append(way);
  }
}

function open(pen) {
  const cell = pen.closest("td");
  at = { stage: cell.dataset.stage, channel: cell.parentElement.dataset.channel, was: null };
  at.was = now(at);
  form.elements.text.value = at.was.text;
  form.elements.share.value = percent(at.was.level);
  form.querySelector("h2").textContent = pen.getAttribute("aria-label");
  shown(dialog, form.elements.text);
}

form?.addEventListener("submit", () => {
  const given = { text: form.elements.text.value.trim(), level: share(form.elements.share.value) };
  if (given.text === at.was.text && given.level === at.was.level) return;
  const plain = ({ text, level }) => ({ text, level });
  act({ do: "write", thing: "stages", key: at.stage, field: fieldOf(at.channel), lang: written().lang, was: [plain(at.was)], given: [given] });
});
dialog?.addEventListener("keydown", (event) => event.stopPropagation());
document.addEventListener("click", (event) => {
  const pen = event.target.closest(".plan-pen");
  if (pen) open(pen);
  else if (event.target.closest("[data-plan-shut]")) dialog.close();
});
document.addEventListener("map:changed", pens);
document.addEventListener("map:written", pens);
new MutationObserver(pens).observe(root, { attributes: true, attributeFilter: ["data-editing"] });
pens();
