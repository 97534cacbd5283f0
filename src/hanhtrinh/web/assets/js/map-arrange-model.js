/* Questions about what stands where, asked of `written()`, and the commands that move things: nothing here changes a
   page. */
import { newKey, placeOf, written } from "./map-queue.js";
import { root } from "./map-root.js";

export const lang = () => written()?.lang ?? root.lang;
export const stages = () => (written()?.stages ?? []).filter((stage) => stage.steps.length);
export const steps = () => stages().flatMap((stage) => stage.steps);
export const stageOf = (step) => stages().find((stage) => stage.steps.includes(step));
export const stageAt = (key) => stages().find((stage) => stage.key === key);
export const lanes = () => written()?.lanes ?? [];
export const laneAt = (key) => lanes().find((lane) => lane.key === key);
export const before = (list, one) => list[list.indexOf(one) - 1] ?? null;

/* What is written in a field: its first line. */
export function said(thing, key, field) {
  return written().cells[placeOf({ thing, key, field })]?.[0] ?? { text: "", level: "" };
}
const FROM_STATE = { steps: ["touchpoint", "parallel", "icon"], stages: ["phase"], touchpoints: ["channel", "icon"], lanes: ["icon"] };
const held = (thing, key) => (thing === "stages" ? stageAt(key) : thing === "lanes" ? laneAt(key) : written()[thing]?.[key]);

/* What stands in a field that is chosen and not written: a key, an icon, a phase. */
export function choice(thing, key, field) {
  const lines = written().cells[placeOf({ thing, key, field })];
  if (lines) return lines[0]?.text ?? "";
  return (FROM_STATE[thing]?.includes(field) && held(thing, key)?.[field]) || "";
}
export function marked(thing, key, field) {
  const lines = written().cells[placeOf({ thing, key, field })];
  return lines ? Boolean(lines[0]?.level) : Boolean(held(thing, key)?.[field]);
}

export function nameOf(thing, key) {
  const own = held(thing, key)?.name || said(thing, key, "name").text;
  if (own || thing !== "steps") return own || key;
  const touchpoint = choice("steps", key, "touchpoint");
  return (touchpoint && written().touchpoints[touchpoint]?.name) || key;
}

/* A command that writes one line; `mark` ones are on or off, `level` ones hold a number. */
export const write = (thing, key, field, given) => {
  const lines = written().cells[placeOf({ thing, key, field })];
  const was = lines ?? [marked(thing, key, field) ? { text: "", level: "1" } : { text: choice(thing, key, field), level: "" }];
  return { do: "write", thing, key, field, lang: lang(), was, given: [{ text: "", level: "", ...given }] };
};
export const choose = (thing, key, field, text) => write(thing, key, field, { text });
export const mark = (thing, key, field, on) => write(thing, key, field, { level: on ? "1" : "" });

export const together = (commands) => (commands.length === 1 ? commands[0] : { do: "several", commands });
export const freshKey = (thing, name) => newKey(name, thing === "stages" ? (written().stages ?? []).map((one) => one.key) : thing === "lanes" ? lanes().map((one) => one.key) : Object.keys(written()[thing] ?? {}));

/* Puts steps, in their order, behind another step of a stage (null: in front). A stage that would be left without a
   step goes with its last one. */
export function moves(keys, stage, after) {
  const commands = [];
  let last = after;
  for (const key of keys) {
    if (key === last) continue;
    commands.push({ do: "move_step", key, stage, after: last });
    last = key;
  }
  return [...commands, ...emptied(keys, stage)];
}

const emptied = (keys, kept) =>
  stages().filter((stage) => stage.key !== kept && stage.steps.every((step) => keys.includes(step))).map((stage) => ({ do: "remove", thing: "stages", key: stage.key }));

/* Steps one place to the left or right, over the border of a stage as well; none where there is no further. */
export function nudged(keys, by) {
  const ordered = steps().filter((step) => keys.includes(step)), edge = by < 0 ? ordered[0] : ordered.at(-1);
  const home = stageOf(edge), all = stages(), at = all.indexOf(home);
  const rest = home.steps.filter((step) => !keys.includes(step));
  const beside = by < 0 ? home.steps[home.steps.indexOf(edge) - 1] : home.steps[home.steps.indexOf(edge) + 1];
  if (beside) return moves(ordered, home.key, by < 0 ? before(rest, beside) : beside);
  const next = all[at + by];
  if (!next) return [];
  return moves(ordered, next.key, by < 0 ? next.steps.filter((step) => !keys.includes(step)).at(-1) ?? null : null);
}

export function nudgedStage(key, by) {
  const keys = (written().stages ?? []).map((stage) => stage.key), shown = stages().map((stage) => stage.key);
  const beside = shown[shown.indexOf(key) + by];
  if (!beside) return [];
  const rest = keys.filter((one) => one !== key);
  return [{ do: "move_stage", key, after: by < 0 ? before(rest, beside) : beside }];
}

/* A lane one row up or down among those that are drawn; between them may stand some that have nothing to show. */
export function nudgedLane(key, by, drawn) {
  const keys = lanes().map((lane) => lane.key), beside = drawn[drawn.indexOf(key) + by];
  if (!beside) return [];
  const rest = keys.filter((one) => one !== key);
  return [{ do: "move_lane", key, after: by < 0 ? before(rest, beside) : beside }];
}

/* Takes steps out, and the stages they leave empty. */
export function removals(keys) {
  const gone = emptied(keys, null), stagesGone = new Set(gone.map((one) => one.key));
  const single = keys.filter((key) => !stagesGone.has(stageOf(key)?.key)).map((key) => ({ do: "remove", thing: "steps", key }));
  return [...single, ...gone];
}
