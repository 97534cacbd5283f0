// The survey widget: asks visitors of this page what a Hanhtrinh server wants to know, and never disturbs the page.
import { config, fits } from "./hints.js";
import { watchLeaving } from "./leaving.js";
import { inline, popup, side, whenNear } from "./places.js";
import { key, safe, visitor } from "./script.js";
import { kept, quiet, tell } from "./server.js";
import { watch } from "./watching.js";

let surveys; // what may be asked on this site, once it is known
let early = []; // what happened before that
let due = []; // events whose survey's time has come
let timer;
const plans = new Map(); // survey → what waits for its time: the event that may have triggered it, then the server's yes

const offer = async (arm, place) => {
  const said = await tell("offer", { survey: arm.survey, place, step: arm.step });
  if (said.quiet) quiet(Date.now() + said.quiet * 1000);
  return said.ask;
};

const whenSeen = (work) => {
  if (!document.hidden) return work();
  const once = () => {
    if (document.hidden) return;
    document.removeEventListener("visibilitychange", once);
    work();
  };
  document.addEventListener("visibilitychange", once);
};

const ask = (plan) => whenSeen(async () => {
  const { arm } = plan;
  plan.done = true;
  if (arm.place === "side") return side(arm, () => offer(arm, "side").catch(() => undefined));
  const asked = await offer(arm, "popup").catch(() => undefined);
  if (asked) popup(asked);
});

const look = safe(async () => {
  const events = [...new Set(due.splice(0))].slice(-5);
  const waiting = [...plans.entries()].filter(([, plan]) => plan.due && !plan.arm);
  const wanted = quiet() ? {} : await tell("look", { events }).catch(() => ({}));
  if (wanted.quiet) quiet(Date.now() + wanted.quiet * 1000);
  for (const arm of wanted.arm || []) {
    const plan = plans.get(arm.survey);
    if (plan && !plan.arm) plan.arm = arm;
  }
  for (const [survey, plan] of waiting) {
    if (plan.arm) ask(plan);
    else plans.delete(survey); // the next event that fits asks again
  }
});

// The moment a survey asks in: its delay is over and, where it waits for that, somebody seems to leave. Only now the
// server is told of the event, and says whether it triggers the survey and whether this visitor may be asked.
const now = (plan) => {
  if (plan.done) return;
  plan.due = true;
  if (plan.arm) return ask(plan);
  due.push(plan.event);
  clearTimeout(timer);
  timer = setTimeout(look, 50);
};

const happened = safe((event) => {
  places();
  if (!surveys) return void (early = [...early, event].slice(-20));
  for (const one of surveys) {
    if (plans.has(one.survey) || !fits(one.when, event)) continue;
    const plan = { event };
    plans.set(one.survey, plan);
    const begin = () => (one.leaving && one.place === "popup" ? watchLeaving(() => now(plan)) : now(plan));
    setTimeout(safe(begin), one.place === "popup" ? (one.delay || 0) * 1000 : 0);
  }
});

const filled = new WeakSet();
const places = safe(() => {
  const begun = kept();
  for (const element of surveys ? document.querySelectorAll("[data-hanhtrinh-survey]") : []) {
    const survey = element.dataset.hanhtrinhSurvey;
    if (filled.has(element)) continue;
    if (begun && begun.asked.survey.key === survey) {
      filled.add(element);
      inline(element, begun.asked, begun);
    } else if (surveys.some((one) => one.survey === survey && one.place === "inline")) {
      filled.add(element);
      whenNear(element, () => offer({ survey }, "inline").then((asked) => asked && inline(element, asked)).catch(() => filled.delete(element)));
    }
  }
});

const begin = safe(() => {
  const begun = kept();
  // What somebody was in the middle of on the page before goes on here.
  if (begun && begun.asked.place !== "inline") popup(begun.asked, { begun });
  watch(happened);
  // The tracker may come later than this script, and a yes to it later still.
  const wait = safe(async () => {
    if (!visitor()) return setTimeout(wait, 400);
    surveys = await config();
    early.splice(0).forEach(happened);
    places();
  });
  wait();
});

if (key && !window.hanhtrinhSurvey) {
  window.hanhtrinhSurvey = true;
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin, { once: true });
  else begin();
}
