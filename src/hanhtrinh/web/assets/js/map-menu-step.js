/* What can be done with a step. */
import { addStep } from "./map-arrange-add.js";
import { duplicateSteps, moveSteps, nudgeSteps, perform, removeSteps, rename, setChoice, setMark } from "./map-arrange-do.js";
import * as model from "./map-arrange-model.js";
import { typeName } from "./map-arrange-name.js";
import { headOf } from "./map-arrange-table.js";
import { word } from "./map-arrange-words.js";
import { chooseIcon } from "./map-icons.js";
import { channelItems, touchpointItems } from "./map-menu-touchpoint.js";
import { subject } from "./map-arrange-select.js";

const names = (keys) => (keys.length === 1 ? model.nameOf("steps", keys[0]) : word("steps_n", { n: keys.length }));

export function renameStep(key) {
  typeName(headOf(key), { value: model.nameOf("steps", key), label: word("name_of_step"), done: (name) => rename("steps", key, name) });
}

/* Every stage, and within it every place a step can be put at. */
function stageItems(keys) {
  return model.stages().map((stage) => ({
    label: stage.name || stage.key, icon: "columns-3", note: word(`phase_${stage.phase}`), more: () => places(keys, stage),
  }));
}
function places(keys, stage) {
  const rest = stage.steps.filter((step) => !keys.includes(step));
  const first = { label: word("in_front"), icon: "arrow-left", run: () => moveSteps(keys, stage.key, null) };
  return [first, ...rest.map((step) => ({ label: word("behind", { name: model.nameOf("steps", step) }), icon: "arrow-right", run: () => moveSteps(keys, stage.key, step) }))];
}

/* A step may be at the same time as one of its neighbours: with one further off, all between them join in. */
function parallelItems(keys) {
  const key = keys[0], now = model.choice("steps", key, "parallel");
  const set = (other) => setChoice("steps", [key], "parallel", other, other ? word("parallel_set", { name: names([key]), other: names([other]) }) : word("parallel_off", { name: names([key]) }));
  const joined = model.steps().filter((step) => model.choice("steps", step, "parallel") === key);
  const off = () => perform([...(now ? [model.choose("steps", key, "parallel", "")] : []), ...joined.map((step) => model.choose("steps", step, "parallel", ""))], word("parallel_off", { name: names([key]) }), { focus: ["steps", key] });
  const list = model.steps(), at = list.indexOf(key);
  const near = list.filter((step, i) => step !== key && Math.abs(i - at) <= 3);
  return [now || joined.length ? { label: word("parallel_none"), icon: "x", run: off } : null, ...near.map((step) => ({ label: names([step]), checked: step === now || joined.includes(step), run: () => set(step) }))];
}

export function stepItems(key) {
  const keys = subject(key), one = keys.length === 1, stage = model.stageOf(key), optional = model.marked("steps", key, "optional");
  const icon = model.choice("steps", key, "icon"), touchpoint = model.choice("steps", key, "touchpoint");
  return [
    one && { label: word("rename"), icon: "pencil", keys: "F2", aria: "F2", run: () => renameStep(key) },
    one && { label: word("add_before"), icon: "plus", run: () => addStep(stage.key, model.before(stage.steps, key)) },
    one && { label: word("add_after"), icon: "plus", keys: "+", run: () => addStep(stage.key, key) },
    { label: word("duplicate"), icon: "copy", keys: "Ctrl D", aria: "Control+D", run: () => duplicateSteps(keys) },
    "-",
    { label: word("left"), icon: "arrow-left", keys: "Alt ←", aria: "Alt+ArrowLeft", run: () => nudgeSteps(keys, -1) },
    { label: word("right"), icon: "arrow-right", keys: "Alt →", aria: "Alt+ArrowRight", run: () => nudgeSteps(keys, 1) },
    { label: word("move_to"), icon: "move", more: () => stageItems(keys) },
    "-",
    { label: word("touchpoint"), icon: "map-pin", note: touchpoint ? model.nameOf("touchpoints", touchpoint) : null, more: () => touchpointItems(keys) },
    one && { label: document.getElementById("rule-sheet").dataset.label, icon: "funnel", run: () => document.dispatchEvent(new CustomEvent("map:rule", { detail: { step: key } })) },
    { label: word("channel"), icon: "waypoints", more: () => channelItems(keys) },
    one && touchpoint && { label: word("touchpoint_icon"), icon: "image", run: () => chooseIcon(word("touchpoint_icon"), model.choice("touchpoints", touchpoint, "icon"), (name) => setIcon("touchpoints", touchpoint, name, key)) },
    one && { label: word("step_icon"), icon: "image", run: () => chooseIcon(word("step_icon"), icon, (name) => setIcon("steps", key, name, key)) },
    { label: word("optional"), icon: "circle-dashed", checked: optional, run: () => setMark("steps", keys, "optional", !optional, word(optional ? "optional_off" : "optional_on", { name: names(keys) })) },
    one && { label: word("parallel"), icon: "columns-3", more: () => parallelItems(keys) },
    "-",
    { label: word("delete"), icon: "trash-2", keys: "Delete", aria: "Delete", danger: true, note: word("delete_step_note"), run: () => removeSteps(keys) },
  ];
}
const setIcon = (thing, key, name, step) => perform([model.choose(thing, key, "icon", name)], word("icon_set"), { focus: ["steps", step] });
