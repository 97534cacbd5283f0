/* Parts of a page, swapped in place.

   `<form data-part="list">` or `<a data-part="list">` asks for the same address as without script, and takes the
   element with the id "list" from the answer instead of the whole page. `data-live` on a form also sends it while
   somebody types. `<div id="job" data-refresh="2000">` asks for its page again every two seconds until an answer comes
   without `data-refresh`; `data-from` names that page where the address shown is a form's, which cannot be asked for.
   An element somebody is typing in is never swapped, and by such a look none in which somebody holds something or has
   just chosen something: the next look brings what is new. While a form sends nothing looks. What a form sends and the server refuses leaves the page as
   it is, with the reason beside the button. The server may look at the header `x-part` (`Asking.part`) and leave out the
   rest; it need not. */

const KEPT = 20_000; // ms a choice that is not sent yet is kept
const latest = new Map();
let chosen = {}, sending = 0;

export async function take(id, address, { looking, ...options } = {}) {
  const turn = (latest.get(id) ?? 0) + 1;
  latest.set(id, turn);
  const place = document.getElementById(id);
  place?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { ...options, headers: { "x-part": id, ...options.headers } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(id);
    if (!fresh && options.method && !answer.redirected) throw refused(page); // what a form was sent to cannot be gone to
    if (latest.get(id) !== turn) return;
    if (fresh) swap(id, fresh, looking);
    else if (answer.ok || !looking) location.assign(answer.url);
    return answer;
  } finally {
    document.getElementById(id)?.removeAttribute("aria-busy");
  }
}

/* The words of the page that explains what went wrong; none where it is not ours. */
const refused = (page) => Object.assign(new Error("refused"), { words: page.querySelector("#main .lone-box p:not(.way)")?.textContent });

function typing(place) {
  const at = document.activeElement;
  return place.contains(at) && at.matches("input, textarea, select, [contenteditable]");
}

function inHand(place) {
  return place.querySelector(".held") || (place.contains(chosen.field) && Date.now() - chosen.at < KEPT);
}

export function swap(id, fresh, looking) {
  const place = document.getElementById(id);
  if (!place || typing(place) || (looking && inHand(place))) return;
  const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
  const taken = document.adoptNode(fresh);
  const [left, top] = [place.scrollLeft, place.scrollTop];
  place.replaceWith(taken);
  taken.scrollTo({ left, top, behavior: "instant" });
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  refresh(taken);
  taken.dispatchEvent(new CustomEvent("part", { bubbles: true }));
}

async function send(form, submitter) {
  const data = new FormData(form, submitter);
  const address = new URL(submitter?.getAttribute("formaction") ?? form.action, location.href);
  if (form.method === "get") {
    address.search = new URLSearchParams([...data].filter(([, value]) => value !== "")).toString();
    history.replaceState(null, "", address);
    return take(form.dataset.part, address);
  }
  sending++;
  return take(form.dataset.part, address, { method: "POST", body: new URLSearchParams(data) }).finally(() => sending--);
}

/* Says beside the button that was pressed why nothing came of it; without words the whole page is asked for. */
function tell(form, submitter, { words }) {
  if (!words) {
    delete form.dataset.part;
    return form.requestSubmit(submitter);
  }
  const line = Object.assign(document.createElement("p"), { className: "wrong", textContent: words });
  line.dataset.partWrong = "";
  line.setAttribute("role", "alert");
  (submitter ?? form.lastElementChild).parentElement.append(line);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  chosen = {};
  if (!form.dataset.part || event.defaultPrevented) return;
  event.preventDefault();
  form.querySelectorAll("[data-part-wrong]").forEach((line) => line.remove());
  send(form, event.submitter).catch((error) => tell(form, event.submitter, error));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-part]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  history.replaceState(null, "", link.href);
  take(link.dataset.part, link.href).catch(() => location.assign(link.href));
});

let waiting;
document.addEventListener("input", (event) => {
  chosen = { field: event.target, at: Date.now() };
  const form = event.target.form;
  if (form?.dataset.live === undefined) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => send(form).catch(() => {}), 200);
});

function refresh(place) {
  const every = Number(place.dataset.refresh);
  if (!every) return;
  const again = () => place.isConnected && refresh(place);
  setTimeout(() => {
    if (!place.isConnected) return;
    if (document.hidden || sending) again();
    else take(place.id, place.dataset.from ?? location.href, { looking: true }).then(again, again);
  }, every);
}
document.querySelectorAll("[data-refresh]").forEach(refresh);
