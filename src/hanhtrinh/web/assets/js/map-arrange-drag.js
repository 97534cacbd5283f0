/* Steps, stages and lanes dragged to where they belong: with the mouse, or by finger after a long press; a line shows
   where they will stand, the page scrolls along, Escape leaves everything as it was. */
import { made } from "./map-arrange-dom.js";
import { moveSteps, placeLane, placeStage } from "./map-arrange-do.js";
import * as model from "./map-arrange-model.js";
import { laneOf } from "./map-arrange-table.js";
import { subject, pickTo } from "./map-arrange-select.js";
import { told } from "./map-arrange-toast.js";
import { word } from "./map-arrange-words.js";
import { root } from "./map-root.js";

const FAR = 6, PRESS = 380, EDGE = 70, FASTEST = 22;
const phone = () => matchMedia("(max-width: 700px)").matches;
let drag = null;

const inRow = (list, x) => list.map((element) => ({ element, box: element.getBoundingClientRect() })).find(({ box }) => x < box.right) ?? null;
const heads = (selector) => [...root.querySelectorAll(selector)].filter((one) => !one.dataset.own);

/* Where a step would be put: {line, drop}. */
function stepPlace(x) {
  const list = heads("th.step[data-step]"), at = inRow(list, x) ?? { element: list.at(-1), box: list.at(-1).getBoundingClientRect() };
  const key = at.element.dataset.step, stage = model.stageOf(key), left = x < at.box.left + at.box.width / 2;
  const rest = stage.steps.filter((step) => step === key || !drag.keys.includes(step));
  const after = left ? model.before(rest, key) : drag.keys.includes(key) ? model.before(rest, key) : key;
  return { line: left ? at.box.left : at.box.right, top: at.box.top, name: stage.name, drop: () => moveSteps(drag.keys, stage.key, drag.keys.includes(after) ? null : after) };
}

function stagePlace(x) {
  const list = heads("th.stage[data-stage]"), at = inRow(list, x) ?? { element: list.at(-1), box: list.at(-1).getBoundingClientRect() };
  const left = x < at.box.left + at.box.width / 2, keys = model.stages().map((one) => one.key).filter((key) => key !== drag.key || key === at.element.dataset.stage);
  const after = left ? model.before(keys, at.element.dataset.stage) : at.element.dataset.stage;
  return { line: left ? at.box.left : at.box.right, top: at.box.top, drop: () => (after === drag.key ? null : placeStage(drag.key, after)) };
}

function lanePlace(x, y) {
  const rows = [...root.querySelectorAll(".map tbody > tr")].filter((row) => !row.dataset.own).map((row) => ({ key: laneOf(row), box: row.getBoundingClientRect() }));
  const at = rows.find(({ box }) => y < box.bottom) ?? rows.at(-1), above = y < at.box.top + at.box.height / 2;
  const keys = model.lanes().map((lane) => lane.key).filter((key) => key !== drag.key || key === at.key);
  const after = above ? model.before(keys, at.key) : at.key;
  return { across: above ? at.box.top : at.box.bottom, drop: () => (after === drag.key ? null : placeLane(drag.key, after)) };
}
const PLACES = { steps: stepPlace, stages: stagePlace, lanes: lanePlace };

/* -- while it is dragged -- */

function begin(thing, key, head, event) {
  const keys = thing === "steps" ? subject(key) : [key];
  const box = head.getBoundingClientRect(), name = keys.length > 1 ? word("steps_n", { n: keys.length }) : model.nameOf(thing, key);
  const ghost = made("div.drag-ghost", { "data-own": true, "aria-hidden": "true" }, name), line = made("div.drop-line", { "data-own": true, "aria-hidden": "true" });
  document.body.append(ghost, line);
  document.documentElement.classList.add("dragging");
  drag = { ...drag, on: true, thing, key, keys, ghost, line, head, box };
  for (const one of keys) root.querySelector(`th.step[data-step="${CSS.escape(one)}"]`)?.classList.add("lifted");
  head.classList.add("lifted");
  told(word("lifted", { name }));
  follow(event.clientX, event.clientY);
  drag.frame = requestAnimationFrame(scroll);
}

