/* A survey's page works without this. It adds: questions that appear as answers call for them, orders put right by
   dragging and without a reload, a form that is sent once. */
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

const rank = (list, item, to) => {
  const rows = [...list.children];
  const at = rows.indexOf(item);
  const goal = Math.max(0, Math.min(rows.length - 1, to));
  if (goal === at) return;
  // The others make room: whoever is moved itself would lose the focus, and the finger that holds it.
  if (goal > at) item.before(...rows.slice(at + 1, goal + 1));
  else item.after(...rows.slice(goal, at));
  [...list.children].forEach((row, n, all) => {
    row.querySelector("b").textContent = n + 1;
    const [up, down] = row.querySelectorAll(".sv-move");
    up.disabled = n === 0;
    down.disabled = n === all.length - 1;
  });
  const box = list.closest("[data-sv-q]");
  const tick = box.querySelector(`[name="${list.dataset.svRanks}:ranked"]`);
  tick.checked = true;
  const news = box.querySelector("[data-sv-moved]");
  const name = item.querySelector(".sv-rank-name span").textContent;
  const words = news.dataset.svMoved;
  news.textContent = words.replace("#name", () => name).replace("#of", list.children.length).replace("#n", goal + 1);
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
  const control = link && document.querySelector(link.hash)?.querySelector("input:not([type=hidden]), textarea");
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

/** An order is put right by its buttons, by dragging the handle (finger, pen, mouse), and by dragging a row by mouse. */
const rankable = (list) => {
  list.addEventListener("click", (event) => {
    const button = event.target.closest(".sv-move");
    if (!button) return;
    event.preventDefault();
    const item = button.closest("li");
    const at = [...list.children].indexOf(item);
    rank(list, item, at + (button.value.endsWith("/up") ? -1 : 1));
    (button.disabled ? item.querySelector(".sv-move:not([disabled])") : button)?.focus();
  });
  for (const item of list.children) dragged(list, item);
};

const dragged = (list, item) => {
  let held;
  // The row under the finger; its own size does not count, so that rows of different heights do not flicker.
  const follow = () => {
    const rows = [...list.children];
    const at = rows.indexOf(item);
    const middle = (row) => row.getBoundingClientRect().top + row.offsetHeight / 2;
    let goal = at;
    while (goal > 0 && held.y < middle(rows[goal - 1])) goal -= 1;
    while (goal >= at && goal < rows.length - 1 && held.y > middle(rows[goal + 1])) goal += 1;
    if (goal !== at) rank(list, item, goal);
  };
  // Near the edge of the screen the page goes along.
  const roll = () => {
    if (!held) return;
    const by = held.y < 56 ? -8 : held.y > innerHeight - 56 ? 8 : 0;
    if (by) {
      scrollBy({ top: by, behavior: "instant" });
      follow();
    }
    requestAnimationFrame(roll);
  };
  item.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".sv-grip");
    if (event.target.closest("button") || event.button !== 0 || (event.pointerType === "touch" && !grip)) return;
    event.preventDefault();
    item.setPointerCapture(event.pointerId);
    item.classList.add("sv-held");
    held = { y: event.clientY };
    roll();
  });
  item.addEventListener("pointermove", (event) => {
    if (!held) return;
    held.y = event.clientY;
    follow();
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    item.addEventListener(end, () => {
      held = undefined;
      item.classList.remove("sv-held");
    });
  }
};

document.querySelectorAll(".sv-form").forEach(ready);
document.addEventListener("click", leadToControl);
addEventListener("pageshow", () => document.querySelectorAll(".sv-form").forEach((form) => delete form.dataset.sent));
// Whoever goes back or looks again was here before: nobody sent them the address.
if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") document.querySelector("[data-sv-sent-on]")?.closest(".sv-notice").remove();
document.documentElement.classList.add("sv-scripted");
