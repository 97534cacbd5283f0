/* Fills the measured part of each journey's card, one after the other. */
for (const place of document.querySelectorAll("[data-card]")) {
  try {
    const answer = await fetch(place.dataset.card);
    const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
    place.replaceChildren(...[...page.body.childNodes].map((node) => document.adoptNode(node)));
  } catch { /* the card says what its file says all the same */ }
  place.removeAttribute("aria-busy");
}
