import { view } from "./address.js";
import { place, send } from "./message.js";
import { leave } from "./queue.js";
import { on, safe } from "./safe.js";
import { pages } from "./script.js";
import { touches } from "./touch.js";

const PAUSE = 50; // ms: a route and its redirect are one view, and the title has time to change
let seen; // the view that was told last
let last; // its whole address
let timer;

/** Tells of the view that is open; the one before it in the same page load is where the visitor came from. */
export const tell = (fields, properties) => {
  clearTimeout(timer);
  timer = 0;
  const here = place(last);
  seen = view();
  last = location.href;
  send("page", { ...fields, properties: { ...here, ...touches(), ...properties } }, here);
};

/** Whether the open view has been told of already. */
export const told = () => seen === view();

const changed = (search) => !told() || (search && new URL(last).search !== location.search);

// A replaced address with other parameters is tidying up, not another view.
const look = safe((search) => {
  if (!last) return;
  if (!changed(search)) {
    last = location.href;
    return;
  }
  clearTimeout(timer);
  timer = setTimeout(safe(() => tell()), PAUSE);
});

const wrap = (name, search) => {
  const real = history[name];
  history[name] = function (...given) {
    const result = real.apply(this, given);
    look(search);
    return result;
  };
};

/** Watches the views of single-page apps, and pages that come back from the browser's memory. */
export const watch = () => {
  if (pages) {
    safe(wrap)("pushState", true);
    safe(wrap)("replaceState");
    on("popstate", () => look(true));
    on("hashchange", () => look(true));
    on("pageshow", (event) => event.persisted && tell());
  }
  const going = () => {
    if (timer) tell();
    leave();
  };
  on("pagehide", going);
  on("visibilitychange", () => document.hidden && going());
};
