// About to leave. With a mouse: out at the top. On a phone: quickly back up after reading, as one does to reach the
// address bar. With both: a page that was put away and is seen again, going back within it, or just sitting there.
const IDLE = 45000; // ms
const FLICK = 300; // ms

/** Whether a phone's page was thrown up by more than half a screen at once, from more than a screen down. */
const flicks = () => {
  let marks = [];
  let deepest = 0;
  return () => {
    const now = Date.now();
    const y = window.scrollY;
    deepest = Math.max(deepest, y);
    marks = [...marks.filter((one, at) => now - one.now < FLICK || at === marks.length - 1), { now, y }];
    return matchMedia("(pointer: coarse)").matches && deepest > innerHeight && Math.max(...marks.map((one) => one.y)) - y > innerHeight / 2;
  };
};

/** Calls `ask` once, when the visitor seems to leave; returns what stops watching. */
export const watchLeaving = (ask) => {
  let timer;
  let away;
  const listeners = [];
  const on = (target, name, work) => {
    target.addEventListener(name, work, { passive: true, capture: true });
    listeners.push(() => target.removeEventListener(name, work, { capture: true }));
  };
  const stop = () => {
    clearTimeout(timer);
    listeners.splice(0).forEach((off) => off());
  };
  const fire = () => {
    stop();
    ask();
  };
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => !document.hidden && fire(), IDLE);
  };
  on(document, "mouseout", (event) => !event.relatedTarget && event.clientY <= 0 && fire());
  // Nobody can be asked on a page that is not seen: when they come back to it.
  on(document, "visibilitychange", () => {
    if (document.hidden) away = true;
    else if (away) fire();
  });
  on(window, "popstate", fire);
  const flicked = flicks();
  on(window, "scroll", () => flicked() && fire());
  ["pointermove", "keydown", "scroll", "touchstart"].forEach((name) => on(window, name, alive));
  alive();
  return stop;
};
