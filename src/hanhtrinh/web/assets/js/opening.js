/* A page that takes a while to come says so: a line at the top soon, words after two seconds. The browser shows little
   while a server works something out for the first time; the page one is on stays until the next is there.
   A link with `download` and a form with `data-file` bring a file instead. */
const SOON = 600, MOST = 20_000; // ms
let soon, late;

function end() {
  clearTimeout(soon);
  clearTimeout(late);
  document.querySelector(".opening")?.remove();
}

function begin() {
  end();
  soon = setTimeout(() => {
    const line = Object.assign(document.createElement("p"), { className: "opening" });
    line.ariaLive = "polite";
    document.body.append(line);
    line.append(Object.assign(document.createElement("span"), { textContent: document.body.dataset.opening }));
  }, SOON);
  late = setTimeout(end, MOST);
}

/* Whether a press on a link leads from this page to another one, here. */
function leads(link, event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return false;
  if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return false;
  return !(link.hash && link.pathname + link.search === location.pathname + location.search);
}

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (link && leads(link, event)) begin();
});
addEventListener("submit", (event) => {
  if (!event.defaultPrevented && !event.target.target && event.target.dataset.file === undefined) begin();
});
addEventListener("pageshow", end);
addEventListener("pagehide", end);
