/* The living map: takes in what the server pushes, comes back after sleep and restarts, and says so honestly. */
import { address, piece, root, steady } from "./map-root.js";
import { children, morph } from "./map-morph.js";
import { later as heldBack } from "./map-cell-held.js";
import { ownWork } from "./map-cell-draw.js";

const QUIET = 40_000, AGAIN = 30_000, SPOKEN = 10_000;
const glowing = new WeakMap();
let source, heard = 0, spoken = 0, timer;

const parsed = (html) => {
  const place = document.createElement("template");
  place.innerHTML = html;
  return place.content;
};

/* A cell somebody is typing in takes its piece when they have left it; what is not there any more takes none. */
function into(place, fresh) {
  if (!place || heldBack(place, () => morph(place, fresh))) return new Set();
  return morph(place, fresh);
}

/* The element a piece stands in, and how it is exchanged. */
function exchange(name, html) {
  const [kind, lane, step] = name.split("/");
  const row = lane && root.querySelector(`tr[data-lane="${CSS.escape(lane)}"]`);
  const fresh = parsed(html);
  switch (kind) {
    case "cell": return into(row?.querySelector(`[data-step="${CSS.escape(step)}"]`), fresh.firstElementChild);
    case "head": return into(row?.querySelector("th"), fresh.firstElementChild);
    case "row": return into(row, fresh.firstElementChild);
    case "heads": return morph(root.querySelector(".map thead"), fresh.firstElementChild);
  }
  return children(root.querySelector(`[data-piece="${CSS.escape(kind)}"]`), fresh);
}

function icons(html) {
  const sprite = root.querySelector("svg.sprite");
  for (const symbol of parsed(`<svg>${html}</svg>`).firstElementChild.children) {
    if (!document.getElementById(symbol.id)) sprite.append(document.importNode(symbol, true));
  }
}

/* Only what changed ever fades: a transition of every cell would paint the map again wherever the pointer goes. */
function glow(place) {
  place.classList.remove("settling");
  place.classList.add("fresh");
  clearTimeout(glowing.get(place));
  glowing.set(place, setTimeout(() => {
    place.classList.replace("fresh", "settling");
    glowing.set(place, setTimeout(() => place.classList.remove("settling"), 1200));
  }, 2600));
}

function show(changed) {
  const lanes = new Set();
  for (const one of changed) {
    const place = one.closest?.("td, li, dd, th, figure, p") ?? one;
    const row = place.closest(".map tr");
    if (!place.isConnected || !row || ownWork(place)) continue;
    lanes.add(row.querySelector(".lane-name")?.textContent.trim());
    glow(place);
  }
  const names = [...lanes].filter(Boolean);
  if (!names.length || Date.now() - spoken < SPOKEN) return;
  spoken = Date.now();
  const place = document.getElementById("map-said");
  place.textContent = place.dataset.template.replace("#", names.slice(0, 3).join(", "));
}

function taken(event) {
  const { pieces, icons: drawn } = JSON.parse(event.data);
  icons(drawn);
  const changed = new Set();
  steady(() => { for (const [name, html] of Object.entries(pieces)) exchange(name, html).forEach((one) => changed.add(one)); });
  root.dataset.at = event.lastEventId;
  show(changed);
  document.dispatchEvent(new Event("map:changed"));
}

/* Draws the whole page anew where its shape has changed; what somebody types in stays. An answer that a newer one has
   overtaken says what was asked for before: the switch of editing, say, was turned back meanwhile. */
let asked = 0;
export async function redraw() {
  const mine = ++asked, answer = await fetch(location.href);
  if (answer.status === 503) throw new Error("away"); // what is on the screen stays: whoever asked does so again
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== asked) return;
  const fresh = page.getElementById("map-page");
  if (!fresh) return location.reload();
  fresh.dataset.link = root.dataset.link ?? "";
  const { token } = root.dataset;
  steady(() => morph(root, fresh));
  root.dataset.token = token || fresh.dataset.token;
  document.dispatchEvent(new Event("map:changed"));
  open();
}

const linked = (state) => {
  if (state === "open" && root.dataset.link !== "open") document.dispatchEvent(new Event("live:open"));
  root.dataset.link = state;
};

/* What the server tells of other things than pieces goes on as an event of the document: `live:edited`, `live:present`. */
const NEWS = ["edited", "present", "comments"];
const passOn = (event) => {
  heard = Date.now();
  document.dispatchEvent(new CustomEvent(`live:${event.type}`, { detail: JSON.parse(event.data) }));
};

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(open, wait);
}

function open() {
  source?.close();
  clearTimeout(timer);
  root.dataset.link ??= "catching";
  const { at, shape } = root.dataset;
  source = new EventSource(address("live", `&at=${at}&shape=${shape}`));
  heard = Date.now();
  source.onopen = () => { heard = Date.now(); linked("open"); };
  for (const one of NEWS) source.addEventListener(one, passOn);
  source.addEventListener("beat", () => { heard = Date.now(); });
  source.addEventListener("pieces", (event) => { heard = Date.now(); linked("open"); taken(event); });
  source.addEventListener("redraw", () => { source.close(); linked("catching"); redraw().catch(() => later(AGAIN)); });
  source.addEventListener("bye", () => { source.close(); source = null; linked("ended"); });
  source.addEventListener("full", () => { source.close(); linked("full"); later(AGAIN); });
  source.onerror = () => {
    linked("lost");
    if (source.readyState === EventSource.CLOSED) later(5000);
  };
}

/* After sleep a connection may look alive and be dead: whoever was silent for long is called again. */
function awake() {
  if (!source || document.hidden || Date.now() - heard < QUIET) return;
  linked("catching");
  open();
}

/* What came late is asked for when the page opens and, at most, once a minute while the map moves. */
let late = 0;
async function askLate() {
  if (Date.now() - late < 60_000) return;
  late = Date.now();
  const place = document.getElementById("map-late");
  if (!place.querySelector("[open]")) await piece(place, address("late")).catch(() => {});
}

export function follow() {
  open();
  askLate();
  document.addEventListener("map:changed", askLate);
  document.addEventListener("visibilitychange", awake);
  window.addEventListener("online", () => { linked("catching"); open(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) open(); });
  setInterval(awake, 5000);
  window.addEventListener("pagehide", () => source?.close());
}
