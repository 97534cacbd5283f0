// What the visitor does, as the page tells the tracker: views, `hanhtrinh.track(…)`, forms that are sent.
import { safe } from "./script.js";

const NAME = "hanhtrinh";
const plain = (value) => (value && typeof value === "object" ? value : undefined);

const place = () => ({
  path: location.pathname,
  url: location.href.split("?")[0],
  title: document.title.slice(0, 200),
  referrer: document.referrer.split("?")[0],
});

const view = () => location.pathname + (/^#[!/]/.test(location.hash) ? location.hash : "");

/** Calls `tell` with every event the page makes, in the form the tracker sends it in. */
export const watch = (tell) => {
  let seen;
  const page = (properties) => {
    seen = view();
    tell({ type: "page", properties: { ...place(), ...properties }, context: { page: place() } });
  };
  const track = (event, properties) =>
    event && tell({ type: "track", event: `${event}`, properties: plain(properties), context: { page: place() } });
  const called = safe((name, ...given) => {
    if (name === "track") track(...given);
    if (name === "page") page(given.find(plain));
  });
  const wrap = (object, name, before) => {
    const real = object[name];
    object[name] = function (...given) {
      const result = real.apply(this, given);
      before(...given);
      return result;
    };
  };
  // The tracker may come after this script: then calls wait in an array, and its methods appear later.
  const join = safe(() => {
    const api = window[NAME];
    if (!api || !api.track || api.asked) return Boolean(api && api.asked);
    api.asked = true;
    for (const name of ["track", "page"]) wrap(api, name, (...given) => called(name, ...given));
    wrap(api, "push", (call) => called(...Array.from(call)));
    return true;
  });
  if (Array.isArray(window[NAME]) && !window[NAME].track) window[NAME].forEach((call) => called(...Array.from(call)));
  let tries = 0;
  const again = () => join() || ++tries > 200 || setTimeout(again, 300);
  again();
  const look = safe(() => view() !== seen && page());
  for (const name of ["pushState", "replaceState"]) wrap(history, name, () => setTimeout(look, 60));
  for (const name of ["popstate", "hashchange"]) addEventListener(name, look);
  addEventListener("submit", safe((event) => {
    const get = (name) => Element.prototype.getAttribute.call(event.composedPath()[0], name) || undefined;
    track("Form Submitted", { form_id: get("id"), form_name: get("name") });
  }), true);
  page();
};
