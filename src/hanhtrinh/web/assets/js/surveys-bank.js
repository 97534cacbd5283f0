/* The bank of questions, and putting answers into words: both open beside what one is writing. */
import { plain } from "./plain.js";
import { ask } from "./surveys-send.js";

const root = document.getElementById("sb");
const bank = document.getElementById("sb-bank");
let page = "", last = null;

function filter() {
  const words = plain(bank.querySelector("[data-sb-bank-search]").value).split(/\s+/).filter(Boolean);
  const stage = bank.querySelector("[data-sb-bank-stage]").value;
  let shown = 0;
  for (const row of bank.querySelectorAll("[data-sb-words]")) {
    const fits = words.every((word) => row.dataset.sbWords.includes(word)) && (!stage || row.dataset.sbStages.split(" ").includes(stage));
    row.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  bank.querySelector("[data-sb-bank-nothing]").hidden = shown > 0;
}

bank.addEventListener("input", filter);

document.addEventListener("click", (event) => {
  const at = (name) => event.target.closest(`[data-sb-${name}]`);
  if (at("bank")) {
    page = at("bank").dataset.sbBank;
    bank.showModal();
  } else if (at("banked")) {
    bank.close();
    ask({ do: "banked", bank: at("banked").dataset.sbBanked, page });
  } else if (at("shut")) bank.close();
  else if (at("pipe")) pipe(at("pipe"));
});

document.addEventListener("focusin", (event) => {
  if (event.target.matches?.(".sb-texts textarea, .sb-texts input")) last = event.target;
});

/* A list of the answers that are known where this text stands: those of earlier pages. */
function pipe(button) {
  const texts = button.closest(".sb-texts");
  const field = texts.contains(last) ? last : texts.querySelector("textarea, input");
  const here = button.closest("[data-sb-section]")?.dataset.sbSection;
  const names = [];
  for (const section of root.querySelectorAll("[data-sb-section]")) {
    if (section.dataset.sbSection === here) break;
    for (const card of section.querySelectorAll("[data-sb-card]")) names.push([card.dataset.sbCard, card.querySelector("[data-sb-shown]").textContent]);
  }
  texts.querySelector(".sb-pipes")?.remove();
  const list = Object.assign(document.createElement("select"), { className: "in sb-pipes" });
  list.setAttribute("aria-label", button.textContent.trim());
  list.append(new Option(names.length ? button.textContent.trim() : "–", ""), ...names.map(([key, words]) => new Option(words, key)));
  list.onchange = () => {
    if (list.value) field.setRangeText(`{${list.value}|…}`, field.selectionStart, field.selectionEnd, "end");
    list.remove();
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  button.after(list);
  list.focus();
}
