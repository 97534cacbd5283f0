"""Two versions beside each other: what was changed, in sentences by stage, and what became of the numbers."""

from collections.abc import Sequence

from hanhtrinh.access import Right, may
from hanhtrinh.app.versions.comparing import Compared, Side
from hanhtrinh.draw.change_words import ChangeRow, change_note, change_rows, change_summary
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang
from hanhtrinh.i18n import say as said_in
from hanhtrinh.journey.diff import sentences
from hanhtrinh.journey.edits import RenameKey
from hanhtrinh.measures.changed import Change, Verdict
from hanhtrinh.measures.results import MapReadings
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.versions import Version
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import badge, box, button, data_table, notice, select, tabs
from hanhtrinh.web.versions.curve import two_curves
from hanhtrinh.web.versions.parts import NOW, base_of, crumbs, say, title_of
from hanhtrinh.web.versions.timeline import restore_form

_MARKS: dict[Verdict, str] = {"beyond": "accent", "appeared": "good", "gone": "middling", "not_comparable": "middling"}
_TOLD: tuple[Verdict, ...] = ("beyond", "appeared", "gone", "not_comparable")


def compare_page(
    asking: Asking, space: Space, journey: str, found: Compared, versions: Sequence[Version], words: Words
) -> Markup:
    """Return the choice of two versions, the sentences, and the numbers with their marks."""
    lang = asking.lang
    name = said_in(found.new.file.journey.name, lang)
    here = (f"{base_of(space, journey)}/compare", say(lang, "compare"))
    lead = h("header.head", h("div", h("h1", say(lang, "compare")), h("p.lead", _which(found, words))),
             _restore(asking, space, journey, found, words))  # fmt: skip
    return h(
        "div.versions.comparing",
        crumbs(space, journey, name, lang, here), lead,
        _choice(space, journey, found, versions, words),
        box(say(lang, "in_words"), *_words(found, lang)),
        box(say(lang, "in_numbers"), *_numbers(space, journey, found, words)),
    )  # fmt: skip


def _id(side: Side) -> str:
    return side.version.id if side.version else NOW


def _which(found: Compared, words: Words) -> Markup:
    old, new = (title_of(side.version, words) for side in (found.old, found.new))
    return h("span.which", h("span", old), h("span", " → ", aria_hidden="true"), h("span", new))


def _restore(asking: Asking, space: Space, journey: str, found: Compared, words: Words) -> Markup | None:
    if found.old.version is None or not found.edits or not may(asking.actor, space.id, Right.EDIT_MAPS):
        return None
    return h("div.actions", restore_form(asking, base_of(space, journey), found.old.version, words))


def _choice(space: Space, journey: str, found: Compared, versions: Sequence[Version], words: Words) -> Markup:
    """Return the form that asks for two other versions; it needs no script."""
    lang = words.lang
    options = [(NOW, say(lang, "present")), *((one.id, title_of(one, words)) for one in versions)]
    old = select(say(lang, "older_one"), "old", options, _id(found.old))
    new = select(say(lang, "newer_one"), "new", options, _id(found.new))
    kept = h("input", type="hidden", name="by", value=found.basis)
    press = button(say(lang, "compare_do"), kind="plain", icon="scale")
    return h("form.choose-two", old, new, kept, press, method="get", action=f"{base_of(space, journey)}/compare")


def _words(found: Compared, lang: Lang) -> list[Markup]:
    sections = sentences(found.edits, found.old.file.journey, found.new.file.journey, lang)
    if not sections:
        return [h("p", say(lang, "same_words"))]
    return [
        h("section.of-stage", h("h3", part.title), h("ul.told", [h("li", sentence) for sentence in part.sentences]))
        for part in sections
    ]


def _numbers(space: Space, journey: str, found: Compared, words: Words) -> list[Markup | None]:
    lang = words.lang
    address = f"{base_of(space, journey)}/compare?old={_id(found.old)}&new={_id(found.new)}"
    choices = [(f"{address}&by=then", say(lang, "by_then")), (f"{address}&by=today", say(lang, "by_today"))]
    choice = tabs(choices, f"{address}&by={found.basis}", say(lang, "numbers_of"))
    if found.changes is None:
        return [choice, notice(say(lang, "nothing_then" if found.basis == "then" else "no_numbers"), "middling")]
    rows = change_rows(found.changes, found.new.file.journey, words)
    told = sorted((row for row in rows if row.verdict in _TOLD), key=lambda row: row.verdict != "beyond")
    rest = [row for row in rows if row.verdict not in _TOLD]
    renamed = {e.new: e.old for e in found.edits if isinstance(e, RenameKey) and e.kind == "steps"}
    return [
        choice,
        h("ul.basis", h("li", change_note(found.changes, words)), [h("li", text) for text in _caveats(found, words)]),
        h("p.summary-line", change_summary(found.changes, words)),
        two_curves(found.new.file.journey, *found.readings, renamed, words),
        _table(told, say(lang, "beyond_title"), words) if told else h("p", say(lang, "none_beyond")),
        h("details.rest", h("summary", say(lang, "others_title", count=len(rest))),
          _table(rest, say(lang, "others_title", count=len(rest)), words)) if rest else None,
    ]  # fmt: skip


def _caveats(found: Compared, words: Words) -> list[str]:
    """Return what has to be known to read the numbers: of which time they are, who stands in both, what counts."""
    if found.basis == "today":
        return []
    lang, (old, new) = words.lang, found.readings
    told = [say(lang, "periods", old=_period(old, words), new=_period(new, words))]
    if found.shared > 0:
        told.append(say(lang, "shared", share=words.percent(found.shared, 0)))
    if found.recounted:
        told.append(say(lang, "recounted"))
    return told


def _period(of: MapReadings | None, words: Words) -> str:
    return "" if of is None else say(words.lang, "period_at", period=words.period(of.period), day=words.day(of.as_of))


def _table(rows: Sequence[ChangeRow], caption: str, words: Words) -> Markup:
    lang = words.lang
    heads = [say(lang, f"head_{name}") for name in ("place", "number", "change", "difference", "verdict")]
    return data_table(heads, [_row(row, lang) for row in rows], caption=caption, kind="changes")


def _row(row: ChangeRow, lang: Lang) -> list[Markup | str]:
    moved = h("span.moved", h("span.was", row.old), h("span", " → ", aria_hidden="true"), h("b", row.new))
    span = h("small", row.interval) if row.interval else None
    apart = h("span", row.difference or "—", span)
    return [row.place, row.number, moved, apart, badge(_verdict(row.change, lang), _MARKS.get(row.verdict, ""))]


def _verdict(change: Change, lang: Lang) -> str:
    exact = "_exact" if change.same_data and change.verdict in ("beyond", "within") else ""
    return say(lang, f"verdict_{change.verdict}{exact}")
