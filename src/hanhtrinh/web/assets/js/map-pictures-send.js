/* Brings a picture to the server. That is not queued: without a connection it is said so; what refers to it is. */
import { root } from "./map-root.js";

const block = document.getElementById("map-pictures-words");
const words = JSON.parse(block?.textContent || "{}");
export const word = (key, params = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => params[name] ?? "");
export const folder = root.dataset.map.replace(/\/maps\/[^/]*$/, "/pictures");
const MOST = 12 * 2 ** 20;
export const KINDS = "image/png,image/jpeg,image/webp,image/gif";

/* Gives the name of the kept file; throws an error whose message is for people. */
export async function bring(file) {
  if (!navigator.onLine) throw new Error(word("offline"));
  if (file.size > MOST) throw new Error(word("too_many_bytes", { file: file.name, given: (file.size / 2 ** 20).toFixed(1), allowed: 12 }));
  const address = `${folder}?name=${encodeURIComponent(file.name || "clipboard.png")}`;
  const headers = { "x-csrftoken": root.dataset.token, accept: "application/json", "content-type": "application/octet-stream" };
  const answer = await fetch(address, { method: "POST", body: file, headers }).catch(() => { throw new Error(word("offline")); });
  const given = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(given.error?.message ?? word("failed", { reason: answer.status }));
  return given.file;
}

export const pictured = (data) => [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
