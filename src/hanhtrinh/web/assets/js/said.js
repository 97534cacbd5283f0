/* The inbox by keyboard: j and k go down and up, x ticks, e is done, Enter opens; one box ticks all; drafts are copied.
   Whoever speaks to their computer, or misses keys, switches the letters off: this browser remembers it. */

const KEPT = "said-keys";
let letters = true;
try { letters = localStorage.getItem(KEPT) !== "off"; } catch { /* nothing is kept there */ }

const items = () => [...document.querySelectorAll(".said-item")];
const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
let at = -1;

function go(step) {
  const all = items();
  if (!all.length) return;
  at = Math.max(0, Math.min(all.length - 1, at + step));
  all.forEach((item, i) => item.classList.toggle("said-at", i === at));
  all[at].querySelector(".said-words").focus();
  all[at].scrollIntoView({ block: "nearest" });
}

function box(item) {
  return item?.querySelector("input[name=answer]");
}

const keys = {
  j: () => go(1),
  k: () => go(-1),
  x: () => { const one = box(items()[at]); if (one) one.checked = !one.checked; },
  e: () => {
    const form = document.querySelector(".said-form");
    const one = box(items()[at]);
    if (!form || !one) return;
    if (!form.querySelector("input[name=answer]:checked")) one.checked = true;
    at -= 1;
    form.requestSubmit(form.querySelector("[data-key=e]"));
  },
};

document.addEventListener("keydown", (event) => {
  if (!letters || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("focusin", (event) => {
  const item = event.target.closest(".said-item");
  if (item) at = items().indexOf(item);
});

function shown() {
  const box = document.querySelector("[data-letters]");
  if (!box) return;
  box.checked = letters;
  box.closest("label").hidden = false;
}
document.addEventListener("part", shown);
shown();

document.addEventListener("change", ({ target }) => {
  if (target.dataset.letters === undefined) return;
  letters = target.checked;
  try { localStorage.setItem(KEPT, letters ? "on" : "off"); } catch { /* for this page, then */ }
});

document.addEventListener("change", (event) => {
  if (event.target.dataset.all === undefined) return;
  document.querySelectorAll("input[name=answer]").forEach((one) => { one.checked = event.target.checked; });
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy);
  text.select();
  await navigator.clipboard.writeText(text.value);
  const status = button.parentElement.querySelector("[data-copied]");
  status.textContent = status.dataset.copied;
});
