/* Many at once: steps picked with Shift, and what can be done with all of them. */
import { made, sign } from "./map-arrange-dom.js";
import { duplicateSteps, gripOf, nudgeSteps, removeSteps } from "./map-arrange-do.js";
import * as model from "./map-arrange-model.js";
import { channelItems } from "./map-menu-touchpoint.js";
import { openMenu } from "./map-menu.js";
import { headOf } from "./map-arrange-table.js";
import { word } from "./map-arrange-words.js";
import { root } from "./map-root.js";

let picked = new Set(), from = null, bar;

/* What a deed at a step is about: all that is picked where it is one of them, else it alone. */
export const subject = (key) => (picked.has(key) && picked.size > 1 ? model.steps().filter((step) => picked.has(step)) : [key]);

export function unpick() {
  picked = new Set();
  from = null;
  shown();
}

/* Picks everything between the step picking began at and this one. */
export function pickTo(key) {
  const list = model.steps();
  from ??= key;
  const [a, b] = [list.indexOf(from), list.indexOf(key)].sort((x, y) => x - y);
  picked = new Set(list.slice(a, b + 1));
  shown();
}
export function pickFrom(key, by) {
  const list = model.steps(), next = list[list.indexOf(key) + by];
  from ??= key;
  if (!next) return;
  pickTo(next);
  gripOf("steps", next)?.focus();
}

const tool = (icon, label, run, classes = "") => made(`button.tool${classes}`, { type: "button", onclick: run }, sign(icon), made("span", {}, label));

function drawn() {
  const keys = () => model.steps().filter((step) => picked.has(step));
  const channel = tool("waypoints", word("channel_for_all"), (event) => openMenu(event.currentTarget, word("channel_for_all"), channelItems(keys())));
  channel.setAttribute("aria-haspopup", "menu");
  return [
    made("b", { role: "status" }, word("picked", { n: picked.size })),
    tool("arrow-left", word("left"), () => nudgeSteps(keys(), -1)),
    tool("arrow-right", word("right"), () => nudgeSteps(keys(), 1)),
    tool("copy", word("duplicate"), () => duplicateSteps(keys())),
    channel,
    tool("trash-2", word("delete"), () => { removeSteps(keys()); unpick(); }, ".danger"),
    tool("x", word("unpick"), unpick),
  ];
}

function shown() {
  for (const head of root.querySelectorAll("th.step[data-step]")) {
    head.classList.toggle("picked", picked.has(head.dataset.step));
    gripOf("steps", head.dataset.step)?.setAttribute("aria-pressed", String(picked.has(head.dataset.step)));
  }
  bar?.remove();
  bar = picked.size > 1 ? made("div.picked-bar", { role: "toolbar", "aria-label": word("picked", { n: picked.size }), "data-own": true }, ...drawn()) : null;
  if (bar) document.body.append(bar);
}

/* What is picked stays picked while the map is drawn anew. */
export function repicked() {
  const there = [...picked].filter((key) => headOf(key));
  if (there.length !== picked.size || picked.size) { picked = new Set(there); shown(); }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && picked.size && !event.defaultPrevented && !document.querySelector("dialog[open]")) unpick();
});
document.addEventListener("pointerdown", (event) => {
  if (picked.size && !event.shiftKey && !event.target.closest(".picked-bar, .menu-list, th.step, dialog, .toast")) unpick();
});
