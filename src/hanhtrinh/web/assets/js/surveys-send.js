/* One change after the other to the server. What could not be sent stays in this browser until it was. */
import { redraw } from "./surveys-draw.js";

const root = document.getElementById("sb");
const KEY = `survey:${root.dataset.sbHome}`;
const past = [];
let queue = [], busy = false;

const words = (name) => root.dataset[`sbSay${name[0].toUpperCase()}${name.slice(1)}`];

export function say(text, kind = "") {
  const state = root.querySelector("[data-sb-state]");
  state.className = `sb-state ${kind}`;
  state.querySelector("span").textContent = text;
}

export const edit = (edits, options = {}) => push({ edits, ...options });
export const ask = (wish) => push({ edits: [], ask: wish, undoable: true });

function push(change) {
  queue.push(change);
  keep();
  send();
}

function keep() {
  try {
    if (queue.length) localStorage.setItem(KEY, JSON.stringify(queue));
    else localStorage.removeItem(KEY);
  } catch { /* no room: what waits is kept on this page alone */ }
}

export function resume() {
  try {
    queue = JSON.parse(localStorage.getItem(KEY) ?? "[]");
  } catch {
    queue = [];
  }
  if (queue.length) send();
}

async function send() {
  if (busy || !queue.length) return;
  busy = true;
  say(words("saving"));
  const change = queue[0];
  try {
    const answer = await post(change);
    if (answer.status === 429 || answer.status >= 500) throw new Error(answer.status);
    if (answer.status === 401 || answer.status === 403) {
      busy = false; // signed out, or in anew elsewhere: what waits is kept, and sent when the page is opened again
      return say((await answer.json()).error.message, "bad");
    }
    queue.shift();
    keep();
    await took(answer, change);
    busy = false;
    send();
  } catch {
    busy = false;
    say(words("failed"), "bad");
    setTimeout(send, 4000);
  }
}

function post({ edits, ask: wish, redraw: whole }) {
  const body = JSON.stringify({ stamp: Number(root.dataset.sbStamp), edits, ...(wish ? { ask: wish } : {}), redraw: Boolean(whole) });
  const headers = { "content-type": "application/json", "x-csrftoken": root.dataset.sbToken };
  return fetch(`${root.dataset.sbHome}/edit`, { method: "POST", body, headers });
}

async function took(answer, change) {
  const kind = answer.headers.get("content-type") ?? "";
  const said = kind.includes("json") ? await answer.json() : { message: String(answer.status) };
  if (answer.ok) {
    root.dataset.sbStamp = said.stamp;
    if (said.inverse.length && !change.undoing) past.push(said.inverse);
    root.querySelector("[data-sb-undo]").disabled = past.length === 0;
    redraw(said, change);
    say(change.undoing ? words("undone") : change.undoable && change.edits[0]?.op === "drop" ? words("removed") : words("saved"));
    if (said.others) say(said.others, "middling");
  } else if (said.clash) clash(said, change);
  else say(said.message ?? said.error?.message, "bad");
}

export function undo() {
  const edits = past.pop();
  if (edits) push({ edits, undoing: true, redraw: true });
  else say(words("nothing_to_undo"));
}

/* Somebody else wrote in the same place: both are shown, and whoever came later chooses. */
function clash(said, change) {
  const place = root.querySelector("[data-sb-clash]");
  const button = (text, done) => Object.assign(document.createElement("button"), { type: "button", className: "btn plain small", textContent: text, onclick: () => { place.hidden = true; done(); } });
  const line = document.createElement("p");
  line.textContent = said.found === null ? said.message : `${said.message} ${words("others")} “${said.found}”`;
  const mine = change.edits.map(({ was, ...rest }) => rest);
  const buttons = said.found === null ? [] : [button(words("mine"), () => edit(mine, { redraw: true }))];
  place.replaceChildren(line, ...buttons, button(words("theirs"), () => edit([], { redraw: true })));
  place.hidden = false;
  say(said.message, "bad");
}

addEventListener("online", send);
addEventListener("beforeunload", (event) => { if (queue.length) event.preventDefault(); });
