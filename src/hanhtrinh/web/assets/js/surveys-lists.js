/* Conditions, jumps and thanks: read from their rows as a whole, and kept as one value. */
import { edit } from "./surveys-send.js";

let timer;

function test(row) {
  const field = (name) => row.querySelector(`[data-t="${name}"]`);
  const values = [...row.querySelectorAll('[data-t="values"]')].filter((one) => one.type !== "checkbox" || one.checked);
  const read = (one) => (one.dataset.tNumber !== undefined ? Number(one.value) : one.value);
  return { of: field("of").value, op: field("op").value, values: values.filter((one) => one.value !== "").map(read) };
}

function when(place) {
  const tests = [...place.querySelectorAll("[data-sb-test]")].map((row) => row.sbTest ?? test(row));
  const mode = place.querySelector("[data-sb-mode-of]")?.value ?? place.dataset.sbMode;
  return tests.length ? { [mode]: tests } : null;
}

function item(place) {
  const made = {};
  for (const field of place.querySelectorAll("[data-f]")) {
    const path = field.dataset.f.split("."), last = path.pop();
    if (field.value === "") continue;
    path.reduce((at, name) => (at[name] ??= {}), made)[last] = field.value;
  }
  for (const inner of place.querySelectorAll("[data-sb-in]")) {
    const found = when(inner);
    if (found) made[inner.dataset.sbIn] = found;
  }
  return made;
}

/* Saves the list or condition a row belongs to; `more` are items or tests to be added. */
function save(at, { items = [], tests = [], without = null, quiet = false } = {}) {
  const list = at.closest("[data-sb-list]"), own = at.closest("[data-sb-when]");
  const inner = at.closest("[data-sb-in]");
  if (without) without.remove();
  for (const one of tests) (inner ?? own).append(Object.assign(document.createElement("i"), { sbTest: one }));
  for (const one of (inner ?? own)?.querySelectorAll("i") ?? []) one.dataset.sbTest = "";
  const place = (list ?? own).dataset[list ? "sbList" : "sbWhen"].split("/");
  const value = list ? [...[...list.querySelectorAll("[data-sb-item]")].map(item), ...items] : when(own);
  edit([{ op: "set", place, value }], { redraw: !quiet, focus: at.id || undefined });
}

document.addEventListener("change", (event) => {
  const field = event.target;
  if (!field.closest?.("[data-sb-list], [data-sb-when]") || field.dataset.sb) return;
  clearTimeout(timer);
  if (field.dataset.t === "of") field.closest("[data-sb-test]").sbTest = JSON.parse(field.selectedOptions[0].dataset.test);
  save(field, { quiet: field.matches("input[type=text], textarea, [data-t=values]") });
});

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.dataset?.f || !field.matches("input, textarea")) return;
  clearTimeout(timer);
  timer = setTimeout(() => save(field, { quiet: true }), 900);
});

document.addEventListener("click", (event) => {
  const at = (name) => event.target.closest(`[data-sb-${name}]`);
  if (at("add-test")) save(at("add-test"), { tests: [JSON.parse(at("add-test").dataset.sbAddTest)] });
  else if (at("drop-test")) save(at("drop-test").closest("[data-sb-when], [data-sb-in]"), { without: at("drop-test").closest("[data-sb-test]") });
  else if (at("add-item")) save(at("add-item"), { items: [JSON.parse(at("add-item").dataset.sbAddItem)] });
  else if (at("drop-item")) save(at("drop-item").closest("[data-sb-list]"), { without: at("drop-item").closest("[data-sb-item]") });
});
