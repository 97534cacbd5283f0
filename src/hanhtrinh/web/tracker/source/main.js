// The tracker: tells a Hanhtrinh server what a visitor does on this page, and never disturbs the page.
import { watch as watchClicks } from "./clicks.js";
import { methods } from "./methods.js";
import { watch as watchPages } from "./pages.js";
import { start } from "./queue.js";
import { safe } from "./safe.js";
import { key, pages } from "./script.js";
import { remember } from "./touch.js";

const NAME = "hanhtrinh";

const run = safe((call) => Array.from(call).length && methods[call[0]](...Array.from(call).slice(1)));

// The array of calls made before the script was there becomes the live object: calls are carried out at once.
const takeOver = (early) => {
  const calls = early.splice(0);
  for (const name of Object.keys(methods)) early[name] = safe(methods[name]);
  early.push = run;
  calls.forEach(run);
};

const begin = safe(() => {
  remember();
  watchPages();
  watchClicks();
  takeOver(window[NAME]);
  if (pages) methods.page();
  start();
});

// A page that is only being prepared is not being looked at; a title may come after the script.
const later = () => (document.prerendering ? "prerenderingchange" : document.readyState === "loading" && "DOMContentLoaded");

if (!Array.isArray(window[NAME])) window[NAME] = [];
if (key && !window[NAME].claimed) {
  window[NAME].claimed = true;
  if (later()) document.addEventListener(later(), begin, { once: true });
  else begin();
}
