import { clean } from "./address.js";
import { send } from "./message.js";
import { on } from "./safe.js";

const FILE = /\.(pdf|docx?|xlsx?|pptx?|csv|zip|rar|apk|mp[34])$/i;
const KINDS = { "tel:": "call", "mailto:": "mail" };
// A field of a form may be called `getAttribute`.
const attribute = (element, name) => Element.prototype.getAttribute.call(element, name) || undefined;

const kind = (link) => {
  if (!/^http/.test(link.protocol)) return KINDS[link.protocol];
  return FILE.test(link.pathname) ? "download" : link.host !== location.host && "outgoing";
};

const clicked = (event) => {
  if (event.button > 1) return;
  const target = event.composedPath()[0];
  const link = (target.closest ? target : target.parentElement).closest("a[href]");
  const what = link && kind(link);
  if (!what) return;
  const text = link.textContent.trim().replace(/\s+/g, " ").slice(0, 80);
  send("track", { event: "Link Clicked", properties: { kind: what, href: clean(link.href), text } });
};

// Which form was sent, never what stands in it.
const submitted = (event) => {
  const form = event.composedPath()[0];
  send("track", { event: "Form Submitted", properties: { form_id: attribute(form, "id"), form_name: attribute(form, "name") } });
};

/** Watches links that lead away, downloads, calls and mails, and forms that are sent. */
export const watch = () => {
  on("click", clicked);
  on("auxclick", clicked);
  on("submit", submitted);
};
