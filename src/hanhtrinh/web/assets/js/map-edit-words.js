/* The words of editing in the page's language, and the quiet voice that reads them out. */
const words = JSON.parse(document.getElementById("map-edit-words")?.textContent || "{}");

export const tr = (key, params = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => params[name] ?? "");

/* Reads something out without showing it; what is said last is said. */
let turn;
export function tell(text) {
  const place = document.getElementById("map-told");
  if (!place) return;
  clearTimeout(turn);
  turn = setTimeout(() => { place.textContent = place.textContent === text ? `${text}\u00a0` : text; }, 60);
}

/* Makes an element: `make("li.item", {id: "a"}, "words", other)`; what the page made itself is never taken by a piece. */
export function make(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  element.classList.add(...classes);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}
const SVG = "http://www.w3.org/2000/svg";
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}
