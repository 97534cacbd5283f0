/* The logo of a survey: sent as a picture of the workspace, then named in the theme; taken off again. */
import { edit } from "./surveys-send.js";

const root = document.getElementById("sb");

document.addEventListener("change", async (event) => {
  const field = event.target;
  if (field.dataset?.sbLogo === undefined || !field.files.length) return;
  const wrong = document.querySelector("[data-sb-logo-wrong]");
  wrong.hidden = true;
  field.disabled = true;
  try {
    const [file] = field.files;
    const headers = { "x-csrftoken": root.dataset.sbToken, accept: "application/json", "content-type": "application/octet-stream" };
    const answer = await fetch(`${field.dataset.sbLogo}?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file, headers });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.error?.message ?? said.message ?? answer.status);
    edit([{ op: "set", place: ["theme", "logo"], value: said.file }], { redraw: true, focus: "sb-logo" });
  } catch (error) {
    wrong.textContent = error.message;
    wrong.hidden = false;
  }
  field.disabled = false;
  field.value = "";
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-sb-unlogo]")) return;
  const gone = ["logo", "logo_alt"].map((name) => ({ op: "set", place: ["theme", name], value: null }));
  edit(gone, { redraw: true, undoable: true, focus: "sb-logo" });
});
