/* A kiosk: one filling in after another. After thanks, or when nobody touches it any more, it is empty again. */
import { valueOf } from "./answering-values.js";
import { Queue } from "./kiosk-queue.js";
import { fault, faultWords, nextPage, pageBefore, piped, thanksOf, wants, way } from "./survey-logic.js";
import { keepPage } from "./kiosk-kept.js";
import { ready } from "./answering.js";

const data = JSON.parse(document.getElementById("kiosk-data").textContent);
const { survey } = data;
const part = (id) => document.getElementById(id);
const start = document.querySelector(".sv-kiosk-start");
const end = document.querySelector(".sv-kiosk-end");
const still = document.querySelector(".sv-still");
const waits = part("kiosk-queue");

/* The questions as they were before anybody touched them: whoever comes next gets a copy of that, so that nothing of the
   one before is left, not even what could be undone or what a browser filled in again after a reload. */
document.querySelectorAll("form").forEach((form) => form.reset());
const fresh = [...document.querySelectorAll("[data-kiosk-lang]")].map((section) => {
  const copy = section.cloneNode(true);
  copy.querySelectorAll("form, input, textarea").forEach((one) => one.setAttribute("autocomplete", "off"));
  return copy;
});
let lang = survey.languages?.[0] ?? "vi";
let answers = {};
let agreed = new Set();
let timer;

const words = () => data.words[lang];
const queue = new Queue(data.address, (count) => {
  waits.textContent = count ? words().waiting.replace("#", count) : "";
});
const said = (text) => piped(typeof text === "string" ? text : text?.[lang] || text?.vi || text?.en || "", survey, answers);
const boxes = () => [...document.querySelectorAll("[data-kiosk-lang]:not([hidden]) [data-kiosk-page]")];
const open = () => boxes().find((box) => !box.hidden);

const renew = () => {
  document.querySelectorAll("[data-kiosk-lang]").forEach((section, at) => section.replaceWith(fresh[at].cloneNode(true)));
  document.querySelectorAll("[data-kiosk-lang], [data-kiosk-page]").forEach((box) => (box.hidden = true));
  document.querySelectorAll("[data-kiosk-lang] form").forEach(ready);
};

const reset = () => {
  clearTimeout(timer);
  answers = {};
  agreed = new Set();
  renew();
  end.hidden = true;
  for (const line of end.querySelectorAll("[id]")) line.textContent = "";
  if (still.open) still.close();
  start.hidden = false;
  start.querySelector("button").focus();
  scrollTo(0, 0);
};

/** Asks whether somebody is there; if nobody says so, the next one finds an empty page. */
const ask = () => {
  part("kiosk-still").textContent = words().still_there;
  part("kiosk-still-text").textContent = words().still_text;
  part("kiosk-still-yes").textContent = words().still_yes;
  still.showModal();
  timer = setTimeout(reset, 20000);
};

const awake = () => {
  clearTimeout(timer);
  if (still.open) still.close();
  if (start.hidden && end.hidden) timer = setTimeout(ask, data.idle * 1000);
};

const show = (key) => {
  document.querySelectorAll("[data-kiosk-lang]").forEach((one) => (one.hidden = one.dataset.kioskLang !== lang));
  boxes().forEach((box) => (box.hidden = box.dataset.kioskPage !== key));
  const shown = new Set((way(survey, answers).shown[key] ?? []).map((question) => question.key));
  for (const box of open()?.querySelectorAll("[data-sv-q]") ?? []) box.hidden = !shown.has(box.dataset.svQ);
  start.hidden = true;
  scrollTo(0, 0);
  const first = open()?.querySelector("h1, legend, .sv-ask");
  first?.setAttribute("tabindex", "-1");
  first?.focus({ preventScroll: true });
  awake();
};

