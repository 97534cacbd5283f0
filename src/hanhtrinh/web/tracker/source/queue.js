import { on, safe } from "./safe.js";
import { endpoint, key } from "./script.js";
import { read, write } from "./storage.js";
import { allowed } from "./visitor.js";

const NAME = "hanhtrinh_queue";
const MOST = 100; // messages
const ROOM = 20000; // characters of one request: at most 60 KB, what browsers let outlive a page
const SOON = 200; // ms
const SLOWEST = 9; // doublings of half a second: four minutes between tries

// Each message is one line of JSON. The server knows a message it has by its id, so sending twice does no harm:
// a message leaves the queue when the server has said yes and not before, and tabs may share the stored queue.
const stored = () => read(NAME).split("\n").filter(Boolean);
let waiting = stored();
let held = []; // what may not be sent yet; it is written when it may, with the consent given by then
let told = new Set();
let failures = 0;
let busy;
let timer;

const store = (gone) => {
  const all = new Set([...stored(), ...waiting]);
  gone.forEach((line) => all.delete(line));
  write(NAME, [...all].slice(-MOST).join("\n"));
};

const bite = (lines) => {
  let size = 0;
  const end = lines.findIndex((line, i) => (size += line.length) > ROOM && i);
  return end < 0 ? lines : lines.slice(0, end);
};

const body = (lines) => `{"writeKey":${JSON.stringify(key)},"sentAt":"${new Date().toISOString()}","batch":[${lines}]}`;

const later = (delay) => {
  clearTimeout(timer);
  timer = setTimeout(flush, delay);
};

const settle = (lines, again) => {
  busy = 0;
  if (again) return later(500 * 2 ** Math.min(++failures, SLOWEST) * (1 + Math.random()));
  failures = 0;
  waiting = waiting.filter((line) => !lines.includes(line));
  store(lines);
  if (waiting.length) later(0);
};

/** Sends what waits. Plain text needs no preflight; a busy or broken server is tried again, less and less often. */
export const flush = safe(() => {
  if (busy || !waiting.length || !allowed()) return;
  const lines = bite(waiting);
  const text = body(lines);
  busy = 1;
  const options = { __proto__: null, method: "POST", body: text, credentials: "omit", keepalive: text.length < ROOM + 500 };
  const asked = fetch(endpoint, options);
  asked.then((answer) => settle(lines, answer.status === 429 || answer.status > 499), () => settle(lines, 1));
});

/** Keeps one message until the server has it; `write` returns its line, or nothing if it cannot be written. */
export const add = (write) => {
  held = [...held, write].slice(-MOST);
  start();
};

/** Begins sending, if it may, also what was held back. */
export const start = () => {
  if (!allowed()) return;
  waiting = [...waiting, ...held.map((write) => write())].filter(Boolean).slice(-MOST);
  held = [];
  store([]);
  if (!busy && !failures) later(SOON);
};

/** Drops everything that waits. */
export const clear = () => {
  waiting = held = [];
  write(NAME, "");
};

/** Hands what waits to the browser, which sends it even when the page goes; it stays in the queue all the same. */
export const leave = () => {
  if (!allowed()) return;
  store([]);
  for (let rest = waiting.filter((line) => !told.has(line)); rest.length;) {
    const lines = bite(rest);
    if (!navigator.sendBeacon(endpoint, body(lines))) return;
    lines.forEach((line) => told.add(line));
    rest = rest.slice(lines.length);
  }
};

on("online", () => {
  failures = 0;
  flush();
});
