/* Editing: a cell, a step or a stage opens its form in the sheet; the map behind it goes on living. */
import { redraw } from "./map-live.js";
import { piece, root, say, shown } from "./map-root.js";

const FIELDS = { activity: "activity", thoughts: "thoughts", emotion: "feeling", pains: "pains", opportunities: "opportunities", backstage: "backstage", owner: "owner" };
const sheet = document.getElementById("sheet");
const editing = () => root.dataset.editing !== undefined;
let before = "";

/* Every place that can be edited gets a button of its own, found by keyboard as well. */
function pens() {
  if (!editing()) return;
  for (const cell of root.querySelectorAll(".map [data-step]")) {
    const field = cell.matches("th") ? "" : FIELDS[cell.dataset.lane];
    if (field !== undefined) pen(cell, { thing: "steps", key: cell.dataset.step, field });
  }
  const stages = root.dataset.stages.split(" ");
  root.querySelectorAll("th.stage").forEach((stage, i) => pen(stage, { thing: "stages", key: stages[i], field: "" }));
}

function pen(place, what) {
  const button = place.querySelector(":scope > .pen") ?? document.createElement("button");
  button.type = "button";
  button.className = "pen";
  button.dataset.own = "1";
  Object.assign(button.dataset, what);
  button.setAttribute("aria-label", `${root.dataset.labelEdit}: ${place.querySelector(".step-name, .stage-name")?.textContent ?? what.key} ${what.field}`.trim());
  place.append(button);
}

async function openSheet(what) {
  const asked = new URLSearchParams(what);
  try {
    await piece(sheet, `${root.dataset.map}/edit?${asked}`);
    before = written();
    shown(sheet, sheet.querySelector(".sheet-form :is(textarea, input:not([type=hidden]), select)"));
  } catch {
    say(root.dataset.labelFailed);
  }
}

const written = () => { const form = sheet.querySelector(".sheet-form"); return form ? new URLSearchParams(new FormData(form)).toString() : ""; };
const post = (path, body) => ({ url: `${root.dataset.map}/${path}`, method: "POST", body, headers: { "x-csrftoken": root.dataset.token, accept: "application/json, text/html" } });

async function send(path, body) {
  const { url, ...options } = post(path, body);
  const answer = await fetch(url, options);
  if (answer.headers.get("content-type")?.startsWith("application/json")) return told(answer);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  sheet.replaceChildren(...[...page.body.childNodes].map((node) => document.adoptNode(node)));
  shown(sheet, sheet.querySelector("[role=alert]") ?? sheet.querySelector("h2"));
}

async function told(answer) {
  const found = await answer.json();
  if (!answer.ok) return say(found.error?.message ?? root.dataset.labelFailed);
  before = written();
  sheet.close();
  await redraw();
  const undo = document.querySelector("[data-undo]");
  if (undo) undo.disabled = !found.undo;
  say(found.said);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.save) return;
  event.preventDefault();
  form.inert = true;
  send(form.dataset.save, new URLSearchParams(new FormData(form, event.submitter)))
    .catch(() => say(root.dataset.labelFailed))
    .finally(() => { form.inert = false; });
});

document.addEventListener("click", (event) => {
  const button = event.target.closest(".pen");
  if (button) return openSheet({ thing: button.dataset.thing, key: button.dataset.key, field: button.dataset.field });
  if (event.target.closest("[data-open=about]")) return openSheet({ thing: "journey", key: "", field: "" });
  if (event.target.closest("[data-undo]")) return send("undo", new URLSearchParams()).catch(() => say(root.dataset.labelFailed));
});

/* Ctrl + Enter saves; Enter while a Vietnamese word is being composed never does. The last line grows another one. */
sheet.addEventListener("keydown", (event) => {
  if (event.isComposing || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.target.form?.requestSubmit();
});
sheet.addEventListener("input", (event) => {
  const line = event.target.closest("[data-lines] > li");
  if (!line || line.nextElementSibling || !event.target.value) return;
  const next = line.cloneNode(true);
  for (const field of next.querySelectorAll("textarea, input")) field.value = field.textContent = "";
  line.after(next);
});
/* What was written is not lost by a slip: the first Escape asks, the second closes. */
sheet.addEventListener("cancel", (event) => {
  if (written() === before || sheet.dataset.sure) return delete sheet.dataset.sure;
  event.preventDefault();
  sheet.dataset.sure = "1";
  setTimeout(() => delete sheet.dataset.sure, 3000);
});

document.addEventListener("map:changed", pens);
pens();
