/* Walking the journey: slides on a phone, and the same steps as a presentation on a large screen. */
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
    if (onPhone() && step !== shownStep && step < stepHeads().length) tellStep(shownStep = step);
  }, { passive: true });
}

function walkTo(step) {
  const last = stepHeads().length - 1, map = shownMain().querySelector(".map");
  step = Math.max(0, Math.min(last, step));
  if (show.open) drawSlide(shownStep = step);
  else map.scrollTo({ left: step * map.clientWidth, behavior: "smooth" });
}

function cellAt(row, step) {
  const curve = row.querySelector("td.curve");
  if (curve) return curve.querySelectorAll(".points > li")[step];
  return row.querySelectorAll("td.cell")[step];
}

function feltCard(item) {
  const point = item.querySelector(".pt"), guess = item.querySelector(".guess"), unknown = item.querySelector(".unknown");
  const value = point && make("button.num", { type: "button", "data-door": point.dataset.door }, point.querySelector("b").textContent);
  const words = [point?.querySelector(".small"), unknown, guess].filter(Boolean).map((node) => node.textContent.trim());
  return make("div.felt", null, value, make("p", null, words.join(" · ")));
}

function slideCard(row, step) {
  const cell = cellAt(row, step);
  if (!cell || cell.classList.contains("void") || getComputedStyle(row).display === "none") return null;
  const body = cell.matches("li") ? feltCard(cell) : make("div");
  if (!cell.matches("li")) body.append(...[...cell.childNodes].map((node) => node.cloneNode(true)));
  return make("section", null, row.querySelector(".lane-name").cloneNode(true), body);
}

function drawSlide(step) {
  const main = shownMain(), heads = stepHeads(), { labels } = data();
  const head = heads[step], medal = head.querySelector(".medal").cloneNode(true);
  const button = (key, name, disabled) => {
    const one = make("button", { type: "button", "data-do": key, "aria-label": labels[key] }, sign(name));
    one.disabled = disabled;
    return one;
  };
  const position = labels.position.replace("#", step + 1);
  const phase = [...head.classList].find((name) => ["before", "during", "after"].includes(name));
  const cards = [...main.querySelectorAll("tbody tr")].map((row) => slideCard(row, step)).filter(Boolean);
  const heading = make("h2", { tabindex: "-1", id: "show-title" }, nameOf(head));
  const channel = head.querySelector(".channel").textContent;
  show.replaceChildren(
    make(`header.${phase}`, null, medal, make("div", { "aria-live": "polite" }, make("p", null, `${position} · ${channel}`), heading), make("span.grow"),
      button("previous", "arrow-left", step === 0), button("next", "arrow-right", step === heads.length - 1), button("close", "x", false)),
    main.querySelector(".mini").cloneNode(true),
    make("div.slide", { tabindex: "0" }, make("div.columns-3", null, ...cards)),
  );
  markHere(show, step);
  show.setAttribute("aria-labelledby", "show-title");
}

function present() {
  drawSlide(shownStep);
  show.showModal();
  show.querySelector("h2").focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  switch (button?.dataset.do) {
    case "print": window.print(); break;
    case "present": present(); break;
    case "previous": walkTo(shownStep - 1); break;
    case "next": walkTo(shownStep + 1); break;
    case "close": show.close(); break;
  }
});

document.addEventListener("keydown", (event) => {
  if (door.open || event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, summary")) return;
  if (!show.open && !onPhone()) return;
  if (event.key === "ArrowRight" || event.key === "PageDown") walkTo(shownStep + 1);
  else if (event.key === "ArrowLeft" || event.key === "PageUp") walkTo(shownStep - 1);
  else return;
  event.preventDefault();
});
document.addEventListener("change", (event) => { if (event.target.name === "lang") tellStep(shownStep); });
tellStep(0);
