/* What was done, said to everybody, with a way back: read out at once, shown for as long as somebody may want it. */
import { made, sign } from "./map-arrange-dom.js";
import { word } from "./map-arrange-words.js";
import { undo } from "./map-queue.js";

const LASTS = 9000;
let place, timer;

function toast() {
  place ??= made("div.toast", { role: "status", "data-own": true });
  if (!place.isConnected) {
    document.body.append(place);
    place.addEventListener("pointerenter", () => clearTimeout(timer));
    place.addEventListener("pointerleave", later);
    place.addEventListener("focusin", () => clearTimeout(timer));
    place.addEventListener("focusout", later);
  }
  return place;
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(quiet, LASTS);
}
export const quiet = () => { clearTimeout(timer); place?.replaceChildren(); };

export function told(text, { back = false } = {}) {
  const button = back ? made("button.tool", { type: "button", onclick: () => { quiet(); undo(); told(word("undone")); } }, sign("undo-2"), word("undo")) : null;
  toast().replaceChildren(made("span", {}, text), ...(button ? [button] : []));
  later();
}
toast();
