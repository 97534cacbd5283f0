/* The queue of commands: what is done here is kept in this browser first, shown at once, and sent in order until the
   server has it, through lost connections, closed tabs and restarts. Nothing else of the page sends a change of the map.

   `act(command, {optimistic, group})` does a command; `written()` is the map as it will be once everything waiting is
   done. Events on document: `map:written` (there is another state), `map:queue` ({waiting, state, refused, said}),
   `map:answer` ({answer, command}), `map:past` ({undo, redo}), `map:undone` ({commands, redo}). */
import { plain } from "./plain.js";
import * as past from "./map-queue-past.js";
import { afterwards, placesOf, reversed } from "./map-queue-state.js";
import { all, drop, order, put, store } from "./map-queue-store.js";
import { root } from "./map-root.js";

export { placeOf } from "./map-queue-state.js";

const MOST = 200, BYTES = 400_000, PATIENCE = 20_000, LONGEST_WAIT = 30_000;
const owner = `${root.dataset.user ?? ""}|${root.dataset.map}`;
const channel = "BroadcastChannel" in window ? new BroadcastChannel(`hanhtrinh:${owner}`) : null;
export const tab = name();
export const editable = root.dataset.mayEdit !== undefined;

let server = null, waiting = [], acked = [], refused = [], shownState = null;
let state = "saved", said = "", tries = 0, timer, busy = false, again = false, asked = 0, used = 0;
const told = new Map(), stored = new Set();

function name() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const tell = (kind, detail) => document.dispatchEvent(new CustomEvent(kind, { detail }));

/* -- the state ---------------------------------------------------------------------------------------------------- */

/* What is shown: the server's state and on it what it has not told us of yet. */
const reckoned = () => [...acked, ...waiting].reduce((state, record) => (record.effect ? afterwards(state, record.effect) : state), server);

export const written = () => (shownState ??= server && reckoned());

function restated() {
  shownState = null;
  if (server) tell("map:written", { state: written() });
}

/* Whether a text at a place is on its way: what the server draws there may be older than what is shown. */
export const underWay = (place) => [...acked, ...waiting].some((record) => record.effect && placesOf(record.effect).includes(place));

