/* A drift opens in the dialog of the map; "got it" is sent from there. The evidence switch is remembered here. */
import { root, say, shown } from "./map-root.js";

const door = document.getElementById("door");
const signs = document.getElementById("signs-shown");
const KEPT = "hanhtrinh-signs";

async function openDrift(link) {
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href, { headers: { "x-part": "drift" } });
    if (!answer.ok) throw new Error(answer.status);
    door.innerHTML = await answer.text();
    shown(door, door.querySelector("h2"));
  } catch {
    say(root.dataset.labelFailed);
  } finally {
    link.removeAttribute("aria-busy");
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-drift]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  openDrift(link);
});

if (signs) {
  signs.checked = localStorage.getItem(KEPT) === "on";
  signs.addEventListener("change", () => localStorage.setItem(KEPT, signs.checked ? "on" : "off"));
}
