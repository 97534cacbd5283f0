"use strict";
document.documentElement.classList.add("scripted");

/* The page's language is that of the chosen radio button; the style sheet shows it, this tells the browser. */
const chosenLanguage = () => document.querySelector("input[name=lang]:checked").value;
const shownMain = () => document.querySelector(`main[lang=${chosenLanguage()}]`);

const saidData = {};
function data() {
  const lang = chosenLanguage();
  saidData[lang] ??= JSON.parse(document.getElementById(`data-${lang}`).textContent);
  return saidData[lang];
}

function applyLanguage() {
  document.documentElement.lang = chosenLanguage();
  document.title = shownMain().dataset.title;
}
document.addEventListener("change", (event) => {
  if (event.target.name !== "lang") return;
  const place = { left: window.scrollX, top: window.scrollY };
  applyLanguage();
  window.scrollTo(place);
});
applyLanguage();

/* Makes elements from plain values; text is only ever text. */
function make(tag, attributes, ...children) {
  const [name, ...classes] = tag.split(".");
  const svg = ["svg", "path", "use"].includes(name);
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const one of classes) element.classList.add(one);
  for (const [key, value] of Object.entries(attributes ?? {})) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
const sign = (name) => make("svg.icon", { "aria-hidden": "true" }, make("use", { href: `#i-${name}` }));

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
