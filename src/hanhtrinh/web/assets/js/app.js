/* Every page works without this. It adds: a page that takes a while says so (opening.js), parts swapped in place (parts.js), copying, menus that close. */
import "./opening.js";
import "./parts.js";

document.documentElement.classList.add("scripted");

/* On a phone a row of tabs is longer than the screen: the open one is to be seen. */
document.querySelector(".voice-tab[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

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
