/* Pictures of the steps, large: a click opens the viewer; arrows go on through the journey, Escape closes it. */
const viewer = document.createElement("dialog");
viewer.className = "viewer";
document.body.append(viewer);
let shots = [], shotAt = 0;

const viewerPart = (tag, name, text = "") => Object.assign(document.createElement(tag), { className: name, textContent: text });

function viewerButton(words, icon, act) {
  const button = viewerPart("button", icon);
  button.type = "button";
  button.setAttribute("aria-label", words);
  button.append(sign(icon));
  button.addEventListener("click", act);
  return button;
}

/* A page that holds everything in itself holds each large picture once. */
let insides;
function inside(file) {
  insides ??= JSON.parse(document.getElementById("pictures-inside")?.textContent ?? "{}");
  return file && insides[file];
}

function stepOf(shot) {
  const key = shot.closest("[data-step]")?.dataset.step;
  const head = key && shot.closest("table")?.querySelector(`th.step[data-step="${CSS.escape(key)}"] .step-name`);
  return head ? head.firstChild.textContent : document.getElementById("show-title")?.textContent ?? "";
}

function drawShot() {
  const shot = shots[shotAt], small = shot.querySelector("img"), words = shot.closest(".shots").dataset;
  const large = Object.assign(document.createElement("img"), { src: shot.dataset.large || inside(shot.dataset.file) || small.src, alt: small.alt });
  const many = shots.length > 1, about = viewerPart("figcaption", "");
  about.append(viewerPart("b", "", stepOf(shot)), viewerPart("span", "", small.alt));
  if (many) about.append(viewerPart("span", "small", words.number.replace("##", shots.length).replace("#", shotAt + 1)));
  const figure = viewerPart("figure", "");
  figure.append(large, about);
  const back = viewerButton(words.previous, "arrow-left", () => turnShot(-1));
  const on = viewerButton(words.next, "arrow-right", () => turnShot(1));
  back.disabled = shotAt === 0;
  on.disabled = shotAt === shots.length - 1;
  viewer.setAttribute("aria-label", words.viewer);
  viewer.replaceChildren(viewerButton(words.close, "x", () => viewer.close()), ...(many ? [back] : []), figure, ...(many ? [on] : []));
}

function turnShot(by) {
  const next = Math.max(0, Math.min(shots.length - 1, shotAt + by)), side = by < 0 ? ".arrow-left" : ".arrow-right";
  if (next === shotAt) return;
  shotAt = next;
  drawShot();
  (viewer.querySelector(`${side}:not(:disabled)`) ?? viewer.querySelector(".x")).focus();
}

document.addEventListener("click", (event) => {
  const shot = event.target.closest("button.shot");
  if (!shot) {
    if (event.target === viewer) viewer.close();
    return;
  }
  shots = [...(shot.closest(".slide") ?? shot.closest("table") ?? document).querySelectorAll("button.shot")];
  shotAt = shots.indexOf(shot);
  drawShot();
  viewer.showModal();
  viewer.querySelector("button").focus();
});

viewer.addEventListener("keydown", (event) => {
  event.stopPropagation();
  if (event.key === "ArrowLeft") turnShot(-1);
  else if (event.key === "ArrowRight") turnShot(1);
  else return;
  event.preventDefault();
});
viewer.addEventListener("close", () => shots[shotAt]?.focus());
