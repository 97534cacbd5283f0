/* Arranging the map while it is edited: every step, stage and lane gets a grip with its menu, and between columns there
   is room for a new step. */
import { addStage, addStep, laneButton } from "./map-arrange-add.js";
import "./map-arrange-drag.js";
import { roving } from "./map-arrange-keys.js";
import "./map-arrange-overview.js";
import { button, kept } from "./map-arrange-dom.js";
import { hideLane, refocused } from "./map-arrange-do.js";
import * as model from "./map-arrange-model.js";
import { repicked } from "./map-arrange-select.js";
import { laneOf } from "./map-arrange-table.js";
import { word } from "./map-arrange-words.js";
import { handles } from "./map-curve-drag.js";
import { drawings } from "./map-icons.js";
import { laneItems } from "./map-menu-lane.js";
import { personas } from "./map-menu-persona.js";
import { stageItems } from "./map-menu-stage.js";
import { stepItems } from "./map-menu-step.js";
import { openMenu } from "./map-menu.js";
import { written } from "./map-queue.js";
import { root } from "./map-root.js";

const ITEMS = { steps: stepItems, stages: stageItems, lanes: laneItems };
export const editing = () => root.dataset.editing !== undefined && written();

function grip(place, thing, key) {
  const one = kept(place, ".grip", () => button("grip", "", "ellipsis", { "aria-haspopup": "menu", "aria-expanded": "false", tabindex: -1 }));
  const label = word(`menu_${thing}`, { name: model.nameOf(thing, key) });
  if (one.dataset.key === key && one.getAttribute("aria-label") === label) return;
  Object.assign(one.dataset, { thing, key });
  one.setAttribute("aria-label", label);
  one.title = word(`grip_${thing}`);
}

function plus(place, side, label, what) {
  const one = kept(place, `.insert.${side}`, () => button(`insert.${side}`, "", "plus", { tabindex: -1 }));
  one.setAttribute("aria-label", label);
  one.title = label;
  Object.assign(one.dataset, { stage: "", after: "", ...what });
}

function steps() {
  for (const head of root.querySelectorAll("th.step[data-step]")) {
    const key = head.dataset.step, stage = model.stageOf(key);
    if (!stage) continue;
    const name = model.nameOf("steps", key);
    grip(head, "steps", key);
    plus(head, "at-end", word("insert_after", { name }), { stage: stage.key, after: key });
    if (stage.steps[0] === key) plus(head, "at-start", word("insert_before", { name }), { stage: stage.key });
    else head.querySelector(":scope > .insert.at-start")?.remove();
  }
}

function stages() {
  for (const head of root.querySelectorAll("th.stage[data-stage]")) {
    const key = head.dataset.stage;
    if (!model.stageAt(key)) continue;
    grip(head, "stages", key);
    plus(head, "at-end", word("insert_stage", { name: model.nameOf("stages", key) }), { newStage: key });
  }
}

function lanes() {
  for (const row of root.querySelectorAll(".map tbody > tr[data-lane]")) {
    const key = laneOf(row);
    if (!row.dataset.own && model.laneAt(key)) grip(row.querySelector("th.lane"), "lanes", key);
  }
  const map = root.querySelector(".map");
  kept(map, ".add-lane", laneButton);
}

function bare() {
  for (const one of root.querySelectorAll(".grip, .insert, .add-lane, .felt-handle, .add-persona")) one.remove();
}

function tooled() {
  if (!root.querySelector(".map table")) return;
  if (!editing()) return bare();
  drawings();
  steps();
  stages();
  lanes();
  personas();
  handles();
  repicked();
  roving();
  refocused();
}

document.addEventListener("click", (event) => {
  if (!editing()) return;
  const one = event.target.closest(".grip[data-thing]"), plus = event.target.closest(".insert"), again = event.target.closest("[data-show-lane]");
  if (one) openMenu(one, one.getAttribute("aria-label"), ITEMS[one.dataset.thing](one.dataset.key));
  else if (plus?.dataset.newStage) addStage(plus.dataset.newStage);
  else if (plus) addStep(plus.dataset.stage, plus.dataset.after || null);
  else if (again) hideLane(again.dataset.showLane, false);
});

for (const kind of ["map:changed", "map:written", "map:editing"]) document.addEventListener(kind, () => requestAnimationFrame(tooled));
new MutationObserver(tooled).observe(root, { attributes: true, attributeFilter: ["data-editing"] });
tooled();
