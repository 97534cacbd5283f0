/* Signing out while something waits: the words stay on this device, and whoever signs out is told so. */
import { tr } from "./map-edit-words.js";
import { status } from "./map-queue.js";

document.addEventListener("submit", (event) => {
  const { waiting } = status();
  if (!event.target.action?.endsWith("/sign-out") || !waiting) return;
  if (!confirm(tr("sign_out_sure", { count: waiting }))) event.preventDefault();
});
