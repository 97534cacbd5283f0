/* Contacts are kept on the device until the server has them: two taps, with or without a connection. */

const page = document.getElementById("contacts");
const words = page.dataset;
const sheet = document.getElementById("sheet");
const form = sheet.querySelector("form");
const address = `/w/${words.slug}/contacts`;
const NAME = `hanhtrinh.contacts.${words.slug}`;
const MOST = 500, AT_ONCE = 50, SHOWN = 12, AGAIN = 15000;

let memory = [];
let storable = true;
let chosen;
let signedOut = false;
let sending = false;

const read = () => {
  try { return storable ? JSON.parse(localStorage.getItem(NAME)) ?? [] : memory; } catch { return memory; }
};

const write = (list) => {
  memory = list;
  try { localStorage.setItem(NAME, JSON.stringify(list)); } catch { storable = false; }
};

const waiting = () => read().filter((contact) => contact.state === "waiting");
const id = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/* Changes entries by id in what is stored now: another tab may have written meanwhile. */
const change = (changes) => write(read().map((contact) => ({ ...contact, ...changes.get(contact.id) })));

function settle(answer) {
  const changes = new Map();
  // What is sent is no longer this device's business: who it was about is taken away.
  for (const one of answer.stored) changes.set(one, { state: "sent", person: "", note: "", known: true });
  for (const one of answer.refused) changes.set(one.id, { state: "refused", why: one.message });
  change(changes);
}

async function send() {
  const list = waiting().slice(0, AT_ONCE);
  if (!list.length || sending) return;
  sending = true;
  try {
    const contacts = list.map(({ id, kind, at, person, note, mood }) => ({ id, kind, at, person, note, mood }));
    const answer = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", "x-csrftoken": words.csrf },
      body: JSON.stringify({ contacts, sent_at: new Date().toISOString() }),
    });
    signedOut = answer.status === 401 || answer.status === 403;
    if (answer.ok) settle(await answer.json());
  } catch {
    // No connection: everything stays where it is.
  } finally {
    sending = false;
    show();
  }
  const left = waiting();
  if (left.length && !left.some((contact) => contact.id === list[0].id)) send();
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", day: "numeric", month: "numeric" });
const KINDS = { waiting: "middling", sent: "good", refused: "bad" };

function row(contact) {
  const line = element("li", contact.state);
  const about = element("div", "about");
  const who = contact.person || (contact.known && contact.named ? words.known : words.unknown);
  about.append(element("b", "", contact.name), element("small", "", `${who} · ${time.format(new Date(contact.at))}`));
  if (contact.why) about.append(element("small", "why", contact.why));
  line.append(about, element("span", `badge ${KINDS[contact.state]}`, words[`state${contact.state[0].toUpperCase()}${contact.state.slice(1)}`]));
  if (contact.state !== "sent") {
    const remove = element("button", "btn quiet small", words.remove);
    remove.type = "button";
    remove.addEventListener("click", () => { write(read().filter((one) => one.id !== contact.id)); show(); });
    line.append(remove);
  }
  return line;
}

function show() {
  const list = read();
  const count = waiting().length;
  const shown = [...list.filter((one) => one.state !== "sent"), ...list.filter((one) => one.state === "sent").slice(-SHOWN)];
  document.getElementById("recent").replaceChildren(...shown.sort((a, b) => (a.at < b.at ? 1 : -1)).map(row));
  page.querySelector(".nothing").hidden = shown.length > 0;
  const state = page.querySelector(".connection");
  const said = [navigator.onLine ? words.online : words.offline, count ? words.waiting.replace("{count}", count) : words.allSent];
  state.className = `connection ${navigator.onLine ? (count ? "some" : "good") : "off"}`;
  state.textContent = said.join(" · ");
  if (!storable) state.append(element("strong", "", words.storage));
  if (signedOut) {
    const link = element("a", "", words.signIn);
    link.href = `/sign-in?next=${encodeURIComponent(address)}`;
    state.append(link);
  }
}

function keep() {
  const data = new FormData(form);
  const mood = data.get("mood");
  const person = data.get("person").trim();
  const contact = {
    id: id(), kind: chosen.dataset.kind, name: chosen.dataset.name, at: new Date().toISOString(), state: "waiting",
    person, named: person !== "", note: data.get("note").trim(), mood: mood === null ? null : Number(mood),
  };
  const list = read();
  const old = list.filter((one) => one.state === "sent").slice(0, -SHOWN).map((one) => one.id);
  write([...list.filter((one) => !old.includes(one.id)), contact]);
}

page.addEventListener("click", (event) => {
  const kind = event.target.closest("[data-kind]");
  if (!kind) return;
  if (waiting().length >= MOST) { alert(words.full.replace("{allowed}", MOST)); return; }
  chosen = kind;
  form.reset();
  document.getElementById("sheet-title").textContent = kind.dataset.name;
  sheet.showModal();
  document.getElementById("log").focus();
});

document.getElementById("shut").addEventListener("click", () => sheet.close());
sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });
/* A face that is pressed again is taken back. */
form.addEventListener("click", (event) => {
  const input = event.target.closest("input[type=radio]");
  if (!input) return;
  input.checked = input.dataset.was !== "yes";
  for (const one of form.querySelectorAll("[name=mood]")) one.dataset.was = one.checked ? "yes" : "";
});
form.addEventListener("reset", () => form.querySelectorAll("[name=mood]").forEach((one) => { one.dataset.was = ""; }));
form.addEventListener("submit", () => {
  keep();
  show();
  send();
});

addEventListener("online", () => { show(); send(); });
addEventListener("offline", show);
addEventListener("storage", show);
document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
setInterval(() => { if (navigator.onLine) send(); }, AGAIN);
show();
send();

if ("serviceWorker" in navigator) {
  const parts = [address, ...[...document.querySelectorAll("link[href^='/assets/'], script[src^='/assets/']")].map((one) => one.getAttribute("href") ?? one.getAttribute("src"))];
  const fonts = performance.getEntriesByType("resource").map((entry) => new URL(entry.name)).filter((url) => url.origin === location.origin && url.pathname.startsWith("/assets/"));
  navigator.serviceWorker.register(`${address}/worker.js`, { scope: address })
    .then(() => navigator.serviceWorker.ready)
    .then((ready) => ready.active.postMessage([...new Set([...parts, ...fonts.map((url) => url.pathname)])]))
    .catch(() => {});
}
