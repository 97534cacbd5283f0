// Where a survey stands on the page: a box in the corner, behind a tab at the side, or in the page itself.
import { el } from "./fields.js";
import { fill, hosted } from "./form.js";
import { keep, tell } from "./server.js";

let open; // the one box in the corner; two at once would be a nuisance

const seen = async (asked, withdraw) => {
  try {
    const said = await tell("seen", { id: asked.id });
    if (said.ok === false) withdraw();
  } catch {
    // Whether it was seen is told with the first answer too.
  }
};

/** A box in the corner. It takes no focus by itself; Escape closes it and gives the focus back. */
export const popup = (asked, { begun, opener, focus } = {}) => {
  if (open) return;
  const { survey } = asked;
  const { host, root } = hosted(survey.theme);
  let before = opener || document.activeElement;
  const box = el("section", { class: "box popup", role: "dialog", "aria-labelledby": "title", lang: survey.lang });
  const x = el("button", { type: "button", class: "close", "aria-label": survey.words.close }, "×");
  const close = () => {
    const inside = root.activeElement;
    host.remove();
    open = undefined;
    keep();
    if (inside && before && before.focus) before.focus();
  };
  x.addEventListener("click", close);
  box.addEventListener("keydown", (event) => event.key === "Escape" && close());
  // Back to where somebody came from last, not to where they were when the box appeared.
  box.addEventListener("focusin", ({ relatedTarget: from }) => {
    if (from && !box.contains(from) && !from.matches("[data-hanhtrinh-widget]")) before = from;
  });
  // Said once to those who do not see it appear.
  const live = el("p", { class: "seen", role: "status" });
  root.append(live);
  root.append(box);
  fill(box, asked, { begun, close, focus: focus || Boolean(opener) });
  box.append(x);
  open = host;
  setTimeout(() => (live.textContent = survey.words.appeared), 100);
  if (!begun) seen(asked, close);
};

/** A tab at the side; what it opens is fetched when somebody wants it. */
export const side = (arm, offer) => {
  const { host, root } = hosted(arm.theme);
  const tab = el("button", { type: "button", class: "tab", lang: arm.lang }, arm.label);
  tab.addEventListener("click", async () => {
    const asked = await offer();
    if (asked) popup(asked, { opener: tab });
    else host.remove();
  });
  root.append(tab);
};

/** Calls `work` when an element is about to come into view: who never gets there is not asked. */
export const whenNear = (element, work) => {
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((one) => one.isIntersecting)) return;
    watcher.disconnect();
    work();
  }, { rootMargin: "600px" });
  watcher.observe(element);
};

/** A survey in its place in the page; it is seen when half of it has been in view for a second. */
export const inline = (element, asked, begun) => {
  element.replaceChildren();
  const { root } = hosted(asked.survey.theme, element);
  const box = el("section", { class: "box", "aria-labelledby": "title", lang: asked.survey.lang });
  root.append(box);
  fill(box, asked, { begun });
  let timer;
  const watcher = new IntersectionObserver(([entry]) => {
    clearTimeout(timer);
    if (entry.isIntersecting) timer = setTimeout(() => {
      watcher.disconnect();
      seen(asked, () => {});
    }, 1000);
  }, { threshold: 0.3 });
  watcher.observe(box);
};
