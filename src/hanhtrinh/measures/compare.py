"""Period against period, segment against segment: two groups of different passes, number by number.

Both sides are read as of the same instant. A pass that would belong to both counts with the first alone, so that the
two are different passes and their difference has an interval: a segment is then compared with the others of a larger
group, not with itself.
"""

from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.changed import Change, changes
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.map import MapQuestion, read_map
from hanhtrinh.measures.results import MapReadings
from hanhtrinh.measures.selection import When
from hanhtrinh.measures.statistics import newcombe
from hanhtrinh.values import Period

Mask = npt.NDArray[np.bool_]
_SURE = ("beyond", "within", "same")


class Group(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One side of a comparison: passes begun in a period, of one segment or persona (None: everybody's)."""

    period: Period = Period()
    segment: str | None = None
    when: When | None = None


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """Whom one side holds: its passes and people, and how the passes stand as of the common instant."""

    of: Group
    passes: int
    people: int
    completed: int
    left: int
    open: int


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two sides and every number that both can show: in `changes` the first is `new`, the second `old`, and the
    difference is first minus second; those whose interval leaves out zero come first, the clearest foremost.

    `both` passes would belong to both and count with the first alone; `people_in_both` have a pass on either side, so
    the two are not wholly independent. `unequal_time`: clearly more passes are still open on one side, which therefore
    had less time to get anywhere: drop-off, went on and times allow for that; reach, friction and conversion do not.
    """

    format: Literal["hanhtrinh-comparison/1"] = "hanhtrinh-comparison/1"
    journey: str
    as_of: int
    zone: str
    first: Side
    second: Side
    both: int
    people_in_both: int
    unequal_time: bool
    changes: tuple[Change, ...]


def compare(reading: JourneyReading, first: Group, second: Group) -> Comparison:
    """Return two groups compared; KeyError for a segment the journey does not have."""
    one, two = (reading.keep(group.period, group.segment, group.when) for group in (first, second))
    both, others = one & two, two & ~one
    new, old = _read(reading, first, None), _read(reading, second, others if both.any() else None)
    found = sorted(changes(old, new, same_data=False), key=_clarity)
    here, there = (reading.passes.person[keep] for keep in (one, others))
    apart = newcombe(new.open, new.passes, old.open, old.passes)
    return Comparison(
        journey=new.journey,
        as_of=new.as_of,
        zone=new.zone,
        first=_side(first, new),
        second=_side(second, old),
        both=int(both.sum()),
        people_in_both=len(np.intersect1d(here, there)),
        unequal_time=apart is not None and not apart.low <= 0 <= apart.high,
        changes=tuple(found),
    )


def _read(reading: JourneyReading, group: Group, keep: Mask | None) -> MapReadings:
    question = MapQuestion(
        period=group.period, segment=group.segment, when=group.when, trend="none", compare=False, beside=True
    )
    return read_map(reading, question, keep)


def _side(group: Group, of: MapReadings) -> Side:
    return Side(of=group, passes=of.passes, people=of.people, completed=of.completed, left=of.left, open=of.open)


def _clarity(change: Change) -> tuple[int, float]:
    """Return a sort key: clear differences first, by how many half-widths of their interval they are wide."""
    interval = change.interval
    if change.verdict not in _SURE or interval is None or change.value is None:
        return 2, 0.0
    half = (interval.high - interval.low) / 2
    return _SURE.index(change.verdict) > 0, -abs(change.value) / half if half else 0.0
