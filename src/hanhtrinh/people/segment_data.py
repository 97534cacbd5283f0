"""Segments as plain data, the form in which they are stored, sent and reviewed; every mistake has its place."""

import math
from collections.abc import Callable, Mapping
from itertools import chain

from hanhtrinh.journey.rules import RuleError, Scalar, conjunctions, parse_rule, to_plain
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.people.segments import (
    EVER,
    AllOf,
    AnyOf,
    AtStep,
    AtTouchpoint,
    Begins,
    Between,
    Contains,
    Did,
    During,
    Events,
    Has,
    Is,
    Lately,
    Meant,
    NotOf,
    OneOf,
    PeopleRule,
    Span,
    Test,
    Then,
    Trait,
)
from hanhtrinh.values import datetime_of, format_duration, parse_duration, parse_instant

WORDS = ("trait", "did", "did_not", "then", "any", "all", "not")
TESTS = ("is", "in", "contains", "begins", "greater", "at_least", "less", "at_most", "before", "after", "between",
         "last", "exists")  # fmt: skip
MEANT = ("event", "touchpoint", "step")
TIMES = ("at_least", "exactly", "at_most")
MAX_DEPTH, MAX_PARTS, MAX_STEPS, MAX_TEXT = 8, 40, 8, 500
Path = tuple[str | int, ...]


def parse_people_rule(data: object, zone: str, path: Path = ()) -> PeopleRule:
    """Return the segment written as plain data; dates without offset are read in `zone`.

    Raises RuleError naming the offending place, what stands there and what is allowed.
    """
    return _Reader(zone).rule(data, path)


