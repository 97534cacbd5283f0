/* The builder of surveys: what is changed is kept at once; the form, what is found and the preview follow. */
import "./surveys-fields.js";
import "./surveys-lists.js";
import "./surveys-logo.js";
import "./surveys-move.js";
import "./surveys-preview.js";
import "./surveys-bank.js";
import { ask, edit, resume, undo } from "./surveys-send.js";

const root = document.getElementById("sb");

document.addEventListener("click", (event) => {
  const at = (name) => event.target.closest(`[data-sb-${name}]`);
  if (at("ask")) ask(JSON.parse(at("ask").dataset.sbAsk));
  else if (at("drop")) edit([{ op: "drop", place: at("drop").dataset.sbDrop.split("/") }], { undoable: true });
  else if (at("undo")) undo();
  else if (at("all")) for (const card of root.querySelectorAll(".sb-q, .sb-part")) card.open = true;
  else if (at("go")) go(event, at("go").hash);
  else if (at("lines")) lines(at("lines"));
});

function lines(button) {
  const field = button.closest(".sb-paste").querySelector("textarea");
  if (field.value.trim()) ask({ ...JSON.parse(button.dataset.sbLines), lines: field.value });
}

/* Where something was found: opened, shown, and where one types. */
function go(event, hash) {
  const place = document.getElementById(hash.slice(1));
  if (!place) return;
  event.preventDefault();
  event.target.closest("[popover]")?.hidePopover();
  if (place.matches("details")) place.open = true;
  place.scrollIntoView({ block: "center" });
  place.querySelector("summary, input, textarea, button")?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && !event.shiftKey && !typing) {
    event.preventDefault();
    undo();
  }
});

resume();
