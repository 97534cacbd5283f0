/* Fields that name a place in the survey: kept a moment after somebody stopped typing, and when they are left. */
import { edit } from "./surveys-send.js";

const WAIT = 700;
const waiting = new Map();
const kept = new WeakMap();

function value(field) {
  const text = field.value;
  switch (field.dataset.sbKind) {
    case "bool": return field.checked || null;
    case "group": return field.checked ? {} : null;
    case "number": return text.trim() === "" ? null : Number(text);
    case "lines": return text.split("\n").map((line) => line.trim()).filter(Boolean);
    default: return text === "" ? null : text;
  }
}

const was = (field) => (kept.has(field) ? kept.get(field) : field.defaultValue === "" ? null : field.defaultValue);

function save(field) {
  clearTimeout(waiting.get(field));
  waiting.delete(field);
  delete field.dataset.sbDirty;
  const place = field.dataset.sb.split("/"), now = value(field);
  const words = field.dataset.sbKind === "text" && field.matches("textarea, input[type=text]");
  if (words && now === was(field)) return;
  const change = { op: "set", place, value: now, ...(words && /\/(vi|en)$/.test(field.dataset.sb) ? { was: was(field) } : {}) };
  if (words) kept.set(field, now);
  edit([change], { redraw: field.dataset.sbRedraw !== undefined, focus: field.id });
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.dataset?.sbTitle !== undefined) title(field);
  if (!field.dataset?.sb || field.matches("select, [type=checkbox], [type=color]")) return;
  clearTimeout(waiting.get(field));
  field.dataset.sbDirty = "";
  waiting.set(field, setTimeout(() => late(field), WAIT));
});

/* A field that was drawn anew meanwhile has handed on what was typed in it. */
function late(field) {
  if (field.isConnected || !document.getElementById(field.id)) save(field);
  else waiting.delete(field);
}

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.dataset?.sb) save(field);
  const group = field.closest?.("[data-sb-ticks]");
  if (group) {
    const chosen = [...group.querySelectorAll(":checked")].map((one) => one.value);
    edit([{ op: "set", place: group.dataset.sbTicks.split("/"), value: chosen }], { redraw: true });
  }
});

/* Leaving the page must not lose what was typed a moment ago. */
addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") for (const field of [...waiting.keys()]) save(field);
});

function title(field) {
  const shown = field.closest("[data-sb-card]")?.querySelector("[data-sb-shown]");
  if (shown) shown.textContent = field.value.trim().slice(0, 90) || "…";
}
