"""Live segments: typed data that says which people are meant now, by their traits and by what they did.

    all:
      - trait: {city: [Huế, Đà Nẵng], age: {at_least: 18}}
      - did: {event: {event: purchase}, times: {at_least: 2}, last: 30d}
      - not: {did: {touchpoint: {journey: online-retail, touchpoint: support}}}
      - then: {steps: [{event: {event: cart_added}}, {event: {event: checkout_paid}}], within: 2d}

Entries side by side must all hold; `any`, `all` and `not` combine. Values only, never an expression or code. Meaning
and grammar stand in `docs/people.md`; `people.segment_data` reads and writes the plain form.
"""

from collections.abc import Iterator
from typing import Union

import msgspec

from hanhtrinh.journey.rules import Rule, Scalar


class Is(msgspec.Struct, frozen=True, tag="is"):
    """The trait equals the value, as it is written: 30 and "30" are the same."""

    value: Scalar


class OneOf(msgspec.Struct, frozen=True, tag="in"):
    """The trait equals one of the values."""

    values: tuple[Scalar, ...]


class Contains(msgspec.Struct, frozen=True, tag="contains"):
    """The trait's text contains a text, whatever the case."""

    text: str


class Begins(msgspec.Struct, frozen=True, tag="begins"):
    """The trait's text begins with a text, whatever the case."""

    text: str


class Between(msgspec.Struct, frozen=True, tag="between"):
    """The trait is a number, or a text that is one, with low (<)= number (<)= high; None is unbounded."""

    low: float | None = None
    high: float | None = None
    without_low: bool = False
    without_high: bool = False


class During(msgspec.Struct, frozen=True, tag="during"):
    """The trait is an instant, or a date as text, with start <= instant < end; None is unbounded."""

    start: int | None = None
    end: int | None = None


class Lately(msgspec.Struct, frozen=True, tag="last"):
    """The trait is an instant, or a date as text, at most so many seconds ago and not in the future."""

    seconds: int


class Has(msgspec.Struct, frozen=True, tag="exists"):
    """The trait is there (or, with `present=False`, is not)."""

    present: bool


Test = Union[Is, OneOf, Contains, Begins, Between, During, Lately, Has]  # noqa: UP007 - msgspec reads it by its tags


class Trait(msgspec.Struct, frozen=True, tag="trait"):
    """A trait of the person passes a test. A missing trait passes none but `exists: false`."""

    name: str
    test: Test


class Events(msgspec.Struct, frozen=True, tag="event"):
    """Events that satisfy a rule."""

    rule: Rule


class AtTouchpoint(msgspec.Struct, frozen=True, tag="touchpoint"):
    """Events a journey gives to one of its touchpoints."""

    journey: str
    touchpoint: str


class AtStep(msgspec.Struct, frozen=True, tag="step"):
    """Visits of a step: events on the map that a pass of the journey resolved to it."""

    journey: str
    step: str


Meant = Union[Events, AtTouchpoint, AtStep]  # noqa: UP007 - as above


class Span(msgspec.Struct, frozen=True, omit_defaults=True):
    """When something happened: in the last so many seconds, both ends included, or start <= t < end; all the time."""

    last: int | None = None
    start: int | None = None
    end: int | None = None

    def bounds(self, now: int) -> tuple[int, int]:
        """Return the first and the last instant it includes, as of `now`: nothing later is looked at."""
        first = now - self.last * 1_000_000 if self.last is not None else self.start
        last = now if self.end is None else min(now, self.end - 1)
        return -(2**62) if first is None else first, last


EVER = Span()


class Did(msgspec.Struct, frozen=True, tag="did"):
    """The person did it at least `least` and at most `most` (None: any number of) times."""

    meant: Meant
    least: int = 1
    most: int | None = None
    span: Span = EVER


class Then(msgspec.Struct, frozen=True, tag="then"):
    """The person did one after the other, each at most `within` seconds after the one before (None: ever after).

    Each is an event of its own; of equal instants the canonical order decides.
    """

    steps: tuple[Meant, ...]
    within: int | None = None
    span: Span = EVER


class AllOf(msgspec.Struct, frozen=True, tag="all"):
    """Every part holds; of nothing it always does."""

    rules: tuple["PeopleRule", ...]


class AnyOf(msgspec.Struct, frozen=True, tag="any"):
    """At least one part holds."""

    rules: tuple["PeopleRule", ...]


class NotOf(msgspec.Struct, frozen=True, tag="not"):
    """The part does not hold."""

    rule: "PeopleRule"


PeopleRule = Union[Trait, Did, Then, AllOf, AnyOf, NotOf]  # noqa: UP007 - the classes above name it before it exists
EVERYBODY = AllOf(())


def parts_of(rule: PeopleRule) -> Iterator[Trait | Did | Then]:
    """Yield the leaves of a segment, in order, repeats included."""
    match rule:
        case AllOf(rules) | AnyOf(rules):
            for part in rules:
                yield from parts_of(part)
        case NotOf(part):
            yield from parts_of(part)
        case leaf:
            yield leaf


def meant_in(leaf: Did | Then) -> tuple[Meant, ...]:
    """Return what a leaf on behaviour looks at."""
    return (leaf.meant,) if isinstance(leaf, Did) else leaf.steps
