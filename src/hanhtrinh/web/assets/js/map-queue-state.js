/* What a map says once commands are done that the server does not have yet: the same state, nothing of it changed. */

/* The name of a place: `steps/cart/activity`, `journey/goal`, `steps/cart/notes/systems`. */
export const placeOf = ({ thing, key, field }) => [thing, key, field].filter(Boolean).join("/");

const without = (list, key) => list.filter((one) => one !== key);
function behind(list, key, after, nameOf = (one) => one) {
  const at = after === null || after === undefined ? 0 : list.findIndex((one) => nameOf(one) === after) + 1;
  return [...list.slice(0, at), key, ...list.slice(at)];
}
const stageWith = (state, key, change) => ({ ...state, stages: state.stages.map((stage) => (stage.key === key ? { ...stage, ...change(stage) } : stage)) });
const said = (state, place, text) => ({ ...state, cells: { ...state.cells, [place]: [{ text, level: "" }] } });
const omit = (object, key) => Object.fromEntries(Object.entries(object ?? {}).filter(([one]) => one !== key));
const BLANK = { name: "", touchpoint: null, optional: false, parallel: null, icon: "", pictures: [] };

function withStep(state, { key, stage, after, name }, like = BLANK) {
  const put = stageWith(state, stage, (one) => ({ steps: behind(one.steps, key, after) }));
  return said({ ...put, steps: { ...put.steps, [key]: { ...like, name: name || like.name } } }, `steps/${key}/name`, name);
}
const withoutStep = (state, key) => ({ ...state, steps: omit(state.steps, key), stages: state.stages.map((stage) => ({ ...stage, steps: without(stage.steps, key) })) });

function copied(state, from, to) {
  const cells = { ...state.cells };
  for (const [place, entries] of Object.entries(state.cells)) if (place.startsWith(`${from}/`)) cells[to + place.slice(from.length)] = entries;
  return { ...state, cells };
}

function duplicated(state, { thing, key, new: fresh, steps }) {
  if (thing === "steps") {
    const stage = state.stages.find((one) => one.steps.includes(key));
    if (!stage) return state;
    return copied(withStep(state, { key: fresh, stage: stage.key, after: key, name: "" }, state.steps[key]), `steps/${key}`, `steps/${fresh}`);
  }
  const old = state.stages.find((one) => one.key === key);
  if (!old) return state;
  let result = { ...state, stages: behind(state.stages, { ...old, key: fresh, steps: [] }, key, (one) => one.key) };
  result = copied(result, `stages/${key}`, `stages/${fresh}`);
  old.steps.forEach((step, i) => {
    if (!steps[i]) return;
    result = withStep(result, { key: steps[i], stage: fresh, after: steps[i - 1] ?? null, name: "" }, state.steps[step]);
    result = copied(result, `steps/${step}`, `steps/${steps[i]}`);
  });
  return result;
}

function moved(state, { key, stage, after }) {
  const taken = { ...state, stages: state.stages.map((one) => ({ ...one, steps: without(one.steps, key) })) };
  return stageWith(taken, stage, (one) => ({ steps: behind(one.steps, key, after) }));
}

function relisted(list, key, after) {
  const one = list.find((item) => item.key === key);
  return one ? behind(list.filter((item) => item !== one), one, after, (item) => item.key) : list;
}

function added(state, { thing, key, name, after }) {
  if (thing === "lanes") {
    const lane = { key, name, own: true, hidden: false, field: `notes/${key}`, kind: "text" };
    return { ...state, lanes: behind(state.lanes, lane, after, (one) => one.key) };
  }
  return said({ ...state, [thing]: { ...state[thing], [key]: { name } } }, `${thing}/${key}/name`, name);
}

function removed(state, { thing, key }) {
  if (thing === "steps") return withoutStep(state, key);
  if (thing === "lanes") return { ...state, lanes: state.lanes.filter((lane) => lane.key !== key) };
  if (thing !== "stages") return { ...state, [thing]: omit(state[thing], key) };
  const stage = state.stages.find((one) => one.key === key);
  const rest = (stage?.steps ?? []).reduce(withoutStep, state);
  return { ...rest, stages: rest.stages.filter((one) => one.key !== key) };
}

function written(state, command) {
  const { thing, key, field, given } = command;
  const result = { ...state, cells: { ...state.cells, [placeOf(command)]: given } };
  const plain = given[0]?.text ?? "";
  if (field === "name" && thing === "steps") return { ...result, steps: { ...result.steps, [key]: { ...result.steps[key], name: plain } } };
  if (thing === "stages") return stageWith(result, key, () => (field === "name" || field === "goal" ? { [field]: plain } : {}));
  if (thing === "lanes") return { ...result, lanes: result.lanes.map((lane) => (lane.key === key && field === "name" ? { ...lane, name: plain } : lane)) };
  return result;
}

const DO = {
  write: written,
  add_step: withStep,
  add_stage: (state, { key, after, phase, name, step, step_name }) => {
    const stages = behind(state.stages, { key, name, phase, goal: "", steps: [] }, after, (one) => one.key);
    return withStep(said({ ...state, stages }, `stages/${key}/name`, name), { key: step, stage: key, after: null, name: step_name });
  },
  move_step: moved,
  move_stage: (state, { key, after }) => ({ ...state, stages: relisted(state.stages, key, after) }),
  move_lane: (state, { key, after }) => ({ ...state, lanes: relisted(state.lanes, key, after) }),
  duplicate: duplicated,
  add: added,
  remove: removed,
  several: (state, { commands }) => commands.reduce(afterwards, state),
  take_back: (state) => state,
};

/* The state after a command. */
export function afterwards(state, command) {
  return DO[command.do]?.(state, command) ?? state;
}

/* The command that undoes another as far as it can be known without the server: texts. */
export function reversed(command) {
  if (command.do === "write") return { ...command, was: command.given, given: command.was };
  if (command.do === "several") return { ...command, commands: command.commands.map(reversed).filter(Boolean).reverse() };
  return null;
}

/* Every place a command writes texts at. */
export function placesOf(command) {
  if (command.do === "write") return [placeOf(command)];
  return command.do === "several" ? command.commands.flatMap(placesOf) : [];
}
