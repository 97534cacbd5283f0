/* Copying and pasting ranges of cells: what Excel, Google Sheets and this map put on the clipboard, at once and undone
   at once. Lanes that are measured are passed over: they cannot be written. */
import { leave, writes, writing } from "./map-cell.js";
import { LISTS, entriesAt, shownBy } from "./map-cell-places.js";
import { tell, tr } from "./map-edit-words.js";
import { placeAt, rows, standing, steps } from "./map-keys-grid.js";
import { editing, here, range, unchosen } from "./map-keys.js";
import { act } from "./map-queue.js";
import { say } from "./map-root.js";

const YES = /^(x|✓|✔|1|true|yes|có|đúng|◆)$/i, MOST = 5000;

/* Rows of a text with tabs, as spreadsheets write it: a cell with line breaks stands in quotes, its own are doubled. */
export function tabbed(text) {
  const table = [[""]];
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i], row = table.at(-1);
    if (quoted) {
      if (sign !== '"') row[row.length - 1] += sign;
      else if (text[i + 1] === '"') { row[row.length - 1] += '"'; i += 1; } else quoted = false;
    } else if (sign === '"' && row.at(-1) === "") quoted = true;
    else if (sign === "\t") row.push("");
    else if (sign === "\n") table.push([""]);
    else if (sign !== "\r") row[row.length - 1] += sign;
  }
  if (table.length > 1 && table.at(-1).join("") === "") table.pop();
  return table;
}

/* Rows of a table in HTML; a cell over several columns fills the first. */
export function tabled(html) {
  const page = new DOMParser().parseFromString(html, "text/html"), table = page.querySelector("table");
  if (!table) return null;
  for (const end of table.querySelectorAll("br")) end.replaceWith("\n");
  const text = (cell) => cell.textContent.replace(/[^\S\n]+/g, " ").replace(/ ?\n ?/g, "\n").trim();
  const row = (one) => [...one.cells].flatMap((cell) => [text(cell), ...Array(Math.min(cell.colSpan, 60) - 1).fill("")]);
  return [...table.rows].map(row).filter((one) => one.length);
}

/* What was copied as rows of texts; a text without tabs and without a table is one cell. */
function copied(data) {
  const html = data.getData("text/html"), plain = data.getData("text/plain");
  const table = html && /<table/i.test(html) ? tabled(html) : null;
  if (table?.length) return table;
  return plain.includes("\t") ? tabbed(plain) : [[plain.replace(/\r\n/g, "\n").replace(/\n$/, "")]];
}

function entriesOf(text, { kind, place }) {
  if (kind === "mark") return [{ text: "", level: YES.test(text.trim()) ? "1" : "" }];
  if (LISTS.has(kind)) return text.split("\n").map((one) => one.trim()).filter(Boolean).map((one) => ({ text: one, level: kind === "pains" ? "2" : "" }));
  return [{ ...(entriesAt(place)[0] ?? { level: "" }), text: text.trim() }];
}

/* Which text goes where: from a place to the right over steps, and down over the lanes that can be written. */
function laid(table, from) {
  const { row, step } = standing(from), all = rows(), last = steps().length;
  const lanes = all.slice(all.indexOf(row)).filter((one) => shownBy(placeAt(one, Math.max(0, step))));
  const list = [];
  let left = 0;
  table.forEach((texts, down) => texts.forEach((text, right) => {
    const place = step + right < last ? placeAt(lanes[down], step + right) : null, what = place && shownBy(place);
    if (what) list.push({ what, given: entriesOf(text, what) });
    else if (text.trim()) left += 1;
  }));
  return { list, left };
}

function done(list, left) {
  const commands = writes(list);
  const places = list.map(({ what }) => what.place);
  act(commands.length === 1 ? commands[0] : { do: "several", commands }, { optimistic: () => document.dispatchEvent(new CustomEvent("map:several", { detail: { places } })) });
  const count = (part) => new Set(places.map(part)).size;
  const words = tr("pasted", { count: places.length, lanes: count((place) => place.split("/").slice(2).join("/")), steps: count((place) => place.split("/")[1]) });
  say(left ? `${words} ${tr("left_over", { count: left })}` : words);
}

document.addEventListener("paste", (event) => {
  if (!editing() || event.defaultPrevented) return;
  const table = copied(event.clipboardData), open = writing()?.element;
  if (!table.length || table.flat().length > MOST) return;
  if (open && table.flat().length > 1 && open.matches("td, .points > li")) leave({ focus: true });
  const place = here();
  if (writing() || !place || place !== document.activeElement) return;
  event.preventDefault();
  const { list, left } = laid(table, place);
  if (list.length) done(list, left); else tell(tr("not_writable"));
  unchosen();
});

const quoted = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
document.addEventListener("copy", (event) => {
  const place = here();
  if (!editing() || writing() || !place || place !== document.activeElement || String(getSelection()).trim()) return;
  const rows = range().filter((row) => row.some(shownBy)), text = (one) => {
    const what = shownBy(one);
    if (!what) return "";
    const entries = entriesAt(what.place);
    return what.kind === "mark" ? (entries[0]?.level ? "✓" : "") : entries.map((entry) => entry.text).join("\n");
  };
  event.preventDefault();
  event.clipboardData.setData("text/plain", rows.map((row) => row.map((one) => quoted(text(one))).join("\t")).join("\n"));
  const table = document.createElement("table");
  for (const row of rows) { const line = table.insertRow(); for (const one of row) line.insertCell().innerText = text(one); }
  event.clipboardData.setData("text/html", table.outerHTML);
  tell(tr("copied", { count: rows.flat().length }));
});
