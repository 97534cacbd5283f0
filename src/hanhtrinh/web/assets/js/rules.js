/* The rule editor: counts while somebody edits, the latest edit wins; adds and removes rows in place. */
import "./rules-values.js";

const WAIT = 200;
const states = new WeakMap();
/* A field that gets the focus back after its value was taken: it offers nothing until somebody types on. */
export const quiet = { field: "" };

function stateOf(editor) {
  if (!states.has(editor)) states.set(editor, { tab: crypto.randomUUID?.() ?? String(Math.random()), turn: 0 });
  return states.get(editor);
}

export function sent(editor, submitter) {
  const state = stateOf(editor);
  const body = new URLSearchParams(new FormData(editor.querySelector(".rule-form"), submitter));
  body.set("tab", state.tab);
  body.set("turn", String(++state.turn));
  return body;
}

export async function ask(editor, path, body, signal, part = "rule") {
  const query = [editor.dataset.query, editor.closest("dialog") ? "sheet=1" : ""].filter(Boolean).join("&");
  const headers = { "x-csrftoken": editor.dataset.token, "x-part": part };
  const answer = await fetch(`${editor.dataset.rules}/${path}?${query}`, { method: "POST", body, headers, signal });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok && answer.status !== 422) throw new Error(answer.status);
  return { answer, nodes: [...page.body.childNodes].map((node) => document.adoptNode(node)) };
}

/* The counts come first, then the map as the rule would make it; a newer edit gives up what is still on its way. */
export async function look(editor) {
  const state = stateOf(editor);
  state.stop?.abort();
  state.stop = new AbortController();
  const { signal } = state.stop;
  const counts = editor.querySelector("#rule-counts"), effect = editor.querySelector("#rule-effect");
  const body = sent(editor);
  for (const place of [counts, effect]) place.setAttribute("aria-busy", "true");
  try {
    counts.replaceChildren(...(await ask(editor, "counts", body, signal)).nodes);
    counts.removeAttribute("aria-busy");
    effect.replaceChildren(...(await ask(editor, "effect", body, signal)).nodes);
    effect.removeAttribute("aria-busy");
    const shifts = effect.querySelector("[data-shifts]")?.dataset.shifts;
    editor.dispatchEvent(new CustomEvent("rule:effect", { bubbles: true, detail: JSON.parse(shifts ?? "[]") }));
  } catch (error) {
    if (error.name === "AbortError") return;
    for (const place of [counts, effect]) place.removeAttribute("aria-busy");
    const line = document.createElement("p");
    line.className = "hint";
    line.textContent = editor.dataset.failed;
    counts.replaceChildren(line);
  }
}

export function later(editor) {
  const state = stateOf(editor);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => look(editor), WAIT);
}

const typed = (editor) => new Map([...editor.querySelectorAll(".rule-form input.in[id]")].map((one) => [one.id, one.value]));

/* Another shape: a row more or less, another property or comparison. The server draws the form anew; what was typed
   while it did stays, and of two answers the one to the newer question. */
async function reshape(editor, submitter, focus) {
  const state = stateOf(editor), before = typed(editor), mine = state.shape = (state.shape ?? 0) + 1;
  const { nodes } = await ask(editor, "form", sent(editor, submitter));
  const form = nodes.find((node) => node.matches?.(".rule-form"));
  if (!form || mine !== state.shape) return;
  const since = submitter?.value.startsWith("drop") ? [] : [...typed(editor)].filter(([id, value]) => before.has(id) && before.get(id) !== value);
  const open = editor.querySelector(".rule-about")?.open;
  const old = new Set([...editor.querySelectorAll(".rule-form [id]")].map((one) => one.id));
  editor.querySelector(".rule-form").replaceWith(form, ...nodes.filter((node) => node !== form));
  for (const [id, value] of since) { const field = document.getElementById(id); if (field) field.value = value; }
  if (open) editor.querySelector(".rule-about").open = true;
  const fresh = [...form.querySelectorAll("select.rule-property")].find((one) => !old.has(one.id));
  if (submitter !== undefined) quiet.field = focus;
  (focus ? document.getElementById(focus) : fresh ?? form.querySelector(".rule-add"))?.focus({ preventScroll: !fresh });
  later(editor);
}

document.addEventListener("submit", (event) => {
  const editor = event.target.closest(".rule-editor");
  if (!editor || event.submitter?.name !== "act") return;
  event.preventDefault();
  const [what, place] = event.submitter.value.split(":");
  if (what === "count") return look(editor);
  const focus = what === "drop" ? `f-v.${place}` : "";
  reshape(editor, event.submitter, focus).catch(() => event.target.submit());
});

document.addEventListener("change", (event) => {
  const editor = event.target.closest?.(".rule-editor");
  if (!editor) return;
  if (event.target.matches(".rule-property, .rule-operator")) {
    const place = event.target.name.slice(2);
    const chosen = event.target.matches(".rule-property") && event.target.value;
    if (chosen) editor.querySelectorAll(`[name="v.${CSS.escape(place)}"], [name="lo.${CSS.escape(place)}"], [name="hi.${CSS.escape(place)}"]`).forEach((one) => { one.value = ""; });
    reshape(editor, undefined, chosen ? `f-v.${place}` : event.target.id).catch(() => {});
  } else later(editor);
});

document.addEventListener("input", (event) => {
  const editor = event.target.closest?.(".rule-editor");
  if (!editor || event.target.matches("select, [type=radio]")) return;
  if (event.target.name === "name") editor.querySelectorAll("[data-named]").forEach((one) => { one.textContent = event.target.value || "…"; });
  else if (!event.isComposing) later(editor);
});
document.addEventListener("compositionend", (event) => {
  const editor = event.target.closest?.(".rule-editor");
  if (editor) later(editor);
});

/* A value was chosen from the data, or Enter ends one: where there may be several it becomes a chip. */
document.addEventListener("rule:value", (event) => {
  const editor = event.target.closest(".rule-editor");
  const many = event.target.closest(".rule-fields").querySelector(".rule-operator").value === "is";
  if (many) reshape(editor, null, event.target.id).catch(() => {});
  else later(editor);
});

const page = document.querySelector("main .rule-editor");
if (page) look(page);
