/* Parts of a page, swapped in place.

   `<form data-part="list">` or `<a data-part="list">` asks for the same address as without script, and takes the
   element with the id "list" from the answer instead of the whole page. `data-live` on a form also sends it while
   somebody types. `<div id="job" data-refresh="2000">` asks for its page again every two seconds until an answer comes
   without `data-refresh`. An element somebody is typing in is never swapped. The server may look at the header
   `x-part` (`Asking.part`) and leave out the rest; it need not. */

const latest = new Map();

export async function take(id, address, options = {}) {
  const turn = (latest.get(id) ?? 0) + 1;
  latest.set(id, turn);
  const place = document.getElementById(id);
  place?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { ...options, headers: { "x-part": id, ...options.headers } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (latest.get(id) !== turn) return;
    const fresh = page.getElementById(id);
    if (fresh) swap(id, fresh);
    else location.assign(answer.url);
    return answer;
  } finally {
    document.getElementById(id)?.removeAttribute("aria-busy");
  }
}

function typing(place) {
  const at = document.activeElement;
  return place.contains(at) && at.matches("input, textarea, select, [contenteditable]");
}

export function swap(id, fresh) {
  const place = document.getElementById(id);
  if (!place || typing(place)) return;
  const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
  const taken = document.adoptNode(fresh);
  place.replaceWith(taken);
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
  return take(form.dataset.part, address, { method: "POST", body: new URLSearchParams(data) });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.part || event.defaultPrevented) return;
  event.preventDefault();
  send(form, event.submitter).catch(() => form.submit());
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
  const form = event.target.form;
  if (form?.dataset.live === undefined) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => send(form).catch(() => {}), 200);
});

function refresh(place) {
  const every = Number(place.dataset.refresh);
  if (!every) return;
  setTimeout(() => {
    if (!place.isConnected) return;
    if (document.hidden) refresh(place);
    else take(place.id, location.href).catch(() => refresh(place));
  }, every);
}
document.querySelectorAll("[data-refresh]").forEach(refresh);
