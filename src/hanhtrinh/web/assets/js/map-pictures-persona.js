/* The portrait of a persona, given or taken back while the map is edited. */
import { make, icon } from "./map-edit-words.js";
import { KINDS, bring, word } from "./map-pictures-send.js";
import { act, editable, written } from "./map-queue.js";
import { root, say } from "./map-root.js";

const file = (key) => written()?.cells[`personas/${key}/picture`]?.[0]?.text ?? "";

function write(key, given) {
  const entry = (text) => [{ text, level: "" }];
  act({ do: "write", thing: "personas", key, field: "picture", lang: written().lang, was: entry(file(key)), given: entry(given) });
}

async function choose(key, input) {
  const [chosen] = input.files;
  input.value = "";
  if (!chosen) return;
  try { write(key, await bring(chosen)); } catch (error) { say(error.message); }
}

function draw(place) {
  const key = place.dataset.persona, there = file(key), old = place.querySelector(":scope > .portrait-tools");
  if (old?.dataset.drawn === there) return;
  const input = make("input", { type: "file", accept: KINDS });
  input.addEventListener("change", () => choose(key, input));
  const tools = make("div.portrait-tools", { "data-own": true }, make("label.shot-add", {}, input, icon("image"), make("span", {}, word(there ? "portrait_change" : "portrait_add"))));
  if (there) {
    const back = make("button.shot-tool", { type: "button", "aria-label": word("portrait_remove"), title: word("portrait_remove") }, icon("trash-2"));
    back.addEventListener("click", () => write(key, ""));
    tools.append(back);
  }
  tools.dataset.drawn = there;
  old?.remove();
  place.append(tools);
}

function drawAll() {
  const on = root.dataset.editing !== undefined && written();
  for (const place of root.querySelectorAll("[data-persona]")) {
    if (on && place.matches("figure, li")) draw(place);
    else place.querySelector(":scope > .portrait-tools")?.remove();
  }
}

if (editable) {
  for (const kind of ["map:written", "map:changed", "map:editing"]) document.addEventListener(kind, drawAll);
  drawAll();
}
