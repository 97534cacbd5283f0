/* The rule editor beside the map: opened from a step's head; while a rule is edited the map shows what it would say. */
import { redraw } from "./map-live.js";
import { piece, root, say } from "./map-root.js";
import { ask, look, sent } from "./rules.js";

const sheet = document.getElementById("rule-sheet");
const editing = () => sheet && root.dataset.editing !== undefined;
let shifts = [], opener = null;

/* A button at each step's head while the map is edited. */
function buttons() {
  for (const head of root.querySelectorAll("th.step[data-step]")) {
    const there = head.querySelector(":scope > .rule-pen");
    if (!editing()) { there?.remove(); continue; }
    if (there) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "rule-pen";
    button.dataset.own = "1";
    button.dataset.ruleStep = head.dataset.step;
    const name = head.querySelector(".step-name")?.textContent.trim() ?? head.dataset.step;
    button.setAttribute("aria-label", `${sheet.dataset.label} ${name}`);
    button.title = sheet.dataset.label;
    button.append(document.getElementById("rule-pen")?.content.cloneNode(true) ?? "");
    head.append(button);
  }
}

const wide = () => matchMedia("(min-width: 1101px)").matches;

async function openRule(address, from) {
  opener = from ?? opener;
  try {
    await piece(sheet, `${address}${address.includes("?") ? "&" : "?"}sheet=1&${root.dataset.query}`);
  } catch {
    return say(root.dataset.labelFailed);
  }
  if (!sheet.open) wide() ? sheet.show() : sheet.showModal();
  sheet.scrollTop = 0;
  document.body.classList.add("with-rule");
  beside(address);
  sheet.querySelector("h2")?.focus({ preventScroll: true });
  const editor = sheet.querySelector(".rule-editor");
  if (editor) look(editor);
}

/* The step that is edited comes to stand where the sheet does not cover it. */
function beside(address) {
  const step = address.match(/~step\/([^?]+)/)?.[1];
  const head = step && root.querySelector(`th.step[data-step="${CSS.escape(step)}"]`);
  if (!head || !wide()) return;
  const over = head.getBoundingClientRect().right - sheet.getBoundingClientRect().left;
  if (over > 0) scrollBy({ left: over + 40, behavior: "instant" });
}

function shut() {
  sheet.close();
}

/* What the map would say, beside what it says: only shown here, kept nowhere. */
function draw() {
  root.querySelectorAll(".draft-value").forEach((one) => one.remove());
  root.querySelectorAll(".with-draft").forEach((one) => one.classList.remove("with-draft"));
  for (const { lane, step, text } of shifts) {
    const cell = root.querySelector(`td[data-lane="${CSS.escape(lane)}"][data-step="${CSS.escape(step)}"]`);
    if (!cell) continue;
    const place = document.createElement("p");
    place.className = "draft-value";
    place.dataset.own = "1";
    place.textContent = `→ ${text}`;
    cell.classList.add("with-draft");
    cell.append(place);
  }
}

async function save(editor, submitter) {
  const { answer, nodes } = await ask(editor, "save", sent(editor, submitter));
  if (answer.headers.get("content-type")?.startsWith("application/json")) {
    const told = JSON.parse(nodes.map((node) => node.textContent).join(""));
    shut();
    if (told.changed) await redraw();
    return say(told.said);
  }
  const form = nodes.find((node) => node.matches?.(".rule-form"));
  editor.querySelector(".rule-form").replaceWith(form);
  form.querySelector(".notice")?.scrollIntoView({ block: "center" });
}

sheet?.addEventListener("rule:effect", (event) => { shifts = event.detail; draw(); });
sheet?.addEventListener("close", () => {
  shifts = [];
  draw();
  document.body.classList.remove("with-rule");
  sheet.replaceChildren();
  (opener?.isConnected ? opener : root.querySelector(`[data-rule-step="${CSS.escape(opener?.dataset.ruleStep ?? "")}"]`))?.focus({ preventScroll: true });
});
sheet?.addEventListener("keydown", (event) => {
  event.stopPropagation();
  if (event.key === "Escape" && !event.isComposing) shut();
});
sheet?.addEventListener("submit", (event) => {
  if (event.submitter?.name === "act") return;
  event.preventDefault();
  const editor = event.target.closest(".rule-editor");
  save(editor, event.submitter).catch(() => say(root.dataset.labelFailed));
});

document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-rule-step]");
  if (step) return openRule(`${root.dataset.map}/rules/~step/${step.dataset.ruleStep}`, step);
  if (event.target.closest("#rule-sheet [data-rule-shut]")) return shut();
  const link = event.target.closest("#rule-sheet [data-rule-open]");
  if (!link) return;
  event.preventDefault();
  openRule(link.getAttribute("href"));
});
document.addEventListener("map:rule", (event) => openRule(`${root.dataset.map}/rules/~step/${event.detail.step}`, event.detail.from));
document.addEventListener("map:changed", () => { buttons(); if (sheet?.open) draw(); });
new MutationObserver(buttons).observe(root, { attributes: true, attributeFilter: ["data-editing"] });
buttons();