const collect = (box) => {
  for (const field of box.querySelectorAll("[data-sv-q]")) {
    const value = valueOf(field);
    if (value === undefined) delete answers[field.dataset.svQ];
    else answers[field.dataset.svQ] = value;
    for (const tick of field.querySelectorAll("[name$=':consent']")) {
      if (tick.checked) agreed.add(`contact:${field.dataset.svQ}`);
      else agreed.delete(`contact:${field.dataset.svQ}`);
    }
  }
  if (box.querySelector("[name=_consent]")?.checked) agreed.add("survey");
};

/** What is missing or wrong with an answer, in words; undefined where nothing is. */
const wrongWith = (question) => {
  const value = answers[question.key];
  const wrong = fault(question, value);
  return wants(question, value) ? words().missing : wrong && faultWords(words(), wrong);
};

/** Says what is missing or wrong on a page, in its place: nobody is here to be asked later. Tells whether anything is. */
const complain = (box, key) => {
  box.querySelectorAll(".sv-wrong").forEach((line) => line.remove());
  const marks = (way(survey, answers).shown[key] ?? []).map((question) => [box.querySelector(`[data-sv-q="${question.key}"]`), wrongWith(question)]);
  const tick = box.querySelector("[name=_consent]");
  if (tick && !tick.checked) marks.push([tick.closest(".sv-q"), words().consent_wanted]);
  const first = marks.find(([, said]) => said) ? null : marks[0]; // the end, and nothing answered: that is no response
  if (first && !nextPage(survey, key, answers) && !Object.keys(way(survey, answers).counted).length) first[1] = words().nothing_yet;
  const wrong = marks.filter(([, said]) => said);
  for (const [mark, said] of wrong) {
    const line = document.createElement("p");
    line.className = "sv-wrong";
    line.setAttribute("role", "alert");
    line.textContent = said;
    (mark.querySelector(".sv-ask") ?? mark.firstChild).after(line);
  }
  wrong[0]?.[0].querySelector("input:not([type=hidden]), textarea, button")?.focus({ preventScroll: true });
  wrong[0]?.[0].scrollIntoView({ block: "center" });
  return wrong.length > 0;
};

const finish = async (key) => {
  const id = crypto.getRandomValues(new Uint32Array(6)).reduce((text, part) => text + part.toString(36).padStart(7, "0"), "k");
  const thanks = thanksOf(survey, answers);
  const text = said(thanks?.text) || words().thanks_text;
  const kept = queue.put({ id, answers, lang, page: key, agreed: [...agreed], at: Date.now() * 1000 });
  renew();
  answers = {};
  agreed = new Set();
  await Promise.race([kept, new Promise((done) => setTimeout(done, 3000))]); // thanks are said for what is kept
  part("kiosk-end").textContent = words().thanks_title;
  part("kiosk-end-text").textContent = text;
  end.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(reset, data.thanks * 1000);
};

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const box = open();
  const key = box.dataset.kioskPage;
  delete event.target.dataset.sent;
  collect(box);
  const button = event.submitter;
  if (button?.name === "_lang") {
    lang = button.value;
    return show(key);
  }
  if (button?.value === "back") return show(pageBefore(survey, key, answers) ?? key);
  if (complain(box, key)) return undefined;
  const next = nextPage(survey, key, answers);
  return next ? show(next) : finish(key);
});
document.addEventListener("input", () => {
  const box = open();
  if (!box) return;
  collect(box);
  const shown = new Set((way(survey, answers).shown[box.dataset.kioskPage] ?? []).map((question) => question.key));
  for (const field of box.querySelectorAll("[data-sv-q]")) field.hidden = !shown.has(field.dataset.svQ);
});
for (const button of document.querySelectorAll("[data-kiosk-start]")) {
  button.addEventListener("click", () => {
    lang = button.dataset.kioskStart;
    document.documentElement.lang = lang;
    document.documentElement.requestFullscreen?.().catch(() => {});
    show(nextPage(survey, "", {}));
  });
}
for (const event of ["pointerdown", "keydown", "input"]) document.addEventListener(event, awake);
still.querySelector("button").addEventListener("click", awake);
addEventListener("pagehide", reset);
addEventListener("pageshow", (event) => event.persisted && reset());
renew();
keepPage().catch(() => {});
