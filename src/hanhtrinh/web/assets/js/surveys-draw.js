/* What the server drew anew, put in place: what is open stays open, and whoever types goes on typing. */
const root = document.getElementById("sb");

const node = (html) => new DOMParser().parseFromString(html, "text/html").body.firstElementChild;

export function redraw(said, change) {
  swap("sb-findings", said.findings);
  if (said.editor) editor(said.editor, change);
  if (!document.querySelector("#sb-head :popover-open, #sb-head details[open]")) swap("sb-head", said.head);
  document.dispatchEvent(new CustomEvent("survey:changed", { detail: { title: said.title } }));
}

function swap(id, html) {
  const place = document.getElementById(id);
  const open = place.querySelector("details")?.open;
  const fresh = document.adoptNode(node(html));
  if (open) fresh.querySelector("details")?.setAttribute("open", "");
  place.replaceWith(fresh);
}

function editor(html, change) {
  const place = document.getElementById("sb-editor");
  const known = new Set([...place.querySelectorAll("details[id]")].map((one) => one.id));
  const open = new Set([...place.querySelectorAll("details[id][open]")].map((one) => one.id));
  const at = document.activeElement;
  const typed = place.contains(at) ? { id: at.id, caret: [at.selectionStart, at.selectionEnd] } : null;
  const dirty = [...place.querySelectorAll("[data-sb-dirty]")];
  const fresh = document.adoptNode(node(html));
  let made = null;
  for (const one of fresh.querySelectorAll("details[id]")) {
    if (known.has(one.id)) one.open = open.has(one.id);
    else if (one.matches(".sb-q") && !change.undoing) { one.open = true; made ??= one; }
  }
  place.replaceWith(fresh);
  carry(dirty);
  if (made) return begin(made);
  const again = (change.focus ?? typed?.id) && document.getElementById(change.focus ?? typed.id);
  if (again) {
    again.focus({ preventScroll: true });
    if (again.id === typed?.id && typed.caret[0] !== null && again.matches("textarea, [type=text]")) again.setSelectionRange(...typed.caret);
  }
  else if (typed) root.querySelector("[data-sb-undo]")?.focus({ preventScroll: true });
}

/* A question that is new is opened where one writes its words. */
function begin(card) {
  const field = card.querySelector("textarea, input.in");
  field?.focus({ preventScroll: true });
  field?.select?.();
  card.scrollIntoView({ block: "nearest" });
}

/* What was typed and is not on its way yet stays in its field. */
function carry(dirty) {
  for (const old of dirty) {
    const field = document.getElementById(old.id);
    if (!field) continue;
    field.value = old.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
