/* Lets the browser keep this page and all it is made of, so that it opens anew without a connection. Browsers do that
   for addresses with https (and this very device) alone; elsewhere the kiosk works as long as its page stays open. */
const parts = () => {
  const loaded = performance.getEntriesByType("resource").map((one) => one.name);
  const named = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], img[src]")].map((one) => one.href || one.src);
  return [...new Set([...loaded, ...named])].filter((address) => {
    const { origin, pathname } = new URL(address);
    return origin === location.origin && !pathname.endsWith("/answers");
  });
};

/** Keeps the page; says on the document's root when it is. */
export const keepPage = async () => {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register("/kiosk/worker.js", { scope: "/kiosk/" });
  const { active } = await navigator.serviceWorker.ready;
  await document.fonts?.ready;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => (document.documentElement.dataset.kiosk = data);
  active.postMessage({ keep: [location.pathname, ...parts()] }, [port2]);
};
