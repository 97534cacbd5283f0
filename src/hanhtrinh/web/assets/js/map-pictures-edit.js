/* Pictures of a step while the map is edited: added by choosing, dropping or pasting, described, put in order, removed.

   Everything is a command of the queue (field `pictures`: one entry a picture, its words and its file). */
import { make, icon, tell } from "./map-edit-words.js";
import { KINDS, bring, folder, pictured, word } from "./map-pictures-send.js";
import { act, editable, written } from "./map-queue.js";
import { root, say } from "./map-root.js";

const CELL = "td[data-lane=pictures][data-step]";
const entries = (step) => written()?.cells[`steps/${step}/pictures`] ?? [];
const plain = ({ text, level, file }) => ({ text, level, file });
let dragged = null;

function write(step, given) {
  const command = { do: "write", thing: "steps", key: step, field: "pictures", lang: written().lang };
  return act({ ...command, was: entries(step).map(plain), given: given.map(plain) });
}

async function add(step, files) {
  const cell = root.querySelector(`${CELL}[data-step="${CSS.escape(step)}"]`);
  const state = cell?.querySelector(".shots-said");
  for (const file of files) {
    if (state) state.textContent = word("sending");
    try {
      const kept = await bring(file);
      write(step, [...entries(step), { text: "", level: "", file: kept }]);
      tell(word("added"));
      cell?.querySelector(".shots-tools > ol > li:last-child textarea")?.focus({ preventScroll: true });
      if (state?.isConnected) state.textContent = "";
    } catch (error) {
      say(error.message);
      if (state) state.textContent = error.message;
    }
  }
}

function move(step, from, to) {
  const list = [...entries(step)];
  if (to < 0 || to >= list.length || from === to) return;
  list.splice(to, 0, ...list.splice(from, 1));
  write(step, list);
  tell(word("moved", { n: to + 1, total: list.length }));
  focusOn(step, to);
}

function focusOn(step, at) {
  root.querySelectorAll(`${CELL}[data-step="${CSS.escape(step)}"] .shot-edit`)[at]?.querySelector(".shot-grip")?.focus();
}

function described(step, at, text) {
  const list = entries(step);
  if (!list[at] || list[at].text === text.trim()) return;
  write(step, list.map((one, i) => (i === at ? { ...one, text: text.trim() } : one)));
  tell(word("described"));
}

function removed(step, at) {
  write(step, entries(step).filter((_, i) => i !== at));
  tell(word("removed"));
}

const button = (label, name, act, off = false) => {
  const one = make("button.shot-tool", { type: "button", "aria-label": label, title: label, disabled: off }, icon(name));
  one.addEventListener("click", act);
  return one;
};

function row(step, entry, at, total) {
  const words = make("textarea", { rows: 2, "aria-label": word("alt_label"), placeholder: word("alt_label"), title: word("alt_hint"), maxlength: 300 });
  words.value = entry.text;
  words.addEventListener("change", () => described(step, at, words.value));
  words.addEventListener("keydown", (event) => { event.stopPropagation(); if (event.key === "Escape") words.blur(); });
  const place = word("number", { n: at + 1, total });
  const grip = make("button.shot-grip", { type: "button", draggable: true, "aria-label": `${entry.text || word("no_alt")} (${place})` },
    make("img", { src: `${folder}/${encodeURIComponent(entry.file)}?small=1`, alt: "" }), total > 1 ? make("span.shot-number", {}, String(at + 1)) : null);
  grip.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (by) { event.preventDefault(); event.stopPropagation(); move(step, at, at + by); }
    if (event.key === "Delete") { event.stopPropagation(); removed(step, at); }
  });
  grip.addEventListener("dragstart", (event) => { dragged = { step, at }; event.dataTransfer.effectAllowed = "move"; event.stopPropagation(); });
  grip.addEventListener("dragend", () => { dragged = null; });
  const item = make("li.shot-edit", {}, grip, words, make("div.shot-row", {},
    total > 1 ? button(word("earlier"), "arrow-left", () => move(step, at, at - 1), at === 0) : null,
    total > 1 ? button(word("later"), "arrow-right", () => move(step, at, at + 1), at === total - 1) : null,
    button(word("remove"), "trash-2", () => removed(step, at))));
  item.addEventListener("dragover", (event) => { if (dragged?.step === step) event.preventDefault(); });
  item.addEventListener("drop", (event) => { if (dragged?.step === step) { event.preventDefault(); event.stopPropagation(); move(step, dragged.at, at); } });
  return item;
}

function adder(step, any) {
  const file = make("input", { type: "file", accept: KINDS, multiple: true, "aria-label": word("add") });
  file.addEventListener("change", () => { add(step, [...file.files]); file.value = ""; });
  const name = root.querySelector(`th.step[data-step="${CSS.escape(step)}"] .step-name`)?.firstChild.textContent ?? "";
  file.setAttribute("aria-label", `${word("add")}: ${name}`);
  return make("label.shot-add", { title: word("drop") }, file, icon("image"), make("span", {}, word(any ? "add_more" : "add")));
}

/* Draws the tools of one cell anew where its pictures have changed; what is being described stays as it is. */
function draw(cell) {
  const step = cell.dataset.step, list = entries(step), key = JSON.stringify(list.map(plain));
  const old = cell.querySelector(":scope > .shots-tools");
  if (old?.dataset.drawn === key || old?.querySelector("textarea:focus")) return;
  const tools = make("div.shots-tools", { "data-own": true }, make("ol", {}, ...list.map((one, i) => row(step, one, i, list.length))),
    adder(step, list.length > 0), make("p.shots-said", { role: "status" }));
  tools.dataset.drawn = key;
  old?.remove();
  cell.append(tools);
}

function drawAll() {
  const on = editable && root.dataset.editing !== undefined && written();
  for (const cell of root.querySelectorAll(CELL)) {
    if (on) draw(cell);
    else cell.querySelector(":scope > .shots-tools")?.remove();
  }
}

if (editable) {
  for (const kind of ["map:written", "map:changed", "map:editing"]) document.addEventListener(kind, drawAll);
  drawAll();
  root.addEventListener("dragover", (event) => {
    const cell = event.target.closest(CELL);
    if (!cell || root.dataset.editing === undefined || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    cell.classList.add("chosen");
  });
  root.addEventListener("dragleave", (event) => event.target.closest?.(CELL)?.classList.remove("chosen"));
  root.addEventListener("drop", (event) => {
    const cell = event.target.closest(CELL), files = pictured(event.dataTransfer);
    if (!cell || root.dataset.editing === undefined || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    cell.classList.remove("chosen");
    add(cell.dataset.step, files.length ? files : [...event.dataTransfer.files]);
  });
  document.addEventListener("paste", (event) => {
    const cell = (document.activeElement?.closest(CELL) ?? root.querySelector(`${CELL}[aria-selected=true], ${CELL}[data-here]`));
    const files = pictured(event.clipboardData);
    if (!cell || !files.length || root.dataset.editing === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    add(cell.dataset.step, files);
  }, true);
}
