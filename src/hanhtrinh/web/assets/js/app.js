/* Every page works without this. It adds: parts swapped in place (parts.js), copying, menus that close. */
import "./parts.js";

document.documentElement.classList.add("scripted");

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const from = document.getElementById(button.dataset.copy);
  const text = "value" in from ? from.value : from.textContent;
  try {
    await navigator.clipboard.writeText(text);
    if (button.dataset.copied) (button.querySelector("span") ?? button).textContent = button.dataset.copied;
  } catch {
    if (from.select) from.select();
    else getSelection().selectAllChildren(from);
  }
});

/* A list that sends its form as soon as something is chosen. */
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-sends]")) event.target.form.requestSubmit();
});
