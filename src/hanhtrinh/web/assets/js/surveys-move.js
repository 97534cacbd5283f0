/* Moving questions, options and pages: by buttons, by Alt with the arrow keys, by dragging the grip. */
import { edit } from "./surveys-send.js";

const root = document.getElementById("sb");

/* The things beside which one can move, with their keys: cards on their page, options in their list, pages. */
function neighbours(thing) {
  if (thing.dataset.sbCard) return [...thing.parentElement.querySelectorAll(":scope > [data-sb-card]")];
  if (thing.matches(".sb-page-do")) return [...root.querySelectorAll(".sb-page-do")];
  return [...thing.parentElement.querySelectorAll(":scope > [data-sb-move]")];
}

const key = (thing) => thing?.dataset.sbCard ?? thing?.dataset.sbKey ?? "";

function step(thing, by, focus) {
  const all = neighbours(thing), at = all.indexOf(thing), to = at + by;
  if (to >= 0 && to < all.length) return place(thing, key(all[by < 0 ? to : to + 1]), null, focus);
  if (thing.dataset.sbCard) across(thing, by, focus);
}

/* Past the first or last question of a page: to the end of the page before, or the beginning of the next. */
function across(card, by, focus) {
  const pages = [...root.querySelectorAll("[data-sb-cards]")];
  const next = pages[pages.indexOf(card.closest("[data-sb-cards]")) + by];
  if (next) place(card, by > 0 ? key(next.querySelector("[data-sb-card]")) : "", next.dataset.sbCards, focus);
}

function place(thing, before, page, focus) {
  const from = (thing.dataset.sbPlace ?? thing.dataset.sbMove).split("/");
  const to = page ? ["pages", page, "questions"] : [];
  edit([{ op: "move", place: from, before, to }], { focus });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sb-up], [data-sb-down]");
  const thing = button?.closest("[data-sb-move], [data-sb-card]");
  if (thing) step(thing, button.dataset.sbUp !== undefined ? -1 : 1, button.id);
});

document.addEventListener("keydown", (event) => {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const thing = event.altKey && by && event.target.closest?.("[data-sb-move], [data-sb-card]");
  if (!thing) return;
  event.preventDefault();
  step(thing, by, event.target.id || thing.id);
});

let dragged = null;
const mark = Object.assign(document.createElement("div"), { className: "sb-here" });

document.addEventListener("dragstart", (event) => {
  if (!event.target.closest?.("[data-sb-grip]")) return;
  dragged = event.target.closest("[data-sb-card]");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", key(dragged));
  event.dataTransfer.setDragImage(dragged.querySelector("summary"), 12, 12);
  dragged.classList.add("sb-dragged");
});

document.addEventListener("dragover", (event) => {
  if (dragged && show(event.target, event.clientY)) event.preventDefault();
});

/* Where the question would stand if it were let go here. */
function show(over, y) {
  const cards = over?.closest?.(".sb-page")?.querySelector("[data-sb-cards]");
  if (!cards) return false;
  const below = [...cards.querySelectorAll(":scope > [data-sb-card]")].find((one) => {
    const box = one.getBoundingClientRect();
    return y < box.top + Math.min(box.height / 2, 40);
  });
  cards.insertBefore(mark, below ?? null);
  return true;
}

function land() {
  let next = mark.nextElementSibling;
  if (next === dragged) next = dragged.nextElementSibling;
  place(dragged, key(next?.matches("[data-sb-card]") ? next : null), mark.parentElement.dataset.sbCards, dragged.id);
}

function end() {
  mark.remove();
  dragged?.classList.remove("sb-dragged");
  dragged = null;
}

document.addEventListener("drop", (event) => {
  if (!dragged || !mark.isConnected) return;
  event.preventDefault();
  land();
});

document.addEventListener("dragend", end);

/* A finger or pen on the grip: browsers begin no drag of their own then. Near an edge the page moves along. */
const EDGE = 70;

document.addEventListener("pointerdown", (event) => {
  const grip = event.pointerType !== "mouse" && event.target.closest?.("[data-sb-grip]");
  if (!grip) return;
  event.preventDefault();
  dragged = grip.closest("[data-sb-card]");
  dragged.classList.add("sb-dragged");
  grip.setPointerCapture(event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  if (!dragged || event.pointerType === "mouse") return;
  if (event.clientY < EDGE) scrollBy(0, -12);
  else if (event.clientY > innerHeight - EDGE) scrollBy(0, 12);
  show(document.elementFromPoint(event.clientX, event.clientY), event.clientY);
});

document.addEventListener("pointerup", (event) => {
  if (!dragged || event.pointerType === "mouse") return;
  if (mark.isConnected) land();
  end();
});

document.addEventListener("pointercancel", (event) => {
  if (event.pointerType !== "mouse") end();
});
