/* Every number is a door: a click or Enter opens what stands behind it, with the people it counted. */
import { address, piece, root, say, shown } from "./map-root.js";

const door = document.getElementById("door");
let turn = 0;

async function openDoor(number, opener) {
  const mine = ++turn;
  opener.setAttribute("aria-busy", "true");
  try {
    await piece(door, address(`door/${number}`));
    if (mine !== turn) return;
    shown(door, door.querySelector("h2"));
    document.dispatchEvent(new CustomEvent("door:shown", { detail: { number } }));
  } catch {
    say(root.dataset.labelFailed);
  } finally {
    opener.removeAttribute("aria-busy");
  }
}

async function more(button) {
  const [number, query] = button.dataset.more.split("?");
  const rows = document.createElement("template");
  button.disabled = true;
  try {
    const answer = await fetch(`${root.dataset.map}/door/${number}?${query}`);
    if (!answer.ok) throw new Error(answer.status);
    rows.innerHTML = await answer.text();
    const first = rows.content.querySelector("a");
    button.closest("tr").replaceWith(rows.content);
    first?.focus();
  } catch {
    button.disabled = false;
    say(root.dataset.labelFailed);
  }
}

document.addEventListener("click", (event) => {
  const number = event.target.closest("[data-door]");
  if (number && !root.dataset.picking) openDoor(number.dataset.door, number);
  const button = event.target.closest("[data-more]");
  if (button) more(button);
});