class _Reader:
    def __init__(self, zone: str) -> None:
        self.zone, self.parts = zone, 0

    def rule(self, data: object, path: Path) -> PeopleRule:
        if len(path) > 3 * MAX_DEPTH:
            raise RuleError("people.too_deep", path, allowed=MAX_DEPTH)
        entries = _mapping(data, path)
        parts = tuple(self.entry(word, value, (*path, word)) for word, value in entries.items())
        return parts[0] if len(parts) == 1 else AllOf(parts)

    def entry(self, word: str, value: object, path: Path) -> PeopleRule:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise RuleError("people.too_many_parts", path, allowed=MAX_PARTS)
        match word:
            case "trait":
                return self.traits(value, path)
            case "did":
                return self.did(value, path)
            case "did_not":
                return NotOf(self.did(value, path))
            case "then":
                return self.then(value, path)
            case "not":
                return NotOf(self.rule(value, path))
            case "any" | "all":
                parts = tuple(self.rule(item, (*path, i)) for i, item in enumerate(_list(value, path)))
                return AnyOf(parts) if word == "any" else AllOf(parts)
        raise _unknown(word, WORDS, path)

    def traits(self, value: object, path: Path) -> PeopleRule:
        tests = (self.tests(name, test, (*path, name)) for name, test in _mapping(value, path).items())
        parts = tuple(chain.from_iterable(tests))
        return parts[0] if len(parts) == 1 else AllOf(parts)

    def tests(self, name: str, value: object, path: Path) -> tuple[Trait, ...]:
        if isinstance(value, list):
            return (Trait(name, OneOf(_scalars(value, path))),)
        if not isinstance(value, Mapping):
            return (Trait(name, Is(_scalar(value, path))),)
        found = _mapping(value, path).items()
        return tuple(Trait(name, self.test(word, operand, (*path, word))) for word, operand in found)

    def test(self, word: str, value: object, path: Path) -> Test:
        tests: dict[str, Callable[[], Test]] = {
            "is": lambda: Is(_scalar(value, path)),
            "in": lambda: OneOf(_scalars(value, path)),
            "contains": lambda: Contains(_text(value, path)),
            "begins": lambda: Begins(_text(value, path)),
            "greater": lambda: Between(low=_number(value, path), without_low=True),
            "at_least": lambda: Between(low=_number(value, path)),
            "less": lambda: Between(high=_number(value, path), without_high=True),
            "at_most": lambda: Between(high=_number(value, path)),
            "before": lambda: During(end=self.instant(value, path)),
            "after": lambda: During(start=self.instant(value, path)),
            "between": lambda: During(*self.both(value, path)),
            "last": lambda: Lately(_duration(value, path)),
            "exists": lambda: Has(_truth(value, path)),
        }
        if word not in tests:
            raise _unknown(word, TESTS, path)
        return tests[word]()

    def did(self, value: object, path: Path) -> Did:
        entries = _mapping(value, path)
        _known(entries, (*MEANT, "times", "last", "between"), path)
        least, most = _times(entries["times"], (*path, "times")) if "times" in entries else (1, None)
        meant = self.meant({key: entries[key] for key in entries if key in MEANT}, path)
        return Did(meant, least, most, self.span(entries, path))

    def then(self, value: object, path: Path) -> Then:
        entries = _mapping(value, path)
        _known(entries, ("steps", "within", "last", "between"), path)
        steps = _list(entries.get("steps"), (*path, "steps"))
        if not 2 <= len(steps) <= MAX_STEPS:
            raise RuleError("people.then_steps", (*path, "steps"), given=len(steps), allowed=MAX_STEPS)
        found = tuple(self.meant(item, (*path, "steps", i)) for i, item in enumerate(steps))
        within = _duration(entries["within"], (*path, "within")) if "within" in entries else None
        return Then(found, within, self.span(entries, path))

    def meant(self, data: object, path: Path) -> Meant:
        entries = _mapping(data, path)
        _known(entries, MEANT, path)
        if len(entries) != 1:
            raise RuleError("people.one_meant", path, given=", ".join(entries), allowed=", ".join(MEANT))
        ((word, value),) = entries.items()
        if word == "event":
            rule = parse_rule(value, (*path, word))
            try:
                conjunctions(rule)
            except RuleError as error:
                raise RuleError(error.key, (*path, word), **error.params) from None
            return Events(rule)
        place = _mapping(value, (*path, word))
        _known(place, ("journey", word), (*path, word))
        journey, key = (_text(place.get(name), (*path, word, name)) for name in ("journey", word))
        return AtTouchpoint(journey, key) if word == "touchpoint" else AtStep(journey, key)

    def span(self, entries: Mapping[str, object], path: Path) -> Span:
        if "last" in entries and "between" in entries:
            raise RuleError("people.one_span", path)
        if "last" in entries:
            return Span(last=_duration(entries["last"], (*path, "last")))
        if "between" in entries:
            start, end = self.both(entries["between"], (*path, "between"))
            return Span(start=start, end=end)
        return EVER

    def both(self, value: object, path: Path) -> tuple[int | None, int | None]:
        if not isinstance(value, list) or len(value) != 2 or value == [None, None]:
            raise RuleError("people.between", path, given=_short(value))
        start, end = (None if v is None else self.instant(v, (*path, i)) for i, v in enumerate(value))
        if start is not None and end is not None and start >= end:
            raise RuleError("people.between_order", path, start=value[0], end=value[1])
        return start, end

    def instant(self, value: object, path: Path) -> int:
        try:
            return parse_instant(_text(value, path), self.zone)
        except (ValueError, OverflowError):
            raise RuleError("people.instant", path, given=_short(value)) from None


def people_rule_to_plain(rule: PeopleRule) -> dict[str, object]:
    """Return the plain data that `parse_people_rule` reads back to an equal segment."""
    match rule:
        case Trait(name, test):
            return {"trait": {name: _test_to_plain(test)}}
        case Did(meant, least, most, span):
            return {"did": _meant_to_plain(meant) | _times_to_plain(least, most) | _span_to_plain(span)}
        case Then(steps, within, span):
            near = {} if within is None else {"within": format_duration(within)}
            return {"then": {"steps": [_meant_to_plain(step) for step in steps], **near, **_span_to_plain(span)}}
        case NotOf(part):
            return {"not": people_rule_to_plain(part)}
        case AnyOf(parts):
            return {"any": [people_rule_to_plain(part) for part in parts]}
        case AllOf(parts):
            return {"all": [people_rule_to_plain(part) for part in parts]}


