/* The journey as a presentation: a first slide, one for each step, and what stands out. Everything on a slide is a copy
   of what the map shows, so that a slide says nothing the map does not. */
const TILES = ["people", "time", "satisfaction", "promise", "effort", "friction"], MOST_TILES = 4;
const LISTS = ["pains", "opportunities"];
const NOT_SHOWN = ".pen, .grip, .note, .ev-sign, .ask-review, .drift-chip, [data-edit], input, dialog";
let slide = 0;

const lastSlide = () => stepHeads().length + 1;
const laneOf = (key) => {
  const row = shownMain().querySelector(`tr[data-lane="${key}"]`);
  return row && getComputedStyle(row).display !== "none" ? row : null;
};

/* Copies of nodes without what belongs to editing, and without ids, which stand but once in a page. */
function copied(nodes) {
  return [...nodes].filter((node) => !node.matches?.(NOT_SHOWN)).map((node) => {
    const copy = node.cloneNode(true);
    for (const one of copy.querySelectorAll?.(NOT_SHOWN) ?? []) one.remove();
    for (const one of [copy, ...(copy.querySelectorAll?.("[id]") ?? [])]) one.removeAttribute?.("id");
    return copy;
  });
}
const laneName = (row) => make("h3", null, ...copied([row.querySelector(".lane-name")]));

function filled(key, step) {
  const row = laneOf(key), cell = row && cellAt(row, step);
  return cell && !cell.classList.contains("void") && cell.textContent.trim() ? [row, cell] : null;
}

function tile(key, step) {
  const found = filled(key, step);
  return found && make(`section.tile.of-${key}`, null, laneName(found[0]), make("div", null, ...copied(found[1].childNodes)));
}

function feeling(step) {
  const row = laneOf("emotion"), item = row && cellAt(row, step);
  if (!item) return null;
  const point = item.querySelector(".pt"), words = [point?.querySelector(".small"), item.querySelector(".unknown"), item.querySelector(".guess")];
  const said = words.filter(Boolean).map((node) => node.textContent.trim().replace(/\.$/, "")).join(" · ");
  if (!point && !said) return null;
  const tone = point && ["good", "middling", "bad"].find((one) => point.classList.contains(one));
  const value = point && make(`button.num.feeling${tone ? `.${tone}` : ""}`, { type: "button", "data-door": point.dataset.door ?? "" }, point.querySelector("b").textContent);
  return make("section.tile.of-emotion", null, laneName(row), make("div", null, value, make("p.small", null, said)));
}

/* The stage and the phase over a step, and where among the stages it stands. */
function whereabouts(step) {
  let at = step;
  const stage = [...shownMain().querySelectorAll("tr.stages th.stage")].find((head) => (at -= head.colSpan) < 0);
  at = step;
  const phase = [...shownMain().querySelectorAll("tr.phases th.phase")].find((head) => (at -= head.colSpan) < 0);
  return [stage?.querySelector(".stage-name")?.firstChild?.textContent ?? "", phase?.textContent.trim() ?? "", phase];
}

function stepSlide(step) {
  const head = stepHeads()[step], [stage, phase] = whereabouts(step);
  const met = [head.querySelector(".at"), head.querySelector(".channel")].map((node) => node?.textContent.trim()).filter(Boolean);
  const does = filled("activity", step), said = filled("thoughts", step), pictures = filled("pictures", step);
  const tiles = [feeling(step), ...TILES.map((key) => tile(key, step))].filter(Boolean).slice(0, MOST_TILES);
  const lists = LISTS.map((key) => tile(key, step)).filter(Boolean);
  const gem = head.querySelector(".gem");
  return make("article.slide-step", null,
    make("div.slide-left", null,
      make("header.slide-name", null, ...copied([head.querySelector(".medal")]),
        make("div", null, make("p.over", null, [stage, phase].filter(Boolean).join(" · ")),
          make("h2", { tabindex: "-1", id: "show-title" }, nameOf(head), ...(gem ? copied([gem]) : [])),
          met.length ? make("p.met", null, met.join(" · ")) : null)),
      does ? make("div.does", null, ...copied(does[1].childNodes)) : null,
      said ? make("div.voices", null, ...copied(said[1].querySelectorAll("figure"))) : null),
    make("div.slide-right", null,
      pictures ? make("div.seen", null, ...copied(pictures[1].childNodes)) : null,
      tiles.length ? make("div.tiles", null, ...tiles) : null,
      lists.length ? make("div.lists", null, ...lists) : null));
}

function firstSlide() {
  const main = shownMain(), part = (query) => main.querySelector(query);
  const figures = part(".figures"), persona = part("figure.persona"), story = part(".hero .story");
  return make("article.slide-first", null,
    make("div", null, part(".hero .eyebrow") ? make("p.over", null, part(".hero .eyebrow").textContent) : null,
      make("h2", { tabindex: "-1", id: "show-title" }, (part("h1") ?? document).textContent ?? document.title),
      story ? make("div.story", null, ...copied(story.childNodes)) : null,
      figures ? make("dl.figures", null, ...copied(figures.childNodes)) : null),
    persona ? make("div.who", null, ...copied([persona])) : null);
}

function lastOne() {
  const main = shownMain(), title = main.querySelector(".outstanding h2"), cards = main.querySelector(".outstanding .cards");
  return make("article.slide-last", null,
    make("h2", { tabindex: "-1", id: "show-title" }, title ? title.textContent : main.querySelector("h1")?.textContent ?? ""),
    cards ? make("ol.cards", null, ...copied(cards.childNodes)) : null);
}

