/* What stands above the map is written in place too; what is not written yet is offered while one edits. */
import { open } from "./map-cell.js";
import { make, tr } from "./map-edit-words.js";
import { editing } from "./map-keys.js";
import { editable, written } from "./map-queue.js";
import { root } from "./map-root.js";

const OF_PERSONA = ["quote", "about", "demographics", "behaviour", "needs"];

function ghost(place) {
  const field = place.split("/").at(-1);
  return make("button.ghost", { type: "button", "data-own": "1", "data-ghost": place }, `+ ${tr(`field_${field}`)}`);
}
const missing = (place) => !root.querySelector(`[data-write="${CSS.escape(place)}"]`) && !root.querySelector(`.ghost-text[data-write="${CSS.escape(place)}"]`);

function offers() {
  for (const old of root.querySelectorAll(".ghosts")) if (!old.querySelector("[data-typing]")) old.remove();
  const state = written();
  if (!editable || !editing() || !state || root.querySelector(".ghosts")) return;
  put(root.querySelector(".hero .story, .hero .titles"), ["journey/scenario", "journey/goal", "journey/owner"]);
  const key = root.querySelector("figure.persona")?.dataset.persona;
  if (key) put(root.querySelector("figure.persona figcaption"), OF_PERSONA.map((field) => `personas/${key}/${field}`));
}
function put(host, places) {
  const open = places.filter(missing);
  if (host && open.length) host.append(make("span.ghosts", { "data-own": "1" }, ...open.map(ghost)));
}

root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ghost]");
  if (!button) return;
  const text = make("span.ghost-text", { "data-write": button.dataset.ghost, tabindex: "0" });
  button.replaceWith(text);
  open(text);
});
document.addEventListener("map:changed", offers);
document.addEventListener("map:editing", offers);
document.addEventListener("map:written", () => { if (!root.querySelector(".ghosts")) offers(); });
document.addEventListener("map:left", ({ detail: { element } }) => { if (element.matches(".ghost-text") && !element.textContent.trim()) offers(); });
