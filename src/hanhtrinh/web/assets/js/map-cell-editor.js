/* The writing place inside a cell: one text, or one text a line with its severity; as wide and as high as its words. */
import { LISTS } from "./map-cell-places.js";
import { icon, make, tr } from "./map-edit-words.js";

const LONGEST = 2000, LONGEST_LINE = 200;
const GROWS = CSS.supports("field-sizing", "content");
const FACES = [["-2", "angry"], ["-1", "frown"], ["0", "meh"], ["1", "smile"], ["2", "laugh"]];

/* Browsers that do not let a text field grow by itself get its height set. */
export function grown(area) {
  if (GROWS) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}

function area(entry, { kind, label, short, placeholder }) {
  const rows = { rows: "1", "aria-label": label, maxlength: String(short ? LONGEST_LINE : LONGEST), autocomplete: "off", spellcheck: "false", placeholder, enterkeyhint: LISTS.has(kind) || short ? "enter" : undefined };
  const field = make("textarea.cell-area", rows);
  field.value = entry.text ?? "";
  return field;
}

function dots(item) {
  const button = (level) => make("button.cell-dot", { type: "button", tabindex: "-1", "data-level": String(level), "aria-label": tr(`severity_${level}`), title: `${tr(`severity_${level}`)} (Alt+${level})` });
  const group = make("span.cell-dots", { role: "group", "aria-label": tr("severity") }, button(1), button(2), button(3), make("span.cell-dots-word"));
  item.append(group);
}

/* Sets how bad a pain is; the words say it, not the colour alone. */
export function rate(item, level) {
  item.entry.level = String(level);
  item.className = `sev${level}`;
  for (const dot of item.querySelectorAll(".cell-dot")) {
    dot.classList.toggle("on", dot.dataset.level <= level);
    dot.setAttribute("aria-pressed", String(dot.dataset.level === String(level)));
  }
  item.querySelector(".cell-dots-word").textContent = tr(`severity_${level}`);
}

/* One line of a list; `entry` keeps what the line does not show. */
export function line(entry, what) {
  const item = make("li", {}, area(entry, what));
  item.entry = { text: "", level: "", ...entry };
  if (what.kind === "pains") { dots(item); rate(item, item.entry.level || "2"); }
  return item;
}

function faces(score) {
  const face = ([value, name]) => make("button.cell-face", { type: "button", tabindex: "-1", "data-score": value, "aria-label": `${tr(`face_${name}`)} (${value})`, title: tr(`face_${name}`), "aria-pressed": String(Number(score) === Number(value) && score !== "") }, icon(name));
  return make("div.cell-faces", { role: "group", "aria-label": tr("score") }, ...FACES.map(face));
}

/* The writing place for a cell's entries: `read()` gives what stands in it now. */
export function editorFor(what, entries, label, score) {
  const box = make("div.cell-edit", { "data-own": "1", "data-kind": what.kind });
  if (LISTS.has(what.kind)) {
    const items = [...entries, ...(entries.length ? [] : [{ text: "", level: "" }])];
    box.append(make("ol", {}, ...items.map((entry, i) => line(entry, { ...what, label, placeholder: i === 0 && !entries.length ? tr(`hint_${what.kind}`) : undefined }))));
    box.read = () => [...box.querySelectorAll("li")].map((item) => ({ ...item.entry, text: item.querySelector("textarea").value }));
  } else {
    const entry = entries[0] ?? { text: "", level: "" };
    box.append(area(entry, { ...what, label, placeholder: what.placeholder ?? tr("hint_text") }));
    if (what.kind === "feeling") box.append(faces(score));
    box.read = () => [{ ...entry, text: box.querySelector("textarea").value }];
  }
  return box;
}
