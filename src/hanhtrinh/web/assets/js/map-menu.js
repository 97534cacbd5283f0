/* A menu as the guidelines have it: arrows, Home, End, first letters, Escape; a part with more in it opens in place. */
import { beside, made, sign } from "./map-arrange-dom.js";

let open = null;

/* Opens a menu beside an element. `items`: {label, icon, keys, run, checked, danger, off, more} or "-" for a line;
   `more` are the items of a part of its own, or what gives them. */
export function openMenu(anchor, label, items) {
  closeMenu();
  const list = made("div.menu-list", { role: "menu", "aria-label": label, "data-own": true, popover: "manual" });
  list.addEventListener("focusin", ({ target }) => { for (const one of list.querySelectorAll("button")) one.tabIndex = one === target ? 0 : -1; });
  document.body.append(list);
  list.showPopover?.();
  open = { list, anchor, label, levels: [{ label, items }] };
  anchor.setAttribute("aria-expanded", "true");
  draw();
}

export function closeMenu(back = true) {
  if (!open) return;
  const { list, anchor } = open;
  open = null;
  list.remove();
  anchor.setAttribute("aria-expanded", "false");
  if (back && anchor.isConnected) anchor.focus({ preventScroll: true });
}

function draw() {
  const { list, levels, anchor } = open, { items, label } = levels.at(-1);
  const back = levels.length > 1 ? row({ label: levels.length > 1 ? label : "", icon: "arrow-left", run: up, stays: true, back: true }) : null;
  list.replaceChildren(...[back, ...items.filter(Boolean).map((item) => (item === "-" ? made("hr", { role: "separator" }) : row(item)))].filter(Boolean));
  list.querySelector("[role^=menuitem]:not([aria-disabled])")?.focus({ preventScroll: true });
  if (back && list.children[1]) (list.querySelector("[aria-checked=true]") ?? list.children[1]).focus({ preventScroll: true });
  beside(list, anchor);
}

function row(item) {
  const role = item.checked === undefined ? "menuitem" : "menuitemcheckbox";
  const keys = item.keys ? made("kbd", { "aria-hidden": "true" }, item.keys) : null;
  const tail = item.more ? sign("arrow-right") : item.checked ? sign("check") : keys;
  const found = made(`button${item.danger ? ".danger" : ""}${item.back ? ".back" : ""}`, {
    type: "button", role, tabindex: -1, "aria-disabled": item.off ? "true" : null, "aria-haspopup": item.more ? "menu" : null,
    "aria-checked": item.checked === undefined ? null : String(item.checked), "aria-keyshortcuts": item.aria,
  }, item.icon ? sign(item.icon) : made("span.icon"), made("span.menu-words", {}, item.label, item.note ? made("small", {}, item.note) : null), tail);
  found.addEventListener("click", () => chosen(item));
  return found;
}

function up() {
  open.levels.pop();
  draw();
}

function chosen(item) {
  if (item.off) return;
  if (item.more) {
    open.levels.push({ label: item.label, items: typeof item.more === "function" ? item.more() : item.more });
    return draw();
  }
  if (!item.stays) closeMenu();
  item.run();
}

function step(list, by) {
  const rows = [...list.querySelectorAll("[role^=menuitem]")], at = rows.indexOf(document.activeElement);
  const next = by === "first" ? 0 : by === "last" ? rows.length - 1 : (at + by + rows.length) % rows.length;
  rows[next]?.focus();
}

function letter(list, key) {
  const rows = [...list.querySelectorAll("[role^=menuitem]")], at = rows.indexOf(document.activeElement);
  const turn = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
  turn.find((one) => one.textContent.trim().toLowerCase().startsWith(key.toLowerCase()))?.focus();
}

const KEYS = {
  ArrowDown: (list) => step(list, 1), ArrowUp: (list) => step(list, -1), Home: (list) => step(list, "first"), End: (list) => step(list, "last"),
  ArrowRight: () => document.activeElement.getAttribute("aria-haspopup") && document.activeElement.click(),
  ArrowLeft: () => open.levels.length > 1 && up(),
  Escape: () => (open.levels.length > 1 ? up() : closeMenu()),
};

document.addEventListener("keydown", (event) => {
  if (!open || !open.list.contains(event.target)) return;
  if (event.key === "Tab") return closeMenu();
  const run = KEYS[event.key];
  if (run) run(open.list);
  else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) letter(open.list, event.key);
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
document.addEventListener("pointerdown", (event) => {
  if (open && !open.list.contains(event.target) && !open.anchor.contains(event.target)) closeMenu(false);
}, true);
window.addEventListener("resize", () => closeMenu(false));
document.addEventListener("scroll", (event) => { if (open && !open.list.contains(event.target)) beside(open.list, open.anchor); }, true);
export const menuIsOpen = () => open !== null;
