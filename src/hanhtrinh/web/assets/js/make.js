/* Makes elements from plain values; text is only ever text. Shared by the scripts the drawing itself brings. */
export function make(tag, attributes, ...children) {
  const [name, ...classes] = tag.split(".");
  const svg = ["svg", "path", "use"].includes(name);
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  element.classList.add(...classes);
  for (const [key, value] of Object.entries(attributes ?? {})) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
export const sign = (name) => make("svg.icon", { "aria-hidden": "true" }, make("use", { href: `#i-${name}` }));
