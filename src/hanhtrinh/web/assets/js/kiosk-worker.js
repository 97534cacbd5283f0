/* Keeps the page of a kiosk in the browser, with all it is made of, so that it opens without a connection too. It is
   served from `/kiosk/worker.js` and sees nothing but kiosks. Answers are no business of its (`kiosk-queue.js`). */
const NAME = "hanhtrinh-kiosk";
const PATIENCE = 6000; // ms for the server, before the kept page is shown
const PARTS = /^\/(assets|survey-theme|kiosk\/[^/]+\/logo)(\/|$)/;

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const soon = (request) => new Promise((done, fail) => {
  setTimeout(() => fail(new Error("late")), PATIENCE);
  fetch(request).then(done, fail);
});

/** The page as the server has it; the kept one where it cannot be reached. One that has ended is kept no longer. */
const page = async (request, path) => {
  const cache = await caches.open(NAME);
  const kept = () => cache.match(path);
  let answer;
  try {
    answer = await soon(request);
  } catch {
    return (await kept()) || Response.error();
  }
  if (answer.ok && !answer.headers.has("x-survey-ending")) await cache.put(path, answer.clone());
  else if (answer.status === 404 || answer.headers.has("x-survey-ending")) await cache.delete(path);
  else return (await kept()) || answer;
  return answer;
};

const part = async (request) => {
  const cache = await caches.open(NAME);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request.url, answer.clone());
  return answer;
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, pathname));
  else if (PARTS.test(pathname)) event.respondWith(part(request));
});

/** Keeps what a page that has just been opened is made of, and forgets the parts of an older release. */
const keep = async ([path, ...parts]) => {
  const cache = await caches.open(NAME);
  await Promise.all([path, ...parts].map(async (address) => {
    const answer = await fetch(address);
    if (answer.ok && !answer.headers.has("x-survey-ending")) await cache.put(address, answer);
  }));
  const stamp = (address) => (/\/assets\/[^/]+\//.exec(address) || [])[0];
  const now = parts.map(stamp).find(Boolean);
  for (const { url } of await cache.keys()) if (now && stamp(url) && stamp(url) !== now) await cache.delete(url);
};

addEventListener("message", (event) => {
  const told = event.ports[0];
  event.waitUntil(keep(event.data.keep).then(() => told?.postMessage("kept"), () => told?.postMessage("later")));
});
