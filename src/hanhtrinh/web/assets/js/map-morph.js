/* Makes a part of the page say what the server drew, changing nothing but what differs.

   What stays the same stays the very same element: it keeps focus, scroll and selection. What somebody is typing in is
   left alone and never moved: what stands around it is. Texts that changed are collected, so that they can be shown
   softly. */

const OWN = new Set(["open", "class", "transform", "tabindex", "data-typing", "data-here", "aria-selected", "style"]);
const WALKED = ["skipped", "fresh", "chosen"];
const KEYED = "th[data-step], td[data-step], li[data-step], tr[data-lane], th[data-stage], [data-piece], [id]";

function typing(node) {
  const at = document.activeElement;
  return node.contains(at) && at.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

function attributes(from, to) {
  for (const { name, value } of to.attributes) if (name !== "class" && from.getAttribute(name) !== value) from.setAttribute(name, value);
  for (const { name } of [...from.attributes]) if (!OWN.has(name) && !to.hasAttribute(name)) from.removeAttribute(name);
  const kept = WALKED.filter((one) => from.classList.contains(one));
  const wanted = [to.getAttribute("class") ?? "", ...kept].filter(Boolean).join(" ");
  if ((from.getAttribute("class") ?? "") !== wanted) from.setAttribute("class", wanted);
}

export function morph(from, to, changed = new Set()) {
  if (from.isEqualNode(to)) return changed;
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) {
    const taken = document.importNode(to, true);
    from.replaceWith(taken);
    if (taken.textContent.trim()) changed.add(taken.nodeType === 1 ? taken : taken.parentElement);
    return changed;
  }
  if (from.nodeType !== 1) {
    if (from.data !== to.data) changed.add(from.parentElement);
    from.data = to.data;
    return changed;
  }
  if (from.matches("dialog, input, [data-own], [data-typing]") || (typing(from) && !from.querySelector("[data-typing]"))) return changed;
  attributes(from, to);
  children(from, to, changed);
  return changed;
}

const keyOf = (node) => (node.nodeType === 1 && node.matches(KEYED) ? `${node.nodeName} ${node.dataset.lane ?? ""}/${node.dataset.step ?? ""}/${node.dataset.stage ?? ""}/${node.dataset.piece ?? ""}/${node.id}` : null);
/* What the page put there itself. What the server draws to be left alone has an id, and is found by it. */
const own = (node) => node.dataset?.own !== undefined && !node.id;

/* Pairs every wanted node with the one that is there: by what it is about, else by its turn. */
function pairs(there, wanted) {
  const keyed = new Map(), rest = [];
  for (const node of there) {
    const key = keyOf(node);
    if (key && !keyed.has(key)) keyed.set(key, node);
    else if (!key) rest.push(node);
  }
  return wanted.map((node) => {
    const key = keyOf(node);
    if (key) return [keyed.get(key), node];
    return [rest.shift(), node];
  });
}

export function children(from, to, changed = new Set()) {
  const wanted = [...to.childNodes].filter((node) => !own(node)), there = [...from.childNodes].filter((node) => !own(node));
  const found = pairs(there, wanted), kept = new Set(found.map(([node]) => node));
  for (const node of there) {
    if (kept.has(node)) continue;
    if (node.nodeType === 1 && (node.matches("[data-typing]") || node.querySelector("[data-typing]"))) node.dispatchEvent(new Event("map:leaving", { bubbles: true }));
    node.remove();
  }
  const nodes = found.map(([node, fresh]) => {
    if (!node) return document.importNode(fresh, true);
    if (node.nodeType === fresh.nodeType && node.nodeName === fresh.nodeName) { morph(node, fresh, changed); return node; }
    const taken = document.importNode(fresh, true);
    node.replaceWith(taken);
    if (taken.textContent.trim()) changed.add(taken.nodeType === 1 ? taken : taken.parentElement);
    return taken;
  });
  arranged(from, nodes);
  return changed;
}

/* Puts nodes in order. The one that has the focus stays where it is; all others move around it. */
function arranged(parent, nodes) {
  const still = nodes.findIndex((node) => node.parentNode === parent && node.contains(document.activeElement) && document.activeElement !== document.body);
  const next = (node) => { let other = node; while (other && own(other)) other = other.nextSibling; return other; };
  let cursor = next(parent.firstChild);
  nodes.forEach((node, i) => {
    if (i === still) cursor = node;
    if (node === cursor) cursor = next(node.nextSibling);
    else parent.insertBefore(node, cursor);
  });
}
