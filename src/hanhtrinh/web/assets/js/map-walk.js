/* Walking the journey step by step, on a phone and as a presentation: what the drawing's own scripts need, and behind
   it, when it is served, those scripts themselves (draw/assets/js/3-walk.js, 4-present.js). */
import { make, sign } from "./make.js";
import { root } from "./map-root.js";

const door = document.getElementById("door");
const shownMain = () => root;
const data = () => ({
  labels: { previous: root.dataset.labelPrevious, next: root.dataset.labelNext, close: root.dataset.labelClose, position: root.dataset.labelPosition },
});

/* Arrow keys belong to whoever types. */
document.addEventListener("keydown", (event) => {
  if (event.target.closest("textarea, select, .sheet, [contenteditable]")) event.stopImmediatePropagation();
});
document.addEventListener("map:changed", () => {
  tellStep(Math.min(shownStep, stepHeads().length - 1));
  redrawSlide();
});

