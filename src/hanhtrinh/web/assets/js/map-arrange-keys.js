/* Everything that can be dragged, by keyboard: on the grip of a step, a stage or a lane. */
import { addLane, addStep } from "./map-arrange-add.js";
import { duplicateStage, duplicateSteps, nudgeLane, nudgeStage, nudgeSteps, removeLane, removeStage, removeSteps } from "./map-arrange-do.js";
import { pickFrom, subject } from "./map-arrange-select.js";
import * as model from "./map-arrange-model.js";
import { renameLane } from "./map-menu-lane.js";
import { renameStage } from "./map-menu-stage.js";
import { renameStep } from "./map-menu-step.js";

const STEP = {
  "Alt+ArrowLeft": (key) => nudgeSteps(subject(key), -1), "Alt+ArrowRight": (key) => nudgeSteps(subject(key), 1),
  "Shift+ArrowLeft": (key) => pickFrom(key, -1), "Shift+ArrowRight": (key) => pickFrom(key, 1),
  "Control+d": (key) => duplicateSteps(subject(key)), Delete: (key) => removeSteps(subject(key)), F2: renameStep,
  "+": (key) => addStep(model.stageOf(key).key, key),
};
const STAGE = {
  "Alt+ArrowLeft": (key) => nudgeStage(key, -1), "Alt+ArrowRight": (key) => nudgeStage(key, 1), "Control+d": duplicateStage,
  Delete: removeStage, F2: renameStage, "+": (key) => addStep(key, model.stageAt(key).steps.at(-1)),
};
const LANE = {
  "Alt+ArrowUp": (key) => nudgeLane(key, -1), "Alt+ArrowDown": (key) => nudgeLane(key, 1), F2: renameLane, "+": (key) => addLane(key),
  Delete: (key) => { if (model.laneAt(key)?.own) removeLane(key); },
};
const KEYS = { steps: STEP, stages: STAGE, lanes: LANE };

const pressed = (event) => [event.altKey && "Alt", (event.ctrlKey || event.metaKey) && "Control", event.shiftKey && event.key.length > 1 && "Shift", event.key].filter(Boolean).join("+");

/* The head itself moves too, where its text is not being written; taking out and renaming are the grip's. */
const OF_HEAD = /^(Alt\+|Shift\+|Control\+d$|ContextMenu$)/;
function held(event) {
  const grip = event.target.closest?.(".grip[data-thing]");
  if (grip) return grip;
  const head = event.target.matches?.("th.step, th.stage, th.lane") && OF_HEAD.test(pressed(event)) ? event.target : null;
  return head?.querySelector(":scope > .grip") ?? null;
}

document.addEventListener("keydown", (event) => {
  const grip = held(event);
  const run = grip && (["ContextMenu", "Shift+F10"].includes(pressed(event)) ? () => grip.click() : KEYS[grip.dataset.thing]?.[pressed(event)]);
  if (!run || event.isComposing) return;
  event.preventDefault();
  event.stopPropagation();
  run(grip.dataset.key);
}, true);

/* One grip of each kind is reached by Tab; the arrows lead to the others. */
export function roving() {
  for (const thing of Object.keys(KEYS)) {
    const all = [...document.querySelectorAll(`.grip[data-thing="${thing}"]`)];
    const on = all.find((one) => one === document.activeElement) ?? all.find((one) => one.tabIndex === 0) ?? all[0];
    for (const one of all) one.tabIndex = one === on ? 0 : -1;
  }
}
document.addEventListener("focusin", (event) => { if (event.target.matches?.(".grip[data-thing]")) roving(); });

/* Along the heads with the arrows alone. */
document.addEventListener("keydown", (event) => {
  const grip = event.target.closest?.(".grip[data-thing]");
  const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
  if (!grip || !by || event.altKey || event.shiftKey || event.ctrlKey || event.metaKey) return;
  const all = [...document.querySelectorAll(`.grip[data-thing="${grip.dataset.thing}"]`)];
  event.preventDefault();
  event.stopPropagation();
  all[all.indexOf(grip) + by]?.focus();
});
