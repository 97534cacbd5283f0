/* A survey's page works without this. It adds: questions that appear as answers call for them, orders given by pressing
   and without a reload, a form that is sent once. */
import { holds } from "./survey-logic.js";
import { valueOf } from "./answering-values.js";

/** Shows the questions whose conditions hold now, and says so to the server. */
const showFitting = (form) => {
  const questions = [...form.querySelectorAll("[data-sv-q]")];
  const answers = {};
  for (const box of questions) {
    const when = box.dataset.svShow;
    if (when && within(box, questions, when)) box.hidden = !holds(JSON.parse(when), answers, {});
    const value = box.hidden ? undefined : valueOf(box);
    if (value !== undefined) answers[box.dataset.svQ] = value;
  }
  const seen = form.querySelector("[name=_seen]");
  if (seen) seen.value = questions.filter((box) => !box.hidden).map((box) => box.dataset.svQ).join(" ");
};

/** Conditions on other pages' answers were decided by the server: only those about this page are looked at here. */
const within = (box, questions, when) => {
  const here = new Set(questions.map((one) => one.dataset.svQ));
  const { all = [], any = [] } = JSON.parse(when);
  return [...all, ...any].every((test) => here.has(test.of.split("/")[0]));
};

/** Says that a file is too large before it is on its way for minutes; it is not sent then. */
const weigh = (input) => {
  input.parentNode.querySelector(".sv-wrong")?.remove();
  input.removeAttribute("aria-invalid");
  const [file] = input.files;
  if (!file || file.size <= input.dataset.svMost * 2 ** 20) return;
  const line = document.createElement("p");
  line.className = "sv-wrong";
  line.setAttribute("role", "alert");
  line.textContent = input.dataset.svLarge.replace("#file", () => file.name);
  input.value = "";
  input.setAttribute("aria-invalid", "true");
  input.before(line);
};

/** Without a connection a browser would show its own page in the place of what was typed. */
const unsent = (form, event) => {
  event.preventDefault();
  const line = form.querySelector(".sv-offline") ?? document.createElement("p");
  line.className = "sv-notice sv-offline";
  line.setAttribute("role", "alert");
  line.textContent = form.dataset.svOffline;
  form.querySelector(".sv-buttons").before(line);
  addEventListener("online", () => line.remove(), { once: true });
};

/** From what is wrong to its control, not only to its place. */
const leadToControl = (event) => {
  const link = event.target.closest(".sv-errors a");
  const control = link && document.querySelector(link.hash)?.querySelector(".sv-press, input:not([type=hidden]), textarea");
  if (!control) return;
  event.preventDefault();
  control.focus({ preventScroll: true });
  control.closest("[data-sv-q]").scrollIntoView();
};

/** Makes a form what a script can make of it. */
export const ready = (form) => {
  showFitting(form);
  form.addEventListener("input", () => showFitting(form));
  form.addEventListener("change", () => showFitting(form));
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine && form.getAttribute("action")) return unsent(form, event);
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 8000);
    return undefined;
  });
  form.querySelectorAll("[data-sv-ranks]").forEach(rankable);
  form.querySelectorAll("input[type=file]").forEach((one) => one.addEventListener("change", () => weigh(one)));
};

/** An order is given by pressing what is meant one after the other: in the form stand those that were pressed, in that
   order. Without this, arrows put all of them in order, and a tick says that it is meant. */
const rankable = (list) => {
  const { svRanks: key, svGiven: given, svPlaces: places } = list.dataset;
  const box = list.closest("[data-sv-q]");
  const tick = box.querySelector(`[name="${key}:ranked"]`);
  const hint = box.querySelector("[data-sv-press]");
  const news = box.querySelector("[data-sv-place]");
  const so = document.createElement("b");
  const rows = [...list.children].map(pressable);
  const order = rows.slice(0, given);
  const words = (said, row) =>
    said.replace("#name", () => row.name).replace("#of", places).replace("#n", order.indexOf(row) + 1);
  const show = () => {
    for (const row of rows) {
      const at = order.indexOf(row) + 1;
      row.item.append(row.input);
      row.input.disabled = !at;
      row.number.textContent = at || "";
      row.button.setAttribute("aria-pressed", at > 0);
      row.button.setAttribute("aria-disabled", !at && order.length >= places);
      if (at) row.button.setAttribute("aria-label", words(news.dataset.svPlace, row));
      else row.button.removeAttribute("aria-label");
    }
    list.after(...order.map(({ input }) => input));
    so.textContent = `${order.length}/${places}`;
    tick.checked = order.length > 0;
  };
  list.addEventListener("click", (event) => {
    const row = rows.find(({ button }) => button.contains(event.target));
    if (!row || row.button.getAttribute("aria-disabled") === "true") return;
    const out = order.includes(row);
    if (out) order.splice(order.indexOf(row), 1);
    else order.push(row);
    show();
    news.textContent = words(out ? news.dataset.svOut : news.dataset.svPlace, row);
    tick.dispatchEvent(new Event("change", { bubbles: true }));
  });
  tick.closest("label").hidden = true;
  hint.replaceChildren(hint.dataset.svPress, " ", so);
  show();
};

/** A row of an order as something to press; a kiosk's copies are so already. */
const pressable = (item) => {
  const button = item.querySelector(".sv-press") ?? document.createElement("button");
  const [input, shown] = [item.querySelector("input"), item.querySelector(".sv-rank-name")];
  button.type = "button";
  button.className = "sv-press";
  button.append(shown);
  item.replaceChildren(button, input);
  return { item, input, button, number: shown.querySelector("b"), name: shown.querySelector("span").textContent };
};

document.querySelectorAll(".sv-form").forEach(ready);
document.addEventListener("click", leadToControl);
addEventListener("pageshow", () => document.querySelectorAll(".sv-form").forEach((form) => delete form.dataset.sent));
// Whoever goes back or looks again was here before: nobody sent them the address.
if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") document.querySelector("[data-sv-sent-on]")?.closest(".sv-notice").remove();
document.documentElement.classList.add("sv-scripted");
