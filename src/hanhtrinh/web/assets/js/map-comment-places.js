/* Where on the map comments stand: the place of a cell, the cell of a place, the signs at both. */
import { root } from "./map-root.js";

const words = document.getElementById("comments-side").dataset;

export function placeOf(cell) {
  const { lane, step } = cell.dataset;
  return lane && step ? `cell/${lane}/${step}` : `step/${step}`;
}

export function labelOf(cell) {
  const lane = cell.closest("tr")?.querySelector(".lane-name")?.textContent.trim();
  const step = root.querySelector(`th[data-step="${CSS.escape(cell.dataset.step)}"] .step-name`)?.textContent.trim();
  return [step, cell.dataset.lane && lane].filter(Boolean).join(" · ");
}

function cellOf(place) {
  const [kind, first, second] = place.split("/").map((part) => CSS.escape(part));
  switch (kind) {
    case "cell": return root.querySelector(`.map td[data-lane="${first}"][data-step="${second}"]`);
    case "step": return root.querySelector(`.map th[data-step="${first}"]`);
    case "lane": return root.querySelector(`.map tr[data-lane="${first}"] th`);
  }
  return null;
}

function sign(kind, place, label, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = kind;
  Object.assign(button.dataset, { own: "1", commentAt: place, commentLabel: label });
  button.setAttribute("aria-label", text);
  return button;
}

/* A count at every place with open threads. */
export function marks(open) {
  root.querySelectorAll(".talk").forEach((one) => { if (!open[one.dataset.commentAt]) one.remove(); });
  for (const [place, count] of Object.entries(open)) {
    const cell = cellOf(place);
    if (!cell) continue;
    const mark = cell.querySelector(":scope > .talk") ?? sign("talk", place, cell.dataset.step ? labelOf(cell) : "", "");
    mark.textContent = count;
    mark.setAttribute("aria-label", words.labelOpen.replace("#", count));
    if (mark.parentElement !== cell) cell.append(mark);
  }
}

/* How many threads are open in all, at what opens the panel. */
export function total(open) {
  const link = document.getElementById("comments-open");
  const count = Object.values(open).reduce((sum, one) => sum + one, 0);
  let place = link.querySelector(".count");
  if (!place) link.append(place = Object.assign(document.createElement("span"), { className: "count" }));
  place.dataset.own = "1";
  place.textContent = count;
  place.hidden = !count;
}

/* One button that goes along with the pointer and the focus: say something about this cell. */
const add = words.maySay === undefined ? null : sign("talk-add", "", "", words.labelAdd);
function offer(event) {
  const cell = event.target.closest?.(".map td[data-step], .map th[data-step]");
  if (!add || !cell?.isConnected || cell === add.parentElement || add.contains(document.activeElement)) return;
  Object.assign(add.dataset, { commentAt: placeOf(cell), commentLabel: labelOf(cell) });
  cell.append(add);
}
/* Where the pointer rests, not wherever it passes: each time the button moves, the map's cells are laid out again. */
let resting;
document.addEventListener("pointerover", (event) => {
  clearTimeout(resting);
  resting = setTimeout(offer, 60, event);
}, { passive: true });
document.addEventListener("focusin", (event) => { if (event.target !== add) offer(event); });

/* What stands behind a number can be talked about, and so can each thing somebody said there. */
const door = document.getElementById("door");
const hash = (text) => { let h = 0xcbf29ce484222325n; for (const c of text) h = BigInt.asUintN(64, (h ^ BigInt(c.codePointAt(0))) * 0x100000001b3n); return h.toString(16); };
document.addEventListener("door:shown", (event) => {
  if (words.maySay === undefined) return;
  const title = door.querySelector("h2"), about = [door.querySelector("header p"), title, door.querySelector(".value")].map((one) => one?.textContent.trim()).filter(Boolean).join(" · ");
  const button = sign("talk-here", `door/${event.detail.number}`, about, words.labelAdd);
  button.textContent = words.labelAdd;
  door.querySelector(".value")?.after(button);
  for (const quote of door.querySelectorAll("figure.quote")) {
    const said = quote.querySelector("blockquote").textContent.trim();
    quote.querySelector("figcaption")?.append(sign("talk-add", `quote/${hash(said)}`, said, words.labelAdd));
  }
});
