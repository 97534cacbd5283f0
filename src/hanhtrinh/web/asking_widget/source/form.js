// A survey as it is answered: one page after another, kept and sent as it goes.
import { drawn, el } from "./fields.js";
import { fault, faultWords, nextPage, pageBefore, piped, thanksOf, wants, way } from "./logic.js";
import { random } from "./script.js";
import { keep, kept, send } from "./server.js";
import { STYLE } from "./style.js";

const dressed = (host, theme) => {
  const root = host.attachShadow({ mode: "open" });
  host.setAttribute("look", theme.look || "auto");
  host.setAttribute("corners", theme.corners || "soft");
  host.style.setProperty("--accent", theme.accent, "important");
  host.style.setProperty("--on", theme.on, "important");
  try {
    // A page's policy may forbid style elements and attributes, never these.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(el("style", {}, STYLE));
  }
  return root;
};

/** A host element with its shadow, where the visitor's page styles nothing. */
export const hosted = (theme, into) => {
  const host = el("div", { "data-hanhtrinh-widget": true, over: !into });
  const root = dressed(host, theme);
  // What is typed here is no shortcut of the page's.
  for (const name of ["keydown", "keypress", "keyup"]) host.addEventListener(name, (event) => event.stopPropagation());
  // Not within the body: transformed or replaced, it would take the box with it.
  (into || document.documentElement).append(host);
  return { host, root };
};

