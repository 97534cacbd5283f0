/* Which text of the journey a place of the page shows, and where a text is shown. */
import { placeOf, written } from "./map-queue.js";
import { root } from "./map-root.js";
import { tr } from "./map-edit-words.js";

const FIELDS = {
  activity: ["activity", "text"], thoughts: ["thoughts", "list"], emotion: ["feeling", "feeling"], pains: ["pains", "pains"],
  moments: ["moment_of_truth", "mark"], opportunities: ["opportunities", "opportunities"], questions: ["questions", "questions"],
  backstage: ["backstage", "text"], owner: ["owner", "line"],
};
const SHOWN = "td[data-lane][data-step], .points > li[data-step], th.step, th.stage, th.lane, [data-write]";
const SHORT = new Set(["name", "owner"]);
const q = (text) => CSS.escape(text);

function ofLane(lane) {
  if (lane.startsWith("rival-")) return [`competitors/${lane.slice(6)}`, "comparison"];
  const known = written()?.lanes?.find((one) => one.key === lane);
  const [field, kind] = FIELDS[lane] ?? [];
  if (known?.own) return [known.field ?? `notes/${lane}`, known.kind ?? "note"];
  return known && known.field !== undefined ? [known.field, known.kind] : [field, kind];
}

/* What a place shows: {thing, key, field, kind, short, place, element}; null where nothing can be written. */
export function shownBy(target) {
  const element = target?.closest?.(SHOWN);
  if (!element || !root.contains(element)) return null;
  const [thing, key, field, kind] = named(element);
  if (!thing || !field) return null;
  const found = { thing, key, field, kind: kind || "text", short: SHORT.has(field) };
  return { ...found, place: placeOf(found), element };
}

function named(element) {
  const { write, lane, step, stage } = element.dataset;
  if (write) { const [thing, ...rest] = write.split("/"); return thing === "journey" ? [thing, "", rest.join("/")] : [thing, rest[0], rest.slice(1).join("/")]; }
  if (element.matches("th.step")) return ["steps", step, "name"];
  if (element.matches("th.stage")) return ["stages", stage ?? root.dataset.stages.split(" ")[element.cellIndex - 1], "name"];
  if (element.matches("th.lane")) return ownLane(element);
  if (lane === "pictures") return [];
  const [field, kind] = ofLane(lane);
  return ["steps", step, field, kind];
}

function ownLane(element) {
  const lane = element.closest("tr")?.dataset.lane;
  return lane && !lane.startsWith("rival-") ? ["lanes", lane, "name"] : [];
}

/* The element that shows a place, where there is one: `steps/cart/activity`. */
export function elementOf(place) {
  const [thing, key, ...rest] = place.split("/"), field = rest.join("/");
  const direct = root.querySelector(`[data-write="${q(place)}"]`);
  if (direct) return direct;
  if (thing === "stages" && field === "name") return root.querySelector(`th.stage[data-stage="${q(key)}"]`);
  if (thing === "lanes" && field === "name") return root.querySelector(`tr[data-lane="${q(key)}"] > th.lane`);
  if (thing !== "steps") return null;
  if (field === "name" || !field) return root.querySelector(`th.step[data-step="${q(key)}"]`);
  return root.querySelector(`.map [data-lane="${q(laneOf(field))}"][data-step="${q(key)}"]`);
}

export function laneOf(field) {
  if (field.startsWith("competitors/")) return `rival-${field.slice(12)}`;
  if (field.startsWith("notes/")) return field.slice(6);
  const known = written()?.lanes?.find((lane) => lane.field === field);
  return known?.key ?? Object.keys(FIELDS).find((lane) => FIELDS[lane][0] === field) ?? field;
}

const plain = (element) => element?.firstChild?.nodeType === 3 ? element.firstChild.data.trim() : element?.textContent.trim() ?? "";

/* How a place is called: "Cart, Activity". */
export function called({ thing, key, field, element }) {
  const state = written();
  if (thing === "steps") {
    const head = root.querySelector(`th.step[data-step="${q(key)}"] .step-name`), step = plain(head) || state?.steps[key]?.name || key;
    const row = element?.closest("tr[data-lane]") ?? root.querySelector(`tr[data-lane="${q(laneOf(field))}"]`);
    return `${step}, ${field === "name" ? tr("step") : row?.querySelector(".lane-name")?.textContent.trim() ?? field}`;
  }
  if (thing === "stages") return `${tr("stage")} ${state?.cells[`stages/${key}/name`]?.[0]?.text || key}`;
  if (thing === "lanes") return `${tr("lane")} ${root.querySelector(`tr[data-lane="${q(key)}"] .lane-name`)?.textContent.trim() ?? key}`;
  return tr(`field_${field}`);
}

export const entriesAt = (place) => written()?.cells[place] ?? [];

export const LISTS = new Set(["list", "pains", "opportunities", "questions"]);

/* Entries as the server keeps them: no blanks around, no empty lines in lists; what a line does not show stays with it. */
export function tidy(entries, kind) {
  const said = entries.map((entry) => ({ ...entry, text: (entry.text ?? "").replaceAll("\r\n", "\n").trim(), level: entry.level ?? "" }));
  if (LISTS.has(kind)) return said.filter((entry) => entry.text || entry.file || entry.source);
  return said.length ? said.slice(0, 1) : [{ text: "", level: "" }];
}
export const same = (a, b, kind) => JSON.stringify(tidy(a, kind)) === JSON.stringify(tidy(b, kind));
