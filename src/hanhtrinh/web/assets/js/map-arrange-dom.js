/* Small makers of elements for the tools of arranging. What is made here is the page's own: the living map leaves
   elements with `data-own` alone. */
const SVG = "http://www.w3.org/2000/svg";

export function made(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined || (key === "id" && !value)) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function sign(name) {
  const svg = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#o-${name}`);
  svg.append(use);
  return svg;
}

export const button = (classes, label, icon, attributes = {}) =>
  made(`button.${classes}`, { type: "button", "aria-label": label, title: label, "data-own": true, ...attributes }, sign(icon));

/* The element itself where it is there already, else a new one. */
export const kept = (place, selector, make) => place.querySelector(`:scope > ${selector}`) ?? place.appendChild(make());

/* Puts a floating element beside another, inside the window. */
export function beside(floating, anchor, gap = 4) {
  const at = anchor.getBoundingClientRect(), own = floating.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - own.width - 8));
  const below = at.bottom + gap, above = at.top - gap - own.height;
  const top = below + own.height <= innerHeight - 8 || above < 8 ? Math.min(below, innerHeight - own.height - 8) : above;
  floating.style.left = `${left}px`;
  floating.style.top = `${Math.max(8, top)}px`;
}
