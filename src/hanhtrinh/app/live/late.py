"""What events that arrived late changed in what was said of the time before today.

A day of a map begins with its *opening*: every reading as of last midnight, made of what was known at midnight, or when
the map was first looked at that day. The same readings made of what is known now differ only by events that came since
and happened before midnight, and by facts that came since about whose events they are.
"""

from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from hanhtrinh.app.live.summed import SummedMap
from hanhtrinh.app.live.timelines import Advance, Timelines
from hanhtrinh.measures.changed import Change, changes
from hanhtrinh.measures.results import MapReadings
from hanhtrinh.ports.live import Opening
from hanhtrinh.values import MICROSECONDS, datetime_of, start_of_day

_KEPT = 2 * 86_400 * MICROSECONDS


class LateChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What is said now of the time up to `as_of` (the end of yesterday), against what was said at `told_at`.

    `events` is how many events of that time came since, counted from `counted_from` on: later than `told_at` where the
    server was started in between. `changes` holds only numbers that differ.
    """

    as_of: int
    told_at: int
    events: int
    changes: tuple[Change, ...]
    counted_from: int = 0


@dataclass
class DayBegin:
    """A map as of the end of yesterday: as it was told, and (where maps are summed) as it is known now."""

    opening: Opening
    summed: SummedMap | None

    def step(self, timelines: Timelines, advance: Advance) -> None:
        """Take in what came, as far as it concerns the time before today."""
        late = bool((advance.came <= self.opening.as_of).any())
        if self.summed is not None and (late or advance.handed):
            self.summed.step(timelines, advance, self.opening.as_of)

    def against(self, now: MapReadings, arrivals: "Arrivals") -> LateChanges:
        """Return what differs in readings of the same time made now."""
        found = changes(self.opening.readings, now, same_data=True)
        told_at, as_of = self.opening.told_at, self.opening.as_of
        return LateChanges(
            as_of=as_of,
            told_at=told_at,
            events=arrivals.late(as_of, told_at),
            changes=tuple(change for change in found if change.verdict != "same"),
            counted_from=max(told_at, arrivals.since),
        )


class Arrivals:
    """When events came that happened on an earlier day than they came; for two days."""

    def __init__(self, since: int) -> None:
        self.since = since
        self._came: list[tuple[int, npt.NDArray[np.int64]]] = []

    def note(self, times: npt.NDArray[np.int64], now: int, zone: str) -> None:
        """Take in the instants of events that came now."""
        early = times[times <= end_of_yesterday(now, zone)]
        if len(early):
            self._came = [(at, some) for at, some in self._came if now - at < _KEPT]
            self._came.append((now, early))

    def late(self, as_of: int, told_at: int) -> int:
        """Return how many came after an instant and happened up to another."""
        return sum(int(np.count_nonzero(some <= as_of)) for at, some in self._came if at >= told_at)


def without_words(readings: MapReadings) -> MapReadings:
    """Return readings without what people wrote: openings are kept, and nobody's words may be kept twice."""
    return replace(readings, steps=tuple(replace(step, verbatims=()) for step in readings.steps))


def end_of_yesterday(now: int, zone: str) -> int:
    """Return the last instant of yesterday in a time zone."""
    return start_of_day(datetime_of(now, zone).date(), zone) - 1
