/* The assumed feeling of each step, dragged up and down on the curve, or moved with the arrow keys. */
import { made, sign } from "./map-arrange-dom.js";
import { perform } from "./map-arrange-do.js";
import * as model from "./map-arrange-model.js";
import { word } from "./map-arrange-words.js";
import { feltAt, height, paths } from "./map-curve-path.js";
import { root } from "./map-root.js";

const COARSE = 0.5, FINE = 0.1, SVG = "http://www.w3.org/2000/svg";
const FACES = [[1.5, "laugh"], [0.5, "smile"], [-0.5, "meh"], [-1.5, "frown"], [-9, "angry"]];
let held = null;

const face = (felt) => FACES.find(([least]) => felt >= least)[1];
const comma = (text) => (root.lang === "vi" ? text.replace(".", ",") : text);
export const signed = (felt) => (felt === 0 ? "0" : `${felt > 0 ? "+" : "−"}${comma(String(Math.abs(felt)))}`);
const said = (felt) => (felt === null ? word("no_feeling") : word("feeling_is", { value: signed(felt), face: word(`face_${face(felt)}`) }));
export const scoreOf = (step) => { const { level } = model.said("steps", step, "score"); return level === "" ? null : Number(level); };
const rounded = (felt, by) => Math.max(-2, Math.min(2, Number((Math.round(felt / by) * by).toFixed(1))));
const yClass = (felt) => `y${String(Math.round(height(felt) * 10)).padStart(4, "0")}`;

/* -- drawing -- */

function placed(handle, felt) {
  for (const name of [...handle.classList].filter((one) => /^y\d{4}$/.test(one))) handle.classList.remove(name);
  handle.classList.add(yClass(felt ?? 0));
  handle.classList.toggle("ghost", felt === null);
  handle.setAttribute("aria-valuenow", felt ?? 0);
  handle.setAttribute("aria-valuetext", said(felt));
  handle.querySelector(".felt-value").replaceChildren(sign(face(felt ?? 0)), made("b", {}, felt === null ? word("felt_none") : signed(felt)));
}

function redrawn(changed, felt) {
  const lines = root.querySelector(".plot > svg.lines");
  if (!lines) return;
  const list = model.steps();
  lines.setAttribute("viewBox", `0 0 ${list.length} 100`);
  const wanted = paths(list.map((step) => (step === changed ? felt : scoreOf(step)))), there = [...lines.querySelectorAll(".dashes")];
  const after = there.at(-1) ?? lines.querySelector(".level:last-of-type, .zero");
  wanted.forEach((d, i) => {
    const path = there[i] ?? document.createElementNS(SVG, "path");
    if (!there[i]) { path.setAttribute("class", "dashes"); after ? after.after(path) : lines.append(path); }
    path.setAttribute("d", d);
  });
  there.slice(wanted.length).forEach((path) => path.remove());
}

const shown = (handle, felt) => { placed(handle, felt); redrawn(handle.dataset.step, felt); };

function make(step) {
  const handle = made("button.felt-handle", {
    type: "button", role: "slider", "data-own": true, "aria-valuemin": -2, "aria-valuemax": 2, "aria-orientation": "vertical",
  }, made("span.felt-dot"), made("span.felt-value", { "aria-hidden": "true" }));
  handle.dataset.step = step;
  handle.addEventListener("pointerdown", grabbed);
  handle.addEventListener("pointermove", dragged);
  handle.addEventListener("pointerup", released);
  handle.addEventListener("pointercancel", dropped);
  handle.addEventListener("lostpointercapture", () => { if (held?.handle === handle) dropped(); });
  handle.addEventListener("keydown", pressed);
  return handle;
}

/* Every step gets its handle; the one somebody holds is left alone. */
export function handles() {
  for (const item of root.querySelectorAll(".points > li[data-step]")) {
    const step = item.dataset.step;
    let handle = item.querySelector(":scope > .felt-handle");
    if (handle?.dataset.step !== step) { handle?.remove(); handle = item.appendChild(make(step)); }
    if (held?.handle === handle) continue;
    handle.setAttribute("aria-label", word("feeling_of", { name: model.nameOf("steps", step) }));
    placed(handle, scoreOf(step));
  }
  if (!held) redrawn();
}

/* -- by hand -- */

function keep(step, felt) {
  const was = scoreOf(step);
  if (felt === was) return;
  const text = felt === null ? word("feeling_cleared", { name: model.nameOf("steps", step) }) : word("feeling_set", { name: model.nameOf("steps", step), value: said(felt) });
  perform([model.write("steps", step, "score", { level: felt === null ? "" : String(felt) })], text);
}

function grabbed(event) {
  if (event.button !== 0) return;
  event.preventDefault();
  event.stopPropagation();
  const handle = event.currentTarget;
  handle.focus();
  handle.setPointerCapture(event.pointerId);
  held = { handle, felt: scoreOf(handle.dataset.step), startY: event.clientY, moved: false };
  handle.classList.add("held");
}

function dragged(event) {
  if (held?.handle !== event.currentTarget) return;
  if (!held.moved && Math.abs(event.clientY - held.startY) < 3) return;
  held.moved = true;
  const plot = root.querySelector(".plot > svg.lines").getBoundingClientRect();
  held.felt = rounded(feltAt(((event.clientY - plot.top) / plot.height) * 100), event.shiftKey ? FINE : COARSE);
  shown(held.handle, held.felt);
}

function released(event) {
  if (held?.handle !== event.currentTarget) return;
  const { handle, felt, moved } = held;
  handle.classList.remove("held");
  held = null;
  if (moved) keep(handle.dataset.step, felt);
}

function dropped() {
  if (!held) return;
  const { handle } = held;
  handle.classList.remove("held");
  held = null;
  shown(handle, scoreOf(handle.dataset.step));
}

/* -- by keyboard: every key is kept once the keys rest -- */

let resting, typed = null;
function rest() {
  clearTimeout(resting);
  if (typed) keep(typed.step, typed.felt);
  typed = null;
}

function pressed(event) {
  const handle = event.currentTarget, step = handle.dataset.step, now = typed?.step === step ? typed.felt : scoreOf(step);
  const by = event.shiftKey ? FINE : COARSE;
  const change = { ArrowUp: by, ArrowRight: by, ArrowDown: -by, ArrowLeft: -by, PageUp: 1, PageDown: -1 }[event.key];
  if (event.key === "Escape" && held) { event.preventDefault(); return dropped(); }
  const clears = event.key === "Delete" || event.key === "Backspace";
  if (change === undefined && !clears && event.key !== "Home" && event.key !== "End") return;
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  const felt = clears ? null : event.key === "Home" ? -2 : event.key === "End" ? 2 : rounded((now ?? 0) + change, by);
  typed = { step, felt };
  shown(handle, felt);
  clearTimeout(resting);
  resting = setTimeout(rest, 700);
}
document.addEventListener("focusout", (event) => { if (event.target.matches?.(".felt-handle")) rest(); });
window.addEventListener("pagehide", rest);
