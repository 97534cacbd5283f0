// What a page knows beforehand of the surveys on it: the same for every visitor, kept by the browser. It spares the
// server every event that triggers nothing; the server decides about those that may.
import { at, key } from "./script.js";

let found;

/** The surveys there are on pages: `survey`, `place`, `when`, `delay`, `leaving`. */
export const config = () => {
  found = found || fetch(`${at("config")}?key=${encodeURIComponent(key)}`, { credentials: "omit" })
    .then((answer) => (answer.ok ? answer.json() : {}))
    .then((said) => said.surveys || [])
    .catch(() => (found = undefined, []));
  return found;
};

const escaped = (text) => text.replace(/[\\^$+.()|[\]{}]/g, "\\$&");
const patterned = (glob) => new RegExp(`^${escaped(glob).replace(/\*/g, "[^]*").replace(/\?/g, "[^]")}$`, "u");

/** Whether an event, as the tracker sends it, may trigger what says so in `when`: pairs of a name and a path's pattern. */
export const fits = (when, event) => {
  const name = event.type === "page" ? "page" : event.event;
  const { path } = event.properties || {};
  const here = `${path == null ? event.context.page.path : path}`;
  return (when || []).some(([wanted, glob]) => (wanted == null || wanted === name) && (glob == null || patterned(glob).test(here)));
};
