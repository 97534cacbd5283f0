/* Walking the journey step by step, on a phone and as a presentation: what the drawing's own script needs, and behind
   it, when it is served, that script itself (draw/assets/js/3-walk.js). */
import { root } from "./map-root.js";

const door = document.getElementById("door");
const shownMain = () => root;
const data = () => ({
  labels: { previous: root.dataset.labelPrevious, next: root.dataset.labelNext, close: root.dataset.labelClose, position: root.dataset.labelPosition },
});

function make(tag, attributes, ...children) {
  const [name, ...classes] = tag.split(".");
  const svg = ["svg", "use"].includes(name);
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  element.classList.add(...classes);
  for (const [key, value] of Object.entries(attributes ?? {})) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
const sign = (name) => make("svg.icon", { "aria-hidden": "true" }, make("use", { href: `#i-${name}` }));

/* Arrow keys belong to whoever types. */
document.addEventListener("keydown", (event) => {
  if (event.target.closest("textarea, select, .sheet")) event.stopImmediatePropagation();
});
document.addEventListener("map:changed", () => {
  tellStep(Math.min(shownStep, stepHeads().length - 1));
  if (show.open) drawSlide(shownStep);
});

