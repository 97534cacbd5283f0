import { safe } from "./safe.js";

// localStorage, as far as the browser lets us: reading gives "" and writing does nothing where it is blocked or full.
export const read = (name) => safe(() => localStorage.getItem(name))() || "";
export const write = safe((name, text) => (text ? localStorage.setItem(name, text) : localStorage.removeItem(name)));

const NAME = "hanhtrinh";
const MONTHS_13 = 34164000; // seconds

/** The id the cookie holds; undefined without one, or where cookies are blocked. */
export const readCookie = safe(() => /(?:^|; )hanhtrinh=([0-9a-f]{32})(?:;|$)/.exec(document.cookie)[1]);

/** Keeps the id for all hosts of the site: on the widest domain the browser allows; "" takes it away. */
export const writeCookie = safe((id) => {
  const labels = location.hostname.split(".");
  for (let from = labels.length - 1; from >= -1; from--) {
    const domain = from < 0 ? "" : `;domain=${labels.slice(from).join(".")}`;
    document.cookie = `${NAME}=${id};path=/;samesite=lax;max-age=${id ? MONTHS_13 : 0}${domain}`;
    if (id && readCookie() === id) return;
  }
});
