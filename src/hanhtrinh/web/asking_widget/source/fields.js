// The fields of questions. `value()` gives the answer, undefined where there is none.
let count = 0;

/** An element with attributes and children; texts are never markup. */
export const el = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value != null && value !== false) made.setAttribute(key, value === true ? "" : value);
  made.append(...children.flat().filter((child) => child != null && child !== ""));
  return made;
};

const id = () => `hs${++count}`;

const radio = (type, name, value, text, checked, extra) => {
  const input = el("input", { type, name, value, checked, ...extra });
  return { input, label: el("label", { class: type }, input, el("span", {}, text)) };
};

const SVG = "http://www.w3.org/2000/svg";
const drawing = (path) => {
  const made = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  made.setAttribute("viewBox", "0 0 24 24");
  made.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  made.append(line);
  return made;
};
// From sad to glad by the bend of the mouth.
const face = (n) => drawing(`M2 12a10 10 0 1 0 20 0a10 10 0 1 0-20 0M9 9v.01M15 9v.01M8 ${17.25 - n * 0.75}Q12 ${10.5 + n * 1.5} 16 ${17.25 - n * 0.75}`);
const star = () => drawing("M12 2.5l2.9 6 6.6.9-4.8 4.6 1.2 6.5-5.9-3.2-5.9 3.2 1.2-6.5-4.8-4.6 6.6-.9z");

const ends = (question, low, high) => [question.low_label || low || "", question.high_label || high || ""];

const scale = (question, given, words) => {
  const { kind } = question;
  const [low, high] = question.scale;
  const [first, last] = ends(question, words[`${kind}_low`], words[`${kind}_high`]);
  const name = id();
  const inputs = [];
  const row = el("div", { class: high - low > 7 ? `scale long n${high - low + 1}` : "scale" });
  for (let n = low; n <= high; n++) {
    const says = n === low && first ? `${n}: ${first}` : n === high && last ? `${n}: ${last}` : null;
    const one = radio("radio", name, n, `${n}`, given === n, { "aria-label": says });
    if (kind === "csat" || kind === "rating") one.label.lastChild.prepend(kind === "csat" ? face(n) : star());
    inputs.push(one.input);
    row.append(one.label);
  }
  if (kind === "csat" || kind === "rating") row.classList.add(kind);
  const marks = first || last ? el("div", { class: "ends", "aria-hidden": "true" }, el("span", {}, first && `${low} – ${first}`), el("span", {}, last && `${high} – ${last}`)) : null;
  const value = () => {
    const found = inputs.find((one) => one.checked);
    return found && Number(found.value);
  };
  return { nodes: [row, marks], value, group: true };
};

const shuffled = (question) => {
  const options = [...question.options];
  if (question.shuffle) for (let i = options.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [options[i], options[j]] = [options[j], options[i]];
  }
  return options;
};

const choice = (question, given, words) => {
  const many = question.kind === "choices";
  const chosen = [].concat(given ?? []);
  const name = id();
  const type = many ? "checkbox" : "radio";
  const options = shuffled(question).map((option) => radio(type, name, option.key, option.text, chosen.includes(option.key)));
  const nodes = options.map((one) => one.label);
  let own;
  if (question.other) {
    const before = chosen.find((one) => one.startsWith("other:"));
    const one = radio(type, name, "other", words.other, Boolean(before));
    own = el("input", { type: "text", class: "own", maxlength: 200, "aria-label": words.other_words, value: before ? before.slice(6) : "" });
    own.value = before ? before.slice(6) : "";
    own.addEventListener("input", () => (one.input.checked = true));
    options.push(one);
    nodes.push(one.label, own);
  }
  const value = () => {
    const found = options.filter((one) => one.input.checked).map(({ input }) => (input.value === "other" && own ? `other:${own.value.trim()}` : input.value));
    return many ? (found.length ? found : undefined) : found[0];
  };
  return { nodes: [el("div", { class: "options" }, nodes)], value, group: true };
};

const matrix = (question, given) => {
  const rows = question.rows.map((row) => {
    const name = id();
    const options = question.options.map((option) => radio("radio", name, option.key, option.text, (given || {})[row.key] === option.key));
    return { key: row.key, options, node: el("fieldset", { class: "row" }, el("legend", {}, row.text), el("div", { class: "cells" }, options.map((one) => one.label))) };
  });
  const value = () => {
    const found = {};
    for (const row of rows) {
      const one = row.options.find(({ input }) => input.checked);
      if (one) found[row.key] = one.input.value;
    }
    return Object.keys(found).length ? found : undefined;
  };
  return { nodes: rows.map((row) => row.node), value, group: true };
};

