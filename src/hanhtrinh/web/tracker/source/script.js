// What the script's own tag says: `<script async src="https://server/hanhtrinh.js?key=hw_…">`.
const address = new URL(document.currentScript.src);
const option = (name) => address.searchParams.get(name);

export const key = option("key");
/** Where messages go: beside the script. */
export const endpoint = new URL("v1/b", address).href;
/** Page views are seen to unless the tag says `pages=off`. */
export const pages = option("pages") !== "off";
/**
 * Nothing is sent or stored before the visitor agrees: where the source says so (`CONSENT`, which the server fills in
 * when it serves the script), the tag does (`consent=required`), or the browser asks not to be tracked.
 */
export const asks = CONSENT || option("consent")
  || navigator.globalPrivacyControl || navigator.doNotTrack === "1";
