/* Makes the table stand as `written()` says, before the server has drawn it: columns and rows are put in, moved and
   taken out; what they say comes with the server's drawing. */
import { made, sign } from "./map-arrange-dom.js";
import { nameOf, stages, steps, lanes, stageOf, laneAt, choice } from "./map-arrange-model.js";
import { word } from "./map-arrange-words.js";
import { root, steady } from "./map-root.js";

const table = () => root.querySelector(".map table");
const rows = () => [...table().querySelectorAll("tbody > tr")];
const PHASES = ["before", "during", "after"];
export const headOf = (step) => root.querySelector(`th.step[data-step="${CSS.escape(step)}"]`);
export const stageHead = (stage) => root.querySelector(`th.stage[data-stage="${CSS.escape(stage)}"]`);
export const rowsOf = (lane) => rows().filter((row) => (laneAt(row.dataset.lane)?.own || !row.dataset.lane.startsWith("rival-") ? row.dataset.lane : "rivals") === lane);
export const laneOf = (row) => (laneAt(row.dataset.lane)?.own || !row.dataset.lane.startsWith("rival-") ? row.dataset.lane : "rivals");
export const drawnLanes = () => [...new Set(rows().filter((row) => !row.dataset.own).map(laneOf))];
const hasClass = (element, names) => names.find((name) => element.classList.contains(name));

/* -- columns -- */

export function newHead(key, name, phase) {
  const medal = made("span.medal", {}, sign("circle-dot"));
  return made(`th.step.${phase}`, { scope: "col", role: "columnheader", id: key && `${root.lang}-${key}`, "data-step": key }, medal, made("span.names", {}, made("span.step-name", {}, name)));
}
export const newCell = (lane, key) =>
  made("td.cell.void", { role: "cell", "data-lane": lane, "data-step": key }, made("span.empty", { "aria-hidden": "true" }, "·"));

function newStage(stage) {
  const name = made("div", {}, made("span.stage-name", {}, stage.name || nameOf("stages", stage.key)));
  return made(`th.stage.${stage.phase}`, { scope: "colgroup", role: "columnheader", "data-stage": stage.key }, name);
}

/* Puts the children of a row that have keys into an order; new ones are made, the others taken out. */
function ordered(row, selector, keys, keyOf, make) {
  const there = new Map([...row.querySelectorAll(`:scope > ${selector}`)].filter((one) => !one.dataset.own).map((one) => [keyOf(one), one]));
  const end = [...row.children].find((one) => one.dataset.end !== undefined) ?? null;
  const wanted = keys.map((key) => there.get(key) ?? make(key));
  for (const [key, one] of there) if (!keys.includes(key)) one.remove();
  const now = [...row.querySelectorAll(`:scope > ${selector}`)].filter((one) => !one.dataset.own);
  if (now.length === wanted.length && now.every((one, i) => one === wanted[i])) return;
  for (const one of wanted) row.insertBefore(one, end);
}

export function spanned(cell, count) {
  cell.colSpan = count;
  for (const name of [...cell.classList].filter((one) => /^cols\d+$/.test(one))) cell.classList.remove(name);
  if (cell.matches(".phase, .stage")) cell.classList.add(`cols${count}`);
}

function phases(groups) {
  const row = table().querySelector("tr.phases"), old = [...row.querySelectorAll(".phase")];
  const heads = groups.map(({ phase, count }) => {
    const like = old.find((one) => one.classList.contains(phase) && !one.dataset.taken);
    const head = like ?? made(`th.phase.${phase}`, { scope: "colgroup", role: "columnheader" }, made("span", {}, word(`phase_${phase}`)));
    head.dataset.taken = "1";
    spanned(head, count);
    return head;
  });
  for (const one of old) if (!heads.includes(one)) one.remove();
  for (const head of heads) { delete head.dataset.taken; row.append(head); }
}

const grouped = (all) => all.reduce((groups, { phase, steps: own }) => {
  if (groups.at(-1)?.phase === phase) groups.at(-1).count += own.length;
  else groups.push({ phase, count: own.length });
  return groups;
}, []);

