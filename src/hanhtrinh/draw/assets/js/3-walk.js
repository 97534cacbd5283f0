/* Walking the journey step by step on a phone: one column a screen, swiped like slides. */
const show = document.getElementById("show");
let shownStep = 0;

const stepHeads = () => [...shownMain().querySelectorAll("th.step")];
const nameOf = (head) => head.querySelector(".step-name").firstChild.textContent;
const onPhone = () => window.matchMedia("(max-width: 700px)").matches;

function markHere(root, step) {
  for (const mark of root.querySelectorAll(".here")) mark.setAttribute("transform", `translate(${step} 0)`);
}

function tellStep(step) {
  const heads = stepHeads(), walker = shownMain().querySelector(".walker"), small = walker.querySelector(".small");
  if (!heads.length) return;
  small.textContent = small.dataset.template.replace("#", step + 1);
  walker.querySelector("b").textContent = nameOf(heads[step]);
  walker.querySelector("[data-do=previous]").disabled = step === 0;
  walker.querySelector("[data-do=next]").disabled = step === heads.length - 1;
  markHere(shownMain(), step);
  for (const row of shownMain().querySelectorAll("tbody tr")) row.classList.toggle("skipped", cellAt(row, step)?.classList.contains("void") ?? false);
}

for (const map of document.querySelectorAll(".map")) {
  map.addEventListener("scroll", () => {
    const step = Math.round(map.scrollLeft / map.clientWidth);
    if (onPhone() && !show.open && step !== shownStep && step < stepHeads().length) tellStep(shownStep = step);
  }, { passive: true });
}

function walkTo(step) {
  const last = stepHeads().length - 1, map = shownMain().querySelector(".map");
  step = Math.max(0, Math.min(last, step));
  map.scrollTo({ left: step * map.clientWidth, behavior: "smooth" });
}

function cellAt(row, step) {
  const curve = row.querySelector("td.curve");
  if (curve) return curve.querySelectorAll(".points > li")[step];
  return row.querySelectorAll("td.cell")[step];
}

document.addEventListener("keydown", (event) => {
  if (show.open || !onPhone() || document.querySelector("dialog[open]")) return;
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, summary")) return;
  if (event.key === "ArrowRight" || event.key === "PageDown") walkTo(shownStep + 1);
  else if (event.key === "ArrowLeft" || event.key === "PageUp") walkTo(shownStep - 1);
  else return;
  event.preventDefault();
});
document.addEventListener("change", (event) => { if (event.target.name === "lang") tellStep(shownStep); });
tellStep(0);