// Pressed one after the other: the first one pressed is the first. Pressed again it is in no place, the others move up.
const ranking = (question, given, words) => {
  const places = Math.min(question.most || question.options.length, question.options.length);
  const news = el("p", { class: "seen", role: "status" });
  const so = el("b");
  let order = (given || []).filter((key) => question.options.some((one) => one.key === key));
  const buttons = shuffled(question).map(({ key, text }) => {
    const button = el("button", { type: "button", class: "rank" }, el("b", { "aria-hidden": "true" }), el("span", {}, text));
    const said = () => `${text}: ${words.rank} ${order.indexOf(key) + 1}/${places}`;
    const draw = () => {
      const at = order.indexOf(key) + 1;
      button.firstChild.textContent = at || "";
      button.setAttribute("aria-pressed", at > 0);
      button.setAttribute("aria-disabled", !at && order.length === places);
      if (at) button.setAttribute("aria-label", said());
      else button.removeAttribute("aria-label");
    };
    button.addEventListener("click", () => {
      if (order.includes(key)) order = order.filter((one) => one !== key);
      else if (order.length < places) order.push(key);
      all();
      news.textContent = order.includes(key) ? said() : `${text}: –`;
      button.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return { button, draw };
  });
  const all = () => {
    buttons.forEach((one) => one.draw());
    so.textContent = ` ${order.length}/${places}`;
  };
  all();
  const how = el("p", { class: "help" }, words.rank_how, so);
  return { nodes: [how, el("div", { class: "options" }, buttons.map((one) => one.button)), news], value: () => (order.length ? [...order] : undefined), group: true };
};

const input = (attributes, given) => {
  const field = el(attributes.type === "long" ? "textarea" : "input", attributes.type === "long" ? { ...attributes, type: null, rows: 4 } : attributes);
  field.value = given ?? "";
  return field;
};

/** A number as the survey's language writes it, as on the hosted page; the words where it is none. */
const numberOf = (words, lang) => {
  const [group, grouped] = lang === "vi" ? [".", /^[-+]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/] : [",", /^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/];
  const number = Number((grouped.test(words) ? words.replaceAll(group, "") : words).replace(",", "."));
  return Number.isFinite(number) ? number : words;
};

const numeral = (question, given) => {
  const { nodes, field, value } = text(question, typeof given === "number" ? `${given}`.replace(".", ",") : given);
  return { nodes, field, value: () => value() && numberOf(value(), field.closest("[lang]").lang) };
};

const text = (question, given) => {
  const kinds = { long: { type: "long" }, number: { type: "text", inputmode: "decimal" }, date: { type: "date" } };
  const limit = question.kind === "short" || question.kind === "long" ? question.most || (question.kind === "long" ? 4000 : 200) : null;
  const field = input({ type: "text", maxlength: limit, ...kinds[question.kind] }, given);
  return { nodes: [field], field, value: () => field.value.trim() || undefined };
};

const contact = (question, given, words) => {
  const types = { name: ["text", "name"], email: ["email", "email"], phone: ["tel", "tel"] };
  const fields = question.fields.map((name) => {
    const [type, auto] = types[name];
    return { name, field: input({ type, autocomplete: auto, maxlength: 254 }, (given || {})[name]) };
  });
  const value = () => {
    const found = {};
    for (const { name, field } of fields) if (field.value.trim()) found[name] = field.value.trim();
    return Object.keys(found).length ? found : undefined;
  };
  return { nodes: fields.map(({ name, field }) => el("label", { class: "line" }, el("span", {}, words[`contact_${name}`]), field)), value, group: true };
};

const consent = (question, given, words) => {
  const one = radio("checkbox", id(), "yes", words.agree, given === true);
  return { nodes: [one.label], value: () => (one.input.checked ? true : undefined), group: true };
};

const file = (question, given, words, link) => ({
  nodes: [el("a", { href: link, target: "_blank", rel: "noopener" }, words.file_elsewhere)],
  value: () => given,
  group: true,
});

const KINDS = { nps: scale, csat: scale, ces1: scale, ces2: scale, rating: scale, choice, choices: choice, matrix, ranking, short: text, long: text, number: numeral, date: text, contact, consent, file };

/** A question as it is drawn: `node`, `value()` and `wrong(text)`, which says what is wrong with the answer. */
export const drawn = (question, title, given, words, link) => {
  const made = KINDS[question.kind](question, given, words, link);
  const name = id();
  const hint = question.help ? el("p", { class: "help", id: `${name}h` }, question.help) : null;
  const problem = el("p", { class: "wrong", id: `${name}w` });
  const must = question.required ? el("span", { class: "must" }, ` (${words.required})`) : null;
  const about = [hint && `${name}h`, `${name}w`].filter(Boolean).join(" ");
  let node;
  if (made.group) {
    node = el("fieldset", { class: "question", "aria-describedby": about }, el("legend", {}, title, must), hint, made.nodes, problem);
  } else {
    made.field.id = name;
    made.field.setAttribute("aria-describedby", about);
    if (question.required) made.field.setAttribute("aria-required", "true");
    node = el("div", { class: "question" }, el("label", { class: "title", for: name }, title, must), hint, made.nodes, problem);
  }
  const wrong = (said) => {
    problem.textContent = said || "";
    for (const field of node.querySelectorAll("input,textarea")) said ? field.setAttribute("aria-invalid", "true") : field.removeAttribute("aria-invalid");
  };
  return { question, node, value: made.value, wrong, focus: () => (node.querySelector("input:checked") || node.querySelector("input,textarea,button,a")).focus() };
};
