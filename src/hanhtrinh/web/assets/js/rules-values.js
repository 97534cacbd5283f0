/* Values from the data under the field somebody types in: the most frequent first, arrows and Enter choose. */
import { ask, quiet, sent } from "./rules.js";

const WAIT = 150;
let timer, stop;

const listOf = (field) => document.getElementById(field.getAttribute("aria-controls"));
const options = (field) => [...listOf(field).querySelectorAll("[role=option]")];

function close(field) {
  clearTimeout(timer);
  stop?.abort();
  listOf(field).hidden = true;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

async function open(field) {
  const editor = field.closest(".rule-editor");
  stop?.abort();
  stop = new AbortController();
  const typed = field.value;
  const body = sent(editor);
  body.set("at", field.dataset.values);
  body.set("like", typed);
  body.set("tab", `${body.get("tab")}/values`);
  const { nodes } = await ask(editor, "values", body, stop.signal);
  if (document.activeElement !== field || !field.isConnected) return;
  listOf(field).replaceChildren(...nodes);
  listOf(field).hidden = !nodes.length;
  field.setAttribute("aria-expanded", String(nodes.length > 0));
}

function later(field, wait = WAIT) {
  clearTimeout(timer);
  timer = setTimeout(() => open(field).catch(() => {}), wait);
}

function choose(field, option) {
  if (option) field.value = option.dataset.value;
  close(field);
  if (field.value.trim()) field.dispatchEvent(new CustomEvent("rule:value", { bubbles: true }));
}

function step(field, by) {
  const all = options(field);
  if (listOf(field).hidden || !all.length) return later(field, 0);
  const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const next = all[(at + by + all.length + (at < 0 && by < 0 ? 1 : 0)) % all.length];
  all.forEach((one) => one.setAttribute("aria-selected", String(one === next)));
  field.setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("focusin", (event) => {
  const field = event.target;
  if (field.matches?.("[data-values]") && quiet.field !== field.id) later(field);
  quiet.field = "";
});
document.addEventListener("focusout", (event) => {
  const field = event.target;
  if (field.matches?.("[data-values]")) setTimeout(() => { if (field.isConnected && document.activeElement !== field) close(field); }, 120);
});
document.addEventListener("input", (event) => { if (event.target.matches?.("[data-values]")) later(event.target); });
/* Heard before the map's own keys: what is typed in a field is the field's. */
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-values]") || event.isComposing) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const chosen = options(field).find((one) => one.getAttribute("aria-selected") === "true");
  if (by) step(field, by);
  else if (event.key === "Enter") choose(field, chosen);
  else if (event.key === "Escape" && !listOf(field).hidden) close(field);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);
document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.(".rule-found [role=option]");
  if (!option) return;
  event.preventDefault();
  choose(option.closest(".rule-typed").querySelector("[data-values]"), option);
});
