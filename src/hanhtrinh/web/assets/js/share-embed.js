/* An embedded map tells the page around it how tall it is: only to the sites that may embed it, nothing else. */
import { root } from "./map-root.js";

const around = location.ancestorOrigins?.[0];
const plain = (root.dataset.sites ?? "").split(" ").filter((site) => site && !site.includes("*"));
const matches = (site) => new RegExp(`^${site.split("*.").map((part) => part.replaceAll(".", "\\.")).join("([a-z0-9-]+\\.)+")}$`);
const allowed = around && (root.dataset.sites ?? "").split(" ").some((site) => site && matches(site).test(around));
const targets = allowed ? [around] : around ? [] : plain;

function tell() {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  for (const target of targets) window.parent.postMessage({ hanhtrinh: "height", height }, target);
}
if (window.parent !== window && targets.length) new ResizeObserver(tell).observe(document.body);
