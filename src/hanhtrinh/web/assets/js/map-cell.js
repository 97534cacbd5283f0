/* Writing in place: a cell is opened where it stands, saved while one pauses and when one leaves it.

   Nothing is saved, moved or handled while a word is being composed (Telex, VNI and every other input method): the
   composition's end is what counts. What the server draws waits until the cell is left. */
import { caughtUp } from "./map-cell-held.js";
import { overlay } from "./map-cell-draw.js";
import { editorFor, grown, line, rate } from "./map-cell-editor.js";
import { LISTS, called, entriesAt, same, shownBy, tidy } from "./map-cell-places.js";
import { tell, tr } from "./map-edit-words.js";
import { act, editable, placeOf, tab, written } from "./map-queue.js";
import { root } from "./map-root.js";

const PAUSE = 700, LONGEST = 3000;
let now = null, visits = 0;

export const writing = () => now;
export const composing = (event) => event.isComposing || event.keyCode === 229 || Boolean(now?.composing);

const command = (what, was, given) => ({ do: "write", thing: what.thing, key: what.key, field: what.field, lang: written().lang, was, given });

/* Writes entries at a place: at once on the page, then in the queue. */
export function write(what, given, { was = entriesAt(what.place), group } = {}) {
  if (same(was, given, what.kind)) return null;
  return act(command(what, tidy(was, what.kind), tidy(given, what.kind)), { group, optimistic: () => overlay(what.place) });
}
export const writes = (list) => list.map(({ what, given }) => command(what, tidy(entriesAt(what.place), what.kind), tidy(given, what.kind)));

/* Opens a cell; `replace` puts these letters in the place of what stands there (typed on a chosen cell). */
export function open(target, { replace } = {}) {
  const what = editable && written() ? shownBy(target) : null;
  if (!what) return false;
  if (now?.element === what.element) return true;
  leave();
  if (what.kind === "mark") return toggle(what);
  const entered = entriesAt(what.place), label = called(what);
  const score = what.field === "feeling" ? written().cells[placeOf({ ...what, field: "score" })]?.[0]?.level ?? "" : "";
  const box = editorFor({ ...what, short: what.short || what.kind === "line", placeholder: ownName(what) }, entered, label, score);
  now = { ...what, box, entered, last: entered, label, group: `${tab}:${++visits}`, composing: false, since: 0 };
  what.element.dataset.typing = what.kind;
  what.element.append(box);
  const first = box.querySelector("textarea");
  box.querySelectorAll("textarea").forEach(grown);
  if (replace !== undefined && !LISTS.has(what.kind)) first.value = "";
  const last = [...box.querySelectorAll("textarea")].at(-1);
  last.focus({ preventScroll: true });
  last.setSelectionRange(last.value.length, last.value.length);
  last.scrollIntoView({ block: "nearest", inline: "nearest" });
  document.dispatchEvent(new CustomEvent("map:entered", { detail: { place: what.place } }));
  return true;
}

/* A step without a name of its own is called as its touchpoint: that is what stands there while it is empty. */
function ownName({ thing, key, field }) {
  if (thing !== "steps" || field !== "name") return undefined;
  const state = written();
  return state.touchpoints?.[state.steps[key]?.touchpoint]?.name || undefined;
}

function toggle(what) {
  const marked = Boolean(entriesAt(what.place)[0]?.level);
  write(what, [{ text: "", level: marked ? "" : "1" }]);
  tell(`${called(what)}: ${tr(marked ? "unmarked" : "marked")}`);
  return true;
}

function save() {
  clearTimeout(now?.timer);
  if (!now || now.composing) return;
  const given = now.box.read();
  now.since = 0;
  if (same(now.last, given, now.kind) || forbidden(given)) return;
  const done = command(now, tidy(now.last, now.kind), tidy(given, now.kind));
  now.last = given;
  act(done, { group: now.group, optimistic: () => overlay(now.place) });
}

/* A journey, a stage or a persona always has a name. */
const forbidden = (given) => now.field === "name" && now.thing !== "steps" && now.thing !== "lanes" && !given[0].text.trim();

function paused() {
  now.since ||= Date.now();
  clearTimeout(now.timer);
  now.timer = setTimeout(save, Math.max(0, Math.min(PAUSE, LONGEST - (Date.now() - now.since))));
}

/* Leaves the cell: what stands in it is saved, what waited for it is taken in, the focus goes back to the cell. */
export function leave({ focus = false } = {}) {
  if (!now) return;
  const { element, box, place } = now;
  now.composing = false;
  save();
  clearTimeout(now.timer);
  now = null;
  delete element.dataset.typing;
  box.remove();
  caughtUp(element);
  overlay(place);
  document.dispatchEvent(new CustomEvent("map:left", { detail: { place, element, focus } }));
}

/* Takes back what was typed since the cell was entered. */
function abandon() {
  const { entered, kind, box } = now;
  if (!same(entered, box.read(), kind)) tell(tr("taken_back"));
  box.read = () => entered;
  leave({ focus: true });
}

/* -- keys and clicks inside -------------------------------------------------------------------------------------- */

