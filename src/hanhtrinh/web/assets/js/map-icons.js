/* A picker of icons: searched in Vietnamese (with or without marks) and English, chosen with the arrow keys. */
import { plain } from "./plain.js";
import { made, sign } from "./map-arrange-dom.js";
import { icons, sprite, word } from "./map-arrange-words.js";

const found = icons.map(([name, label, words]) => ({ name, label, words: plain(`${name} ${words}`), whole: words.toLowerCase() }));
let drawn = null;

/* The drawings of all icons come once, when a map is first edited, and stay in a place of their own. */
export async function drawings() {
  drawn ??= fetch(sprite).then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.status)))).then((text) => {
    const all = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    document.body.append(document.importNode(all, true));
  });
  return drawn.catch(() => { drawn = null; });
}

function matching(asked) {
  const parts = plain(asked).split(/\s+/).filter(Boolean);
  return found.filter(({ words }) => parts.every((part) => words.includes(part)));
}

function choices(asked, now, pick) {
  return matching(asked).map(({ name, label }) => {
    const one = made("button.icon-choice", { type: "button", role: "option", tabindex: -1, "aria-selected": String(name === now), "aria-label": label, title: label }, sign(name));
    one.addEventListener("click", () => pick(name));
    return one;
  });
}

function moved(grid, by) {
  const all = [...grid.children], at = all.indexOf(document.activeElement);
  const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
  for (const one of all) one.tabIndex = one === next ? 0 : -1;
  next?.focus();
}
const perRow = (grid) => getComputedStyle(grid).gridTemplateColumns.split(" ").length;

/* Asks for an icon; `chosen` hears its name, "" for the usual one. */
export async function chooseIcon(title, now, chosen) {
  await drawings();
  const field = made("input.in", { type: "search", "aria-label": word("search_icons"), placeholder: word("search_icons"), autocomplete: "off", autofocus: true });
  const grid = made("div.icon-grid", { role: "listbox", "aria-label": title }), count = made("p.small", { role: "status" });
  const close = made("button.shut", { type: "button", "aria-label": word("cancel") }, sign("x"));
  const usual = made("button.tool", { type: "button" }, sign("undo-2"), word("usual_icon"));
  const dialog = made("dialog.icon-box", { "aria-label": title, "data-own": true }, made("header", {}, made("h2", {}, title), close), field, count, grid, made("div.tools", {}, usual));
  const end = () => dialog.remove();
  const pick = (name) => { dialog.close(); chosen(name); };
  const draw = () => {
    grid.replaceChildren(...choices(field.value, now, pick));
    if (grid.firstElementChild) (grid.querySelector("[aria-selected=true]") ?? grid.firstElementChild).tabIndex = 0;
    count.textContent = grid.children.length ? word("icons_found", { n: grid.children.length }) : word("no_icon");
  };
  field.addEventListener("input", draw);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") { event.preventDefault(); (grid.querySelector("[tabindex='0']") ?? field).focus(); }
    if (event.key === "Enter") { event.preventDefault(); grid.firstElementChild?.click(); }
  });
  grid.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: perRow(grid), ArrowUp: -perRow(grid), Home: -1e6, End: 1e6 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    if (event.key === "ArrowUp" && [...grid.children].indexOf(document.activeElement) < perRow(grid)) field.focus();
    else moved(grid, by);
  });
  usual.addEventListener("click", () => pick(""));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", end);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  draw();
  dialog.showModal();
  field.focus();
}
