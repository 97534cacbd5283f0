/* Taking back and doing again: by keys, by buttons, and saying what it was. */
import { composing, writing } from "./map-cell.js";
import { called, elementOf, shownBy } from "./map-cell-places.js";
import { tell, tr } from "./map-edit-words.js";
import { counts, editable, placeOf, redo, undo } from "./map-queue.js";
import { placesOf } from "./map-queue-state.js";
import { overlay } from "./map-cell-draw.js";
import { root, say } from "./map-root.js";

const DEEDS = { add_step: "did_add_step", add_stage: "did_add_stage", move_step: "did_move_step", move_stage: "did_move_stage", duplicate: "did_duplicate", add: "did_add", remove: "did_remove", move_lane: "did_move_lane" };

function deed(command) {
  if (command.do === "write") {
    const element = elementOf(placeOf(command)), what = element && shownBy(element);
    return called(what ?? { ...command, element: null });
  }
  if (command.do === "several") return tr("did_several", { count: command.commands.length });
  return tr(DEEDS[command.do] ?? "did_something");
}

function buttons() {
  const { undo: back, redo: again } = counts();
  for (const [selector, count] of [["[data-undo]", back], ["[data-redo]", again]]) {
    const button = root.querySelector(selector);
    if (!button) continue;
    button.disabled = !count;
    button.querySelector(".times").textContent = count || "";
    button.setAttribute("aria-label", `${button.title}${count ? ` (${count})` : ""}`);
  }
}

function turn(again) {
  const commands = again ? redo() : undo();
  if (!commands) return tell(tr(again ? "nothing_to_redo" : "nothing_to_undo"));
  for (const place of commands.flatMap(placesOf)) overlay(place);
  say(tr(again ? "redone" : "undone", { what: deed(commands.at(-1)) }));
}

document.addEventListener("keydown", (event) => {
  if (!editable || !(event.ctrlKey || event.metaKey) || event.altKey || writing() || composing(event)) return;
  if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  turn(key === "y" || event.shiftKey);
});
root.addEventListener("click", (event) => {
  if (event.target.closest("[data-undo]")) turn(false);
  if (event.target.closest("[data-redo]")) turn(true);
});
document.addEventListener("map:past", buttons);
document.addEventListener("map:changed", buttons);
document.addEventListener("map:several", (event) => event.detail.places.forEach(overlay));
buttons();
