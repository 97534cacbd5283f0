/* Makes a part of the page say what the server drew, changing nothing but what differs.

   What stays the same stays the very same element: it keeps focus, scroll and selection. What somebody is typing in is
   left alone. Texts that changed are collected, so that they can be shown softly. */

const OWN = new Set(["open", "class", "transform"]);
const WALKED = ["skipped", "fresh"];

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
  if (from.matches("dialog, input, [data-own]") || typing(from)) return changed;
  attributes(from, to);
  children(from, to, changed);
  return changed;
}

export function children(from, to, changed = new Set()) {
  const wanted = [...to.childNodes].filter((node) => !node.dataset?.own);
  const there = [...from.childNodes].filter((node) => !node.dataset?.own);
  wanted.forEach((node, i) => {
    if (i < there.length) morph(there[i], node, changed);
    else from.append(document.importNode(node, true));
  });
  there.slice(wanted.length).forEach((node) => node.remove());
  return changed;
}
