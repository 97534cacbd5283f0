/* When two people wrote in one cell: both texts beside the cell, and one click that takes one's own back. */
import { elementOf, entriesAt, shownBy } from "./map-cell-places.js";
import { overlay } from "./map-cell-draw.js";
import { icon, make, tell, tr } from "./map-edit-words.js";
import { placeOf, retract } from "./map-queue.js";
import { root } from "./map-root.js";

const texts = (entries) => entries.map((entry) => entry.text).filter(Boolean).join("\n") || tr("empty");
const notes = new Map();

function note(place, { answer, command }) {
  const words = make("p", {}, answer.said || tr(answer.state, { name: answer.by }));
  const undo = make("button.tool", { type: "button", "data-note": "undo" }, icon("undo-2"), tr("undo_mine"));
  const fine = make("button.tool", { type: "button", "data-note": "fine" }, icon("check"), tr("fine"));
  const found = make("aside.cell-note", { "data-own": "1", "data-note-of": place, "aria-label": tr("two_wrote") }, words,
    make("dl", {}, make("dt", {}, tr("you_wrote")), make("dd", {}, texts(command.given)), make("dt", {}, tr("stands_now")), make("dd.now", {}, texts(entriesAt(place)))),
    make("div.tools", {}, undo, fine));
  found.command = command;
  found.commandId = answer.id;
  return found;
}

function put() {
  for (const [place, found] of notes) {
    const element = elementOf(place);
    if (!element) continue;
    found.querySelector(".now").textContent = texts(entriesAt(place));
    if (found.parentElement !== element) element.append(found);
  }
}

document.addEventListener("map:answer", ({ detail }) => {
  const { answer, command } = detail;
  if (!["merged", "both_kept"].includes(answer.state) || command.do !== "write") return;
  const place = placeOf(command);
  notes.get(place)?.remove();
  notes.set(place, note(place, detail));
  put();
  const element = elementOf(place);
  tell(`${element && shownBy(element) ? "" : place} ${answer.said || tr(answer.state, { name: answer.by })}`.trim());
});
root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-note]");
  if (!button) return;
  event.stopPropagation();
  const found = button.closest(".cell-note"), place = found.dataset.noteOf;
  notes.delete(place);
  found.remove();
  if (button.dataset.note === "undo") { retract(found.commandId, found.command); overlay(place); }
  elementOf(place)?.focus({ preventScroll: true });
}, true);
root.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest(".cell-note")) event.target.closest(".cell-note").querySelector("[data-note=fine]").click();
});
document.addEventListener("map:written", put);
document.addEventListener("map:changed", put);
