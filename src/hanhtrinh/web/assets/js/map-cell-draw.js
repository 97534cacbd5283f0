/* Shows at once what was written, in the look the server will draw it in; its own piece takes the place soon after. */
import { elementOf, entriesAt, shownBy } from "./map-cell-places.js";
import { icon, make, tr } from "./map-edit-words.js";
import { underWay } from "./map-queue.js";

const LATER = 3000;
const shown = new Map();

const flat = (text) => text.replace(/\s+/g, " ").trim();
const own = (node) => node.dataset?.own;
function fill(cell, ...content) {
  for (const node of [...cell.childNodes]) if (!own(node)) node.remove();
  cell.prepend(...content);
}
const textsOf = (entries) => entries.map((entry) => entry.text).filter(Boolean);

function words(cell, entries) {
  const [text] = textsOf(entries);
  if (text) fill(cell, make("p", {}, text));
  else blank(cell);
}
function blank(cell) {
  cell.classList.add("void");
  fill(cell, make("span.empty", { "aria-hidden": "true" }, "·"));
}

function thoughts(cell, entries) {
  if (cell.querySelector(".quote:not(.assumed)")) return;
  const quote = (text) => make("figure.quote.assumed", {}, make("blockquote", {}, `“${text}”`), make("figcaption", {}, icon("circle-dashed"), tr("assumed_by_team")));
  fill(cell, ...textsOf(entries).slice(0, 2).map(quote));
}

function pains(cell, entries) {
  const item = ({ text, level }) => make(`li.sev${level}`, {}, make("span", {}, text), make("span.sev", {}, make("span", { "aria-hidden": "true" }, ...[1, 2, 3].map((n) => make(n <= level ? "span.dot.on" : "span.dot"))), make("span.small", {}, tr(`severity_${level}`))));
  const items = entries.filter((entry) => entry.text).map((entry) => ({ ...entry, level: entry.level || "2" }));
  fill(cell, make("ul.pains", {}, ...items.sort((a, b) => b.level - a.level).map(item)));
}

/* A list whose items may carry more than their words: an item that says the same stays as it is. */
function kept(cell, entries, list, sayer, fresh) {
  const there = new Map([...cell.querySelectorAll(`${list} > li`)].map((item) => [flat(item.querySelector(sayer)?.textContent ?? ""), item]));
  fill(cell, make(`ul.${list.slice(list.indexOf(".") + 1)}`, {}, ...textsOf(entries).map((text) => there.get(flat(text)) ?? fresh(text))));
}

const gem = (cell) => fill(cell, make("p.moment", {}, icon("gem"), tr("marked_by_team")));
function firstText(element, text) {
  const node = [...element.childNodes].find((one) => one.nodeType === 3 && one.data.trim());
  if (node) node.data = text;
  else element.append(text);
}

function named({ element, thing, place }, entries) {
  const [text] = textsOf(entries), inside = element.querySelector(".step-name, .stage-name a, .stage-name, .lane-name") ?? element;
  if (text) return firstText(inside, text);
  if (place === "journey/name" || thing !== "journey") return null;
  return firstText(inside, "");
}

function draw(found, entries) {
  const { element: cell, kind, field } = found;
  if (cell.dataset.write) { fill(cell, textsOf(entries).map((text) => (field === "quote" ? `“${text}”` : text)).join("")); return; }
  if (cell.matches("th")) { named(found, entries); return; }
  if (cell.matches("li")) { document.dispatchEvent(new CustomEvent("map:felt", { detail: { cell, entries } })); return; }
  const empty = !entries.some((entry) => entry.text || (kind === "mark" && entry.level));
  if (empty) { blank(cell); return; }
  cell.classList.remove("void");
  if (kind === "mark") gem(cell);
  else if (kind === "pains") pains(cell, entries);
  else if (kind === "opportunities") kept(cell, entries, "ul.ideas", "p", (text) => make("li", {}, make("p", {}, text)));
  else if (kind === "questions") kept(cell, entries, "ul.questions", "p", (text) => make("li.open", {}, make("p.asked", {}, text)));
  else if (kind === "list") thoughts(cell, entries);
  else if (kind === "comparison" && cell.querySelector(".noted")) cell.querySelector(".noted").textContent = entries[0].text;
  else words(cell, entries);
}

/* Whether a place shows these words already, in the server's drawing or ours. */
function says({ element, kind }, entries) {
  const copy = element.cloneNode(true);
  for (const node of copy.querySelectorAll("[data-own]")) node.remove();
  const text = flat(copy.textContent), wanted = textsOf(entries);
  if (kind === "mark") return Boolean(element.querySelector(".moment")) === Boolean(entries[0]?.level);
  if (!wanted.length) return element.matches("td") ? element.matches(".void") : !text;
  if (kind === "pains" && element.querySelectorAll(".pains li").length !== wanted.length) return false;
  return (kind === "list" ? wanted.slice(0, 2) : wanted).every((one) => text.includes(flat(one)));
}

/* Sees to it that a place shows what is written there until the server's own drawing says so. */
export function overlay(place) {
  shown.set(place, Infinity);
  refresh(place);
}

/* Whether what changed at an element is one's own doing: nobody has to be told of that. */
export const ownWork = (element) => { const found = shownBy(element); return Boolean(found && shown.has(found.place)); };

function refresh(place) {
  const element = elementOf(place);
  if (!element || element.dataset.typing !== undefined) return;
  const found = shownBy(element), entries = entriesAt(place);
  if (found && !says(found, entries)) draw(found, entries);
}

function all() {
  for (const [place, until] of shown) {
    if (underWay(place)) shown.set(place, Infinity);
    else if (until === Infinity) shown.set(place, Date.now() + LATER);
    else if (until < Date.now()) { shown.delete(place); continue; }
    refresh(place);
  }
}
document.addEventListener("map:written", all);
document.addEventListener("map:changed", all);
