"""What can be written on a map: each field as lines of text and back, whatever it is in the journey."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from hanhtrinh.app.maps.cells import Entry, said_in
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, Text, say
from hanhtrinh.journey.model import (
    PHASES,
    Ask,
    Comparison,
    Note,
    Opportunity,
    Pain,
    Picture,
    Planned,
    Question,
)

Kind = Literal[
    "text", "line", "list", "pains", "opportunities", "feeling", "score", "mark", "choice", "phase", "day", "icon",
    "pictures", "questions", "comparison", "note", "plan", "file",
]  # fmt: skip
LONGEST, LONGEST_LINE, MOST_ITEMS = 2_000, 200, 40
SEVERITIES, GRADES = ("1", "2", "3"), ("", "1", "2", "3", "4", "5")
_replace = msgspec.structs.replace
_CHOICE = re.compile(r"[\w.@+-]{0,254}")
_FILE = re.compile(r"[\w][\w.-]{0,127}")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})?")
_LISTS: frozenset[Kind] = frozenset({"list", "pains", "opportunities", "pictures", "questions"})
_CHOSEN: frozenset[Kind] = frozenset({"choice", "phase", "day", "icon", "file"})
_CHANNEL: dict[str, Kind] = {"name": "line", "icon": "icon"}

FIELDS: dict[str, dict[str, Kind]] = {
    "journey": {
        "name": "line", "scenario": "text", "goal": "text", "owner": "line", "reviewer": "file", "reviewed": "day",
        "persona": "choice", "outcome": "choice",
    },
    "stages": {"name": "line", "goal": "text", "phase": "phase", "plan": "plan"},
    "steps": {
        "name": "line", "activity": "text", "thoughts": "list", "feeling": "feeling", "score": "score",
        "pains": "pains", "opportunities": "opportunities", "backstage": "text", "owner": "line",
        "moment_of_truth": "mark", "optional": "mark", "parallel": "choice", "touchpoint": "choice", "icon": "icon",
        "questions": "questions", "notes": "note", "competitors": "comparison", "reviewed": "day",
        "pictures": "pictures",
    },
    "personas": {
        "name": "line", "quote": "text", "about": "text", "demographics": "text", "behaviour": "text", "needs": "text",
        "picture": "file",
    },
    "touchpoints": {"name": "line", "channel": "choice", "icon": "icon"},
    "channels": _CHANNEL,
    "competitors": {"name": "line", "about": "text", "why_chosen": "text"},
    "lanes": {**_CHANNEL, "hidden": "mark"},
}  # fmt: skip
"""What can be written of each kind of thing, and how. `notes`, `competitors` and `plan` go on by key."""
BY_KEY = frozenset({("steps", "notes"), ("steps", "competitors"), ("stages", "plan")})
NEVER_EMPTY = frozenset({"journey", "stages", "personas", "touchpoints", "channels", "competitors"})
_EMPTY: dict[Kind, Any] = {"note": Note(), "comparison": Comparison(), "plan": Planned()}


class Field(NamedTuple):
    """A field as a command names it: of which thing, how it is written, and the key in it, if it goes on by key."""

    thing: str
    name: str
    kind: Kind
    key: str = ""


def field_of(thing: str, field: str) -> Field:
    """Return a field by its name; InputError where it is none that can be written."""
    name, _, key = field.partition("/")
    kind = FIELDS.get(thing, {}).get(name)
    if kind is None or bool(key) != ((thing, name) in BY_KEY):
        raise InputError("commands.no_field", given=f"{thing}.{field}"[:120])
    return Field(thing, name, kind, key)


def is_list(kind: Kind) -> bool:
    """Tell whether a field holds any number of lines, and not just one."""
    return kind in _LISTS


def is_choice(kind: Kind) -> bool:
    """Tell whether what stands in a field is chosen as a whole and not written word by word."""
    return kind in _CHOSEN


def raw(thing: Any, field: Field) -> Any:
    """Return what a thing holds in a field, as the model has it."""
    if field.name == "score":
        return thing.feeling.score
    if field.name == "feeling":
        return thing.feeling.words
    held = getattr(thing, field.name)
    return held.get(field.key, _EMPTY[field.kind]) if field.key else held


def changed(thing: Any, field: Field, value: Any) -> Any:
    """Return a thing with something else in a field; an entry by key that says nothing any more is taken out."""
    if field.name in ("score", "feeling"):
        part = "score" if field.name == "score" else "words"
        return _replace(thing, feeling=_replace(thing.feeling, **{part: value}))
    if not field.key:
        return _replace(thing, **{field.name: value})
    held = dict(getattr(thing, field.name))
    if value == _EMPTY[field.kind]:
        held.pop(field.key, None)
    else:
        held[field.key] = value
    return _replace(thing, **{field.name: held})


def read(thing: Any, field: Field, lang: Lang) -> tuple[Entry, ...]:
    """Return the lines a field shows in a language."""
    value = raw(thing, field)
    reader = _READ.get(field.kind)
    return reader(value, lang) if reader else (Entry(text=say(value, lang)),)


def write(
    thing: Any, field: Field, given: Sequence[Entry], lang: Lang, was: Sequence[int | None]
) -> Any:  # fmt: skip
    """Return a thing that says something else in a field; `was` tells which item of before each given line is.

    What a line does not show (the other language, an opportunity's solutions) stays as it is.
    """
    old = raw(thing, field)
    if field.kind in _LISTS:
        items = [(old[i] if i is not None else None, entry) for i, entry in zip(was, given, strict=True)]
        return changed(thing, field, tuple(_ITEM[field.kind](item, entry, lang) for item, entry in items))
    entry = given[0] if given else Entry()
    return changed(thing, field, _ONE[field.kind](old, entry, lang))


def tidy(given: Sequence[Entry], field: Field) -> tuple[Entry, ...]:
    """Return lines as they are kept: without spaces around, and in a list without those that say nothing."""
    line = field.kind in ("line", "choice", "phase", "day", "icon", "file")
    kept = [_replace(entry, text=_words(entry.text, line=line)) for entry in given]
    if field.kind in _LISTS:
        return tuple(entry for entry in kept if entry.text or entry.file or entry.source)
    return (kept[0] if kept else Entry(),)


def check(given: Sequence[Entry], field: Field, now: Sequence[Entry] = ()) -> None:
    """Raise InputError where a field cannot hold that much, or not that.

    What stands there `now` may be longer, where two versions were kept: that much is allowed then.
    """
    most = max(MOST_ITEMS, len(now)) if field.kind in _LISTS else 1
    if len(given) > most:
        raise InputError("commands.too_many_lines", given=len(given), allowed=most)
    longest = max((len(entry.text) for entry in now), default=0)
    allowed = max(LONGEST_LINE if field.kind == "line" else LONGEST, longest)
    for entry in given:
        if max(len(entry.text), len(entry.source)) > allowed:
            raise InputError("commands.too_long", given=max(len(entry.text), len(entry.source)), allowed=allowed)
        _check_level(entry, field)
    if field.name == "name" and field.thing in NEVER_EMPTY and not any(entry.text for entry in given):
        raise InputError("commands.no_name")


def _check_level(entry: Entry, field: Field) -> None:
    kind = field.kind
    for given, known in ((entry.level, _LEVELS.get(kind, ("",))), (entry.value, GRADES), (entry.effort, GRADES)):
        if known is not None and given not in known:
            raise InputError("commands.no_level", given=given[:40], allowed=", ".join(filter(None, known)) or "–")
    least, most = (0.0, 1.0) if kind == "plan" else (-2.0, 2.0)
    if kind in ("score", "feeling", "comparison", "plan") and not _is_number(entry.level, least, most):
        raise InputError("commands.no_number", given=entry.level[:40], least=f"{least:g}", most=f"{most:g}")
    pattern = {"choice": _CHOICE, "icon": _CHOICE, "day": _DAY, "file": _CHOICE}.get(kind)
    if pattern is not None and not pattern.fullmatch(entry.text):
        raise InputError("commands.no_choice", given=entry.text[:60])
    if kind == "phase" and entry.text not in PHASES:
        raise InputError("commands.no_level", given=entry.text[:40], allowed=", ".join(PHASES))
    if kind == "pictures" and not _FILE.fullmatch(entry.file):
        raise InputError("commands.no_choice", given=entry.file[:60])


def _is_number(text: str, least: float, most: float) -> bool:
    if not re.fullmatch(r"-?[0-9]?(\.[0-9]{1,4})?|", text):
        return False
    return not text or (text not in ("-", ".") and least <= float(text) <= most)


_LEVELS: dict[Kind, tuple[str, ...] | None] = {
    "pains": ("", *SEVERITIES), "questions": ("", *get_args(Ask)), "mark": ("", "1"),
    "score": None, "feeling": None, "comparison": None, "plan": None,
}  # fmt: skip


def _words(text: str, *, line: bool) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return " ".join(text.split()) if line else text


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _parsed(text: str) -> float | None:
    return float(text) if text else None


def _grade(text: str) -> int | None:
    return int(text) if text else None


def _read_question(question: str | Question, lang: Lang) -> Entry:
    if isinstance(question, str):
        return Entry(text=question, level="note")
    return Entry(text=say(question.text, lang), level=question.ask)


_READ: dict[Kind, Callable[[Any, Lang], tuple[Entry, ...]]] = {
    "list": lambda value, lang: tuple(Entry(text=say(one, lang)) for one in value),
    "pains": lambda value, lang: tuple(Entry(text=say(p.text, lang), level=str(p.severity)) for p in value),
    "opportunities": lambda value, lang: tuple(
        Entry(
            text=say(one.text, lang), value=_number(one.value), effort=_number(one.effort),
            source=one.use or "" if not one.text else "",
        )
        for one in value
    ),
    "questions": lambda value, lang: tuple(_read_question(one, lang) for one in value),
    "pictures": lambda value, lang: tuple(Entry(text=say(one.alt, lang), file=one.file) for one in value),
    "score": lambda value, _lang: (Entry(level=_number(value)),),
    "mark": lambda value, _lang: (Entry(level="1" if value else ""),),
    "choice": lambda value, _lang: (Entry(text=value or ""),),
    "comparison": lambda value, lang: (
        Entry(text=say(value.words, lang), level=_number(value.score), source=say(value.source, lang)),
    ),
    "note": lambda value, lang: (Entry(text=say(value.text, lang)),),
    "plan": lambda value, lang: (Entry(text=say(value.text, lang), level=_number(value.share)),),
}  # fmt: skip


def _pain(old: Pain | None, entry: Entry, lang: Lang) -> Pain:
    before = old or Pain(text="")
    severity = int(entry.level) if entry.level else before.severity
    return _replace(before, text=said_in(before.text, lang, entry.text), severity=severity)


def _opportunity(old: Opportunity | None, entry: Entry, lang: Lang) -> Opportunity:
    before = old or Opportunity()
    text = before.text if before.use and not before.text and not entry.text else said_in(before.text, lang, entry.text)
    return _replace(before, text=text, value=_grade(entry.value), effort=_grade(entry.effort))


def _question(old: str | Question | None, entry: Entry, lang: Lang) -> str | Question:
    ask = entry.level or "note"
    if isinstance(old, Question):
        return _replace(old, **({lang: entry.text} if entry.text != say(old.text, lang) else {}), ask=ask)
    if ask == "note":
        return entry.text
    words: dict[str, str] = {"vi": entry.text, "en": entry.text} if old is not None else {lang: entry.text}
    return msgspec.convert({**words, "ask": ask}, Question)


def _picture(old: Picture | None, entry: Entry, lang: Lang) -> Picture:
    return Picture(file=entry.file, alt=said_in(old.alt if old else "", lang, entry.text))


def _comparison(old: Comparison, entry: Entry, lang: Lang) -> Comparison:
    words, source = said_in(old.words, lang, entry.text), said_in(old.source, lang, entry.source)
    return Comparison(words=words, score=_parsed(entry.level), source=source)


def _plain(old: Text, entry: Entry, lang: Lang) -> Text:
    return said_in(old, lang, entry.text)


_ITEM: dict[Kind, Callable[[Any, Entry, Lang], Any]] = {
    "list": lambda old, entry, lang: said_in(old if old is not None else "", lang, entry.text),
    "pains": _pain,
    "opportunities": _opportunity,
    "questions": _question,
    "pictures": _picture,
}
_ONE: dict[Kind, Callable[[Any, Entry, Lang], Any]] = {
    "text": _plain,
    "line": _plain,
    "feeling": _plain,
    "score": lambda _old, entry, _lang: _parsed(entry.level),
    "mark": lambda _old, entry, _lang: bool(entry.level),
    "choice": lambda _old, entry, _lang: entry.text or None,
    "phase": lambda _old, entry, _lang: entry.text,
    "day": lambda _old, entry, _lang: entry.text,
    "icon": lambda _old, entry, _lang: entry.text,
    "file": lambda _old, entry, _lang: entry.text,
    "comparison": _comparison,
    "note": lambda old, entry, lang: Note(text=said_in(old.text, lang, entry.text)),
    "plan": lambda old, entry, lang: Planned(text=said_in(old.text, lang, entry.text), share=_parsed(entry.level)),
}
