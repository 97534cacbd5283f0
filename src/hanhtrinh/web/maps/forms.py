"""The forms of the sheet beside the map: one cell, a step, a stage, the journey's own texts."""

from collections.abc import Mapping, Sequence

import msgspec

from hanhtrinh.app.maps.cells import LONGEST, SCORES, SEVERITIES, Cell, Entry, entries_of
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.edits.places import stage, step
from hanhtrinh.journey.model import Journey
from hanhtrinh.web.components import sign

SHORT = frozenset({"name", "owner"})
ABOUT = ("name", "scenario", "goal", "owner")
OF_STEP, OF_STAGE = ("name", "moment_of_truth"), ("name", "goal")


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One cell of a form: what it said when the form was opened, what stands in it now, and what others wrote since.

    `otherwise` is what the map shows while the cell is empty.
    """

    cell: Cell
    was: tuple[Entry, ...]
    now: tuple[Entry, ...]
    theirs: tuple[Entry, ...] | None = None
    otherwise: str = ""


def shown(journey: Journey, thing: str, key: str, fields: Sequence[str], lang: Lang) -> tuple[Shown, ...]:
    """Return the cells of a form as the journey has them; NoSuchPlace where the thing is not there."""
    cells = [Cell(thing=thing, key=key, field=field, lang=lang) for field in fields]
    found = [(cell, entries_of(journey, cell)) for cell in cells]
    return tuple(
        Shown(cell=cell, was=entries, now=entries, otherwise=otherwise(journey, cell)) for cell, entries in found
    )


def otherwise(journey: Journey, cell: Cell) -> str:
    """Return what the map shows while a cell is empty: a step without a name of its own is called as its touchpoint."""
    if cell.thing != "steps" or cell.field != "name":
        return ""
    return say(journey.name_of_step(step(journey, cell.key)), cell.lang)


def fields_of(thing: str, field: str) -> tuple[str, ...]:
    """Return the fields a form has: the one that is named, else those the thing itself is about."""
    if field:
        return (field,)
    return {"journey": ABOUT, "stages": OF_STAGE, "steps": OF_STEP}.get(thing, ())


def sheet(
    journey: Journey, cells: Sequence[Shown], lang: Lang, *, error: str = "", arrange: bool = False
) -> Sequence[Markup]:
    """Return the whole sheet: its head, the form, and for a step or stage what can be done with it."""
    first = cells[0].cell
    title = _tr(f"field_{first.field}", lang) if len(cells) == 1 else _tr(f"thing_{first.thing}", lang)
    shut = h("button.shut", sign("x"), type="button", data_shut=True, aria_label=tr("draw.close", lang))
    head = h("header", h("p", _called(journey, first, lang)), h("h2", title, id="sheet-title", tabindex=-1), shut)
    taken = any(one.theirs is not None for one in cells)
    told = _notice(_tr("conflict", lang), "middling") if taken else _notice(error, "bad") if error else None
    form = h(
        "form.sheet-form",
        told,
        h("input", type="hidden", name="thing", value=first.thing),
        h("input", type="hidden", name="key", value=first.key),
        [_cell(i, one, lang, many=len(cells) > 1) for i, one in enumerate(cells)],
        _buttons(lang, over=taken),
        data_save="edit",
    )
    more = _arrange(journey, first, lang) if arrange and first.thing != "journey" else None
    return [part for part in (head, form, more) if part is not None]


def _tr(key: str, lang: Lang, **params: object) -> str:
    return tr(f"map_page.{key}", lang, **params)


def _called(journey: Journey, cell: Cell, lang: Lang) -> str:
    match cell.thing:
        case "steps":
            return say(journey.name_of_step(step(journey, cell.key)), lang)
        case "stages":
            return say(stage(journey, cell.key).name, lang)
    return say(journey.name, lang)


def _notice(text: str, kind: str) -> Markup:
    return h(f"div.notice.{kind}", sign("triangle-alert"), h("div", text), role="alert")


def _buttons(lang: Lang, *, over: bool) -> Markup:
    words = _tr("save_over" if over else "save", lang)
    keep = _tr("keep_theirs" if over else "cancel", lang)
    hint = h("p.small", _tr("save_hint", lang))
    return h(
        "div.sheet-buttons", h("button.btn.main", words, type="submit"),
        h("button.btn.plain", keep, type="button", data_shut=True), hint,
    )  # fmt: skip


def _cell(index: int, one: Shown, lang: Lang, *, many: bool) -> Markup:
    cell, name = one.cell, f"c{index}"
    was = msgspec.json.encode({"field": cell.field, "lang": cell.lang, "was": one.was}).decode()
    label = _tr(f"field_{cell.field}", lang)
    hint = _HINTS.get(cell.field)
    theirs = _theirs(one, lang) if one.theirs is not None else None
    return h(
        "fieldset.sheet-cell",
        h("legend", label) if many else h("legend.vh", label),
        h("input", type="hidden", name="cell", value=was),
        theirs,
        _controls(one, name, label, lang),
        h("p.small", _tr(hint, lang)) if hint else None,
    )


_HINTS: Mapping[str, str] = {"feeling": "hint_feeling", "thoughts": "hint_thoughts", "pains": "hint_pains"}


def _theirs(one: Shown, lang: Lang) -> Markup:
    """Return what stands there now, and over it what was written here: neither is lost."""
    lines = [h("li", _line(entry, one.cell, lang)) for entry in one.theirs or () if entry.text or entry.level]
    empty = h("p", _tr("nothing_there", lang))
    return h("div.theirs", h("b", _tr("theirs", lang)), h("ul", lines) if lines else empty, h("b", _tr("mine", lang)))


def _line(entry: Entry, cell: Cell, lang: Lang) -> str:
    level = _level(entry.level, cell, lang) if entry.level else ""
    return " · ".join(part for part in (entry.text, level) if part)


def _level(level: str, cell: Cell, lang: Lang) -> str:
    if cell.kind == "pains":
        return tr(f"draw.severity_{level}", lang)
    if cell.kind == "feeling":
        return Words(lang).signed(float(level), 1)
    return _tr("marked", lang)


def _controls(one: Shown, name: str, label: str, lang: Lang) -> list[Markup]:
    kind, entries = one.cell.kind, one.now
    if kind == "mark":
        checked = bool(entries and entries[0].level)
        box = h("input", type="checkbox", name=f"{name}.level", value="1", checked=checked)
        return [h("label.tick", box, h("span", _tr("mark_moment", lang)))]
    if kind in ("text", "feeling"):
        entry = entries[0] if entries else Entry()
        score = [_scores(name, entry.level, lang)] if kind == "feeling" else []
        words = _words(name, entry.text, label, short=one.cell.field in SHORT, placeholder=one.otherwise or None)
        return [words, *score]
    rows = [*entries, Entry(level="2" if kind == "pains" else "")]
    return [h("ol.sheet-lines", [_row(name, row, label, kind, lang, last=i == len(entries))
                                 for i, row in enumerate(rows)], data_lines=True)]  # fmt: skip


def _row(name: str, entry: Entry, label: str, kind: str, lang: Lang, *, last: bool) -> Markup:
    words = _words(name, entry.text, label, placeholder=_tr("one_more", lang) if last else None)
    level = None
    if kind == "pains":
        options = [h("option", tr(f"draw.severity_{s}", lang), value=s, selected=s == entry.level) for s in SEVERITIES]
        level = h("select.in", options, name=f"{name}.level", aria_label=_tr("severity", lang))
    return h("li", words, level)


def _words(name: str, text: str, label: str, *, short: bool = False, placeholder: str | None = None) -> Markup:
    common = {"name": f"{name}.text", "aria_label": label, "maxlength": LONGEST, "placeholder": placeholder}
    if short:
        return h("input.in", type="text", value=text, autocomplete="off", **common)  # type: ignore[arg-type]
    rows = min(8, max(2, len(text) // 40 + 1 + text.count("\n")))
    return h("textarea.in", text, rows=rows, **common)  # type: ignore[arg-type]


def _scores(name: str, level: str, lang: Lang) -> Markup:
    words = Words(lang)
    names = {"2": "laugh", "1": "smile", "0": "meh", "-1": "frown", "-2": "angry"}
    options = [
        h("option", _score(words, value, names.get(value), lang), value=value, selected=value == level)
        for value in dict.fromkeys((*SCORES, level))
    ]
    label = h("span", _tr("assumed_score", lang))
    return h("label.sheet-score", label, h("select.in", options, name=f"{name}.level"))


def _score(words: Words, value: str, face: str | None, lang: Lang) -> str:
    if not value:
        return _tr("no_score", lang)
    number = words.signed(float(value), 1)
    return f"{number} · {_tr(f'face_{face}', lang)}" if face else number


def _arrange(journey: Journey, cell: Cell, lang: Lang) -> Markup:
    """Return what can be done with a step or a stage as a whole."""
    kind = "step" if cell.thing == "steps" else "stage"
    hidden = (
        h("input", type="hidden", name="thing", value=cell.thing),
        h("input", type="hidden", name="key", value=cell.key),
    )
    moves = h(
        "form.sheet-moves", hidden,
        h("button.btn.plain", sign("arrow-left"), _tr("move_before", lang), name="do", value="before"),
        h("button.btn.plain", _tr("move_after", lang), sign("arrow-right"), name="do", value="after"),
        data_save="arrange",
    )  # fmt: skip
    label = _tr(f"new_{kind}", lang)
    add = h(
        "form.sheet-add", hidden,
        h("label", label, h("input.in", type="text", name="name", required=True, maxlength=120, autocomplete="off")),
        h("button.btn.plain", sign("plus"), _tr("add", lang), name="do", value="add"),
        data_save="arrange",
    )  # fmt: skip
    question = _tr(f"remove_{kind}_sure", lang, name=_called(journey, cell, lang))
    remove = h(
        "details.sheet-remove",
        h("summary", sign("trash-2"), _tr(f"remove_{kind}", lang)),
        h("form", hidden, h("p", question),
          h("button.btn.danger", _tr("remove", lang), name="do", value="remove"), data_save="arrange"),
    )  # fmt: skip
    return h("section.sheet-arrange", h("h3", _tr(f"arrange_{kind}", lang)), moves, add, remove)
