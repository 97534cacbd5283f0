"""Segments in words, Vietnamese and English: what a rule says, for those who read it."""

from collections.abc import Callable

from hanhtrinh.i18n import Lang, tr
from hanhtrinh.journey.rules import All, Any, Exists, Glob, In, Not, Prefix, Range, Rule, text_of
from hanhtrinh.journey.rules import Is as RuleIs
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
from hanhtrinh.values import datetime_of

Names = Callable[[str, str, str], str]
"""Gives the name of a journey's touchpoint or step: (`touchpoint` | `step`, journey, key)."""


def plain_names(kind: str, journey: str, key: str) -> str:
    """Return a key where nobody knows a better name."""
    return key


class SegmentWords:
    """Says segments in a language; instants are days in a time zone."""

    def __init__(self, lang: Lang, zone: str, names: Names = plain_names) -> None:
        self.lang, self.zone, self.names = lang, zone, names

    def of(self, rule: PeopleRule) -> str:
        """Return the sentence a segment comes to."""
        match rule:
            case AllOf(()):
                return self._tr("everybody")
            case AllOf(parts):
                return self._joined("and", parts)
            case AnyOf(parts):
                return self._joined("or", parts)
            case NotOf(Did(meant, 1, None, span)):
                return self._tr("did_not", what=self.meant(meant), when=self._when(span)).strip()
            case NotOf(part):
                return self._tr("not", part=self.of(part))
            case Trait(name, test):
                return self._tr("trait", name=name, test=self._test(test))
            case Did(meant, least, most, span):
                count = self._count(least, most)
                return self._tr("did", what=self.meant(meant), count=count, when=self._when(span)).strip()
            case Then(steps, within, span):
                then = self._tr("and_then").join(self.meant(step) for step in steps)
                near = "" if within is None else self._tr("within", time=self._time(within))
                return self._tr("then", steps=then, near=near, when=self._when(span)).strip()

    def _tr(self, key: str, **params: object) -> str:
        return tr(f"segment_words.{key}", self.lang, **params)

    def _joined(self, word: str, parts: tuple[PeopleRule, ...]) -> str:
        said = [f"({self.of(p)})" if isinstance(p, (AllOf, AnyOf)) and len(p.rules) > 1 else self.of(p) for p in parts]
        return self._tr(word).join(said)

    def _test(self, test: Test) -> str:
        match test:
            case Is(value):
                return self._tr("is", value=text_of(value))
            case OneOf(values):
                return self._tr("one_of", values=", ".join(map(text_of, values)))
            case Contains(text):
                return self._tr("contains", value=text)
            case Begins(text):
                return self._tr("begins", value=text)
            case Between(low, high, without_low, without_high):
                if low is not None:
                    return self._tr("greater" if without_low else "at_least", value=text_of(low))
                return self._tr("less" if without_high else "at_most", value=text_of(high))
            case During(start, end):
                return self._bounds(start, end)
            case Lately(seconds):
                return self._tr("lately", time=self._time(seconds))
            case Has(present):
                return self._tr("known" if present else "unknown")

    def meant(self, meant: Meant) -> str:
        """Return what is meant by an event of a segment."""
        match meant:
            case Events(rule):
                return self.rule(rule)
            case AtTouchpoint(journey, touchpoint):
                return self._tr("at", name=self.names("touchpoint", journey, touchpoint))
            case AtStep(journey, step):
                return self._tr("at", name=self.names("step", journey, step))

    def rule(self, rule: Rule) -> str:
        """Return what events a rule means."""
        match rule:
            case RuleIs("event", value):
                return f"“{text_of(value)}”"
            case In("event", values):
                return self._tr("or").join(f"“{text_of(value)}”" for value in values)
            case RuleIs(name, value):
                return f"{name} = {text_of(value)}"
            case In(name, values):
                return f"{name} = {' | '.join(map(text_of, values))}"
            case Prefix(name, prefix):
                return f"{name} {self._tr('begins', value=prefix)}"
            case Glob(name, pattern):
                return f"{name} ~ {pattern}"
            case Range(name, low, high):
                return f"{name} {'…' if low is None else low}–{'…' if high is None else high}"
            case Exists(name, present):
                return f"{name} {self._tr('known' if present else 'unknown')}"
            case All(rules):
                return self._tr("with").join(map(self.rule, rules))
            case Any(rules):
                return f"({self._tr('or').join(map(self.rule, rules))})"
            case Not(inner):
                return self._tr("not", part=self.rule(inner))

    def _count(self, least: int, most: int | None) -> str:
        if most is None:
            return "" if least == 1 else self._tr("times_least", n=least)
        if least == most:
            return self._tr("times", n=least)
        return self._tr("times_most", n=most) if not least else self._tr("times_between", low=least, high=most)

    def _when(self, span: Span) -> str:
        if span == EVER:
            return ""
        if span.last is not None:
            return " " + self._tr("lately", time=self._time(span.last))
        return " " + self._bounds(span.start, span.end)

    def _bounds(self, start: int | None, end: int | None) -> str:
        if start is not None and end is not None:
            return self._tr("between", start=self._day(start), end=self._day(end))
        return self._tr("before", day=self._day(end or 0)) if start is None else self._tr("since", day=self._day(start))

    def _day(self, instant: int) -> str:
        moment = datetime_of(instant, self.zone)
        clock = "" if (moment.hour, moment.minute) == (0, 0) else f"{moment:%H:%M} "
        return clock + (f"{moment:%d/%m/%Y}" if self.lang == "vi" else f"{moment.day} {moment:%b %Y}")

    def _time(self, seconds: int) -> str:
        for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
            if seconds % size == 0:
                return self._tr(unit, n=seconds // size)
        return self._tr("seconds", n=seconds)
