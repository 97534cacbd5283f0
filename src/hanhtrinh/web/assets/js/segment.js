/* The builder of segments: counts while somebody types, adds and removes rows in place. Without script its buttons do. */
import { take } from "./parts.js";

let waiting;

function ask(id, form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter));
  return take(id, form.dataset.draft, { method: "POST", body });
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.id !== "segment-form") return;
  clearTimeout(waiting);
  waiting = setTimeout(() => ask("count", form).catch(() => {}), 300);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const name = event.submitter?.name;
  if (form.id !== "segment-form" || !["add", "remove", "count"].includes(name)) return;
  event.preventDefault();
  const id = name === "count" ? "count" : "builder";
  ask(id, form, event.submitter)
    .then(() => name !== "count" && document.querySelector(".rules li:last-child input:not([type=hidden]), .rules li:last-child select")?.focus())
    .catch(() => {}); // sent without its button it would be saved
});