function follow(x, y) {
  Object.assign(drag, { x, y });
  drag.ghost.style.transform = `translate(${x + 12}px, ${y + 12}px)`;
  const place = PLACES[drag.thing](x, y), map = root.querySelector(".map").getBoundingClientRect();
  drag.place = place;
  drag.line.classList.toggle("flat", place.across !== undefined);
  const from = place.across === undefined ? [place.line - 1.5, place.top] : [Math.max(0, map.left), place.across - 1.5];
  drag.line.style.transform = `translate(${from[0]}px, ${from[1]}px)`;
  drag.line.style.height = place.across === undefined ? `${Math.max(40, Math.min(innerHeight, map.bottom) - place.top)}px` : "";
  drag.line.style.width = place.across === undefined ? "" : `${Math.min(innerWidth, map.width)}px`;
}

const push = (at, from, to) => (at < from + EDGE ? -1 * (1 - Math.max(0, at - from) / EDGE) : at > to - EDGE ? 1 - Math.max(0, to - at) / EDGE : 0) * FASTEST;
function scroll() {
  if (!drag?.on) return;
  const rail = parseFloat(getComputedStyle(root).getPropertyValue("--left")) || 0;
  const x = drag.thing === "lanes" ? 0 : push(drag.x, rail, innerWidth), y = drag.thing === "lanes" ? push(drag.y, 0, innerHeight) : 0;
  if (x || y) {
    const map = root.querySelector(".map");
    if (map.scrollWidth > map.clientWidth + 1 && phone()) map.scrollBy(x, 0);
    else window.scrollBy(x, y);
    follow(drag.x, drag.y);
  }
  drag.frame = requestAnimationFrame(scroll);
}

function end(keep) {
  const { place, on } = drag;
  clearTimeout(drag.timer);
  cancelAnimationFrame(drag.frame);
  if (on) {
    for (const one of root.querySelectorAll(".lifted")) one.classList.remove("lifted");
    drag.ghost.remove();
    drag.line.remove();
    document.documentElement.classList.remove("dragging");
    document.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 60);
  }
  if (on && keep) place?.drop();
  else if (on) told(word("put_back"));
  drag = null;
}
const swallow = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };

/* -- what may be dragged, and by whom -- */

function subjectOf(target) {
  if (target.closest("button:not(.pen), a, input, textarea, select, [contenteditable], [data-typing], .cell-edit, .name-field, .axis")) return null;
  const head = target.closest("th.step[data-step], th.stage[data-stage], th.lane");
  if (!head || head.dataset.own) return null;
  if (head.matches("th.step")) return { thing: "steps", key: head.dataset.step, head };
  if (head.matches("th.stage")) return { thing: "stages", key: head.dataset.stage, head };
  return { thing: "lanes", key: laneOf(head.parentElement), head };
}

document.addEventListener("pointerdown", (event) => {
  if (root.dataset.editing === undefined || event.button !== 0 || drag || document.querySelector("[data-draft], dialog[open]")) return;
  const found = subjectOf(event.target);
  if (!found || (phone() && found.thing !== "lanes")) return;
  if (event.shiftKey && found.thing === "steps") {
    event.preventDefault();
    document.addEventListener("click", swallow, { capture: true, once: true });
    return pickTo(found.key);
  }
  drag = { ...found, id: event.pointerId, touch: event.pointerType !== "mouse", x: event.clientX, y: event.clientY, startX: event.clientX, startY: event.clientY };
  if (drag.touch) drag.timer = setTimeout(() => begin(drag.thing, drag.key, drag.head, event), PRESS);
});
document.addEventListener("pointermove", (event) => {
  if (!drag || event.pointerId !== drag.id) return;
  if (drag.on) { event.preventDefault(); return follow(event.clientX, event.clientY); }
  const far = Math.hypot(event.clientX - drag.startX, event.clientY - drag.startY) > FAR;
  if (far && drag.touch) end(false);
  else if (far) begin(drag.thing, drag.key, drag.head, event);
});
document.addEventListener("touchmove", (event) => { if (drag?.on) event.preventDefault(); }, { passive: false });
document.addEventListener("pointerup", (event) => { if (drag && event.pointerId === drag.id) end(true); });
document.addEventListener("pointercancel", (event) => { if (drag && event.pointerId === drag.id && !(drag.on && drag.touch)) end(false); });
document.addEventListener("keydown", (event) => {
  if (!drag?.on || event.key !== "Escape") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  end(false);
}, true);
document.addEventListener("contextmenu", (event) => { if (drag?.touch) event.preventDefault(); });
document.addEventListener("selectstart", (event) => { if (drag) event.preventDefault(); });
