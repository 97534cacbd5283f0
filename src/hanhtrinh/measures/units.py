"""Maps by another unit than the pass: the visits of kept passes, gathered by person, session or account.

A unit's visits keep the step they had in their pass. What is true of a pass is then said of the unit by the same words:
it is completed once one of its visits is at the outcome, left when more than its window went by since it was last seen
without that, else open; and the same code counts it. The window is the journey's; a session's is the gap that ends it.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.pass_table import NEVER, Passes
from hanhtrinh.measures.passes import pass_state
from hanhtrinh.measures.results import MapUnit
from hanhtrinh.measures.timelines import SESSION_GAP_SECONDS, Timelines, pass_timelines, people_timelines

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_LATE = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Units:
    """What a map counts: a table of units shaped as that of passes, which of them are kept, and how many visits of kept
    passes are in none (events without an account).
    """

    table: Passes
    keep: Mask
    outside: int = 0


def units_of(reading: JourneyReading, keep: Mask, unit: MapUnit) -> Units:
    """Return the units of kept passes. Passes themselves are counted in their own table; units are made of visits."""
    if unit == "pass":
        return Units(reading.passes, keep)
    passes = reading.passes
    visit = np.flatnonzero(keep[passes.visit_pass])
    sessions = people_timelines(reading.frame, reading.touch) if unit == "session" else None
    sessions = sessions.split_at_gaps(SESSION_GAP_SECONDS).seen_until(reading.as_of) if sessions else None
    label = _labels(reading, visit, unit, sessions)
    known = label >= 0
    table = _table(reading, visit[known], label[known], unit, sessions)
    return Units(table, np.ones(len(table), np.bool_), int(np.count_nonzero(~known)))


def _labels(reading: JourneyReading, visit: Integers, unit: MapUnit, sessions: Timelines | None) -> Integers:
    """Return a number for the unit of each visit, −1 where there is none."""
    passes = reading.passes
    if unit == "person":
        return passes.person[passes.visit_pass[visit]]
    if sessions is not None:
        return np.searchsorted(sessions.offsets, passes.event[visit], side="right") - 1
    column = reading.frame.columns.get(reading.journey.account or "")
    if column is None:
        return np.full(len(visit), -1, np.int64)
    return column.codes[passes.event[visit]].astype(np.int64) - 1


def _table(
    reading: JourneyReading, visit: Integers, label: Integers, unit: MapUnit, sessions: Timelines | None
) -> Passes:
    passes = reading.passes
    order = np.lexsort((passes.event[visit], passes.time[visit], label))
    visit, label = visit[order], label[order]
    event, step, time = passes.event[visit], passes.step[visit], passes.time[visit]
    first = np.flatnonzero(np.diff(label, prepend=-1))
    offsets = np.append(first, len(label)).astype(np.int64)
    last = offsets[1:] - 1
    end, window = time[last], passes.window_seconds
    if sessions is not None and sessions.last_seen is not None:
        # Events off the map keep a session alive: it ends a gap after the last of them.
        end, window = sessions.last_seen[label[first]], SESSION_GAP_SECONDS
    met = _met(reading, step, time, first)
    # An account is no one person's, so nobody's next unit ends it.
    person = np.arange(len(first)) if unit == "account" else passes.person[passes.visit_pass[visit[first]]]
    return Passes(
        person=person, key=np.zeros(len(first), np.uint32), start=time[first], end=end, outcome=met,
        state=pass_state(met, end, reading.as_of, window), last_step=step[last],
        reached=_reached(step, first, passes.reached.shape[1]), offsets=offsets, event=event, step=step, time=time,
        step_count=passes.step_count, as_of=reading.as_of, window_seconds=window,
    )  # fmt: skip


def _met(reading: JourneyReading, step: npt.NDArray[np.uint16], time: Integers, first: Integers) -> Integers:
    """Return when each unit was first at the outcome, NEVER where it was not."""
    outcome = reading.layout.outcome
    if outcome < 0 or not len(first):
        return np.full(len(first), NEVER, np.int64)
    earliest = np.minimum.reduceat(np.where(step == outcome, time, _LATE), first)
    return np.where(earliest == _LATE, NEVER, earliest)


def _reached(step: npt.NDArray[np.uint16], first: Integers, words: int) -> npt.NDArray[np.uint64]:
    found = np.zeros((len(first), words), np.uint64)
    for word in range(words if len(first) else 0):
        bit = np.where(step // 64 == word, np.uint64(1) << (step % 64).astype(np.uint64), np.uint64(0))
        found[:, word] = np.bitwise_or.reduceat(bit, first)
    return found


def lines_of(reading: JourneyReading, units: Units) -> Timelines:
    """Return the kept units as timelines of their visits."""
    lines = pass_timelines(reading.frame, units.table, reading.touch, reading.lens.touchpoints)
    if units.keep.all():
        return lines
    sizes = np.diff(units.table.offsets)
    visits = units.keep[units.table.visit_pass]
    event = None if lines.event is None else lines.event[visits]
    return replace(
        lines,
        offsets=np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes[units.keep])]),
        code=lines.code[visits],
        time=lines.time[visits],
        event=event,
        unit_count=int(units.keep.sum()),
    )