/* The curve under every slide: where one is, and the way to any step. */
function way() {
  const heads = stepHeads(), [mini] = copied([shownMain().querySelector(".mini")]);
  const steps = heads.map((head, i) => {
    const button = make("button", { type: "button", "data-go": i + 1, title: nameOf(head), "aria-label": `${i + 1}. ${nameOf(head)}` });
    if (slide === i + 1) button.setAttribute("aria-current", "step");
    return make("li", null, button);
  });
  markHere(mini, Math.min(Math.max(slide - 1, 0), heads.length - 1));
  mini.classList.toggle("nowhere", slide < 1 || slide > heads.length);
  return make("nav.show-way", null, mini, make("ol", null, ...steps));
}

function controls() {
  const { labels } = data();
  const one = (key, icon, off) => {
    const button = make("button", { type: "button", "data-show": key, "aria-label": labels[key] }, sign(icon));
    button.disabled = off;
    return button;
  };
  const done = make("span.done"), bar = make("div.progress", { "aria-hidden": "true" }, done);
  done.style.width = `${(slide / lastSlide()) * 100}%`;
  return make("header.show-top", null, bar, make("p.show-count", { "aria-live": "polite" }, `${slide + 1} / ${lastSlide() + 1}`),
    make("span.grow"), one("previous", "arrow-left", slide === 0), one("next", "arrow-right", slide === lastSlide()), one("close", "x", false));
}

/* A slide on a wide screen is never cut: what needs more room is drawn smaller, down to two thirds; beyond that it scrolls. */
function fit(body, inner) {
  if (window.matchMedia("(max-width: 900px), (orientation: portrait)").matches) return;
  for (let size = 1; size >= 0.66 && body.scrollHeight > body.clientHeight + 1; size -= 0.04) inner.style.zoom = size;
}

function drawSlide(to, focus = true) {
  const forth = to >= slide;
  slide = Math.max(0, Math.min(lastSlide(), to));
  const inner = slide === 0 ? firstSlide() : slide === lastSlide() ? lastOne() : stepSlide(slide - 1);
  const body = make(`div.slide.${forth ? "forth" : "back"}`, { tabindex: "0" }, inner);
  const phase = whereabouts(Math.min(Math.max(slide - 1, 0), stepHeads().length - 1))[2];
  show.className = `show ${["before", "during", "after"].find((name) => phase?.classList.contains(name)) ?? ""}`;
  show.replaceChildren(controls(), body, way());
  fit(body, inner);
  show.setAttribute("aria-labelledby", "show-title");
  if (slide > 0 && slide < lastSlide()) shownStep = slide - 1;
  if (focus) show.querySelector("#show-title").focus({ preventScroll: true });
}
window.addEventListener("resize", () => redrawSlide());
const redrawSlide = () => { if (show.open) drawSlide(slide, false); };

let cameFrom = [0, 0];
function present(to = 0) {
  if (!stepHeads().length) return;
  cameFrom = [scrollX, scrollY];
  show.showModal();
  drawSlide(to);
  if (!onPhone()) document.documentElement.requestFullscreen?.().catch(() => {});
}

show.addEventListener("close", () => {
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  show.replaceChildren();
  scrollTo(...cameFrom);
  if (onPhone()) { walkTo(shownStep); tellStep(shownStep); }
});
document.addEventListener("fullscreenchange", () => { if (!document.fullscreenElement && show.open && !document.querySelector("dialog.door[open]")) show.close(); });

document.addEventListener("click", (event) => {
  const at = event.target.closest("[data-go]");
  if (at) return drawSlide(Number(at.dataset.go));
  switch (event.target.closest("[data-show]")?.dataset.show) {
    case "previous": return drawSlide(slide - 1);
    case "next": return drawSlide(slide + 1);
    case "close": return show.close();
  }
  switch (event.target.closest("[data-do]")?.dataset.do) {
    case "print": window.print(); break;
    case "present": present(onPhone() ? shownStep + 1 : 0); break;
    case "previous": walkTo(shownStep - 1); break;
    case "next": walkTo(shownStep + 1); break;
  }
});

document.addEventListener("keydown", (event) => {
  if (!show.open || document.querySelector("dialog.door[open]") || event.altKey || event.ctrlKey || event.metaKey) return;
  const onButton = event.key === " " && event.target.closest("button, a");
  if (["ArrowRight", "PageDown"].includes(event.key) || (event.key === " " && !onButton)) drawSlide(slide + 1);
  else if (["ArrowLeft", "PageUp"].includes(event.key)) drawSlide(slide - 1);
  else if (event.key === "Home") drawSlide(0);
  else if (event.key === "End") drawSlide(lastSlide());
  else return;
  event.preventDefault();
});

/* A swipe to the side turns the slide; up and down scrolls it. */
let touched = null;
show.addEventListener("touchstart", (event) => { touched = event.touches.length === 1 ? [event.touches[0].clientX, event.touches[0].clientY] : null; }, { passive: true });
show.addEventListener("touchmove", (event) => {
  if (!touched || event.touches.length > 1 || !event.cancelable) return;
  const [x, y] = [event.touches[0].clientX - touched[0], event.touches[0].clientY - touched[1]];
  if (Math.abs(x) > Math.abs(y)) event.preventDefault(); // else the browser takes it as the way back
}, { passive: false });
show.addEventListener("touchend", (event) => {
  if (!touched) return;
  const [x, y] = [event.changedTouches[0].clientX - touched[0], event.changedTouches[0].clientY - touched[1]];
  touched = null;
  if (Math.abs(x) > 48 && Math.abs(x) > 1.5 * Math.abs(y)) drawSlide(slide + (x < 0 ? 1 : -1));
}, { passive: true });
