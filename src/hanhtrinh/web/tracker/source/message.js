import { clean } from "./address.js";
import { add } from "./queue.js";
import { random, safe } from "./safe.js";
import { visitor } from "./visitor.js";

export const place = (referrer = document.referrer) => ({
  path: clean(location.pathname),
  url: clean(location.href),
  title: document.title.slice(0, 200),
  referrer: clean(referrer),
});

// Old libraries teach arrays a `toJSON` of their own, which writes them as text.
const json = (value) => {
  const taught = Array.prototype.toJSON;
  delete Array.prototype.toJSON;
  try {
    return JSON.stringify(value);
  } finally {
    if (taught) Array.prototype.toJSON = taught;
  }
};

/** Sends one message of the Segment protocol; `page` is where the visitor is. */
export const send = (type, fields, page = place()) => {
  const message = { type, messageId: random(), timestamp: new Date().toISOString(), anonymousId: visitor.a, userId: visitor.u, userHash: visitor.h, ...fields };
  const context = () => ({
    library: { name: "hanhtrinh.js" },
    locale: navigator.language,
    userAgent: navigator.userAgent,
    page,
    consent: visitor.c && { categoryPreferences: visitor.c },
  });
  add(safe(() => json({ ...message, context: context() })));
};
