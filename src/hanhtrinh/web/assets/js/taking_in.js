// Taking in: what the files hold is said to the form that sends them; a hook shows paths only for other tools.
const about = document.querySelector("form.taking-about");
const upload = document.querySelector("form[data-upload]");
if (about && upload) {
  const survey = about.elements.survey.closest(".field");
  const tell = () => {
    upload.dataset.upload = `${about.dataset.base}?${new URLSearchParams(new FormData(about))}`;
    survey.hidden = about.elements.kind.value !== "answers";
  };
  about.addEventListener("input", tell);
  about.addEventListener("submit", (event) => event.preventDefault());
  tell();
}

const tool = document.querySelector("form.taking-hook select[name=shape]");
if (tool) {
  const paths = document.querySelector(".taking-paths");
  const show = () => { paths.hidden = tool.value !== "generic"; };
  tool.addEventListener("input", show);
  show();
}

// A definition may be larger than a plain form: it goes with its token in the header, and its answer takes the page's place.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form.taking-send");
  if (!form) return;
  event.preventDefault();
  const body = new FormData(form), button = form.querySelector("button");
  button.disabled = true;
  const headers = { "x-csrftoken": body.get("_csrf_token") };
  const answer = await fetch(form.action, { method: "POST", body, headers }).catch(() => null);
  const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#main");
  if (page) document.querySelector("#main").replaceWith(page);
  button.disabled = false;
});
