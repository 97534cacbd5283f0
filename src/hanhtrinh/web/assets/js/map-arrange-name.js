/* A name typed in place: Enter or leaving keeps it, Escape does not. While a Vietnamese word is being composed, Enter
   belongs to the keyboard. */
import { made } from "./map-arrange-dom.js";

/* Puts a field over an element that shows a name. `done(name)` hears of it once; an empty name is none. */
export function typeName(place, { value = "", label, hint = "", done, cancelled = () => {} }) {
  const field = made("input.name-field", { type: "text", maxlength: 120, "aria-label": label, placeholder: hint, autocomplete: "off", "data-own": true });
  let over = false;
  field.value = value;
  const end = (keep) => {
    if (over) return;
    over = true;
    const name = field.value.replace(/\s+/g, " ").trim();
    field.remove();
    place.classList.remove("being-named");
    if (keep && name && name !== value) done(name);
    else cancelled();
  };
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter") { event.preventDefault(); end(true); }
    if (event.key === "Escape") { event.preventDefault(); end(false); }
  });
  for (const kind of ["click", "pointerdown", "dblclick"]) field.addEventListener(kind, (event) => event.stopPropagation());
  field.addEventListener("blur", () => end(true));
  place.classList.add("being-named");
  place.append(field);
  field.focus();
  field.select();
  field.scrollIntoView({ block: "nearest", inline: "nearest" });
  return field;
}
