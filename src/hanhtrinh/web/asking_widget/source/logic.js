// The way through a survey, as `voice/surveys/logic.py` has it; a test holds the two against each other.
const plain = (text) => text.replace(/[đĐ]/g, "d").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const optionOf = (value) => (value.startsWith("other:") ? "other" : value);

const parts = (value, question) => {
  if (typeof value === "boolean") return [value ? "yes" : "no"];
  if (typeof value === "string") return optionOf(value) === value ? [value] : ["other", value];
  if (Array.isArray(value)) return (question && question.kind === "ranking" ? value.slice(0, 1) : value).map(optionOf);
  return typeof value === "object" ? Object.values(value) : [value];
};

const number = (value, question) => {
  if (typeof value === "string") {
    const option = question && (question.options || []).find((one) => one.key === value);
    return option ? option.score : undefined;
  }
  return typeof value === "number" ? value : undefined;
};

const compared = (test, value, question) => {
  const bound = (test.values || [])[0];
  const least = test.op === "at_least";
  if (typeof bound === "string") return typeof value === "string" && (least ? value >= bound : value <= bound);
  const given = number(value, question);
  return bound != null && given != null && (least ? given >= bound : given <= bound);
};

const says = (test, value, question) => {
  const values = test.values || [];
  const given = parts(value, question);
  switch (test.op) {
    case "is":
    case "any_of":
      return given.some((one) => values.includes(one));
    case "is_not":
    case "none_of":
      return !given.some((one) => values.includes(one));
    case "contains": {
      const text = plain(given.join(" "));
      return values.some((word) => text.includes(plain(`${word}`)));
    }
    default:
      return compared(test, value, question);
  }
};

const own = (map, key) => (map && typeof map === "object" && Object.hasOwn(map, key) ? map[key] : undefined);

const one = (test, answers, questions) => {
  const [key, row] = test.of.split("/");
  let value = own(answers, key);
  if (row) value = Array.isArray(value) ? undefined : own(value, row);
  if (test.op === "answered" || test.op === "not_answered") return (value != null) === (test.op === "answered");
  return value != null && says(test, value, questions[key]);
};

/** Whether a condition holds: all of `all` and, where there are any, one of `any`. */
export const holds = (when, answers, questions) => {
  const yes = (test) => one(test, answers, questions);
  return (when.all || []).every(yes) && (!(when.any || []).length || when.any.some(yes));
};

export const questionsOf = (survey) => {
  const found = {};
  for (const page of survey.pages) for (const question of page.questions || []) found[question.key] = question;
  return found;
};

const after = (survey, at, counted, questions) => {
  const jump = (survey.pages[at].jumps || []).find((one) => holds(one.when, counted, questions));
  if (!jump) return at + 1;
  if (jump.to === "end") return survey.pages.length;
  const target = survey.pages.findIndex((page, i) => i > at && page.key === jump.to);
  return target < 0 ? at + 1 : target;
};

/** The pages that are met, the questions shown on each, and the answers that count. */
export const way = (survey, answers) => {
  const questions = questionsOf(survey);
  const counted = {};
  const shown = {};
  const pages = [];
  for (let at = 0; at < survey.pages.length; at = after(survey, at, counted, questions)) {
    const page = survey.pages[at];
    const there = [];
    for (const question of page.questions || []) {
      if (question.show && !holds(question.show, counted, questions)) continue;
      there.push(question);
      const given = own(answers, question.key);
      if (given !== undefined) counted[question.key] = given;
    }
    if (there.length || !(page.questions || []).length) {
      pages.push(page.key);
      shown[page.key] = there;
    }
  }
  return { pages, shown, counted };
};

/** The page after one (none: the first); undefined where the survey ends. */
export const nextPage = (survey, page, answers) => {
  const { pages } = way(survey, answers);
  let behind = !page;
  for (const one of survey.pages) {
    if (behind && pages.includes(one.key)) return one.key;
    behind = behind || one.key === page;
  }
  return undefined;
};

/** The page before one; undefined where it is the first. */
export const pageBefore = (survey, page, answers) => {
  const { pages } = way(survey, answers);
  const at = survey.pages.findIndex((one) => one.key === page);
  return survey.pages.slice(0, at).map((one) => one.key).filter((key) => pages.includes(key)).pop();
};

export const thanksOf = (survey, answers) => {
  const { counted } = way(survey, answers);
  return (survey.thanks || []).find((one) => !one.when || holds(one.when, counted, questionsOf(survey)));
};

/** Whether a required question still wants something. */
export const wants = (question, value) => {
  if (!question.required) return false;
  if (question.kind === "matrix") return question.rows.some((row) => !(value || {})[row.key]);
  if (question.kind === "contact") return question.fields.some((name) => !(value || {})[name]);
  return value === undefined || value === false;
};

const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PHONE = /^\+?\d{8,15}$/;

/**
 * What is wrong with an answer, as far as a page can tell (the server looks at all of it, `voice/surveys/answers.py`):
 * the name of its words there and what stands in them; undefined where nothing is.
 */
export const fault = ({ kind, low, high, most, options = [] }, value) => {
  if (value === undefined) return undefined;
  const count = Math.min(most || options.length, options.length);
  const { email, phone } = value;
  const found = [
    kind === "number" && [
      ["not_a_number", typeof value !== "number"],
      ["out_of_range", low != null && high != null && (value < low || value > high)],
      ["too_low", low != null && value < low],
      ["too_high", high != null && value > high],
    ],
    kind === "choices" && [["too_many", most && value.length > most, value.length]],
    kind === "ranking" && [["not_ranked", value.length !== count]],
    kind === "contact" && [
      ["not_email", email && !MAIL.test(email), email],
      ["not_phone", phone && !PHONE.test(phone.replace(/[\s.()-]/g, "")), phone],
    ],
  ].flatMap((some) => some || []).find((one) => one[1]);
  return found && { key: found[0], given: found[2] ?? value, low, high, most, count };
};

/** The words of a fault; `#given`, `#low` … stand in them for what it is about. */
export const faultWords = (words, wrong) => words[wrong.key].replace(/#(\w+)/g, (_, name) => wrong[name]);

const named = (question, value) => {
  if (value !== "other" && optionOf(value) === "other") return value.slice(6);
  return ((question.options || []).find((option) => option.key === value) || { text: value }).text;
};

const words = (survey, key, answers) => {
  const question = questionsOf(survey)[key];
  const value = own(answers, key);
  if (!question || value == null) return "";
  if (typeof value === "boolean") return survey.words[value ? "said_yes" : "said_no"];
  if (Array.isArray(value)) return value.map((one) => named(question, one)).join(", ");
  if (question.kind === "matrix")
    return Object.keys(value).map((row) => `${(question.rows.find((one) => one.key === row) || { text: row }).text}: ${named(question, value[row])}`).join("; ");
  if (typeof value === "object") return Object.values(value).join(", ");
  if (question.kind === "choice") return named(question, value);
  if (question.kind === "date" && survey.lang === "vi") return value.split("-").reverse().join("/");
  return typeof value === "number" ? value.toLocaleString(survey.lang, { maximumFractionDigits: 6 }) : `${value}`;
};

/** A text with what was answered in it, or the words after `|`. */
export const piped = (text, survey, answers) =>
  (text || "").replace(/\{([a-z0-9][a-z0-9_-]{0,59})(?:\|([^{}]{0,200}))?\}/g, (_, key, otherwise) => {
    const said = words(survey, key, answers);
    return (said.length <= 200 ? said : `${said.slice(0, 199)}…`) || otherwise || "";
  });