function heads(all) {
  const wanted = all.map((stage) => stage.key), row = table().querySelector("tr.stages");
  ordered(row, "th.stage", wanted, (one) => one.dataset.stage, (key) => newStage(all.find((stage) => stage.key === key)));
  for (const stage of all) {
    const head = stageHead(stage.key);
    spanned(head, stage.steps.length);
    head.classList.remove(...PHASES);
    head.classList.add(stage.phase);
  }
  phases(grouped(all));
}

function columns(wanted) {
  const phase = (key) => stageOf(key)?.phase ?? "before", keyOf = (one) => one.dataset.step;
  ordered(table().querySelector("tr.steps"), "th.step", wanted, keyOf, (key) => newHead(key, nameOf("steps", key), phase(key)));
  for (const row of rows()) {
    const across = row.querySelector(":scope > td[colspan]");
    if (across) across.colSpan = wanted.length;
    else ordered(row, "td.cell", wanted, keyOf, (key) => newCell(row.dataset.lane, key));
  }
  const points = root.querySelector(".points");
  if (points) ordered(points, "li", wanted, keyOf, (key) => made("li", { "data-lane": "emotion", "data-step": key }));
  edges();
  counted(wanted.length);
}

/* Which columns begin a stage, and in which phase each stands. */
function edges() {
  const first = new Set(stages().map((stage) => stage.steps[0]));
  for (const one of table().querySelectorAll("th.step, td.cell")) one.classList.toggle("first", first.has(one.dataset.step));
  for (const head of table().querySelectorAll("th.step[data-step]")) {
    const phase = stageOf(head.dataset.step)?.phase;
    if (phase && !head.classList.contains(phase)) { head.classList.remove(...PHASES); head.classList.add(phase); }
  }
}

export function counted(count) {
  document.documentElement.style.setProperty("--steps", count);
  const group = table().querySelector("colgroup");
  while (group.children.length < count + 1) group.append(document.createElement("col"));
  while (group.children.length > count + 1) group.lastElementChild.remove();
}

/* -- rows -- */

export function newRow(key, name, icon = "file-text") {
  const head = made("th.lane", { scope: "row", role: "rowheader" }, made("div.lane-head", {}, made("span.lane-name", {}, sign(icon), name), made("span.note")));
  return made(`tr.lane-${key}`, { role: "row", "data-lane": key }, head, ...steps().map((step) => newCell(key, step)));
}

function laneRows() {
  const body = table().querySelector("tbody"), all = lanes();
  for (const row of rows()) if (!row.dataset.own && !all.some((lane) => lane.key === laneOf(row))) row.remove();
  const wanted = all.flatMap((lane) => {
    const there = rowsOf(lane.key);
    return there.length || !lane.own ? there : [newRow(lane.key, lane.name, choice("lanes", lane.key, "icon") || undefined)];
  });
  const now = rows().filter((row) => !row.dataset.own);
  if (now.length !== wanted.length || now.some((row, i) => row !== wanted[i])) for (const row of wanted) body.append(row);
}

/* -- all of it -- */

const same = (a, b) => a.length === b.length && a.every((one, i) => one === b[i]);
const shown = () => [...table().querySelectorAll("th.step[data-step]")].map((head) => head.dataset.step);
const shownStages = () => [...table().querySelectorAll("th.stage[data-stage]")].map((head) => `${head.dataset.stage}/${head.colSpan}/${hasClass(head, PHASES)}`);

/* Tells whether anything had to be moved. */
export const arrange = () => steady(arranged);
function arranged() {
  if (!table() || table().querySelector("[data-draft]")) return false;
  const wanted = steps(), all = stages();
  const moved = !same(shown(), wanted);
  if (!wanted.length) return false;
  if (moved || !same(shownStages(), all.map((stage) => `${stage.key}/${stage.steps.length}/${stage.phase}`))) {
    heads(all);
    columns(wanted);
    root.querySelector(".plot")?.classList.toggle("rearranged", moved);
  }
  laneRows();
  return moved;
}

document.addEventListener("map:changed", () => {
  document.documentElement.style.removeProperty("--steps");
  root.querySelector(".plot.rearranged")?.classList.remove("rearranged");
});
