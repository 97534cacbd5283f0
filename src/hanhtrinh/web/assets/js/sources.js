/* The live debugger: new messages come in at the top; what somebody has opened stays open. */

const list = document.getElementById("seen");
const pause = document.getElementById("pause");
const MOST = 100;

function merge(id, fresh) {
  const place = document.getElementById(id);
  const now = fresh.getElementById(id);
  if (!place || !now) return;
  const there = new Set([...place.children].map((row) => row.id || row.textContent));
  const added = [...now.children].filter((row) => !there.has(row.id || row.textContent));
  if (!added.length) return;
  place.querySelector(".nothing")?.remove();
  for (const row of added) row.classList.add("new");
  place.prepend(...added.map((row) => document.adoptNode(row)));
  while (place.children.length > MOST) place.lastElementChild.remove();
}

async function look() {
  if (!document.hidden && pause.getAttribute("aria-pressed") === "false") {
    try {
      const answer = await fetch(location.href, { headers: { "x-part": "seen" } });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        merge("seen", page);
        merge("refused", page);
      }
    } catch {
      // No connection: the next look will tell.
    }
  }
  setTimeout(look, Number(list.dataset.live));
}

if (list) {
  pause.addEventListener("click", () => {
    const held = pause.getAttribute("aria-pressed") === "true";
    pause.setAttribute("aria-pressed", String(!held));
    const words = pause.querySelector("span");
    [words.textContent, pause.dataset.other] = [pause.dataset.other, words.textContent];
  });
  setTimeout(look, Number(list.dataset.live));
}
