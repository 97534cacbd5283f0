/* Walking a journey: every answer is kept at once, on the device first; without this the form still sends itself. */
const form = document.getElementById("walk-form");
const KEY = `hanhtrinh.walk ${location.pathname}`;
const AGAIN = 5000;
let turn = 0, leaving = false, timer, sending = Promise.resolve();

const tell = (state, reason = "") => {
  const place = document.getElementById("walk-state");
  place.dataset.state = state;
  place.textContent = form.dataset[state].replace("#", reason);
};

const answers = () => {
  const data = new FormData(form);
  data.delete("_csrf_token");
  data.delete("face");
  return new URLSearchParams(data);
};

const kept = {
  put(text) { try { localStorage.setItem(KEY, text); } catch { /* nothing to keep it in */ } },
  drop() { try { localStorage.removeItem(KEY); } catch { /* nothing was kept */ } },
  get() { try { return localStorage.getItem(KEY); } catch { return null; } },
};

/* Sends what stands in the form now; an older answer never overtakes a newer one. */
function save() {
  const mine = ++turn;
  clearTimeout(timer);
  kept.put(answers().toString());
  tell("saving");
  sending = sending.then(() => (mine === turn ? send(mine) : undefined));
  return sending;
}

async function send(mine) {
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: answers(), headers: { "x-csrftoken": form.dataset.token, accept: "application/json" },
    });
    if (mine !== turn) return true;
    if (answer.ok) {
      if (!leaving) kept.drop(); // the page that comes may have been drawn before this arrived: it puts it back
      tell("saved");
      return true;
    }
    tell("refused", (await answer.json()).error?.message ?? answer.status);
  } catch {
    tell("offline");
    timer = setTimeout(save, AGAIN);
  }
  return false;
}

function soon() {
  clearTimeout(timer);
  kept.put(answers().toString());
  timer = setTimeout(save, 500);
}

/* The five faces and the finer scale are two ways to say one number. */
function felt(value) {
  form.elements.feeling.value = value;
  const fine = document.getElementById("walk-fine");
  fine.value = value;
  fine.nextElementSibling.textContent = Number(value).toLocaleString(document.documentElement.lang, { signDisplay: "exceptZero" });
  for (const face of form.elements.face) face.checked = Math.round(Number(value)) === Number(face.value);
}

async function shoot(file) {
  const said = form.querySelector(".walk-picture-said");
  said.textContent = said.dataset.sending;
  try {
    const answer = await fetch(`${form.dataset.pictures}?name=${encodeURIComponent(file.name)}`, {
      method: "POST", body: file, headers: { "x-csrftoken": form.dataset.token, accept: "application/json", "content-type": "application/octet-stream" },
    });
    const given = await answer.json();
    said.textContent = answer.ok ? "" : given.error?.message ?? answer.status;
    if (answer.ok) picture(given.file, given.small);
  } catch {
    said.textContent = form.dataset.offline;
  }
}

function picture(file, address) {
  const shown = document.getElementById("walk-picture");
  form.elements.picture.value = file;
  shown.hidden = document.getElementById("walk-no-picture").hidden = !file;
  if (file) shown.src = address;
  save();
}

/* What this device still keeps from before is put back and sent. */
function restore() {
  const before = kept.get();
  if (!before) return;
  const said = new URLSearchParams(before);
  for (const name of ["done", "follows"]) if (said.get(name)) form.elements[name].value = said.get(name);
  form.elements.note.value = said.get("note") ?? "";
  form.elements.picture.value = said.get("picture") ?? "";
  if (said.get("feeling")) felt(said.get("feeling"));
  save();
}

if (form) {
  form.addEventListener("input", (event) => {
    leaving = false;
    if (event.target.name === "face") felt(event.target.value);
    if (event.target.id === "walk-fine") felt(event.target.value);
    if (event.target.id === "walk-file") return;
    if (event.target.matches("textarea, [type=range]")) soon();
    else save();
  });
  document.getElementById("walk-file").addEventListener("change", (event) => {
    if (event.target.files[0]) shoot(event.target.files[0]);
    event.target.value = "";
  });
  document.getElementById("walk-no-picture").addEventListener("click", () => picture("", ""));
  form.addEventListener("submit", () => kept.drop());
  document.addEventListener("keydown", (event) => {
    const far = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && far) form.requestSubmit(form.querySelector("[value=next]"));
    else if (event.target.closest("textarea, input") || far || event.altKey) return;
    else if (event.key === "ArrowRight") form.requestSubmit(form.querySelector("[value=next]"));
    else if (event.key === "ArrowLeft") form.querySelector("[value=back]:not(:disabled)")?.click();
  });
  addEventListener("online", save);
  addEventListener("beforeunload", () => { leaving = true; });
  restore();
  document.querySelector("[aria-current=step]")?.scrollIntoView({ block: "nearest", inline: "center" });
}