def _test_to_plain(test: Test) -> object:
    match test:
        case Is(value):
            return value
        case OneOf(values):
            return list(values)
        case Contains(text):
            return {"contains": text}
        case Begins(text):
            return {"begins": text}
        case Between(low, high, without_low, without_high):
            if low is not None:
                return {"greater" if without_low else "at_least": low}
            return {"less" if without_high else "at_most": high}
        case During(start, end):
            if start is not None and end is not None:
                return {"between": [_iso(start), _iso(end)]}
            return {"before": _iso(end)} if start is None else {"after": _iso(start)}
        case Lately(seconds):
            return {"last": format_duration(seconds)}
        case Has(present):
            return {"exists": present}


def _meant_to_plain(meant: Meant) -> dict[str, object]:
    match meant:
        case Events(rule):
            return {"event": to_plain(rule)}
        case AtTouchpoint(journey, touchpoint):
            return {"touchpoint": {"journey": journey, "touchpoint": touchpoint}}
        case AtStep(journey, step):
            return {"step": {"journey": journey, "step": step}}


def _times_to_plain(least: int, most: int | None) -> dict[str, object]:
    if most is None:
        return {} if least == 1 else {"times": {"at_least": least}}
    if least == most:
        return {"times": {"exactly": least}}
    bounds = {"at_least": least, "at_most": most}
    return {"times": {name: n for name, n in bounds.items() if n}}


def _span_to_plain(span: Span) -> dict[str, object]:
    if span.last is not None:
        return {"last": format_duration(span.last)}
    return {} if span == EVER else {"between": [_iso(span.start), _iso(span.end)]}


def _iso(instant: int | None) -> str | None:
    return None if instant is None else datetime_of(instant).isoformat()


def _times(value: object, path: Path) -> tuple[int, int | None]:
    entries = _mapping(value, path)
    _known(entries, TIMES, path)
    numbers = {name: _count(given, (*path, name)) for name, given in entries.items()}
    if "exactly" in numbers:
        if len(numbers) > 1:
            raise RuleError("people.times", path, given=_short(value))
        return numbers["exactly"], numbers["exactly"]
    # Nothing but a greatest number means "at most, perhaps never".
    least, most = numbers.get("at_least", 0), numbers.get("at_most")
    if most is not None and least > most:
        raise RuleError("people.times", path, given=_short(value))
    return least, most


def _count(value: object, path: Path) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000:
        raise RuleError("people.count", path, given=_short(value), allowed=1_000_000)
    return value


def _mapping(data: object, path: Path) -> Mapping[str, object]:
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise RuleError("people.not_mapping", path, given=_short(data))
    if not data:
        raise RuleError("people.empty", path)
    return data


def _list(value: object, path: Path) -> list[object]:
    if not isinstance(value, list) or not value:
        raise RuleError("people.not_list", path, given=_short(value))
    return value


def _known(entries: Mapping[str, object], allowed: tuple[str, ...], path: Path) -> None:
    for word in entries:
        if word not in allowed:
            raise _unknown(word, allowed, (*path, word))


def _unknown(word: str, allowed: tuple[str, ...], path: Path) -> RuleError:
    similar = nearest(word, allowed)
    key = "people.unknown_word" if similar is None else "people.unknown_word_similar"
    return RuleError(key, path, given=_short(word), allowed=", ".join(allowed), suggestion=similar or "")


def _scalar(value: object, path: Path) -> Scalar:
    if isinstance(value, str) and len(value) <= MAX_TEXT:
        return value
    if isinstance(value, (bool, int, float)) and math.isfinite(value):
        return value
    raise RuleError("people.scalar", path, given=_short(value), allowed=MAX_TEXT)


def _scalars(value: object, path: Path) -> tuple[Scalar, ...]:
    return tuple(_scalar(item, (*path, i)) for i, item in enumerate(_list(value, path)))


def _text(value: object, path: Path) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT:
        raise RuleError("people.text", path, given=_short(value), allowed=MAX_TEXT)
    return value


def _number(value: object, path: Path) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise RuleError("people.number", path, given=_short(value))
    return value


def _truth(value: object, path: Path) -> bool:
    if not isinstance(value, bool):
        raise RuleError("people.truth", path, given=_short(value))
    return value


def _duration(value: object, path: Path) -> int:
    try:
        seconds = parse_duration(_text(value, path))
    except ValueError:
        raise RuleError("people.duration", path, given=_short(value)) from None
    if not 0 < seconds <= 100 * 366 * 86_400:
        raise RuleError("people.duration", path, given=_short(value))
    return seconds


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"
