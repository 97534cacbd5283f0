/* Asks for a name in a small dialog; gives it, or nothing where it was left. */
import { made } from "./map-arrange-dom.js";
import { word } from "./map-arrange-words.js";

export function askName(title, label, value = "") {
  return new Promise((resolve) => {
    const field = made("input.in", { type: "text", maxlength: 120, required: true, autocomplete: "off", "aria-label": label, placeholder: label });
    const keep = made("button.tool.main", { type: "submit" }, word("keep")), leave = made("button.tool", { type: "button" }, word("cancel"));
    const form = made("form", { method: "dialog" }, made("h2", {}, title), field, made("div.tools", {}, keep, leave));
    const dialog = made("dialog.ask-box", { "aria-label": title, "data-own": true }, form);
    const end = (name) => { resolve(name); dialog.remove(); };
    field.value = value;
    field.addEventListener("keydown", (event) => { if (event.isComposing && event.key === "Enter") event.preventDefault(); });
    form.addEventListener("submit", (event) => { event.preventDefault(); end(field.value.replace(/\s+/g, " ").trim()); });
    leave.addEventListener("click", () => end(""));
    dialog.addEventListener("close", () => end(""));
    document.body.append(dialog);
    dialog.showModal();
    field.select();
  });
}
