/* The quiet line that says what became of what was written: saved, saving, kept on this device, refused and why. */
import { called, elementOf, shownBy } from "./map-cell-places.js";
import { open } from "./map-cell.js";
import { make, tell, tr } from "./map-edit-words.js";
import { discard, hurry, placeOf, status } from "./map-queue.js";
import { root } from "./map-root.js";

const SOON = 250;
const line = () => document.getElementById("editing-line");
let shown = "saved", soon, spoken = "saved";

function words({ state, waiting, said, refused }) {
  if (state === "offline") return tr("offline", { count: waiting });
  if (state === "refused" && refused.length) return tr("refused", { count: refused.length, reason: refused[0].refused });
  if (state === "refused") return tr("refused_all", { reason: said });
  return tr(state);
}

function show() {
  const place = line()?.querySelector(".save-state"), now = status();
  if (!place) return;
  const kind = now.failing && now.waiting ? "failing" : now.state;
  place.dataset.state = kind;
  const text = kind === "failing" ? tr("failing") : words(now), told = place.querySelector("span");
  if (told.textContent !== text) told.textContent = text;
  place.querySelector("use")?.setAttribute("href", `#i-${{ saved: "check", saving: "refresh-cw", offline: "triangle-alert" }[kind] ?? "triangle-alert"}`);
  for (const button of line().querySelectorAll("[data-refused]")) button.hidden = !now.refused.length;
  line().querySelector("[data-again]").hidden = kind !== "offline";
  line().dataset.needed = kind === "saved" || kind === "saving" ? "" : "1";
  if (["offline", "refused", "failing"].includes(kind) ? spoken !== kind : spoken !== "saved" && kind === "saved") {
    spoken = kind;
    tell(text);
  }
  shown = kind;
}

/* "Saving…" is shown when it takes long enough to be read; everything else at once. */
function changed() {
  clearTimeout(soon);
  if (status().state === "saving" && shown === "saved") soon = setTimeout(show, SOON);
  else show();
}

function list() {
  const panel = document.getElementById("refused-list");
  const item = (record) => {
    const { command } = record, texts = command.do === "write" ? command.given.map((entry) => entry.text).join("\n") : "";
    const element = command.do === "write" ? elementOf(placeOf(command)) : null, what = element && shownBy(element);
    const title = command.do === "write" ? called(what ?? { ...command, element: null }) : tr("did_something");
    const go = what ? make("button.tool", { type: "button", "data-to": placeOf(command) }, tr("to_cell")) : null;
    return make("li", {}, make("b", {}, title), make("p.small", {}, record.refused), texts ? make("textarea.in", { readonly: true, rows: "2", "aria-label": title }, texts) : null,
      make("div.tools", {}, go, make("button.tool", { type: "button", "data-discard": record.id }, tr("discard"))));
  };
  panel.querySelector("ul").replaceChildren(...status().refused.map(item));
  if (!status().refused.length && panel.matches(":popover-open")) panel.hidePopover();
}

root.addEventListener("click", (event) => {
  const { target } = event, one = target.closest("[data-discard]"), to = target.closest("[data-to]");
  if (target.closest("[data-refused=show]")) { list(); document.getElementById("refused-list").showPopover(); }
  if (target.closest("[data-refused=discard]")) discard();
  if (target.closest("[data-again]")) hurry();
  if (one) discard(one.dataset.discard).then(list);
  if (to) { document.getElementById("refused-list").hidePopover(); open(elementOf(to.dataset.to)); }
});
document.addEventListener("map:queue", changed);
document.addEventListener("map:changed", show);
document.addEventListener("live:open", hurry);
show();
