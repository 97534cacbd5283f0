/* What the modules of the map page share. */
export const root = document.getElementById("map-page");
export const address = (path, more = "") => `${root.dataset.map}/${path}?${root.dataset.query}${more}`;

/* Gets a piece of HTML and puts it into a place: only what the server drew, never text of ours. What was asked for last
   stands there, whichever answer comes last. */
const turns = new WeakMap();
export async function piece(place, url, options) {
  const mine = (turns.get(place) ?? 0) + 1;
  turns.set(place, mine);
  const answer = await fetch(url, options);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok && ![409, 422].includes(answer.status)) throw new Error(answer.status);
  if (turns.get(place) === mine) place.replaceChildren(...[...page.body.childNodes].map((node) => document.adoptNode(node)));
  return answer;
}

/* Does what moves parts of the page. Whoever has the focus keeps it where they are still there, at once: a key pressed a
   moment later must not be lost. */
export function steady(deed) {
  const at = document.activeElement, found = deed();
  if (document.activeElement === document.body && at?.isConnected) at.focus({ preventScroll: true });
  return found;
}

/* Says something to everybody: read out politely, and shown for a while. */
let silence;
export function say(text) {
  const place = document.getElementById("map-said");
  place.textContent = text;
  place.classList.add("seen");
  clearTimeout(silence);
  silence = setTimeout(() => place.classList.remove("seen"), 4000);
}

/* A dialog opens beside what opened it, closes with Escape, its cross or a click outside; focus goes back. */
export function shown(dialog, focus) {
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  focus?.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-shut]")) event.target.closest("dialog").close();
  else if (event.target.matches("dialog.door")) event.target.close();
});
