/* The map by keyboard: one place has the focus, arrows walk, Enter and F2 write, Delete clears, Shift chooses a range.

   The table stays a table; one listener serves it, whatever its size. Tab comes in at the place one was at last, and
   leads out again. */
import { open, write, writes, writing } from "./map-cell.js";
import { called, entriesAt, shownBy } from "./map-cell-places.js";
import { tell, tr } from "./map-edit-words.js";
import { between, placeAt, rows, toward } from "./map-keys-grid.js";
import { act, editable } from "./map-queue.js";
import { root } from "./map-root.js";

const ARROWS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]);
const PLACES = ".map :is(td.cell, td.none, th.step, th.stage, th.lane), .points > li";
export const editing = () => root.dataset.editing !== undefined;
let current = null, anchor = null, chosen = [];

const focused = () => document.activeElement?.matches?.(PLACES) && root.contains(document.activeElement) ? document.activeElement : null;
export const range = () => (chosen.length ? chosen : current ? [[current]] : []);
export const here = () => current;

/* Gives a place the focus; it is the one Tab comes back to. Under a pointer nothing scrolls: a second click shall meet it too. */
export function walkTo(place, { focus = true, scroll = true } = {}) {
  if (!place) return;
  if (current !== place) {
    current?.removeAttribute("tabindex");
    current = place;
  }
  place.tabIndex = 0;
  if (!focus) return;
  place.focus({ preventScroll: true });
  if (scroll) shown(place);
}

/* Scrolls no more than it takes to see a place beside the sticky head and the lanes' names. */
function shown(place) {
  const box = place.getBoundingClientRect(), head = root.querySelector(".map thead").getBoundingClientRect(), names = root.querySelector(".map th.lane")?.getBoundingClientRect();
  const left = (place.matches("th.lane") ? 0 : names?.right ?? 0) + 8, top = (place.closest("thead") ? 0 : Math.max(0, head.bottom)) + 8, bottom = innerHeight - 90;
  const x = box.left < left ? box.left - left : box.right > innerWidth - 8 ? Math.min(box.right - innerWidth + 8, box.left - left) : 0;
  const y = box.top < top ? box.top - top : box.bottom > bottom ? Math.min(box.bottom - bottom, box.top - top) : 0;
  if (x || y) window.scrollBy({ left: x, top: y, behavior: "instant" });
}

/* What stands at a place, as it is read out. */
function content(place) {
  const what = shownBy(place), said = what && entriesAt(what.place).map((entry) => entry.text).filter(Boolean).join("; ");
  if (what?.kind === "mark") return entriesAt(what.place)[0]?.level ? tr("marked") : tr("empty");
  if (said) return said;
  const copy = place.cloneNode(true);
  for (const node of copy.querySelectorAll("[data-own], [aria-hidden], svg")) node.remove();
  return copy.textContent.replace(/\s+/g, " ").trim() || tr("empty");
}
function announced(place) {
  const what = shownBy(place), row = place.closest("tr"), lane = row?.querySelector(".lane-name")?.textContent.trim() ?? "";
  const step = root.querySelector(`th.step[data-step="${CSS.escape(place.dataset.step ?? "")}"] .step-name`)?.textContent.trim();
  const name = what ? called(what) : [step, lane].filter(Boolean).join(", ");
  const text = content(place);
  tell(text === name ? name : `${name}: ${text}`);
}

function choose(to) {
  anchor ??= current;
  chosen = between(anchor, to);
  marked();
  const count = chosen.flat().length;
  tell(tr("chosen", { count, what: content(to) }));
}
function marked() {
  for (const one of root.querySelectorAll(".chosen")) one.classList.remove("chosen");
  if (chosen.flat().length > 1) for (const one of chosen.flat()) one.classList.add("chosen");
}
export function unchosen() {
  anchor = null;
  chosen = [];
  marked();
}

