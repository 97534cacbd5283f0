/* Who else is here: their initials in the bar, their name on the cell they are in, and what they changed just now. */
import { called, elementOf, shownBy } from "./map-cell-places.js";
import { icon, make, tell, tr } from "./map-edit-words.js";
import { editable, tab } from "./map-queue.js";
import { root } from "./map-root.js";

const EVERY = 15_000, FADES = 20_000, COLOURS = 5;
const me = root.dataset.user;
let place = "", timer, people = [];
const marks = new Map();

/* -- where one is oneself ----------------------------------------------------------------------------------------- */

const tellServer = (here) => fetch(`${root.dataset.map}/presence`, {
  method: "POST", body: JSON.stringify({ tab, ...here }), keepalive: true,
  headers: { "content-type": "application/json", "x-csrftoken": root.dataset.token },
}).catch(() => {});

async function report() {
  clearTimeout(timer);
  timer = setTimeout(report, EVERY);
  if (!document.hidden && root.dataset.link !== "ended") await tellServer({ place });
}
let soon;
function went(to) {
  if (to === place) return;
  place = to;
  clearTimeout(soon);
  soon = setTimeout(report, 250);
}
root.addEventListener("focusin", (event) => went(shownBy(event.target)?.place ?? ""));
document.addEventListener("map:entered", (event) => went(event.detail.place));
document.addEventListener("visibilitychange", () => { if (!document.hidden) report(); });

/* -- the others --------------------------------------------------------------------------------------------------- */

const colourOf = (id) => [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7) % COLOURS;

function faces() {
  const bar = document.getElementById("map-people");
  if (!bar) return;
  const others = people.filter((one) => one.id !== me);
  bar.replaceChildren(...others.slice(0, 6).map((one) => make(`li.face-of.who${colourOf(one.id)}`, { title: one.name }, make("span", { "aria-hidden": "true" }, one.initials), make("span.vh", {}, one.name))),
    ...(others.length > 6 ? [make("li.face-of", {}, `+${others.length - 6}`)] : []));
  bar.hidden = !others.length;
}

function outlines() {
  for (const old of root.querySelectorAll(".here-name")) { delete old.parentElement.dataset.here; old.remove(); }
  for (const one of people) {
    const element = one.id !== me && one.place ? elementOf(one.place) : null;
    if (!element) continue;
    element.dataset.here = String(colourOf(one.id));
    element.append(make(`span.here-name.who${colourOf(one.id)}`, { "data-own": "1" }, one.name.split(" ").at(-1)));
  }
}

/* -- what they changed -------------------------------------------------------------------------------------------- */

function mark(where, name) {
  const element = elementOf(where);
  if (!element) return;
  marks.get(where)?.remove();
  const found = make("span.changed-by", { "data-own": "1" }, icon("square-pen"), tr("changed_by", { name }));
  element.append(found);
  marks.set(where, found);
  setTimeout(() => { found.remove(); if (marks.get(where) === found) marks.delete(where); }, FADES);
}

let said = [], speaking;
function announce(name, where) {
  const what = shownBy(elementOf(where));
  if (what) said.push(called(what));
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    const places = [...new Set(said)];
    if (places.length) tell(tr("changed_what", { name, what: places.slice(0, 3).join("; ") + (places.length > 3 ? "…" : "") }));
    said = [];
  }, 900);
}

if (editable) {
  document.addEventListener("live:present", ({ detail }) => {
    people = [...new Map((detail.people ?? []).map((one) => [one.id + one.place, one])).values()];
    const once = [...new Map(people.map((one) => [one.id, one])).values()];
    outlines();
    people = once;
    faces();
  });
  document.addEventListener("live:edited", ({ detail }) => {
    if (!detail.by || detail.id === me || detail.tab === tab) return;
    const name = typeof detail.by === "string" ? detail.by : detail.by.name;
    for (const where of (detail.places ?? []).slice(0, 60)) { mark(where, name); announce(name, where); }
  });
  document.addEventListener("map:changed", outlines);
  document.addEventListener("live:open", report);
  window.addEventListener("pagehide", () => tellServer({ place: "", gone: true }));
  report();
}
