/* Copies what stands in an element, and says that it did. */
document.documentElement.classList.add("scripted");
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const place = document.getElementById(button.dataset.copy), words = button.querySelector("span");
  try {
    await navigator.clipboard.writeText(place.textContent);
    words.textContent = button.dataset.copied;
  } catch {
    getSelection().selectAllChildren(place);
  }
});