/* Takes in the server's state; what it had answered before it was asked is in there. */
export async function refresh() {
  const mine = ++asked, heard = new Set(acked);
  const answer = await fetch(`${root.dataset.map}/written.json`, { headers: { accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const found = await answer.json();
  if (mine < used) return;
  used = mine;
  server = found;
  acked = acked.filter((record) => !heard.has(record));
  restated();
}

/* -- doing -------------------------------------------------------------------------------------------------------- */

/* Does a command; the promise gives the server's answer, whenever that comes. `optimistic()` shows it at once and may
   return what takes that back if the command is refused. Commands of one `group` are undone together. */
export function act(command, { optimistic, group } = {}) {
  const record = remembered(command, command, group);
  past.noted(record.id, command, group);
  const back = optimistic?.();
  const answer = new Promise((resolve) => told.set(record.id, { resolve, back }));
  restated();
  now("saving");
  return answer;
}

/* Keeps a command; `effect` is what it does as far as that is known here (what a `take_back` takes back, reversed). */
function remembered(command, effect, group) {
  const record = { order: order(), id: name(), owner, base: server?.version ?? "", command, effect, group };
  waiting.push(record);
  put(record).then(() => {
    stored.add(record.id);
    channel?.postMessage({ put: record });
    send();
  });
  return record;
}

const backwards = (id, command) => remembered({ do: "take_back", id }, reversed(command)).id;
const forwards = (id, command) => remembered({ do: "take_back", id }, command).id;

function turned(commands, redo) {
  if (!commands) return null;
  restated();
  now("saving");
  tell("map:undone", { commands, redo });
  return commands;
}
export const undo = () => turned(past.undone(backwards), false);
export const redo = () => turned(past.redone(forwards), true);
export const counts = past.counts;

/* Takes back one command wherever it stands among those that were done. */
export function retract(id, command) {
  past.forgotten(id);
  remembered({ do: "take_back", id }, reversed(command));
  restated();
  now("saving");
}

/* A key for something new, made of its name; one that is taken, or of nothing, gets letters nobody else will think of. */
export function newKey(name, taken = []) {
  const slug = plain(name).replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 48).replace(/-+$/, "");
  const known = new Set(taken);
  let key = slug;
  while (!key || known.has(key)) key = `${slug || "moi"}-${Math.random().toString(36).slice(2, 6)}`;
  return key;
}

/* -- sending ------------------------------------------------------------------------------------------------------ */

function now(next, words = "") {
  state = next;
  said = words;
  if (state === "saving" && !waiting.length) state = "saved";
  if (state === "saved" && refused.length) state = "refused";
  tell("map:queue", status());
}
export const status = () => ({ waiting: waiting.length, state, said, refused: [...refused], failing: store.failing });

/* One tab at a time sends; where locks are unknown, the ids see to it that nothing is done twice. */
const alone = (work) => (navigator.locks ? navigator.locks.request(`hanhtrinh:send:${owner}`, work) : work());

async function send() {
  again = true;
  if (busy) return;
  busy = true;
  clearTimeout(timer);
  try {
    while (again) {
      again = false;
      while (await alone(batch)) { /* there is more */ }
    }
  } finally { busy = false; }
}

/* What is to be sent: everything waiting in this browser, of other tabs too. */
async function batch() {
  const kept = await all(owner), there = new Set(kept.map((record) => record.id));
  sentElsewhere(there);
  const mine = new Set(waiting.map((record) => record.id)), records = kept.filter((record) => !record.refused);
  for (const record of records) { stored.add(record.id); if (!mine.has(record.id)) waiting.push(record); }
  const unsafe = waiting.filter((record) => !there.has(record.id) && store.failing);
  const some = fitting([...records, ...unsafe]);
  if (!some.length) { now("saving"); return false; }
  return deliver(some);
}

/* What was kept here and is there no more, another tab has sent. */
function sentElsewhere(there) {
  const gone = waiting.filter((record) => stored.has(record.id) && !there.has(record.id) && !store.failing);
  for (const record of gone) settled(record, { id: record.id, state: "done", said: "", by: "" });
  if (gone.length) refresh();
}

function fitting(records) {
  let size = 0;
  const some = records.slice(0, tries > 2 ? 1 : MOST);
  return some.filter((record, i) => (size += JSON.stringify(record.command).length + 120) < BYTES || i === 0);
}

async function deliver(records) {
  now("saving");
  const sent = records.map(({ id, base, command }) => ({ id, base, command }));
  let answer;
  try {
    answer = await fetch(`${root.dataset.map}/commands`, {
      method: "POST", body: JSON.stringify({ tab, sent }), signal: AbortSignal.timeout(PATIENCE),
      headers: { "content-type": "application/json", accept: "application/json", "x-csrftoken": root.dataset.token },
    });
  } catch { return later("offline"); }
  if (answer.ok) return taken(records, await answer.json());
  return failed(answer, records);
}

async function failed(answer, records) {
  const words = (await answer.json().catch(() => null))?.error?.message ?? "";
  if (answer.status >= 500 || [408, 425, 429].includes(answer.status)) return later("offline", words);
  if ([401, 403, 404].includes(answer.status)) return later("refused", words || String(answer.status));
  if (records.length > 1) { tries = 3; return true; }
  return taken(records, { answers: [{ id: records[0].id, state: "refused", said: words || String(answer.status), by: "" }] });
}

function later(next, words) {
  tries += 1;
  now(next, words);
  timer = setTimeout(send, Math.min(LONGEST_WAIT, 500 * 2 ** Math.min(tries, 7)) * (0.75 + Math.random() / 2));
  return false;
}

async function taken(records, { answers }) {
  tries = 0;
  const found = new Map(answers.map((answer) => [answer.id, answer]));
  const heard = records.filter((record) => found.has(record.id));
  if (!heard.length) return later("offline");
  await drop(heard);
  for (const record of heard) settled(record, found.get(record.id));
  channel?.postMessage({ heard: heard.map((record) => ({ record, answer: found.get(record.id) })) });
  now("saving");
  restated();
  refresh();
  return true;
}

/* An answer has come: whoever waits for it is told, and what was refused is kept until somebody has looked at it. */
function settled(record, answer) {
  if (!waiting.some((one) => one.id === record.id)) return;
  waiting = waiting.filter((one) => one.id !== record.id);
  const { resolve, back } = told.get(record.id) ?? {};
  told.delete(record.id);
  if (answer.state === "refused") {
    past.forgotten(record.id);
    if (record.command.do !== "take_back") keepRefused({ ...record, refused: answer.said || "-" });
    if (typeof back === "function") back();
  } else acked.push(record);
  tell("map:answer", { answer, command: record.command, effect: record.effect });
  resolve?.(answer);
}

function keepRefused(record) {
  if (refused.some((one) => one.id === record.id)) return;
  refused.push(record);
  put(record);
}

/* Puts aside what was refused. */
export async function discard(id) {
  const gone = refused.filter((record) => !id || record.id === id);
  refused = refused.filter((record) => !gone.includes(record));
  await drop(gone);
  now("saving");
}

/* -- beginning ---------------------------------------------------------------------------------------------------- */

function heardFrom({ data }) {
  if (data.put && !waiting.some((record) => record.id === data.put.id)) { waiting.push(data.put); stored.add(data.put.id); }
  for (const { record, answer } of data.heard ?? []) settled(record, answer);
  restated();
  now("saving");
  if (data.heard) refresh();
}

async function begin() {
  const block = document.getElementById("map-written");
  if (block?.textContent.trim()) server = JSON.parse(block.textContent);
  else await refresh();
  const kept = await all(owner);
  refused = kept.filter((record) => record.refused);
  const mine = new Set(waiting.map((record) => record.id));
  waiting = [...kept.filter((record) => !record.refused && !mine.has(record.id)), ...waiting];
  restated();
  now("saving");
  send();
}

export const hurry = () => { if (waiting.length) { tries = 0; send(); } };

if (channel) channel.onmessage = heardFrom;
window.addEventListener("online", hurry);
document.addEventListener("visibilitychange", () => { if (!document.hidden) hurry(); });
document.addEventListener("live:edited", () => { if (editable) refresh(); });
window.addEventListener("beforeunload", (event) => { if (waiting.length && store.failing) event.preventDefault(); });
export const begun = editable ? begin() : Promise.resolve();
