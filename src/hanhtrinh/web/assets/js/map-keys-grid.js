/* The map as a grid of places: which one stands at a step of a lane, and where one gets from there by an arrow. */
import { root } from "./map-root.js";

const LEFT = -1;
const table = () => root.querySelector(".map table");
const shown = (row) => row.offsetParent !== null && getComputedStyle(row).display !== "none";

/* The rows one can walk: stages, steps, and every lane that is shown. */
export const rows = () => [...table().rows].filter((row) => !row.matches(".phases") && shown(row));
export const steps = () => [...root.querySelectorAll("th.step")];

/* The place of a row at a step; step -1 is the lane's name. */
export function placeAt(row, step) {
  if (!row) return null;
  if (step <= LEFT) return row.querySelector(":scope > th.lane");
  if (row.matches(".stages")) return spanned([...row.querySelectorAll("th.stage")], step);
  if (row.matches(".steps")) return row.querySelectorAll("th.step")[step] ?? null;
  const points = row.querySelectorAll(".points > li");
  if (points.length) return points[step] ?? null;
  return row.querySelectorAll("td.cell")[step] ?? row.querySelector("td.none");
}

function spanned(stages, step) {
  let end = 0;
  return stages.find((stage) => step < (end += stage.colSpan)) ?? null;
}

/* Where a place stands: its row, and its step. */
export function standing(place) {
  const row = place.closest("tr");
  if (!row) return null;
  if (place.matches("th.lane")) return { row, step: LEFT };
  if (place.matches("th.stage")) return { row, step: [...row.querySelectorAll("th.stage")].slice(0, place.cellIndex - 1).reduce((sum, stage) => sum + stage.colSpan, 0) };
  if (place.matches("td.none")) return { row, step: 0 };
  return { row, step: steps().findIndex((head) => head.dataset.step === place.dataset.step) };
}

/* The place an arrow (or Home, End) leads to from another; the same where there is no further. */
export function toward(place, key, far) {
  const at = standing(place), all = rows(), last = steps().length - 1;
  if (!at) return place;
  const index = all.indexOf(at.row), lane = (i) => all[Math.max(0, Math.min(all.length - 1, i))];
  switch (key) {
    case "ArrowLeft": return placeAt(at.row, Math.max(at.row.matches(".stages, .steps") ? 0 : LEFT, at.step - 1)) ?? place;
    case "ArrowRight": return placeAt(at.row, Math.min(last, at.step + (place.matches("th.stage, td.none") ? place.colSpan : 1))) ?? place;
    case "ArrowUp": return placeAt(lane(index - 1), Math.max(at.step, all[index - 1]?.matches(".steps, .stages") ? 0 : LEFT)) ?? place;
    case "ArrowDown": return placeAt(lane(index + 1), at.step) ?? place;
    case "Home": return placeAt(far ? all[0] : at.row, 0) ?? place;
    case "End": return placeAt(far ? all.at(-1) : at.row, last) ?? place;
  }
  return place;
}

/* All places of the rectangle between two, row by row. */
export function between(from, to) {
  const a = standing(from), b = standing(to), all = rows();
  if (!a || !b) return [[from]];
  const [top, bottom] = [all.indexOf(a.row), all.indexOf(b.row)].sort((x, y) => x - y), [left, right] = [a.step, b.step].sort((x, y) => x - y);
  return all.slice(top, bottom + 1).map((row) => Array.from({ length: right - left + 1 }, (_, i) => placeAt(row, left + i)).filter(Boolean));
}
