/* The deeds of arranging: each is one entry for undo, shown at once, and told to everybody who listens. */
import { act } from "./map-queue.js";
import { told } from "./map-arrange-toast.js";
import { arrange, drawnLanes, headOf, stageHead, rowsOf } from "./map-arrange-table.js";
import * as model from "./map-arrange-model.js";
import { word } from "./map-arrange-words.js";

let deeds = 0;
const place = { steps: headOf, stages: stageHead, lanes: (key) => rowsOf(key)[0]?.querySelector("th.lane") };
export const gripOf = (thing, key) => place[thing]?.(key)?.querySelector(":scope .grip, .grip");
const announced = (thing, key) => ({ name: model.nameOf(thing, key) });

/* Does one or several commands as one deed; the focus goes to whatever the deed was about. */
export function perform(commands, text, { back = true, focus } = {}) {
  if (!commands.length) return;
  const answer = act(model.together(commands), { group: `arrange-${Date.now()}-${++deeds}` });
  if (text) told(text, { back });
  answer.then?.((found) => { if (found?.state === "refused") told(found.said || word("refused")); });
  if (focus) requestAnimationFrame(() => gripOf(...focus)?.focus({ preventScroll: false }));
  at = focus ? { focus, until: Date.now() + SETTLES } : null;
}

/* What is drawn anew may take the focus with it: for a while it is given back to what the deed was about. */
const SETTLES = 4000;
let at = null;
export function refocused() {
  if (!at || Date.now() > at.until || document.activeElement !== document.body) return;
  gripOf(...at.focus)?.focus({ preventScroll: true });
}

const position = (list, key) => ({ at: list.indexOf(key) + 1, of: list.length });
function movedStep(keys) {
  const first = keys[0], list = model.steps(), stage = model.nameOf("stages", model.stageOf(first).key);
  return keys.length === 1 ? word("moved_step", { ...announced("steps", first), ...position(list, first), stage }) : word("moved_steps", { n: keys.length, stage });
}

/* Moves, then says where it stands now. */
function moved(commands, text, focus) {
  if (!commands.length) return told(word("no_further"));
  perform(commands, "", { focus });
  told(text(), { back: true });
}
export const moveSteps = (keys, stage, after) => moved(model.moves(keys, stage, after), () => movedStep(keys), ["steps", keys[0]]);
export const nudgeSteps = (keys, by) => moved(model.nudged(keys, by), () => movedStep(keys), ["steps", keys[0]]);
export const nudgeStage = (key, by) => moved(model.nudgedStage(key, by), () => where("stages", key, model.stages().map((one) => one.key)), ["stages", key]);
export const nudgeLane = (key, by) => moved(model.nudgedLane(key, by, drawnLanes()), () => where("lanes", key, drawnLanes()), ["lanes", key]);
export const placeStage = (key, after) => moved([{ do: "move_stage", key, after }], () => where("stages", key, model.stages().map((one) => one.key)), ["stages", key]);
export const placeLane = (key, after) => moved([{ do: "move_lane", key, after }], () => where("lanes", key, drawnLanes()), ["lanes", key]);
const where = (thing, key, list) => word("moved_thing", { ...announced(thing, key), ...position(list, key) });

export function duplicateSteps(keys) {
  const taken = new Set(model.steps()), commands = keys.map((key) => {
    const fresh = unused(`${key}-2`, taken);
    taken.add(fresh);
    return { do: "duplicate", thing: "steps", key, new: fresh, steps: [] };
  });
  perform(commands, keys.length === 1 ? word("duplicated", announced("steps", keys[0])) : word("duplicated_many", { n: keys.length }), { focus: ["steps", commands[0].new] });
}
const unused = (key, taken) => (taken.has(key) ? model.freshKey("steps", `${key}-${Math.random().toString(36).slice(2, 6)}`) : key.slice(0, 60));

export function duplicateStage(key) {
  const stage = model.stageAt(key), taken = new Set(model.steps());
  const steps = stage.steps.map((step) => { const fresh = unused(`${step}-2`, taken); taken.add(fresh); return fresh; });
  const fresh = model.freshKey("stages", `${key}-2`);
  perform([{ do: "duplicate", thing: "stages", key, new: fresh, steps }], word("duplicated", announced("stages", key)), { focus: ["stages", fresh] });
}

export function removeSteps(keys) {
  const list = model.steps();
  if (keys.length >= list.length) return told(word("last_step"));
  const next = list.find((step) => !keys.includes(step) && list.indexOf(step) > list.indexOf(keys.at(-1))) ?? list.find((step) => !keys.includes(step));
  const text = keys.length === 1 ? word("removed", { ...announced("steps", keys[0]) }) : word("removed_many", { n: keys.length });
  perform(model.removals(keys), text, { focus: ["steps", next] });
}

export function removeStage(key) {
  if (model.stages().length < 2) return told(word("last_stage"));
  const keys = model.stages().map((one) => one.key), next = keys[keys.indexOf(key) + 1] ?? keys[keys.indexOf(key) - 1];
  const n = model.stageAt(key).steps.length;
  perform([{ do: "remove", thing: "stages", key }], word("removed_stage", { ...announced("stages", key), n }), { focus: ["stages", next] });
}

export function removeLane(key) {
  const keys = model.lanes().map((one) => one.key), next = keys[keys.indexOf(key) + 1] ?? keys[keys.indexOf(key) - 1];
  perform([{ do: "remove", thing: "lanes", key }], word("removed_lane", announced("lanes", key)), { focus: ["lanes", next] });
}

export const hideLane = (key, hidden) =>
  perform([model.mark("lanes", key, "hidden", hidden)], word(hidden ? "hid_lane" : "showed_lane", announced("lanes", key)), { focus: ["lanes", key] });
export const rename = (thing, key, name) => perform([model.write(thing, key, "name", { text: name })], word("renamed", { name }), { focus: [thing, key] });
export const setChoice = (thing, keys, field, value, text) => perform(keys.map((key) => model.choose(thing, key, field, value)), text, { focus: [thing, keys[0]] });
export const setMark = (thing, keys, field, on, text) => perform(keys.map((key) => model.mark(thing, key, field, on)), text, { focus: [thing, keys[0]] });

document.addEventListener("map:written", () => { if (document.getElementById("map-page").dataset.editing !== undefined) arrange(); });
