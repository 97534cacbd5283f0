/* The board of cases: dragging with mouse or pen, sending the form that stands beside each case for everybody else.
   Templates of replies: what is chosen is put into the field, never over what somebody has written. */
import { take } from "./parts.js";
import "./cases-forms.js";

const board = () => document.getElementById("case-board");
let held = null;

function allowed(card, column) {
  return [...card.querySelectorAll(".case-mover option")].some((one) => one.value === column.dataset.state);
}

function lit(column) {
  document.querySelectorAll(".case-column.over").forEach((one) => one.classList.remove("over"));
  column?.classList.add("over");
}

function mark(on) {
  board()?.querySelectorAll(".case-card").forEach((card) => { card.draggable = on; });
}

document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.(".case-card");
  if (!card) return;
  held = card;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.case);
  card.classList.add("held");
  document.querySelectorAll(".case-column").forEach((one) => one.classList.toggle("may", allowed(card, one)));
});

document.addEventListener("dragover", (event) => {
  const column = event.target.closest?.(".case-column");
  if (!held || !column || !allowed(held, column)) return lit(null);
  event.preventDefault();
  lit(column);
});

document.addEventListener("drop", (event) => {
  const column = event.target.closest?.(".case-column");
  if (!held || !column || !allowed(held, column)) return;
  event.preventDefault();
  const form = held.querySelector(".case-mover");
  form.elements.to.value = column.dataset.state;
  form.requestSubmit();
});

document.addEventListener("dragend", () => {
  held?.classList.remove("held");
  document.querySelectorAll(".case-column.may").forEach((one) => one.classList.remove("may"));
  lit(null);
  held = null;
});

/* A case in hand bears the class "held", and the board is not taken anew under it: see parts.js. */
document.addEventListener("submit", (event) => {
  const form = event.target.closest(".case-mover");
  if (!form || ["resolved", "given_up"].includes(form.elements.to.value)) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  fetch(form.action, { method: "POST", body })
    .then((answer) => (answer.ok ? take("case-board", location.href) : form.submit()))
    .catch(() => form.submit());
});

document.addEventListener("change", (event) => {
  const into = event.target.dataset?.caseTemplate && document.getElementById(event.target.dataset.caseTemplate);
  if (!into) return;
  const mine = into.value.trim() && into.value !== into.dataset.put;
  into.value = mine ? `${into.value}\n\n${event.target.value}` : event.target.value;
  into.dataset.put = into.value;
  into.focus();
  into.setSelectionRange(0, 0);
  into.scrollTop = 0;
  into.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("part", () => mark(true));
mark(true);