function clear() {
  const list = range().flat().map(shownBy).filter((what) => what && what.field !== "name" && entriesAt(what.place).some((entry) => entry.text || entry.level));
  if (!list.length) return tell(tr("nothing_to_clear"));
  const empty = (what) => ({ what, given: ["text", "line", "note", "comparison", "feeling", "mark"].includes(what.kind) ? [{ text: "", level: "" }] : [] });
  if (list.length === 1) write(list[0], empty(list[0]).given);
  else act({ do: "several", commands: writes(list.map(empty)) }, { optimistic: () => document.dispatchEvent(new CustomEvent("map:several", { detail: { places: list.map((what) => what.place) } })) });
  tell(tr("cleared", { count: list.length }));
}

function pressed(event, place) {
  const { key, shiftKey } = event, far = event.ctrlKey || event.metaKey;
  if (ARROWS.has(key)) {
    const next = toward(place, key, far);
    if (shiftKey) choose(next); else unchosen();
    walkTo(next);
    if (!shiftKey) announced(next);
    return true;
  }
  if (event.altKey) return false;
  if (key === "F2" || (key === "Enter" && !far)) return open(place);
  if (key === "Delete" || key === "Backspace") { if (editing()) clear(); return editing(); }
  if (key === "Escape" && chosen.length) { unchosen(); return true; }
  if (editing() && !far && key.length === 1 && key !== " " && key !== "?") return begun(place);
  return false;
}

/* A letter typed on a place begins to write there; the letter itself, and what an input method makes of it, follows. */
function begun(place) {
  const what = shownBy(place);
  if (what && what.kind !== "mark") open(place);
  return false;
}

root.addEventListener("keydown", (event) => {
  const place = focused();
  if (!editable || writing() || !place || event.isComposing || event.defaultPrevented) return;
  const known = shownBy(place) || ARROWS.has(event.key) || editing();
  if (!known || !pressed(event, place)) return;
  event.preventDefault();
  event.stopPropagation();
});
root.addEventListener("dblclick", (event) => { if (editable && !event.target.closest("button, a, textarea") && open(event.target)) getSelection()?.removeAllRanges?.(); });

/* A click chooses a place; a second one on the chosen place, or on an empty one, writes. */
root.addEventListener("click", (event) => {
  const place = event.target.closest?.(PLACES);
  if (!editable || !editing() || writing()?.element === place || event.target.closest("button, a, input, label, textarea, summary, .cell-edit")) return;
  const text = event.target.closest("[data-write]");
  if (text) { open(text); return; }
  if (!place) return;
  if (event.shiftKey && current) { choose(place); return; }
  const again = current === place && event.detail < 2 && place.dataset.seen !== undefined;
  unchosen();
  walkTo(place, { scroll: false });
  if (again || place.matches(".void")) open(place);
  if (current) for (const one of root.querySelectorAll("[data-seen]")) delete one.dataset.seen;
  place.dataset.seen = "1";
});
root.addEventListener("focusin", (event) => {
  if (!editable || !event.target.matches(PLACES)) return;
  if (event.target !== current) walkTo(event.target, { focus: false });
});

document.addEventListener("map:left", ({ detail: { element, focus } }) => { if (element.matches(PLACES)) walkTo(element, { focus }); else if (focus) element.focus(); });
/* Tab while writing goes on to the next place that can be written in the same row. */
document.addEventListener("map:next", (event) => {
  const { from, by } = event.detail;
  if (!from.matches(PLACES)) return;
  const key = by < 0 ? "ArrowLeft" : "ArrowRight";
  for (let at = from, next = toward(at, key); next !== at; at = next, next = toward(at, key)) {
    if (!shownBy(next) || next.matches("th.lane") || !open(next)) continue;
    walkTo(next, { focus: false });
    event.preventDefault();
    return;
  }
});

/* Somebody who edits has one place in the table to come to by Tab. */
export function entrance() {
  if (!editable) return;
  for (const one of root.querySelectorAll("[data-write]")) if (editing()) one.tabIndex = 0; else one.removeAttribute("tabindex");
  if (current?.isConnected) { current.tabIndex = 0; return; }
  current = null;
  const row = rows().find((one) => one.matches("[data-lane]"));
  if (row) walkTo(placeAt(row, 0), { focus: false });
}
document.addEventListener("map:changed", entrance);
root.addEventListener("keydown", (event) => {
  if (!editable || writing() || !event.target.matches?.("[data-write]") || !["Enter", "F2"].includes(event.key) || event.isComposing) return;
  event.preventDefault();
  open(event.target);
});
