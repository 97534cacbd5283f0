/* Personas: one more, which is the map's own, one less. What they say is written in their cards. */
import { button, kept, made, sign } from "./map-arrange-dom.js";
import { askName } from "./map-arrange-ask.js";
import { perform } from "./map-arrange-do.js";
import * as model from "./map-arrange-model.js";
import { openMenu } from "./map-menu.js";
import { word } from "./map-arrange-words.js";
import { written } from "./map-queue.js";
import { root } from "./map-root.js";

export async function addPersona() {
  const name = await askName(word("add_persona"), word("name_of_persona"));
  if (!name) return;
  const key = model.freshKey("personas", name), first = !Object.keys(written().personas).length;
  const commands = [{ do: "add", thing: "personas", key, name, after: null }];
  if (first) commands.push(model.choose("journey", "", "persona", key));
  perform(commands, word("added", { name }));
}

function remove(key) {
  perform([{ do: "remove", thing: "personas", key }], word("removed", { name: model.nameOf("personas", key) }));
}

async function rename(key) {
  const name = await askName(word("rename"), word("name_of_persona"), model.nameOf("personas", key));
  if (name) perform([model.write("personas", key, "name", { text: name })], word("renamed", { name }));
}

function items(key, card) {
  const main = model.choice("journey", "", "persona") === key, name = model.nameOf("personas", key);
  const edit = card.querySelector("[data-write]");
  return [
    { label: word("rename"), icon: "pencil", run: () => rename(key) },
    edit && { label: word("edit_persona"), icon: "square-pen", run: () => { card.closest("details")?.setAttribute("open", ""); edit.focus(); edit.click(); } },
    { label: word("main_persona"), icon: "star", checked: main, run: () => perform([model.choose("journey", "", "persona", main ? "" : key)], word("main_set", { name })) },
    "-",
    { label: word("delete"), icon: "trash-2", danger: true, run: () => remove(key) },
  ];
}

/* Every card gets its menu, and behind the cards there is room for one more. */
export function personas() {
  for (const card of root.querySelectorAll("[data-persona]")) {
    const key = card.dataset.persona;
    if (!written().personas[key]) continue;
    const label = word("menu_personas", { name: model.nameOf("personas", key) });
    const grip = kept(card, ".grip", () => button("grip", label, "ellipsis", {
      "aria-haspopup": "menu", "aria-expanded": "false", onclick: (event) => openMenu(event.currentTarget, label, items(card.dataset.persona, card)),
    }));
    grip.setAttribute("aria-label", label);
  }
  const hero = root.querySelector(".hero");
  if (hero) kept(hero, ".add-persona", () => made("button.tool.add-persona", { type: "button", "data-own": true, onclick: addPersona }, sign("user-plus"), word("add_persona")));
}
