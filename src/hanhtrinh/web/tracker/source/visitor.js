import { random, safe } from "./safe.js";
import { asks } from "./script.js";
import { read, readCookie, write, writeCookie } from "./storage.js";

const NAME = "hanhtrinh";
const known = safe(() => JSON.parse(read(NAME)))();

/** Who visits: `a` anonymous id, `u` user id, `h` its hash, `f` and `l` first and last touch, `c` consent (categories; 0: refused). */
export let visitor = { __proto__: null, ...known };
visitor.a = readCookie() || visitor.a || random();

/** Tells whether anything may be sent or stored: after a yes, or without one where none is asked for. */
export const allowed = () => (visitor.c === undefined ? !asks : visitor.c);

export const save = () => {
  if (!allowed()) return;
  write(NAME, JSON.stringify(visitor));
  writeCookie(visitor.a);
};

/** Begins a new visitor on this device; what was agreed to stays. */
export const reset = () => {
  visitor = { __proto__: null, a: random(), c: visitor.c };
  save();
};

/** Takes everything away but the refusal itself, which has to be remembered to be kept to. */
export const forget = () => {
  visitor = { __proto__: null, a: random(), c: 0 };
  write(NAME, '{"c":0}');
  writeCookie("");
};
