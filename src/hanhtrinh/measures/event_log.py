"""The passes of a journey as an event log: one case a pass, one activity a visit of a step.

Where asked for, what happened between a pass's first and last visit and is on no step belongs to it as well: an event
with the pass's key, else one that falls into the pass its person had begun last.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hanhtrinh.journey.rules import EVENT, text_of
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.pass_table import COMPLETED, LEFT, OPEN

STATES = {COMPLETED: "completed", LEFT: "left", OPEN: "open"}
OFF_MAP = -1
_CHUNK = 20_000

I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Logged(NamedTuple):
    """One event of a pass: its instant, its own name, the position of its step (`OFF_MAP`: none)."""

    time: int
    name: str
    step: int


class LoggedPass(NamedTuple):
    """One pass: the case's name, the person, the pass key's value (empty where there is none), state and events."""

    case: str
    person: str
    key: str
    state: str
    events: list[Logged]


def event_log(reading: JourneyReading, keep: Mask, *, off_map: bool, anonymous: bool) -> Iterator[LoggedPass]:
    """Yield the passes that are kept, in order of person and beginning, with their events in canonical order.

    A case is named by the pass key where every pass has its own, else `PERSON#NUMBER`. `anonymous` puts numbers in the
    place of people and keys.
    """
    names = _Names(reading, anonymous=anonymous)
    others = _Others(reading) if off_map else None
    wanted = np.flatnonzero(keep)
    for begin in range(0, len(wanted), _CHUNK):
        for one in wanted[begin : begin + _CHUNK].tolist():
            yield names.of(one, _events(reading, one, others))


def _events(reading: JourneyReading, one: int, others: "_Others | None") -> list[Logged]:
    passes, frame = reading.passes, reading.frame
    span = slice(int(passes.offsets[one]), int(passes.offsets[one + 1]))
    event, step = passes.event[span], passes.step[span].astype(np.int64)
    if others is not None:
        more = others.of(one)
        event = np.concatenate([event, more])
        step = np.concatenate([step, np.full(len(more), OFF_MAP, np.int64)])
        order = np.argsort(event, kind="stable")
        event, step = event[order], step[order]
    column = frame.columns[EVENT]
    codes = column.codes[event].tolist()
    found = [column.values[code - 1] if code else "" for code in codes]
    rows = zip(frame.time[event].tolist(), found, step.tolist(), strict=True)
    return [Logged(time, str(name), place) for time, name, place in rows]


class _Names:
    """Names cases, people and keys."""

    def __init__(self, reading: JourneyReading, *, anonymous: bool) -> None:
        self.passes = reading.passes
        self.people = reading.frame.people
        column = reading.frame.columns.get(reading.journey.pass_key or "")
        self.keys = None if column is None else column.values
        self.own_keys = self.keys is not None and len(np.unique(self.passes.key)) == len(self.passes)
        self.anonymous = anonymous
        self.seen: dict[int, int] = {}
        self.first = np.searchsorted(self.passes.person, self.passes.person, side="left")

    def of(self, one: int, events: list[Logged]) -> LoggedPass:
        person = int(self.passes.person[one])
        number = self.seen.setdefault(person, len(self.seen) + 1)
        who = str(number) if self.anonymous else str(self.people[person])
        key = self.key(one)
        counted = f"{who}#{one - int(self.first[one]) + 1}"
        case = key if key and self.own_keys else f"{who}#{key}" if key else counted
        return LoggedPass(case, who, key, STATES[int(self.passes.state[one])], events)

    def key(self, one: int) -> str:
        code = int(self.passes.key[one])
        if self.keys is None or not code or self.anonymous:
            return ""
        return text_of(self.keys[code - 1])


class _Others:
    """The events of people that are no visit, given to the passes they fall into."""

    def __init__(self, reading: JourneyReading) -> None:
        self.reading = reading
        frame, passes = reading.frame, reading.passes
        self.free = np.ones(frame.event_count, np.bool_)
        self.free[passes.event] = False
        self.person = -1
        self.given: dict[int, I64] = {}

    def of(self, one: int) -> I64:
        person = int(self.reading.passes.person[one])
        if person != self.person:
            self.person, self.given = person, self._given(person)
        return self.given.get(one, np.zeros(0, np.int64))

    def _given(self, person: int) -> dict[int, I64]:
        frame, passes = self.reading.frame, self.reading.passes
        lo, hi = int(frame.offsets[person]), int(frame.offsets[person + 1])
        events = np.flatnonzero(self.free[lo:hi]) + lo
        first, last = (int(np.searchsorted(passes.person, person, side=side)) for side in ("left", "right"))
        time = frame.time[events]
        place = np.searchsorted(passes.start[first:last], time, side="right") - 1
        key = self.reading.key_of(events)
        if key is not None:
            by_key = {int(code): i for i, code in enumerate(passes.key[first:last])}
            owner = np.array([by_key.get(int(code), -1) if code else at for code, at in zip(key, place, strict=True)])
            place = owner.astype(np.int64)
        inside = place >= 0
        at = first + np.where(inside, place, 0)
        inside &= (passes.start[at] <= time) & (time <= passes.end[at])
        return {int(one): events[inside & (at == one)] for one in np.unique(at[inside])}
