/* What was given for a question, in the form answers have (`voice/surveys/model.AnswerValue`): undefined for nothing. */
const picked = (box, name) => [...box.querySelectorAll("input:checked")].filter((one) => one.name === name).map((one) => one.value);
const typed = (box, name) => [...box.querySelectorAll("input, textarea")].find((one) => one.name === name)?.value.trim() ?? "";
const SCORED = ["nps", "csat", "ces1", "ces2", "rating"];

export const kindOf = (box) => [...box.classList].find((name) => name.startsWith("sv-is-")).slice(6);

export const valueOf = (box) => {
  const key = box.dataset.svQ;
  const kind = kindOf(box);
  const own = (value) => (value === "other" ? `other:${typed(box, `${key}:other`)}` : value);
  if (SCORED.includes(kind)) return picked(box, key).map(Number)[0];
  if (kind === "choice") return picked(box, key).map(own)[0];
  if (kind === "choices") return some(picked(box, key).map(own));
  if (kind === "consent") return picked(box, key).length ? true : undefined;
  if (kind === "matrix" || kind === "contact") return fields(box, key, kind);
  if (kind === "ranking") {
    if (!picked(box, `${key}:ranked`).length) return undefined;
    return some([...box.querySelectorAll("input[type=hidden]:enabled")].map((one) => one.value));
  }
  if (kind === "file") return undefined;
  const text = typed(box, key);
  if (kind === "number" && text) return numberOf(text, box.closest("[lang]")?.lang);
  return text || undefined;
};

/** A number as the page's language writes it (`voice/surveys/answers._as_number`); the text where it is none. */
const numberOf = (text, lang) => {
  const [group, grouped] = lang === "vi" ? [".", /^[-+]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/] : [",", /^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/];
  const number = Number((grouped.test(text) ? text.replaceAll(group, "") : text).replace(",", "."));
  return Number.isFinite(number) ? number : text;
};

const some = (list) => (list.length ? list : undefined);

const fields = (box, key, kind) => {
  const found = {};
  for (const one of box.querySelectorAll("input")) {
    if (!one.name.startsWith(`${key}/`)) continue;
    const value = kind === "matrix" ? one.checked && one.value : one.value.trim();
    if (value) found[one.name.slice(key.length + 1)] = value;
  }
  return Object.keys(found).length ? found : undefined;
};
