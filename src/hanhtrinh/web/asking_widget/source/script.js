// What the script's own tag says: `<script async src="https://server/survey.js?key=hw_…">`.
const address = new URL(document.currentScript.src);

export const key = address.searchParams.get("key");
/** The language to ask in: the tag's, else the page's, else the browser's. */
export const lang = () =>
  (address.searchParams.get("lang") || document.documentElement.lang || navigator.language || "vi").slice(0, 2);
export const at = (name) => new URL(`v1/asking/${name}`, address).href;

/** A function made harmless: whatever goes wrong inside never reaches the host page. */
export const safe = (work) => function (...given) {
  try {
    return work.apply(this, given);
  } catch {
    // A visitor's page matters more than a question to them.
  }
};

/** Who visits, as the tracker keeps it; nothing before it may, or where nothing can be kept. */
export const visitor = safe(() => {
  const known = JSON.parse(localStorage.getItem("hanhtrinh") || "{}");
  return known.a && known.c !== 0 ? { anonymousId: known.a, userId: known.u, userHash: known.h, consent: known.c } : undefined;
});

export const random = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte + 256).toString(16).slice(1)).join("");
