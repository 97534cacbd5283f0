import { save, visitor } from "./visitor.js";

const NAMES = ["source", "medium", "campaign"];
const site = (host) => host.replace(/^www\./, "");

const touch = () => {
  const parameters = new URL(location.href).searchParams;
  const named = NAMES.map((name) => (parameters.get(`utm_${name}`) || "").slice(0, 200));
  if (named.join("")) return named;
  const from = document.referrer && site(new URL(document.referrer).hostname);
  return from && from !== site(location.hostname) ? [from, "referral"] : undefined;
};

/** Remembers by which way the visitor came, first and last; coming back directly changes neither. */
export const remember = () => {
  const now = touch();
  visitor.f = visitor.f || now || ["direct"];
  visitor.l = now || visitor.l || visitor.f;
  save();
};

/** First and last touch as properties of a page view. */
export const touches = () => {
  const found = {};
  NAMES.forEach((name, i) => {
    found[`first_${name}`] = (visitor.f || "")[i] || undefined;
    found[`last_${name}`] = (visitor.l || "")[i] || undefined;
  });
  return found;
};
