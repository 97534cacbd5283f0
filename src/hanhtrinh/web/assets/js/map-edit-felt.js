/* The feeling's words: they stand under the curve while one edits, one place a step. */
import { entriesAt } from "./map-cell-places.js";
import { make, tr } from "./map-edit-words.js";
import { editing } from "./map-keys.js";
import { editable, written } from "./map-queue.js";
import { root } from "./map-root.js";

function felt() {
  if (!editable || !written()) return;
  for (const item of root.querySelectorAll(".points > li[data-step]")) {
    const old = item.querySelector(":scope > .felt-words");
    if (!editing()) { old?.remove(); continue; }
    const text = entriesAt(`steps/${item.dataset.step}/feeling`)[0]?.text ?? "", place = old ?? make("span.felt-words", { "data-own": "1" });
    if (place.textContent !== (text || tr("feeling"))) place.textContent = text || tr("feeling");
    place.classList.toggle("none-yet", !text);
    if (!old) item.append(place);
  }
}
document.addEventListener("map:written", felt);
document.addEventListener("map:changed", felt);
document.addEventListener("map:editing", felt);
document.addEventListener("map:felt", felt);
felt();
