/* Editing on the page: one switch, no reload. The parts: writing (map-cell), walking (map-keys), ranges (map-paste),
   taking back (map-undo), what is saved (map-edit-line), others (map-edit-people). */
import "./map-cell.js";
import "./map-edit-felt.js";
import "./map-edit-hero.js";
import "./map-edit-leave.js";
import "./map-edit-line.js";
import "./map-edit-notes.js";
import "./map-edit-people.js";
import "./map-keys.js";
import "./map-paste.js";
import "./map-undo.js";
import { leave } from "./map-cell.js";
import { tell, tr } from "./map-edit-words.js";
import { editing, entrance } from "./map-keys.js";
import { redraw } from "./map-live.js";
import { editable } from "./map-queue.js";
import { root, say } from "./map-root.js";

/* The address says whether one edits, so that a reload and the back button keep to it. */
function address(on) {
  const here = new URL(location.href);
  if (on) here.searchParams.set("edit", "1"); else here.searchParams.delete("edit");
  history.replaceState(history.state, "", here);
  const query = root.dataset.query.replace(/&?edit=1/, "");
  root.dataset.query = on ? [query, "edit=1"].filter(Boolean).join("&") : query;
}

async function switched(on) {
  leave();
  address(on);
  if (on) root.dataset.editing = ""; else delete root.dataset.editing;
  pressed();
  document.dispatchEvent(new CustomEvent("map:editing", { detail: { on } }));
  tell(tr(on ? "begun" : "ended"));
  try { await redraw(); } catch { say(root.dataset.labelFailed); }
  entrance();
}

function pressed() {
  const button = document.getElementById("edit-switch");
  if (!button) return;
  button.setAttribute("aria-pressed", String(editing()));
  button.querySelector("span").textContent = tr(editing() ? "edit_end" : "edit");
  button.querySelector("use")?.setAttribute("href", editing() ? "#i-check" : "#i-square-pen");
  const line = document.getElementById("editing-line");
  if (line) line.hidden = !editing() && !line.dataset.needed;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("#edit-switch, [data-edit-end]");
  if (!editable || !button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const on = !editing();
  switched(on);
  if (!on) document.getElementById("edit-switch").focus({ preventScroll: true });
});
document.addEventListener("map:changed", pressed);
document.addEventListener("map:queue", pressed);
entrance();
pressed();
