/* Naming a colleague: after `@` the names that fit are offered; arrows choose, Enter or Tab takes, Escape leaves. */
import { plain } from "./plain.js";

const team = () => JSON.parse(document.getElementById("comments-data")?.textContent ?? '{"team":[]}').team;
const list = document.createElement("ul");
list.className = "names";
list.id = "comment-names";
list.setAttribute("role", "listbox");
let field, begun = 0;

function shut() {
  list.remove();
  field?.removeAttribute("aria-controls");
  field?.removeAttribute("aria-activedescendant");
}

function choose(option) {
  list.querySelectorAll("[aria-selected=true]").forEach((one) => one.setAttribute("aria-selected", "false"));
  option?.setAttribute("aria-selected", "true");
  if (option) field.setAttribute("aria-activedescendant", option.id);
}

function offer() {
  const before = field.value.slice(0, field.selectionStart);
  const found = /(?:^|[^\p{L}\p{N}])@([\p{L}\p{N}. ]{0,30})$/u.exec(before);
  const fits = found ? team().filter((one) => plain(one.name).split(" ").some((_, i, words) => words.slice(i).join(" ").startsWith(plain(found[1])))) : [];
  if (!fits.length) return shut();
  begun = before.length - found[1].length;
  list.replaceChildren(...fits.slice(0, 6).map((one, i) => {
    const item = document.createElement("li");
    item.id = `comment-name-${i}`;
    item.setAttribute("role", "option");
    item.dataset.call = one.call;
    item.textContent = one.call === one.name ? one.name : `${one.name} (${one.call})`;
    return item;
  }));
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  choose(list.firstElementChild);
}

function put(option) {
  field.setRangeText(`${option.dataset.call} `, begun, field.selectionStart, "end");
  shut();
  field.focus();
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-names]") || event.isComposing) return;
  field = event.target;
  offer();
});
document.addEventListener("keydown", (event) => {
  if (event.target === field && list.isConnected && !event.isComposing) {
    const now = list.querySelector("[aria-selected=true]");
    const move = { ArrowDown: now?.nextElementSibling ?? list.firstElementChild, ArrowUp: now?.previousElementSibling ?? list.lastElementChild }[event.key];
    if (move) choose(move);
    else if (event.key === "Enter" || event.key === "Tab") put(now);
    else if (event.key === "Escape") { shut(); event.stopPropagation(); }
    else return;
    return event.preventDefault();
  }
  if (event.target.matches("[data-names]") && event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
    const { form } = event.target;
    event.target.blur(); // what somebody is typing in is never swapped
    form.requestSubmit();
  }
}, true);
list.addEventListener("pointerdown", (event) => { event.preventDefault(); const option = event.target.closest("li"); if (option) put(option); });
document.addEventListener("focusout", (event) => { if (event.target === field) shut(); });
