/* Comments beside the map: a panel that opens at a place, a count at each place somebody talks about. */
import { take } from "./parts.js";
import { labelOf, marks, placeOf, total } from "./map-comment-places.js";
import "./comment-names.js";
import { root, say } from "./map-root.js";

const PANEL = "comments-panel";
const side = document.getElementById("comments-side");
const base = `${root.dataset.map}/comments`;
let opener, place = "";

const data = () => JSON.parse(document.getElementById("comments-data")?.textContent ?? '{"open":{},"team":[]}');

async function look(at = "", label = "", options = {}) {
  place = at;
  const query = at ? `?${new URLSearchParams({ place: at, label })}` : "";
  await take(PANEL, `${base}${query}`, options);
}

async function open(at, label, from) {
  opener = from ?? document.activeElement;
  try {
    await look(at, label);
  } catch {
    return say(root.dataset.labelFailed);
  }
  side.hidden = false;
  document.documentElement.classList.add("commenting");
  const panel = document.getElementById(PANEL);
  (at && panel.querySelector(".say textarea") || panel.querySelector("h2"))?.focus({ preventScroll: true });
}

function close() {
  side.hidden = true;
  document.documentElement.classList.remove("commenting");
  opener?.isConnected && opener.focus({ preventScroll: true });
}

/* Something is being written in the panel: it is not swapped under anybody's hands. */
const busy = () => [...side.querySelectorAll("textarea")].some((one) => one.value !== one.defaultValue);

document.addEventListener("click", (event) => {
  const { target } = event;
  const link = target.closest("#comments-open");
  if (link) { event.preventDefault(); return side.hidden ? open("", "", link) : close(); }
  if (target.closest("[data-shut-comments]")) { event.preventDefault(); return close(); }
  const at = target.closest("[data-comment-at]");
  if (!at) return;
  event.preventDefault();
  at.closest("dialog")?.close();
  open(at.dataset.commentAt, at.dataset.commentLabel, at);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !side.hidden && side.contains(event.target) && !busy()) return close();
  if (!(event.ctrlKey && event.altKey && event.code === "KeyM")) return;
  event.preventDefault();
  const cell = document.activeElement.closest("[data-step]");
  open(cell ? placeOf(cell) : "", cell ? labelOf(cell) : "", document.activeElement);
});

const count = () => { const { open } = data(); marks(open); total(open); };
document.addEventListener("part", (event) => {
  if (event.target.id !== PANEL) return;
  count();
  if (!side.hidden && document.activeElement === document.body) event.target.querySelector("h2").focus({ preventScroll: true });
});
document.addEventListener("map:changed", count);
document.addEventListener("live:comments", () => { if (!busy()) take(PANEL, location.origin + base + (place && !side.hidden ? `?place=${place}` : ""), { looking: true }).catch(() => {}); });

const thread = new URLSearchParams(location.search).get("thread");
(thread ? open("", "", document.getElementById("comments-open")) : look("", "", { looking: true })).then(() => {
  const found = thread && document.getElementById(`thread-${thread}`);
  found?.classList.add("meant");
  found?.scrollIntoView({ block: "center" });
}).catch(() => {});
