/* Forms of cases: the steps of the chosen map alone are shown, a rule is tried and a letter is looked at while somebody
   fills them in. Without it all maps' steps can be opened, and buttons do the rest. */
import { take } from "./parts.js";

const PAUSE = 900;
const turns = new WeakMap();

function look(form, id, action) {
  clearTimeout(turns.get(form));
  turns.set(form, setTimeout(() => {
    if (!form.isConnected || !form.checkValidity()) return;
    take(id, action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => {});
  }, PAUSE));
}

function steps(choice) {
  choice.form.querySelectorAll(".case-steps").forEach((one) => {
    one.hidden = one.dataset.map !== choice.value;
    one.open = !one.hidden;
  });
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-case-map]")) steps(event.target);
});
document.addEventListener("input", (event) => {
  const form = event.target.form;
  const button = form?.querySelector("button[formaction]");
  if (!button) return;
  if (form.dataset.tries !== undefined) look(form, "case-tried", button.formAction);
  else if (form.querySelector("[name=reply]")) look(form, "case-reply-look", button.formAction);
});

const chosen = document.querySelector("[data-case-map]");
if (chosen) steps(chosen);
