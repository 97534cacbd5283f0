/* Dragging an opportunity by mouse, pen or finger: a picture of it follows, the place under it lights up. */
import { place } from "./priorities-place.js";

const FAR = 6;

function target(x, y) {
  return document.elementFromPoint(x, y)?.closest(".pr-cell, .pr-tray") ?? null;
}

export function dragging(board) {
  let held = null;

  const lift = () => {
    held.picture = held.bubble.cloneNode(true);
    held.picture.className = "pr-held";
    held.picture.setAttribute("aria-hidden", "true");
    document.body.append(held.picture);
    held.bubble.classList.add("lifted");
    document.documentElement.classList.add("pr-dragging");
  };
  const follow = (event) => {
    held.picture.style.transform = `translate(${event.clientX}px, ${event.clientY}px) translate(-50%, -30%)`;
    const over = target(event.clientX, event.clientY);
    if (over === held.over) return;
    held.over?.classList.remove("over");
    over?.classList.add("over");
    held.over = over;
  };
  const drop = () => {
    held.picture?.remove();
    held.over?.classList.remove("over");
    held.bubble.classList.remove("lifted");
    document.documentElement.classList.remove("pr-dragging");
    const done = held;
    held = null;
    return done;
  };

  board.addEventListener("pointerdown", (event) => {
    const bubble = event.target.closest(".pr-bubble");
    if (!bubble || event.button || held) return;
    held = { bubble, x: event.clientX, y: event.clientY, id: event.pointerId, picture: null, over: null };
  });
  addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.id) return;
    if (!held.picture) {
      if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < FAR) return;
      lift();
    }
    follow(event);
  });
  addEventListener("pointerup", (event) => {
    if (!held || event.pointerId !== held.id) return;
    const { bubble, over, picture } = drop();
    if (!picture) return;
    /* What was dragged is not followed as a link. */
    const still = (click) => { click.preventDefault(); click.stopPropagation(); };
    addEventListener("click", still, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", still, true));
    const { value, effort } = over?.dataset ?? bubble.dataset;
    if (over && (value !== bubble.dataset.value || effort !== bubble.dataset.effort)) place(bubble, value, effort);
  });
  addEventListener("pointercancel", () => held && drop());
  addEventListener("keydown", (event) => { if (event.key === "Escape" && held) drop(); });
  board.addEventListener("dragstart", (event) => event.preventDefault());
}
