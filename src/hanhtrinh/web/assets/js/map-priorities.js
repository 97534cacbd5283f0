/* The opportunities lane leads to the priorities of the map: the same link as in the menu of its pages. */
import { make, sign } from "./make.js";
import { root } from "./map-root.js";

const way = document.querySelector('.ways-menu a[href$="/priorities"]');

function link() {
  const head = root.querySelector('tr[data-lane="opportunities"] .lane-head');
  if (way && head && !head.querySelector(".lane-way")) {
    head.append(make("a.lane-way", { href: way.href }, way.textContent.trim(), sign("arrow-right")));
  }
}

document.addEventListener("map:changed", link);
link();
