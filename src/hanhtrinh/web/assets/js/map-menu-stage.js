/* What can be done with a stage. */
import { addStage, addStep } from "./map-arrange-add.js";
import { duplicateStage, nudgeStage, removeStage, rename, setChoice } from "./map-arrange-do.js";
import * as model from "./map-arrange-model.js";
import { typeName } from "./map-arrange-name.js";
import { stageHead } from "./map-arrange-table.js";
import { word } from "./map-arrange-words.js";
import { root } from "./map-root.js";

const PHASES = [["before", "eye"], ["during", "shopping-bag"], ["after", "heart-handshake"]];

export function renameStage(key) {
  typeName(stageHead(key), { value: model.nameOf("stages", key), label: word("name_of_stage"), done: (name) => rename("stages", key, name) });
}

function phaseItems(key) {
  const now = model.stageAt(key).phase;
  return PHASES.map(([phase, icon]) => ({
    label: word(`phase_${phase}`), icon, checked: phase === now,
    run: () => setChoice("stages", [key], "phase", phase, word("phase_set", { name: model.nameOf("stages", key), phase: word(`phase_${phase}`) })),
  }));
}

export function stageItems(key) {
  const keys = model.stages().map((one) => one.key), stage = model.stageAt(key);
  return [
    { label: word("rename"), icon: "pencil", keys: "F2", aria: "F2", run: () => renameStage(key) },
    { label: word("add_step_here"), icon: "plus", keys: "+", run: () => addStep(key, stage.steps.at(-1)) },
    { label: word("add_before"), icon: "plus", run: () => addStage(model.before(keys, key)) },
    { label: word("add_after"), icon: "plus", run: () => addStage(key) },
    { label: word("duplicate"), icon: "copy", keys: "Ctrl D", aria: "Control+D", run: () => duplicateStage(key) },
    "-",
    { label: word("left"), icon: "arrow-left", keys: "Alt ←", aria: "Alt+ArrowLeft", run: () => nudgeStage(key, -1) },
    { label: word("right"), icon: "arrow-right", keys: "Alt →", aria: "Alt+ArrowRight", run: () => nudgeStage(key, 1) },
    { label: document.getElementById("plan-cell").dataset.inner, icon: "external-link", run: () => location.assign(`${root.dataset.map}/inner`) },
    { label: word("phase"), icon: "layers", note: word(`phase_${stage.phase}`), more: () => phaseItems(key) },
    "-",
    { label: word("delete"), icon: "trash-2", keys: "Delete", aria: "Delete", danger: true, note: word("delete_stage_note", { n: stage.steps.length }), run: () => removeStage(key) },
  ];
}
