// Keeps the contacts page at hand without a connection: the network first, else what was seen last.
const NAME = "contacts-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const kept = (request) => {
  const url = new URL(request.url);
  return request.method === "GET" && url.origin === location.origin
    && (url.pathname.startsWith("/assets/") || request.mode === "navigate");
};

// A page that sends to signing in is not the contacts page: whoever was signed in here is not any more.
const worth = (response) => response.ok && !response.redirected;

self.addEventListener("fetch", (event) => {
  if (!kept(event.request)) return;
  event.respondWith((async () => {
    const cache = await caches.open(NAME);
    try {
      const response = await fetch(event.request);
      if (worth(response)) event.waitUntil(cache.put(event.request, response.clone()));
      else if (response.type === "opaqueredirect") event.waitUntil(cache.delete(event.request, { ignoreSearch: true }));
      return response;
    } catch (error) {
      const found = await cache.match(event.request, { ignoreSearch: event.request.mode === "navigate", ignoreVary: true });
      if (found) return found;
      throw error;
    }
  })());
});

// The page tells what it is made of, so that the very first visit is enough.
self.addEventListener("message", (event) => {
  event.waitUntil(caches.open(NAME).then(async (cache) => {
    const wanted = new Set(event.data.map((path) => new URL(path, location.origin).href));
    for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
    await cache.addAll([...wanted]);
  }));
});
