import { at, key, lang, safe, visitor } from "./script.js";

/** Asks the server; plain text needs no preflight. Rejects where it cannot be reached or is busy. */
export const tell = async (name, fields) => {
  const who = visitor() || {};
  const body = JSON.stringify({ writeKey: key, lang: lang(), anonymousId: who.anonymousId, userId: who.userId, userHash: who.userHash, ...fields });
  const answer = await fetch(at(name), { method: "POST", body, credentials: "omit", keepalive: body.length < 60000 });
  if (answer.status === 429 || answer.status > 499) throw new Error("later");
  return answer.ok ? answer.json() : {};
};

const NAME = "hanhtrinh_survey";
const read = safe(() => JSON.parse(sessionStorage.getItem(NAME) || "null"));

/** What is being answered in this tab: it outlives a page, not the tab. */
export const kept = () => read() || undefined;
export const keep = safe((what) => (what ? sessionStorage.setItem(NAME, JSON.stringify(what)) : sessionStorage.removeItem(NAME)));

const QUIET = "hanhtrinh_quiet";
/** Until when the server need not be asked again in this tab. */
export const quiet = safe((until) => {
  if (until !== undefined) sessionStorage.setItem(QUIET, until);
  return Date.now() < Number(sessionStorage.getItem(QUIET) || 0);
});

const waiting = [];
let busy;
let failures = 0;

const flush = async () => {
  if (busy || !waiting.length) return;
  busy = true;
  const [first] = waiting;
  try {
    const said = await tell("answer", first.fields);
    waiting.shift();
    failures = 0;
    first.done(said);
  } catch {
    first.late();
    setTimeout(() => flush(), Math.min(60000, 1000 * 2 ** failures++));
  }
  busy = false;
  if (!failures) flush();
};

/**
 * Sends answers until the server has them, in order: the response's id makes sure that they count once. `late` is
 * called each time it could not be reached.
 */
export const send = (fields, late) =>
  new Promise((done) => {
    waiting.push({ fields, done, late });
    flush();
  });

addEventListener("online", () => flush());
