/* Every number is a door: a click opens what stands behind it. */
const door = document.getElementById("door");

function doorTable([title, head, rows]) {
  const cells = (tag, row) => row.map((text) => make(tag, tag === "th" ? { scope: "col" } : null, text));
  const body = rows.map((row) => make("tr", null, ...cells("td", row)));
  return make("section", null, make("h3", null, title),
    make("table", null, make("thead", null, make("tr", null, ...cells("th", head))), make("tbody", null, ...body)));
}

function doorSpark(spark) {
  const last = Math.max(1, spark.points.length - 1);
  let path = "", dots = "", pen = "M";
  spark.points.forEach(([, , y], i) => {
    if (y === null) { pen = "M"; return; }
    const at = `${(i / last) * 100} ${10 + y * 80}`;
    path += `${pen}${at}`; dots += `M${at}h.01`; pen = "L";
  });
  const picture = make("svg.spark", { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" },
    ...spark.marks.map(([x]) => make("path.mark", { d: `M${x * 100} 0V100` })), make("path", { d: path }), make("path.dot", { d: dots }));
  const every = Math.ceil(spark.points.length / 5);
  const labels = spark.points.map(([day, value], i) => make(i % every ? "li.vh" : "li", null, make("b", null, value), day));
  const shipped = spark.marks.map(([, day, what]) => make("li", null, sign("rocket"), make("span", null, make("b", null, day), ` ${what}`)));
  return make("section", null, make("h3", null, spark.title), picture, make("ol.sparks", null, ...labels),
    shipped.length ? make("ul.ships", null, ...shipped) : "");
}

function doorQuote(quote) {
  return make(`figure.quote.${quote.tone}`, null, make("blockquote", null, `“${quote.text}”`), make("figcaption", null, quote.source));
}

function doorCommand(labels, command) {
  const button = make("button.tool", { type: "button" }, labels.copy);
  button.addEventListener("click", () => navigator.clipboard?.writeText(command).then(() => { button.textContent = labels.copied; }, () => getSelection().selectAllChildren(button.previousSibling)));
  return make("section", null, make("h3", null, labels.people_behind), make("div.command", null, make("code", null, command), button));
}

function openDoor(index) {
  const { labels, doors, definitions, rows, tables, quotes } = data();
  const one = doors[index];
  const shut = make("button.shut", { type: "button", "aria-label": labels.close }, sign("x"));
  shut.addEventListener("click", () => door.close());
  const facts = one.rows.flatMap((i) => [make("dt", null, rows[i][0]), make(rows[i][1].length > 60 ? "dd.long" : "dd", null, rows[i][1])]);
  door.replaceChildren(
    make("header", null, make("p", null, one.place), make("h2", { id: "door-title", tabindex: "-1" }, one.title), shut),
    make("p.value", null, one.value),
    make("p.meaning", null, definitions[one.definition]),
    make("dl", null, ...facts),
    one.spark ? doorSpark(one.spark) : "",
    one.quotes.length ? make("section", null, make("h3", null, labels.voices), ...one.quotes.map((i) => doorQuote(quotes[i]))) : "",
    one.command ? doorCommand(labels, one.command) : "",
    ...one.tables.map((i) => doorTable(tables[i])),
    make("div.end"),
  );
  door.setAttribute("aria-labelledby", "door-title");
  door.showModal();
  door.scrollTop = 0;
  door.querySelector("h2").focus();
}

document.addEventListener("click", (event) => {
  const number = event.target.closest("[data-door]");
  if (number) openDoor(Number(number.dataset.door));
  else if (event.target === door) door.close();
});
