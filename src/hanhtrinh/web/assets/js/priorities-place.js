/* Puts an opportunity into another place of the matrix: shown at once, kept by the server, back where that fails. */
const board = document.getElementById("pr-board");
const toast = Object.assign(document.createElement("div"), { className: "pr-toast" });
const waiting = new Map();
let last = null, newest = 0, sending = Promise.resolve();

const cellOf = (value, effort) => value && effort
  ? board.querySelector(`.pr-cell[data-value="${value}"][data-effort="${effort}"]`) : document.getElementById("pr-tray");

function words(value, effort) {
  if (!value || !effort) return board.dataset.unplaced;
  return board.dataset.moved.replace("#v", value).replace("#e", effort);
}

function say(text, undo) {
  document.getElementById("pr-said").textContent = text;
  toast.replaceChildren(document.createTextNode(text));
  if (undo) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: board.dataset.undo });
    button.addEventListener("click", back);
    toast.append(button);
  }
}

function show(bubble, value, effort) {
  const cell = cellOf(value, effort);
  const old = bubble.parentElement;
  const list = cell.querySelector("ul") ?? cell.appendChild(document.createElement("ul"));
  bubble.dataset.value = value;
  bubble.dataset.effort = effort;
  if (list !== old) list.append(bubble);
  if (old && !old.children.length && old.closest(".pr-cell")) old.remove();
  const row = document.querySelector(`tr[data-row="${bubble.dataset.mark}"][data-step="${bubble.dataset.step}"]`);
  for (const [name, grade] of [["value", value], ["effort", effort]]) {
    const choice = row?.querySelector(`[data-grade="${name}"]`);
    if (choice) choice.value = String(grade);
  }
}

async function keep(bubble, from, to, deed) {
  bubble.classList.add("saving");
  try {
    const answer = await fetch(bubble.querySelector("a").dataset.address, {
      method: "POST", keepalive: true, headers: { "x-csrftoken": board.dataset.token, accept: "application/json" },
      body: new URLSearchParams({ value: to[0], effort: to[1] }),
    });
    if (!answer.ok) throw new Error((await answer.json()).error?.message ?? answer.status);
    if (deed !== newest) return; // something else was done meanwhile: that is what may be taken back
    last = { bubble, from };
    say(words(...to), true);
  } catch (error) {
    show(bubble, ...from);
    say(`${board.dataset.failed} ${error instanceof TypeError ? "" : error.message}`.trim(), false);
  } finally {
    bubble.classList.remove("saving");
  }
}

/* Several steps by keyboard are kept as one; what was done later reaches the server later. */
export function place(bubble, value, effort, { wait = 0 } = {}) {
  const held = waiting.get(bubble);
  const from = held?.from ?? [bubble.dataset.value, bubble.dataset.effort];
  clearTimeout(held?.timer);
  const deed = ++newest;
  last = null;
  toast.replaceChildren();
  show(bubble, value, effort);
  document.getElementById("pr-said").textContent = words(value, effort);
  const send = (leaving) => {
    waiting.delete(bubble);
    const to = [bubble.dataset.value, bubble.dataset.effort], kept = () => keep(bubble, from, to, deed);
    if (String(from) !== String(to)) sending = leaving ? kept() : sending.then(kept);
  };
  waiting.set(bubble, { from, timer: setTimeout(send, wait), send });
}

function back() {
  if (!last) return;
  const { bubble, from } = last;
  last = null;
  toast.replaceChildren();
  place(bubble, ...from);
  bubble.querySelector("a").focus();
}

/* What others did meanwhile is shown when somebody comes back to the page. */
async function refresh() {
  if (document.hidden || waiting.size || board.querySelector(".lifted, .saving") || board.contains(document.activeElement)) return;
  try {
    const answer = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of [".pr-grid", "#pr-tray", "#pr-table"]) {
      const now = answer.ok && fresh.querySelector(part);
      if (now) document.querySelector(part).replaceChildren(...now.childNodes);
    }
  } catch { /* without a connection it stays as it was */ }
}

export function undoable() {
  document.addEventListener("visibilitychange", refresh);

  document.body.append(toast);
  addEventListener("pagehide", () => waiting.forEach(({ send, timer }) => { clearTimeout(timer); send(true); }));
}
