/* Which lanes are shown, and how wide the map is: remembered in this browser. */
const COOKIE = "hanhtrinh_lanes", YEAR = 31536000;

function remember() {
  const hidden = [...document.querySelectorAll("[data-lane-box]:not(:checked)")].map((box) => box.dataset.laneBox);
  document.cookie = `${COOKIE}=${hidden.join(".")}; path=/; max-age=${YEAR}; samesite=lax`;
}

function kept(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(key);
    localStorage.setItem(key, value);
  } catch { /* a browser that keeps nothing */ }
  return null;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-lane-box]")) remember();
  if (event.target.name === "width") kept("hanhtrinh_width", event.target.value);
});

const wide = document.getElementById(`width-${kept("hanhtrinh_width")}`);
if (wide) wide.checked = true;

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
