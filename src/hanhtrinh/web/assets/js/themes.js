// Themes: shows what a change of words would catch while it is written; a text is corrected where it stands.
const WAIT = 350;

function preview(editor) {
  const place = editor.querySelector("[data-tm-preview]");
  let timer = 0;
  let latest = 0;
  const show = async () => {
    const turn = ++latest;
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(place.dataset.tmPreview, { method: "POST", body: new URLSearchParams(new FormData(editor)) });
      const html = await answer.text();
      if (turn === latest && answer.ok) place.innerHTML = html;
    } finally {
      if (turn === latest) place.removeAttribute("aria-busy");
    }
  };
  editor.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => show().catch(() => {}), WAIT);
  });
  editor.querySelector("button[formaction]")?.addEventListener("click", (event) => {
    event.preventDefault();
    show().catch(() => {});
  });
}

async function correct(form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter));
  const answer = await fetch(form.action, { method: "POST", body });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const card = form.closest(".tm-text");
  const fresh = page.getElementById(card.id);
  if (fresh) card.replaceWith(fresh);
  else card.querySelector("details").open = false;
  (document.getElementById(card.id) ?? document.body).querySelector("summary")?.focus();
}

document.querySelectorAll("[data-tm-editor]").forEach(preview);
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-tm-correct]");
  if (!form) return;
  event.preventDefault();
  correct(form, event.submitter).catch(() => {
    delete form.dataset.tmCorrect; // the whole page, as without a script, says what went wrong
    form.requestSubmit(event.submitter);
  });
});