/** Shows a survey in a box; `asked` is what the server gave (`survey`, `id`, `token`). `close` is called at the end. */
export const fill = (box, asked, { begun, close, focus }) => {
  const { survey } = asked;
  const { words } = survey;
  const state = { had: {}, ...(begun || { asked, response: random(), page: nextPage(survey, "", {}), answers: {}, agreed: {} }) };
  const title = el("h2", { tabindex: -1, id: "title" });
  const status = el("p", { class: "seen", role: "status" });
  const body = el("form", { novalidate: true });
  box.append(title, status, body);

  // What the server had of each question that was passed (`had`, as JSON). Only what is new is sent: a page says what
  // was answered on it, and takes back nothing that was answered elsewhere meanwhile.
  const tell = async (done) => {
    const { had, response, page, agreed } = state;
    const answers = {};
    const now = {};
    for (const key of Object.keys(had)) {
      const text = JSON.stringify(state.answers[key]) || "";
      if (text !== had[key]) {
        now[key] = text;
        answers[key] = state.answers[key];
      }
    }
    state.done = done;
    keep(state);
    const fields = { id: asked.id, token: asked.token, response, page, answers, seen: Object.keys(now), agreed: Object.keys(agreed), done };
    const said = await send(fields, () => done && (status.className = "small", status.textContent = words.late));
    Object.assign(had, now);
    if (kept()) keep(state);
    return said;
  };

  const said = (...children) => {
    body.replaceChildren(...children);
    title.focus({ preventScroll: true });
  };

  const end = (outcome) => {
    keep();
    const last = thanksOf(survey, state.answers);
    title.textContent = words[outcome === "kept" || outcome === "known" || !outcome ? "thanks" : `said_${outcome}`] || words.thanks;
    status.className = "seen";
    status.textContent = "";
    const text = last && piped(last.text, survey, state.answers);
    const link = last && /^https:/.test(last.link) && el("a", { href: last.link, rel: "noopener" }, last.link_text || last.link);
    const button = close && el("button", { type: "button" }, words.close);
    if (button) button.addEventListener("click", close);
    said(...[text && el("p", {}, text), link && el("p", {}, link), button && el("div", { class: "go" }, button)].filter(Boolean));
  };

  const gather = (fields) => {
    for (const field of fields) {
      const value = field.value();
      if (value === undefined) delete state.answers[field.question.key];
      else state.answers[field.question.key] = value;
    }
  };

  const pass = (fields) => {
    gather(fields);
    for (const { question } of fields) if (question.kind !== "file") state.had[question.key] ??= 0;
  };

  const problemsOf = (fields) => {
    const found = {};
    for (const { question } of fields) {
      const value = state.answers[question.key];
      const wrong = fault(question, value);
      if (question.kind !== "file" && wants(question, value)) found[question.key] = words.missing;
      else if (wrong) found[question.key] = faultWords(words, wrong);
    }
    return found;
  };

  const complain = (fields, problems) => {
    let first;
    for (const field of fields) {
      const problem = problems[field.question.key];
      field.wrong(problem);
      if (problem && !first) first = field;
    }
    if (first) first.focus();
    return Boolean(first);
  };

  const tick = (text, name) => {
    const input = el("input", { type: "checkbox", checked: Boolean(state.agreed[name]) });
    const problem = el("p", { class: "wrong", role: "alert" });
    input.addEventListener("change", () => (input.checked ? (state.agreed[name] = 1) : delete state.agreed[name]));
    const wrong = (said) => {
      problem.textContent = said;
      input.setAttribute("aria-invalid", `${Boolean(said)}`);
    };
    return { node: el("div", { class: "question" }, el("label", { class: "checkbox" }, input, el("span", {}, text)), problem), wrong, focus: () => input.focus() };
  };

  const show = (refocus) => {
    if (refocus && Object.keys(state.answers).length) keep(state);
    const page = survey.pages.find((one) => one.key === state.page);
    const begins = !pageBefore(survey, page.key, state.answers);
    title.textContent = piped(page.title, survey, state.answers) || survey.name;
    const intro = [begins && survey.intro, piped(page.text, survey, state.answers)].filter(Boolean).map((text) => el("p", {}, text));
    const holder = el("div", {});
    let fields = [];
    // Conditions on a page look at answers on the same page: it is drawn anew when what is shown changes.
    const draw = () => {
      const there = way(survey, state.answers).shown[page.key] || [];
      const known = new Map(fields.map((field) => [field.question.key, field]));
      fields = there.map((question) => known.get(question.key) || drawn(question, piped(question.text, survey, state.answers), state.answers[question.key], words, asked.link));
      const nodes = fields.flatMap((field) => (field.question.kind === "contact" ? [field.node, (field.tick = field.tick || tick(words.contact_consent, `contact:${field.question.key}`)).node] : [field.node]));
      if (nodes.length !== holder.children.length || nodes.some((node, i) => holder.children[i] !== node)) holder.replaceChildren(...nodes);
      const last = !nextPage(survey, page.key, state.answers);
      go.textContent = last ? words.send : words.next;
    };
    const go = el("button", { type: "submit" });
    const back = begins ? null : el("button", { type: "button", class: "back" }, words.back);
    const consent = begins && survey.consent_text ? tick(survey.consent_text, "survey") : null;
    draw();
    const changed = () => {
      const active = box.getRootNode().activeElement;
      gather(fields);
      keep(state);
      draw();
      if (active && active.isConnected) active.focus({ preventScroll: true });
    };
    body.onchange = changed;
    // A file is added on the hosted page: what was answered so far is to be there.
    holder.onclick = ({ target }) => {
      if (!target.closest("a")) return;
      pass(fields);
      tell(false);
    };
    if (back) back.addEventListener("click", () => {
      gather(fields);
      state.page = pageBefore(survey, page.key, state.answers);
      show(true);
    });
    body.onsubmit = async (event) => {
      event.preventDefault();
      if (go.disabled) return;
      pass(fields);
      draw();
      const problems = problemsOf(fields);
      const refused = consent && !state.agreed.survey;
      if (consent) consent.wrong(refused ? words.missing : "");
      if (complain(fields, problems) || (refused && !consent.focus())) return;
      const next = nextPage(survey, page.key, state.answers);
      if (next) {
        tell(false);
        state.page = next;
        show(true);
        return;
      }
      go.disabled = true;
      const answer = await tell(true);
      go.disabled = false;
      state.done = false;
      status.textContent = "";
      const wrong = Object.keys(answer.problems || {});
      if (wrong.length) {
        // What is wrong may stand on an earlier page.
        const there = way(survey, state.answers);
        const home = there.pages.find((one) => there.shown[one].some((question) => wrong.includes(question.key))) || there.pages[0];
        // What is said of no question: that nothing is answered yet, for one.
        status.className = "small";
        status.textContent = answer.problems[""] || "";
        if (home !== state.page) {
          state.page = home;
          return show(true);
        }
        if (!complain(fields, answer.problems)) go.focus();
        return;
      }
      end(answer.outcome);
    };
    body.replaceChildren(...intro, holder, ...(consent ? [consent.node] : []), el("div", { class: "go" }, ...(back ? [back] : []), go));
    if (refocus) title.focus({ preventScroll: true });
    box.scrollTop = 0;
  };
  show(focus);
  // Sent on the page before, and perhaps not arrived: the same twice is once.
  if (state.done) body.requestSubmit();
  return state;
};
