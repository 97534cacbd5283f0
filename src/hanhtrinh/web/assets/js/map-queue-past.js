/* What was done in this session of the browser, for taking it back and doing it again, without limit.

   One entry is what a person would call one deed: everything typed in one visit of a cell, or a pasted range. It is kept
   for as long as the tab lives, over reloads too. */
import { root } from "./map-root.js";

const KEY = `hanhtrinh:past:${root.dataset.user ?? ""}:${root.dataset.map}`;
let past = { done: [], undone: [] };
try { past = JSON.parse(sessionStorage.getItem(KEY)) ?? past; } catch { /* begins anew */ }

function changed() {
  try { sessionStorage.setItem(KEY, JSON.stringify(past)); } catch { /* lives as long as the page, then */ }
  document.dispatchEvent(new CustomEvent("map:past", { detail: counts() }));
}

export const counts = () => ({ undo: past.done.length, redo: past.undone.length });

/* A deed was done; what had been undone before it is past. Deeds of one group are one. */
export function noted(id, command, group) {
  const deed = past.done.at(-1);
  if (group && deed?.group === group && !past.undone.length) deed.parts.push({ id, command });
  else past.done.push({ group, parts: [{ id, command }] });
  past.undone = [];
  changed();
}

/* What came to nothing (refused) cannot be taken back. */
export function forgotten(id) {
  for (const side of ["done", "undone"]) {
    for (const deed of past[side]) deed.parts = deed.parts.filter((part) => part.id !== id);
    past[side] = past[side].filter((deed) => deed.parts.length);
  }
  changed();
}

/* Moves the newest deed from one side to the other; `send(id, command)` takes one back and gives its own id. */
function turned(from, to, send) {
  const deed = past[from].pop();
  if (!deed) return null;
  const parts = deed.parts.toReversed().map(({ id, command }) => ({ id: send(id, command), command }));
  past[to].push({ ...deed, parts });
  changed();
  return deed.parts.map((part) => part.command);
}
export const undone = (send) => turned("done", "undone", send);
export const redone = (send) => turned("undone", "done", send);
