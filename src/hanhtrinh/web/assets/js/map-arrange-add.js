/* New steps, stages and lanes: the place for one appears at once with its name ready to be typed; it becomes part of
   the map when it has a name, and goes again without one. */
import { made, sign } from "./map-arrange-dom.js";
import { perform } from "./map-arrange-do.js";
import * as model from "./map-arrange-model.js";
import { typeName } from "./map-arrange-name.js";
import { arrange, counted, headOf, newCell, newHead, newRow, rowsOf, spanned, stageHead } from "./map-arrange-table.js";
import { told } from "./map-arrange-toast.js";
import { word } from "./map-arrange-words.js";
import { root } from "./map-root.js";

const MOST_STEPS = 60;
const draft = (element) => { element.dataset.draft = element.dataset.own = ""; return element; };

function put(element, before, row) {
  row.insertBefore(draft(element), before ?? [...row.children].find((one) => one.dataset.end !== undefined) ?? null);
  return element;
}

/* A column for something that has no name yet, in front of the step `next` (null: at the end). */
function draftColumn(next, phase) {
  const table = root.querySelector(".map table"), before = (row) => (next ? row.querySelector(`:scope > [data-step="${CSS.escape(next)}"]`) : null);
  const row = table.querySelector("tr.steps"), head = put(newHead("", "", phase), before(row), row);
  delete head.dataset.step;
  for (const one of table.querySelectorAll("tbody > tr")) {
    const across = one.querySelector(":scope > td[colspan]");
    if (across) across.colSpan += 1;
    else put(newCell(one.dataset.lane, ""), before(one), one);
  }
  const points = root.querySelector(".points");
  if (points) put(made("li"), before(points), points);
  counted(table.querySelectorAll("th.step").length);
  return head;
}

function widened(head, by) {
  if (head) spanned(head, head.colSpan + by);
}

function cleared() {
  for (const one of root.querySelectorAll("[data-draft]")) one.remove();
}

/* Takes away what stood for the draft and puts the table as the map says. */
function settled(undo) {
  cleared();
  undo?.();
  for (const across of root.querySelectorAll(".map tbody > tr > td[colspan]")) across.colSpan = model.steps().length;
  counted(model.steps().length);
  arrange();
}

const phaseHeadOf = (head) => {
  let left = 0;
  for (const one of root.querySelectorAll("tr.stages > th.stage")) { if (one === head) break; left += one.colSpan; }
  for (const one of root.querySelectorAll("tr.phases > .phase")) { if (left < one.colSpan) return one; left -= one.colSpan; }
  return null;
};

const full = () => model.steps().length >= MOST_STEPS && (told(word("too_many_steps", { n: MOST_STEPS })), true);
const focusBack = (place) => place?.querySelector(".grip")?.focus({ preventScroll: true });

/* A new step in a stage, behind another step of it (null: in front). */
export function addStep(stage, after) {
  if (full() || root.querySelector("[data-draft]")) return;
  const list = model.steps(), own = model.stageAt(stage);
  const next = after === null ? own.steps[0] : list[list.indexOf(after) + 1] ?? null;
  const over = stageHead(stage), phase = phaseHeadOf(over);
  widened(over, 1);
  widened(phase, 1);
  const head = draftColumn(next, own.phase), narrow = () => { widened(over, -1); widened(phase, -1); };
  typeName(head, {
    label: word("name_of_step"), hint: word("name_of_step"),
    done(name) {
      settled(narrow);
      const key = model.freshKey("steps", name);
      perform([{ do: "add_step", key, stage, after, name }], word("added", { name }), { focus: ["steps", key] });
    },
    cancelled() { settled(narrow); focusBack(after ? headOf(after) : over); },
  });
}

/* A new stage behind another (null: in front), in the same phase, with a first step in it. */
export function addStage(after) {
  if (full() || root.querySelector("[data-draft]")) return;
  const all = model.stages(), at = all.findIndex((stage) => stage.key === after), beside = all[at] ?? all[0], following = all[at + 1];
  const row = root.querySelector("tr.stages"), place = phaseHeadOf(stageHead(beside.key));
  const over = draft(made(`th.stage.${beside.phase}.cols1`, { scope: "colgroup", role: "columnheader" }, made("div", {}, made("span.stage-name"))));
  row.insertBefore(over, following ? stageHead(following.key) : null);
  widened(place, 1);
  const head = draftColumn(following?.steps[0] ?? null, beside.phase), narrow = () => widened(place, -1);
  head.querySelector(".step-name").textContent = word("first_step");
  typeName(over, {
    label: word("name_of_stage"), hint: word("name_of_stage"),
    done(name) {
      settled(narrow);
      const key = model.freshKey("stages", name), step = model.freshKey("steps", name);
      perform([{ do: "add_stage", key, after, phase: beside.phase, name, step, step_name: word("first_step") }], word("added", { name }), { focus: ["stages", key] });
    },
    cancelled() { settled(narrow); focusBack(stageHead(beside.key)); },
  });
}

/* A new lane behind another (undefined: at the end). */
export function addLane(after) {
  if (root.querySelector("[data-draft]")) return;
  const keys = model.lanes().map((lane) => lane.key), follows = after ?? keys.at(-1) ?? null;
  const row = draft(newRow("", ""));
  row.className = "lane-new";
  const last = rowsOf(follows).at(-1) ?? root.querySelector(".map tbody > tr:last-child");
  last.after(row);
  row.scrollIntoView({ block: "nearest" });
  typeName(row.querySelector("th.lane"), {
    label: word("name_of_lane"), hint: word("name_of_lane"),
    done(name) {
      cleared();
      const key = model.freshKey("lanes", name);
      perform([{ do: "add", thing: "lanes", key, name, after: follows }], word("added", { name }), { focus: ["lanes", key] });
    },
    cancelled() { cleared(); focusBack(rowsOf(follows)[0]?.querySelector("th.lane")); },
  });
}
export const laneButton = () =>
  made("button.tool.add-lane", { type: "button", "data-own": true, onclick: () => addLane() }, sign("plus"), word("add_lane"));
