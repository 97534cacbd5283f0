"""Segments: typed data that says which people (or passes) are meant, built from rules over events.

    {did: {event: purchase}, not: {did: {event: support_contacted}}}

`did` holds when some event of the person satisfies the rule, `in_pass` when some event of the pass does. Entries side
by side must all hold; `any`, `all` and `not` combine. Personas with a `match` use the same words.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Union

import msgspec

from hanhtrinh.journey.rules import Event, Rule, RuleError, conjunctions, matches, parse_rule, to_plain
from hanhtrinh.journey.suggest import nearest

WORDS = ("did", "in_pass", "any", "all", "not")
Path = tuple[str | int, ...]


class Did(msgspec.Struct, frozen=True, tag="did"):
    """Some event of the person satisfies the rule."""

    rule: Rule


class InPass(msgspec.Struct, frozen=True, tag="in_pass"):
    """Some event of the pass satisfies the rule."""

    rule: Rule


class AllOf(msgspec.Struct, frozen=True, tag="all"):
    """Every part holds."""

    rules: tuple["SegmentRule", ...]


class AnyOf(msgspec.Struct, frozen=True, tag="any"):
    """At least one part holds."""

    rules: tuple["SegmentRule", ...]


class NotOf(msgspec.Struct, frozen=True, tag="not"):
    """The part does not hold."""

    rule: "SegmentRule"


SegmentRule = Union[Did, InPass, AllOf, AnyOf, NotOf]  # noqa: UP007 - the classes above name it before it exists


def parse_segment(data: object, path: Path = ()) -> SegmentRule:
    """Return the segment rule written as plain data; raises RuleError naming the offending place."""
    if not isinstance(data, Mapping):
        raise RuleError("check.rule_not_mapping", path, given=data)
    if not data:
        raise RuleError("check.rule_empty", path)
    parts = tuple(_parse_entry(key, value, (*path, key)) for key, value in data.items())
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _parse_entry(word: str, value: object, path: Path) -> SegmentRule:
    match word:
        case "did":
            return Did(_event_rule(value, path))
        case "in_pass":
            return InPass(_event_rule(value, path))
        case "not":
            return NotOf(parse_segment(value, path))
        case "any" | "all":
            if not isinstance(value, list) or not value:
                raise RuleError("check.rule_needs_list", path, name=word)
            parts = tuple(parse_segment(item, (*path, i)) for i, item in enumerate(value))
            return AnyOf(parts) if word == "any" else AllOf(parts)
    raise _unknown_word(word, path)


def _event_rule(value: object, path: Path) -> Rule:
    rule = parse_rule(value, path)
    try:
        conjunctions(rule)
    except RuleError as error:
        raise RuleError(error.key, path, **error.params) from None
    return rule


def _unknown_word(word: str, path: Path) -> RuleError:
    suggestion = nearest(word, WORDS)
    if suggestion is None:
        return RuleError("check.segment_word", path, given=word, allowed=", ".join(WORDS))
    return RuleError("check.segment_word_similar", path, given=word, suggestion=suggestion)


def segment_to_plain(rule: SegmentRule) -> dict[str, object]:
    """Return the plain data that `parse_segment` reads back to an equal segment rule."""
    match rule:
        case Did(inner):
            return {"did": to_plain(inner)}
        case InPass(inner):
            return {"in_pass": to_plain(inner)}
        case NotOf(part):
            return {"not": segment_to_plain(part)}
        case AnyOf(parts):
            return {"any": [segment_to_plain(part) for part in parts]}
        case AllOf(parts):
            return {"all": [segment_to_plain(part) for part in parts]}


def holds(rule: SegmentRule, person: Iterable[Event], in_pass: Iterable[Event]) -> bool:
    """Tell whether a person with these events, in a pass with those, belongs to the segment: slow and obvious.

    Which events are looked at (`when: now`, `at_entry`) is the caller's choice.
    """
    return _holds(rule, tuple(person), tuple(in_pass))


def _holds(rule: SegmentRule, person: tuple[Event, ...], in_pass: tuple[Event, ...]) -> bool:
    match rule:
        case Did(inner):
            return any(matches(inner, event) for event in person)
        case InPass(inner):
            return any(matches(inner, event) for event in in_pass)
        case NotOf(part):
            return not _holds(part, person, in_pass)
        case AnyOf(parts):
            return any(_holds(part, person, in_pass) for part in parts)
        case AllOf(parts):
            return all(_holds(part, person, in_pass) for part in parts)


def rules_in(rule: SegmentRule) -> Iterator[Rule]:
    """Yield the event rules a segment looks at, in order, repeats included."""
    match rule:
        case Did(inner) | InPass(inner):
            yield inner
        case NotOf(part):
            yield from rules_in(part)
        case AnyOf(parts) | AllOf(parts):
            for part in parts:
                yield from rules_in(part)
