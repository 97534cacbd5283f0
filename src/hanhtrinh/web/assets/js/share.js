/* The shared map. Without it the map can be read; a live one is then as new as the page. */
import { root } from "./map-root.js";
import "./downloads.js";
import "./share-doors.js";
import "./map-walk.js";

document.documentElement.classList.add("scripted");
const LOOK = 60_000;
const reading = () => document.hidden || document.querySelector("dialog[open], details.menu[open]");

/* A live link follows the map: the page loads itself again once there is something new and nobody is in the midst of it. */
let changed = false;
async function look() {
  if (!changed && !document.hidden) {
    const answer = await fetch(`${root.dataset.map}/state`, { headers: { accept: "application/json" } }).catch(() => null);
    if (answer && [401, 404, 410].includes(answer.status)) changed = true;
    else if (answer?.ok) changed = (await answer.json()).at !== root.dataset.at;
  }
  if (changed && !reading()) location.reload();
}
if (root.dataset.live) setInterval(look, LOOK);
