/* A wide map under one's hand: the wheel with Shift goes sideways, a click on the small overview goes there. */
import { root } from "./map-root.js";

const wide = () => !matchMedia("(max-width: 700px)").matches;

document.addEventListener("wheel", (event) => {
  if (!event.shiftKey || event.deltaX || !event.target.closest(".map") || !wide()) return;
  event.preventDefault();
  window.scrollBy({ left: event.deltaY });
}, { passive: false });

function goTo(share) {
  const heads = [...root.querySelectorAll("th.step")], head = heads[Math.max(0, Math.min(heads.length - 1, Math.floor(share * heads.length)))];
  const map = root.querySelector(".map");
  if (!wide()) return map.scrollTo({ left: heads.indexOf(head) * map.clientWidth, behavior: "smooth" });
  head?.scrollIntoView({ block: "nearest", inline: "center", behavior: "smooth" });
}

document.addEventListener("click", (event) => {
  const mini = event.target.closest("#map-page .mini");
  if (!mini) return;
  const box = mini.getBoundingClientRect();
  goTo((event.clientX - box.left) / box.width);
});
