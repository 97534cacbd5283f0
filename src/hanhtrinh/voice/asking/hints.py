"""What a page can tell by itself of a survey's triggers: whether an event may be one. The server decides.

A hint is never narrower than the trigger it stands for (`voice.asking.triggers`): whatever wants the visitor fits one
of the survey's hints. It names nothing but events and paths of what is asked about; nobody's data is in it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.rules import AnyCondition, Conjunction, Glob, In, Is, Prefix, RuleError, conjunctions
from hanhtrinh.voice.asking.triggers import PAGE
from hanhtrinh.voice.surveys.model import OnPage

MOST = 60
"""More than so many hints of one survey are not told: then every event may be one."""
_SET = re.compile(r"\[[!^]?\]?[^\]]*\]")


class Hint(NamedTuple):
    """An event that may trigger: its name and a shell pattern of its path (`*` and `?` alone), None for any."""

    event: str | None
    path: str | None


ANY = Hint(None, None)


def hints_of(on_page: OnPage, journey: Journey | None) -> tuple[Hint, ...]:
    """Return which events may make a survey on a page want its visitor; none for one that no event triggers."""
    if on_page.place == "inline":
        return ()
    if not (on_page.steps or on_page.events or on_page.pages):
        return (Hint(PAGE, None),)
    found = [Hint(name, None) for name in on_page.events]
    found += [Hint(PAGE, _plain(glob)) for glob in on_page.pages]
    for step in on_page.steps:
        found += _of_touchpoint(journey, step)
    once = tuple(dict.fromkeys(found))
    return (ANY,) if ANY in once or len(once) > MOST else once


def _of_touchpoint(journey: Journey | None, key: str) -> Iterator[Hint]:
    touchpoint = journey.touchpoints.get(key) if journey is not None else None
    if touchpoint is None or touchpoint.rule is None:
        return
    try:
        alternatives = conjunctions(touchpoint.rule)
    except RuleError:
        return
    for conjunction in alternatives:
        for event in _asked(conjunction, "event"):
            # The name of an event is told as it is; a pattern of names is any name.
            name = None if event is None or set(event) & set("*?") else event
            yield from (Hint(name, path) for path in _asked(conjunction, "path"))


def _asked(conjunction: Conjunction, name: str) -> tuple[str | None, ...]:
    """Return the patterns one of which a property has to fit, (None,) for any value."""
    for literal in conjunction:
        if literal.condition.property == name and not literal.negated:
            patterns = _patterns(literal.condition)
            if patterns:
                return patterns
    return (None,)


def _patterns(condition: AnyCondition) -> tuple[str, ...]:
    match condition:
        case Is(_, str(value)):
            return (_plain(_escaped(value)),)
        case In(_, values) if all(isinstance(value, str) for value in values):
            return tuple(_plain(_escaped(str(value))) for value in values)
        case Prefix(_, prefix):
            return (f"{_plain(_escaped(prefix))}*",)
        case Glob(_, pattern):
            return (_plain(pattern),)
        case _:
            return ()


def _escaped(text: str) -> str:
    """Return a pattern that fits a text (and few others: what a pattern cannot say plainly is any character)."""
    return re.sub(r"[\[*]", "?", text)


def _plain(pattern: str) -> str:
    """Return a pattern without sets of characters: each is any character."""
    return _SET.sub("?", pattern)
