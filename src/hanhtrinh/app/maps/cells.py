"""The texts of a map that can be edited, as what a form shows and gives back, in one language."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec

from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, Localized, Text, say
from hanhtrinh.journey.edits import Conflict, Edit, Several, edits_between
from hanhtrinh.journey.edits.places import thing_at, with_thing
from hanhtrinh.journey.edits.shapes import Place
from hanhtrinh.journey.model import Feeling, Journey, Opportunity, Pain

Kind = Literal["text", "list", "pains", "opportunities", "feeling", "mark"]
LONGEST, MOST_ITEMS = 2_000, 40
_replace = msgspec.structs.replace

FIELDS: dict[str, dict[str, Kind]] = {
    "journey": {"name": "text", "scenario": "text", "goal": "text", "owner": "text"},
    "stages": {"name": "text", "goal": "text"},
    "steps": {
        "name": "text", "activity": "text", "thoughts": "list", "feeling": "feeling", "pains": "pains",
        "opportunities": "opportunities", "backstage": "text", "owner": "text", "moment_of_truth": "mark",
    },
}  # fmt: skip
"""What can be edited of the journey, a stage, a step, and how."""
SEVERITIES, SCORES = ("1", "2", "3"), ("", "2", "1.5", "1", "0.5", "0", "-0.5", "-1", "-1.5", "-2")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a form: its words, and a pain's severity, a feeling's score, or `1` for a mark that is set."""

    text: str = ""
    level: str = ""


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One editable text: the journey's (no key), a stage's or a step's field in a language."""

    thing: str
    key: str = ""
    field: str
    lang: Lang

    @property
    def kind(self) -> Kind:
        """How it is edited; InputError where it cannot be."""
        found = FIELDS.get(self.thing, {}).get(self.field)
        if found is None:
            raise InputError("map_page.not_editable", given=f"{self.thing}.{self.field}")
        return found

    @property
    def place(self) -> Place:
        """Where it stands in the journey."""
        return () if self.thing == "journey" else (self.thing, self.key)


def entries_of(journey: Journey, cell: Cell) -> tuple[Entry, ...]:
    """Return what a form shows of a cell; NoSuchPlace where the step or stage is not there (any more)."""
    kind = cell.kind
    value = getattr(thing_at(journey, cell.place), cell.field)
    return _READ[kind](value, cell.lang)


def edit_of(journey: Journey, cell: Cell, was: Sequence[Entry], given: Sequence[Entry]) -> Edit | None:
    """Return the edit a filled form makes, None where it changes nothing.

    Conflict where the cell says something else by now than the form was opened with; the error carries both.
    """
    now, wanted = entries_of(journey, cell), _tidy(given, cell.kind)
    if wanted == _tidy(now, cell.kind):
        return None
    if tuple(was) != now:
        raise Conflict((*cell.place, cell.field), [e.text for e in was], [e.text for e in now])
    thing = thing_at(journey, cell.place)
    value = _WRITE[cell.kind](getattr(thing, cell.field), given, cell.lang)
    changed = _replace(thing, **{cell.field: value})
    edits = edits_between(
        journey, changed if isinstance(changed, Journey) else with_thing(journey, cell.place, changed)
    )
    return Several(edits=edits) if edits else None


def check(given: Sequence[Entry], cell: Cell) -> None:
    """Raise InputError where a form gives more than a cell holds, or a level there is none of."""
    if len(given) > MOST_ITEMS:
        raise InputError("map_page.too_many", given=len(given), allowed=MOST_ITEMS)
    longest = max((len(entry.text) for entry in given), default=0)
    if longest > LONGEST:
        raise InputError("map_page.too_long", given=longest, allowed=LONGEST)
    allowed = {"pains": SEVERITIES, "feeling": SCORES, "mark": ("", "1")}.get(cell.kind, ("",))
    for entry in given:
        if entry.level not in allowed:
            raise InputError("map_page.no_level", given=entry.level, allowed=", ".join(filter(None, allowed)))
    if cell.thing != "steps" and cell.field == "name" and not any(entry.text.strip() for entry in given):
        raise InputError("map_page.no_name")


def _tidy(entries: Sequence[Entry], kind: Kind) -> tuple[Entry, ...]:
    """Return entries as they will be kept: lines without words are none."""
    said = [Entry(text=_words(e.text), level=e.level) for e in entries]
    return tuple(said) if kind in ("text", "feeling", "mark") else tuple(e for e in said if e.text)


def _words(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def said_in(old: Text, lang: Lang, text: str) -> Text:
    """Return a text that says something else in one language; what is the same in both stays one text."""
    words = _words(text)
    if not isinstance(old, Localized):
        return words
    other = _replace(old, **{lang: words or None})
    return other if other.vi or other.en else ""


def _text(old: Text, given: Sequence[Entry], lang: Lang) -> Text:
    return said_in(old, lang, given[0].text if given else "")


def _list(old: Sequence[Text], given: Sequence[Entry], lang: Lang) -> tuple[Text, ...]:
    """Return the texts of a list; a line that was emptied is dropped in both languages."""
    return tuple(
        said_in(old[i] if i < len(old) else "", lang, entry.text) for i, entry in enumerate(given) if _words(entry.text)
    )


def _pains(old: Sequence[Pain], given: Sequence[Entry], lang: Lang) -> tuple[Pain, ...]:
    return tuple(
        Pain(text=said_in(old[i].text if i < len(old) else "", lang, entry.text), severity=int(entry.level))
        for i, entry in enumerate(given)
        if _words(entry.text)
    )


def _opportunities(old: Sequence[Opportunity], given: Sequence[Entry], lang: Lang) -> tuple[Opportunity, ...]:
    """Keep the solutions of what is worded anew; one taken from the library stays until it is given words."""
    result = []
    for i, entry in enumerate(given):
        before = old[i] if i < len(old) else Opportunity()
        if _words(entry.text) or (before.use and not before.text):
            result.append(_replace(before, text=said_in(before.text, lang, entry.text)))
    return tuple(result)


def _feeling(old: Feeling, given: Sequence[Entry], lang: Lang) -> Feeling:
    entry = given[0] if given else Entry()
    return Feeling(words=said_in(old.words, lang, entry.text), score=float(entry.level) if entry.level else None)


_READ: dict[Kind, Callable[[Any, Lang], tuple[Entry, ...]]] = {
    "text": lambda value, lang: (Entry(text=say(value, lang)),),
    "list": lambda value, lang: tuple(Entry(text=say(one, lang)) for one in value),
    "pains": lambda value, lang: tuple(Entry(text=say(p.text, lang), level=str(p.severity)) for p in value),
    "opportunities": lambda value, lang: tuple(Entry(text=say(one.text, lang)) for one in value),
    "feeling": lambda value, lang: (
        Entry(text=say(value.words, lang), level="" if value.score is None else f"{value.score:g}"),
    ),
    "mark": lambda value, _lang: (Entry(level="1" if value else ""),),
}
_WRITE: dict[Kind, Callable[[Any, Sequence[Entry], Lang], Any]] = {
    "text": _text,
    "list": _list,
    "pains": _pains,
    "opportunities": _opportunities,
    "feeling": _feeling,
    "mark": lambda _old, given, _lang: bool(given and given[0].level),
}
