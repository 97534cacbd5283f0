/* The preview: the drawing people will answer, on a phone or a computer, light or dark, page after page. */
const root = document.getElementById("sb");
const screen = root.querySelector("[data-sb-screen]");
let turn = 0;

const form = () => screen.querySelector("form");

async function show(data, { keep = false } = {}) {
  const mine = ++turn;
  const headers = { "content-type": "application/x-www-form-urlencoded", "x-csrftoken": root.dataset.sbToken };
  const answer = await fetch(screen.dataset.sbPreview, { method: "POST", body: new URLSearchParams(data), headers }).catch(() => null);
  if (!answer?.ok || mine !== turn) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const top = screen.scrollTop, at = document.activeElement;
  const focused = screen.contains(at) ? `[name="${CSS.escape(at.name ?? "")}"][value="${CSS.escape(at.value ?? "")}"]` : "";
  screen.replaceChildren(document.adoptNode(page.getElementById("sb-shown")));
  theme();
  screen.scrollTop = keep ? top : 0;
  if (focused) screen.querySelector(focused)?.focus({ preventScroll: true });
}

/* The theme is a sheet of its own address; each is fetched once. */
function theme() {
  const address = screen.querySelector("[data-sb-theme]")?.dataset.sbTheme;
  if (!address || document.querySelector(`link[href="${address}"]`)) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: address }));
}

function sent(go) {
  const data = form() ? new FormData(form()) : new FormData();
  if (go) data.append("_go", go);
  const lang = root.querySelector('[name="sb-lang"]:checked')?.value;
  if (lang) data.append("_lang", lang);
  return data;
}

const stay = () => show(sent(form() ? "stay" : ""), { keep: true });

screen.addEventListener("submit", (event) => {
  event.preventDefault();
  const by = event.submitter;
  if (by?.name === "_lang") return tongue(by.value);
  show(sent(by?.value === "back" ? "back" : "next"));
});

function tongue(lang) {
  const radio = root.querySelector(`[name="sb-lang"][value="${lang}"]`);
  if (radio) radio.checked = true;
  stay();
}

/* Conditions on the same page: what hangs on an answer appears as soon as it is given. */
screen.addEventListener("change", (event) => {
  if (event.target.matches("[type=radio], [type=checkbox], select")) stay();
});

root.addEventListener("change", (event) => {
  const { name, value } = event.target;
  if (name === "sb-device") screen.classList.toggle("sb-phone", value === "phone");
  if (name === "sb-look") screen.dataset.look = value;
  if (name === "sb-lang") stay();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-sb-again]")) show({ _lang: root.querySelector('[name="sb-lang"]:checked')?.value ?? "" });
});

/* Whoever edits a question sees it: its page is shown, without having to answer a way to it, and it is marked. */
let seen = "";
async function see(key) {
  if (!key || key === seen) return;
  seen = key;
  const there = () => screen.querySelector(`[data-sv-q="${CSS.escape(key)}"]`);
  if (!there()) {
    const data = sent("stay");
    data.append("_see", key);
    await show(data);
  }
  screen.querySelectorAll(".sb-seen").forEach((one) => one.classList.remove("sb-seen"));
  const box = there();
  if (!box || box.hidden || seen !== key) return;
  box.classList.add("sb-seen");
  // Only the preview scrolls, never the page somebody is writing on.
  const top = box.getBoundingClientRect().top - screen.getBoundingClientRect().top + screen.scrollTop - 24;
  screen.scrollTo({ top, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
}
for (const event of ["focusin", "click"]) {
  root.addEventListener(event, ({ target }) => see(target.closest('details[id^="q-"]')?.id.slice(2)));
}

document.addEventListener("survey:changed", stay);
theme();
