"""The exact partial of a map: whole numbers only, so that people can be added to it and taken away again.

    live = everybody's partial − those of the touched people as they were + those of the touched people as they are

A partial says nothing of dictionaries or positions of the frame it was read from: partials of any frames of other
people add up. What time alone would change is kept by its instant (a wait still open by its beginning), or the person's
contribution changes at a known instant (`measures.partial.change`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.heaps import Heaps
from hanhtrinh.measures.keyed import Keyed
from hanhtrinh.measures.partial.quotes import Quotes
from hanhtrinh.measures.partial.voices import Voices
from hanhtrinh.measures.timing import WaitPartial

I64 = npt.NDArray[np.int64]
EVENTS, VISITS, PEOPLE, OUTSIDE, RATED, CONVERTED, RECENT, WAITING = range(8)
"""Places in `numbers["totals"]`: events and visits up to as-of, people with a kept pass, kept visits of no unit; units
by how they stand in the conversion: rated, of them converted, begun within the window, open."""


@dataclass(frozen=True, eq=False)
class MapPartial:
    """What some people add to a map. Only `+`, `-` and `==` are meant for use outside of this package.

    Partials of one journey and one question (and, with a sliding period, one instant) add up and subtract; a difference
    may hold negative counts (`new - old` is what touched people change). Adding leaves the large part as it is, so the
    time it takes goes mostly with the smaller of the two.

    `numbers` are fixed counters: `totals`, `tally` (a row for the map and for each compared segment), `flow`,
    `promised` (per step, by standing) and `funnel`. `days` holds the tally of each calendar day on which kept units
    began, `began` the kept passes by day where units are not passes. `long` holds exact durations in seconds:
    (FUNNEL, column) and (DELAY, step). `waits` are those of the map, `cycles` those to the outcome of each compared
    segment. By account nothing is `mergeable`.
    """

    numbers: Mapping[str, I64]
    days: Keyed
    began: Keyed
    long: Heaps
    voices: Voices
    waits: WaitPartial
    cycles: tuple[WaitPartial, ...]
    quotes: Quotes
    mergeable: bool = True

    def __add__(self, other: "MapPartial") -> "MapPartial":
        return _joined(self, other, lambda one, two: one + two)

    def __sub__(self, other: "MapPartial") -> "MapPartial":
        return _joined(self, other, lambda one, two: one - two)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MapPartial):
            return NotImplemented
        numbers = all(np.array_equal(self.numbers[name], other.numbers[name]) for name in self.numbers)
        return numbers and _parts(self) == _parts(other)

    __hash__ = None  # type: ignore[assignment] # compared by what it holds


FUNNEL, DELAY = 0, 1
"""What the durations in `MapPartial.long` are of."""


def _parts(of: MapPartial) -> tuple[Any, ...]:
    return of.days, of.began, of.long, of.voices, of.waits, of.cycles, of.quotes


def _joined(one: MapPartial, two: MapPartial, join: Callable[[Any, Any], Any]) -> MapPartial:
    if not (one.mergeable and two.mergeable):
        raise ValueError("a map by account is no sum over people: accounts have several")
    return MapPartial(
        numbers={name: join(one.numbers[name], two.numbers[name]) for name in one.numbers},
        days=join(one.days, two.days),
        began=join(one.began, two.began),
        long=join(one.long, two.long),
        voices=join(one.voices, two.voices),
        waits=join(one.waits, two.waits),
        cycles=tuple(join(a, b) for a, b in zip(one.cycles, two.cycles, strict=True)),
        quotes=join(one.quotes, two.quotes),
    )