function add(item, entry = {}) {
  const fresh = line({ text: "", level: now.kind === "pains" ? "2" : "", ...entry }, now);
  item.after(fresh);
  fresh.querySelector("textarea").focus();
}

function split(item, field) {
  const rest = field.value.slice(field.selectionEnd);
  field.value = field.value.slice(0, field.selectionStart);
  add(item, { text: rest });
  document.activeElement.setSelectionRange(0, 0);
  paused();
}

function shrink(item) {
  const before = item.previousElementSibling ?? item.nextElementSibling;
  if (!before) return false;
  item.remove();
  const field = before.querySelector("textarea");
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  paused();
  return true;
}

function keyed(event) {
  const field = event.target, item = field.closest("li"), plain = !event.altKey && !event.ctrlKey && !event.metaKey;
  switch (event.key) {
    case "Escape": abandon(); break;
    case "Tab": return !document.dispatchEvent(new CustomEvent("map:next", { detail: { from: now.element, by: event.shiftKey ? -1 : 1 }, cancelable: true }));
    case "Enter":
      if (event.ctrlKey || event.metaKey || now.short || now.kind === "line") leave({ focus: true });
      else if (LISTS.has(now.kind) && !event.shiftKey) split(item, field);
      else return false;
      break;
    case "Backspace": return Boolean(plain && LISTS.has(now.kind) && !field.value && shrink(item));
    case "ArrowUp": case "ArrowDown": return plain && step(item, field, event.key === "ArrowUp" ? -1 : 1);
    case "1": case "2": case "3": case "4": case "5": return event.altKey && levelled(item, Number(event.key));
    default: return false;
  }
  return true;
}

function step(item, field, by) {
  const other = by < 0 ? item?.previousElementSibling : item?.nextElementSibling;
  const atEdge = by < 0 ? field.selectionEnd === 0 : field.selectionStart === field.value.length;
  if (!other || !atEdge) return false;
  other.querySelector("textarea").focus();
  return true;
}

function levelled(item, level) {
  if (now.kind === "pains" && level <= 3) { rate(item, level); tell(tr(`severity_${level}`)); paused(); return true; }
  if (now.kind === "feeling") { scored(String(level - 3)); return true; }
  return false;
}

/* How a step feels, by one of five faces; the same face again takes the mark away. */
function scored(value) {
  const what = { ...now, field: "score", kind: "score", place: placeOf({ ...now, field: "score" }) };
  const before = entriesAt(what.place)[0]?.level ?? "", given = Number(before) === Number(value) && before !== "" ? "" : value;
  act(command(what, [{ text: "", level: before }], [{ text: "", level: given }]), { group: now.group });
  for (const face of now.box.querySelectorAll(".cell-face")) face.setAttribute("aria-pressed", String(given !== "" && face.dataset.score === given));
}

root.addEventListener("keydown", (event) => {
  if (!now || !now.box.contains(event.target)) return;
  event.stopPropagation();
  if (composing(event)) return;
  if (keyed(event)) event.preventDefault();
});
root.addEventListener("input", (event) => {
  if (!now?.box.contains(event.target)) return;
  grown(event.target);
  if (!event.isComposing && !now.composing) paused();
});
root.addEventListener("compositionstart", (event) => { if (now?.box.contains(event.target)) { now.composing = true; clearTimeout(now.timer); } });
root.addEventListener("compositionend", (event) => { if (now?.box.contains(event.target)) { now.composing = false; paused(); } });
root.addEventListener("focusout", (event) => {
  if (!now?.box.contains(event.target) || now.box.contains(event.relatedTarget) || !document.hasFocus()) return;
  queueMicrotask(() => { if (now && !now.box.contains(document.activeElement)) leave(); });
});
/* A press on what is no text field inside keeps the focus in the text. */
root.addEventListener("mousedown", (event) => { if (now?.box.contains(event.target) && !event.target.matches("textarea")) event.preventDefault(); });
root.addEventListener("click", (event) => {
  const dot = event.target.closest(".cell-dot"), face = event.target.closest(".cell-face");
  if (dot && now) levelled(dot.closest("li"), Number(dot.dataset.level));
  if (face && now) scored(face.dataset.score);
});
/* A longer text that is pasted into a list is one item a line; anywhere else it stays one text. */
root.addEventListener("paste", (event) => {
  if (!now?.box.contains(event.target) || event.clipboardData.getData("text/plain").includes("\t")) return;
  const lines = event.clipboardData.getData("text/plain").split(/\r?\n/).map((one) => one.replaceAll("\t", " ").trim()).filter(Boolean);
  if (!LISTS.has(now.kind) || lines.length < 2) return;
  event.preventDefault();
  const item = event.target.closest("li");
  document.execCommand("insertText", false, lines[0]);
  for (const text of lines.slice(1).reverse()) item.after(line({ text, level: now.kind === "pains" ? "2" : "" }, now));
  paused();
});
root.addEventListener("map:leaving", () => leave());
const parting = () => { if (now) { now.composing = false; save(); } };
window.addEventListener("pagehide", parting);
document.addEventListener("visibilitychange", () => { if (document.hidden && now && !now.composing) save(); });
