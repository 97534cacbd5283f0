/* A draft that is drawn anew at every choice, and what was chosen kept through a reload of the page.

   `<form data-draft="draft-picture" data-store="…">`: a change sends the form and swaps the small drawing; what falls
   with something else is told beside its row. Choices wait in the browser's storage of this tab until the map is made. */
import { take } from "./parts.js";

const form = document.querySelector("form[data-draft]");
const LATER = 250;

function chosen() {
  return [...new FormData(form)].filter(([name]) => name === "take" || name === "kept" || name.startsWith("name."));
}

function remember() {
  try {
    const boxes = [...form.querySelectorAll("[name=take][type=checkbox]")].map((box) => box.value);
    sessionStorage.setItem(form.dataset.store, JSON.stringify({ boxes, chosen: chosen() }));
  } catch { /* without storage a reload begins anew */ }
}

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(form.dataset.store) ?? "null");
  } catch {
    return null;
  }
}

function tell() {
  const falls = new Map([...form.querySelectorAll("[data-follows]")].map((one) => [one.dataset.follows, one.textContent]));
  for (const place of form.querySelectorAll("[data-follow-of]")) {
    const text = falls.get(place.dataset.followOf) ?? "";
    place.textContent = text;
    place.hidden = !text;
    place.closest("[data-piece]").classList.toggle("falls", Boolean(text));
  }
}

async function redraw() {
  remember();
  const body = new URLSearchParams([...new FormData(form)]);
  await take(form.dataset.draft, form.action, { method: "POST", body }).catch(() => {});
  tell();
}

function restore(kept) {
  const values = kept.chosen.filter(([name]) => name === "take").map(([, value]) => value);
  for (const box of form.querySelectorAll("[name=take][type=checkbox]"))
    if (kept.boxes.includes(box.value)) box.checked = values.includes(box.value);
  for (const [name, value] of kept.chosen)
    if (name.startsWith("name.") && form.elements[name]) form.elements[name].value = value;
  const missing = kept.chosen.filter(([name]) => name === "kept").map(([, value]) => value);
  for (const value of missing) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "kept", value });
    form.append(field);
  }
  if (missing.length) form.submit();
  else redraw();
}

if (form) {
  let waiting;
  const later = (wait) => {
    clearTimeout(waiting);
    waiting = setTimeout(redraw, wait);
  };
  form.addEventListener("change", (event) => event.target.type === "checkbox" && later(0));
  form.addEventListener("input", (event) => event.target.type === "text" && later(LATER));
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formAction.endsWith("/make")) sessionStorage.removeItem(form.dataset.store);
    else remember();
  });
  tell();
  const posted = form.dataset.posted !== undefined;
  const kept = posted ? null : remembered();
  if (kept) restore(kept);
  if (posted) {
    remember();
    history.replaceState(null, "", `${form.action}?from=${encodeURIComponent(form.elements.from.value)}`);
  }
}
