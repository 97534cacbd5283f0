"""What was found in uploaded files and how they would be read: columns by form, the mapping as text, a preview."""

from collections.abc import Mapping, Sequence
from typing import Any

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.jobs import Job
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import area, box, button, data_table, field, form, notice, select, tick
from hanhtrinh.web.imports.forms import ROW

_SHOWN_NAMES = 12
_SAMPLE_LETTERS = 60


def proposal(job: Job, address: str, asking: Asking, zone: str, mapping: str | None = None, wrong: str = "") -> Markup:
    """Return the proposal of an import that waits: its preview first, then what may be changed.

    `mapping` is a text that was just refused, `wrong` why: both stay on the page.
    """
    asked = job.asked
    if "yaml" not in asked:
        return notice(wrong or tr("imports.no_files", asking.lang), "bad")
    text = mapping if mapping is not None else asked["yaml"]
    return h(
        "div.proposal",
        notice(wrong, "bad") if wrong else None,
        _preview(asked["preview"], address, asking, zone),
        _tables(asked["tables"], asked["yaml"], address, asking),
        _guesses(asked.get("guesses", ()), asking.lang),
        _as_text(text, address, asking, shown=mapping is not None),
    )


def figures(counts: Mapping[str, int], lang: Lang) -> Markup:
    """Return counts, large, each with its name under it (`imports.<name>`)."""
    return h(
        "dl.figures",
        [h("div", h("dt", tr(f"imports.{name}", lang)), h("dd", Words(lang).number(n))) for name, n in counts.items()],
    )


def _preview(preview: Mapping[str, Any], address: str, asking: Asking, zone: str) -> Markup:
    lang = asking.lang
    counts = {
        "events": sum(preview["events"].values()), "people": preview["people"], "rows": preview["rows"],
        "duplicates": preview["duplicate"], "refused": preview["rejected"],
    }  # fmt: skip
    span = None
    if preview["first"] is not None:
        ends = " – ".join(Words(lang, zone).moment(preview[end]) for end in ("first", "last"))
        span = h("p.hint", tr("imports.span", lang), ": ", ends)
    part = None if preview["complete"] else h("p.hint", tr("imports.partial_note", lang))
    columns = h("div.two", _named(preview["events"], lang), _examples(preview["examples"], lang))
    start = form(
        asking, f"{address}/start",
        tick(tr("imports.replace", lang), "replace"), h("div.actions", button(tr("imports.start", lang))),
    )  # fmt: skip
    title = tr("imports.preview_title", lang)
    return box(title, figures(counts, lang), span, part, columns, reasons(preview["reasons"], asking), start)


def _named(events: Mapping[str, int], lang: Lang) -> Markup:
    shown = list(events.items())[:_SHOWN_NAMES]
    names = [h("li", h("span", name), h("b", Words(lang).number(count))) for name, count in shown]
    return h("div", h("h3", tr("imports.event_names", lang)), h("ul.names", names))


def _examples(events: Sequence[Mapping[str, Any]], lang: Lang) -> Markup:
    lines = [
        h("li", h("b", str(event.get("event", ""))), h("span", str(event.get("person", ""))), _properties(event))
        for event in events
    ]
    return h("div", h("h3", tr("imports.examples", lang)), h("ul.examples", lines))


def _properties(event: Mapping[str, Any]) -> Markup:
    named = {name.removeprefix("p_"): value for name, value in event.items() if name.startswith("p_")}
    return h("small", " · ".join(f"{name} = {str(value)[:_SAMPLE_LETTERS]}" for name, value in named.items()))


def reasons(found: Sequence[Mapping[str, Any]], asking: Asking) -> Markup | None:
    """Return why rows were refused, most frequent first."""
    if not found:
        return None
    lines = [
        h("li", tr("imports.reason_line", asking.lang, **{**one, "count": Words(asking.lang).number(one["count"])}))
        for one in found
    ]
    return h("details.reasons", h("summary", tr("imports.reasons", asking.lang)), h("ul", lines), open=True)


def _tables(tables: Sequence[Mapping[str, Any]], mapping: str, address: str, asking: Asking) -> Markup:
    lang = asking.lang
    hidden = h("input", type="hidden", name="as", value="columns"), h("textarea", mapping, name="mapping", hidden=True)
    fields = [_table(i, table, lang) for i, table in enumerate(tables)]
    again = h("div.actions", button(tr("imports.refresh", lang), kind="plain", icon="refresh-cw"))
    changed = form(asking, f"{address}/preview", *hidden, *fields, again)
    return box(tr("imports.look_title", lang), changed)


def _table(i: int, table: Mapping[str, Any], lang: Lang) -> Markup:
    heads = [tr(f"imports.{name}", lang) for name in ("column", "samples", "meaning")]
    rows = [_column(i, column, table["simple"], lang) for column in table["columns"]]
    chosen = _choices(i, table, lang) if table["simple"] else h("p.hint", tr("imports.not_simple_note", lang))
    columns = data_table(heads, rows, caption=table["name"], kind="columns")
    return h("fieldset.file", h("legend", table["name"]), chosen, columns)


def _column(i: int, column: Mapping[str, Any], simple: bool, lang: Lang) -> list[Markup]:
    uses = column["is"]
    samples = " · ".join(value[:_SAMPLE_LETTERS] for value in column["samples"] if value)
    return [h("b", column["name"]), h("span.samples", samples), _meaning(i, column["name"], uses, simple, lang)]


def _meaning(i: int, name: str, uses: Sequence[str], simple: bool, lang: Lang) -> Markup:
    if simple and set(uses) <= {"property"}:
        return tick(tr("imports.keep_property", lang), f"{i}:property", ticked="property" in uses, value=name)
    read_as = ", ".join(tr(f"imports.use_{use}", lang) for use in uses) or tr("imports.use_none", lang)
    kept = h("input", type="hidden", name=f"{i}:property", value=name) if simple and "property" in uses else None
    return h("span", read_as, kept)


def _choices(i: int, table: Mapping[str, Any], lang: Lang) -> Markup:
    columns = [(column["name"], column["name"]) for column in table["columns"]]
    used = {use: column["name"] for column in table["columns"] for use in column["is"]}
    row = [(ROW, tr("imports.each_row", lang))] if table["row_people"] else []
    person = ROW if table["row_people"] else used.get("person", "")
    named = tr("imports.choose_event_name", lang)
    return h(
        "div.choices",
        h("input", type="hidden", name=f"file:{i}", value=table["name"]),
        select(tr("imports.choose_person", lang), f"{i}:person", [*row, *columns], person),
        select(tr("imports.choose_time", lang), f"{i}:time", columns, used.get("time", "")),
        select(tr("imports.choose_event", lang), f"{i}:event", [("", "–"), *columns], used.get("event", "")),
        field(named, f"{i}:event_name", table["event_name"], maxlength=200),
    )


def _guesses(lines: Sequence[str], lang: Lang) -> Markup | None:
    if not lines:
        return None
    return h(
        "details.box", h("summary", tr("imports.guesses", lang)), h("ul.guesses", [h("li", line) for line in lines])
    )


def _as_text(text: str, address: str, asking: Asking, *, shown: bool) -> Markup:
    lang = asking.lang
    typed = area(tr("imports.as_text", lang), "mapping", text, rows=24, spellcheck="false", class_="in code")
    again = h("div.actions", button(tr("imports.refresh", lang), kind="plain", icon="refresh-cw"))
    changed = form(asking, f"{address}/preview", h("input", type="hidden", name="as", value="text"), typed, again)
    return h("details.box", h("summary", tr("imports.as_text", lang)), changed, open=shown)
