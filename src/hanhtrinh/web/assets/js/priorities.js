/* Priorities: opportunities placed on the matrix by pointer, finger or arrow keys; lists that save themselves. */
import { place, undoable } from "./priorities-place.js";
import { dragging } from "./priorities-drag.js";

const board = document.getElementById("pr-board");
const STEPS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const MIDDLE = 3;

/* An arrow key moves one place on; what waits in the tray begins in the middle. */
function step(event) {
  const bubble = event.target.closest(".pr-bubble");
  const by = STEPS[event.key];
  if (!bubble || !by || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const now = [Number(bubble.dataset.value), Number(bubble.dataset.effort)];
  const to = now.every(Boolean) ? now.map((grade, i) => Math.min(5, Math.max(1, grade + by[i]))) : [MIDDLE, MIDDLE];
  if (to.some((grade, i) => grade !== now[i])) place(bubble, to[0], to[1], { wait: 400 });
  bubble.querySelector("a").focus();
}

function graded(event) {
  const list = event.target.closest("[data-grade]");
  if (!list) return;
  const row = list.closest("tr");
  const bubble = board.querySelector(`[data-mark="${row.dataset.row}"][data-step="${row.dataset.step}"]`);
  const grade = (name) => row.querySelector(`[data-grade="${name}"]`).value;
  place(bubble, grade("value"), grade("effort"));
}

/* Whoever says that something is done is offered today as the day it went live. */
function offer(event) {
  const state = event.target.closest("[data-ships]");
  const day = state?.form.elements.shipped;
  if (!day || state.value !== "done" || day.value) return;
  day.value = state.dataset.ships;
  day.classList.add("offered");
}

document.addEventListener("change", offer);
if (board?.dataset.edits !== undefined) {
  board.addEventListener("keydown", step);
  document.addEventListener("change", graded);
  dragging(board);
  undoable();
}
