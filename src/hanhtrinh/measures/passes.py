"""Events → passes: which runs of the journey each person made, and which step each on-map event belongs to
(`semantics.md`, Pass).
"""

from dataclasses import dataclass
from typing import Any, TypeVar

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Codes, Frame, Offsets, Times
from hanhtrinh.events.lens import Touches
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.pass_table import COMPLETED, LEFT, NEVER, OPEN, Passes
from hanhtrinh.values import MICROSECONDS, Runner, in_one_part

I64 = npt.NDArray[np.int64]
Kind = TypeVar("Kind", bound=np.generic)
_NO_STEP = np.uint16(0xFFFF)


@dataclass(frozen=True)
class Layout:
    """A journey's steps as kernels see them.

    Steps of touchpoint code `c` are `steps[starts[c]:starts[c + 1]]`, ascending. `before_only[c]` tells that the
    touchpoint stands only before the outcome; `outcome` is the outcome's step, −1 where the journey has none.
    """

    starts: I64
    steps: npt.NDArray[np.uint16]
    before_only: npt.NDArray[np.bool_]
    outcome: int
    step_count: int


def layout_of(journey: Journey, touchpoints: tuple[str, ...]) -> Layout:
    """Return the layout of a journey for a lens whose touchpoint codes follow `touchpoints`."""
    places = [[i for i, step in enumerate(journey.steps) if step.touchpoint == key] for key in touchpoints]
    outcome = journey.step_index.get(journey.outcome or "", -1)
    sizes = [0, 0, *(len(p) for p in places)]  # code 0, off the map, stands nowhere
    before = [False] + [bool(p) and outcome >= 0 and max(p) < outcome for p in places]
    return Layout(
        np.cumsum(sizes, dtype=np.int64),
        np.array([step for p in places for step in p], np.uint16),
        np.array(before, np.bool_),
        outcome,
        len(journey.steps),
    )


@numba.njit(cache=True, nogil=True)
def resolve(code: int, furthest: int, starts: I64, steps: npt.NDArray[np.uint16]) -> int:
    """Return the touchpoint's first step at or after the furthest reached, else the nearest before."""
    lo, hi = starts[code], starts[code + 1]
    for i in range(lo, hi):
        if steps[i] >= furthest:
            return int(steps[i])
    return int(steps[hi - 1])


@numba.njit(cache=True, nogil=True)
def count_visits(
    touch: Touches, time: Times, key: Codes, keyed: bool, starts: I64, cut: bool, as_of: int, lo: int, hi: int
) -> int:
    """Return how many of the events lo…hi are visits: on the map, with a pass key where passes are keyed, not after
    as-of.

    `cut` says whether any event is later than `as_of` at all; where none is, the times are not read.
    """
    total = 0
    for i in range(lo, hi):
        code = touch[i]
        if (
            code != 0
            and starts[code + 1] > starts[code]
            and (not keyed or key[i] != 0)
            and not (cut and time[i] > as_of)
        ):
            total += 1
    return total


@numba.njit(cache=True, nogil=True)
def _order_by_key(events: I64, key: Codes, count: int, order: I64) -> None:
    """Order a person's on-map events by pass: passes by their first event, events within a pass as they stand."""
    for i in range(count):
        order[i] = (np.int64(key[events[i]]) << 32) | i
    order[:count].sort()
    first = np.empty(count, np.int64)
    begin = 0
    for i in range(count):
        if order[i] >> 32 != order[begin] >> 32:
            begin = i
        first[i] = order[begin] & 0xFFFFFFFF
    for i in range(count):
        order[i] = (first[i] << 32) | (order[i] & 0xFFFFFFFF)
    order[:count].sort()
    for i in range(count):
        order[i] = events[order[i] & 0xFFFFFFFF]


@numba.njit(cache=True, nogil=True)
def _walk(  # long and flat on purpose: one pass over each person, nothing allocated inside
    lo: int,
    hi: int,
    offsets: Offsets,
    time: Times,
    touch: Touches,
    key: Codes,
    keyed: bool,
    starts: I64,
    steps: npt.NDArray[np.uint16],
    before_only: npt.NDArray[np.bool_],
    outcome: int,
    window: int,
    gap: int,
    as_of: int,
    begin: int,
    visit_event: I64,
    visit_step: npt.NDArray[np.uint16],
    visit_time: I64,
    person: I64,
    pass_key: npt.NDArray[np.uint32],
    first: I64,
    last: I64,
    met: I64,
    last_step: npt.NDArray[np.uint16],
    reached: npt.NDArray[np.uint64],
    ends: I64,
) -> int:
    """Write the visits and passes of people lo…hi from position `begin` on; return the number of passes."""
    count, visit = begin, begin
    events = np.empty(64, np.int64)
    order = np.empty(64, np.int64)
    for who in range(lo, hi):
        size = 0
        if offsets[who + 1] - offsets[who] > len(events):
            events = np.empty((offsets[who + 1] - offsets[who]) * 2, np.int64)
            order = np.empty(len(events), np.int64)
        for i in range(offsets[who], offsets[who + 1]):
            code = touch[i]
            if code != 0 and starts[code + 1] > starts[code] and (not keyed or key[i] != 0):
                if time[i] > as_of:
                    break
                events[size] = i
                size += 1
        if keyed and size > 1:
            _order_by_key(events, key, size, order)
            events, order = order, events
        current, furthest = -1, 0
        for place in range(size):
            i = events[place]
            code, now = touch[i], time[i]
            if current < 0:
                fresh = True
            elif keyed:
                fresh = key[i] != pass_key[current]
            else:
                over = met[current] != NEVER and before_only[code] and now - met[current] >= gap
                fresh = over or now - last[current] > window
            if fresh:
                current, furthest = count, 0
                count += 1
                person[current], first[current], met[current] = who, now, NEVER
                pass_key[current] = key[i] if keyed else 0
                reached[current, :] = 0
            step = resolve(int(code), furthest, starts, steps)
            furthest = max(furthest, step)
            if step == outcome and met[current] == NEVER:
                met[current] = now
            reached[current, step // 64] |= np.uint64(1) << np.uint64(step % 64)
            last[current], last_step[current] = now, step
            visit_event[visit], visit_step[visit], visit_time[visit] = i, step, now
            visit += 1
            ends[current] = visit
    return count - begin


def pass_state(outcome: I64, end: I64, as_of: int, window_seconds: int) -> npt.NDArray[np.uint8]:
    """Return COMPLETED where the outcome was met, LEFT where the window passed since the last visit, OPEN else."""
    gone = as_of - end > window_seconds * MICROSECONDS
    return np.where(outcome != NEVER, COMPLETED, np.where(gone, LEFT, OPEN)).astype(np.uint8)


class _Space:
    """Room for every visit and as many passes, written in parts from each part's own position on."""

    def __init__(self, size: int, words: int) -> None:
        self.visits = np.empty(size, np.int64), np.empty(size, np.uint16), np.empty(size, np.int64)
        wide: tuple[I64, ...] = tuple(np.empty(size, np.int64) for _ in range(5))
        self.person, self.first, self.last, self.met, self.ends = wide
        self.key, self.last_step = np.empty(size, np.uint32), np.empty(size, np.uint16)
        self.reached = np.empty((size, words), np.uint64)

    @property
    def arrays(self) -> tuple[Any, ...]:
        """The arrays in the order the kernel takes them."""
        return (
            *self.visits,
            self.person,
            self.key,
            self.first,
            self.last,
            self.met,
            self.last_step,
            self.reached,
            self.ends,
        )


def find_passes(
    frame: Frame, touch: Touches, journey: Journey, layout: Layout, *, as_of: int, run: Runner = in_one_part
) -> Passes:
    """Return every pass of every person through the journey as of an instant; later events are not looked at.

    `touch` holds the touchpoint code of every event. Where the journey names a pass key, on-map events without it are
    in no pass.
    """
    column = frame.columns.get(journey.pass_key) if journey.pass_key else None
    keyed = journey.pass_key is not None
    key: Codes = column.codes if column is not None else np.zeros(frame.event_count if keyed else 1, np.uint8)
    cut = frame.span is not None and frame.span[1] > as_of

    def count(lo: int, hi: int) -> tuple[int, int]:
        events = frame.offsets[lo], frame.offsets[hi]
        return lo, count_visits(touch, frame.time, key, keyed, layout.starts, cut, as_of, *events)

    sizes = run(count, frame.person_count)
    begins = dict(zip((lo for lo, _ in sizes), np.cumsum([0, *(size for _, size in sizes)]).tolist(), strict=False))
    space = _Space(sum(size for _, size in sizes), max(1, (layout.step_count + 63) // 64))

    def walk(lo: int, hi: int) -> tuple[int, int]:
        spans = journey.window_seconds * MICROSECONDS, journey.minimum_gap_seconds * MICROSECONDS
        rules = layout.starts, layout.steps, layout.before_only, layout.outcome
        data = frame.offsets, frame.time, touch, key, keyed
        return begins[lo], _walk(lo, hi, *data, *rules, *spans, as_of, begins[lo], *space.arrays)

    parts = [slice(begin, begin + size) for begin, size in run(walk, frame.person_count)]
    return _join(space, parts, layout.step_count, as_of, journey.window_seconds)


def _join(space: _Space, parts: list[slice], step_count: int, as_of: int, window_seconds: int) -> Passes:
    def joined(array: npt.NDArray[Kind]) -> npt.NDArray[Kind]:
        return np.concatenate([array[part] for part in parts])

    outcome, end = joined(space.met), joined(space.last)
    event, step, time = space.visits
    return Passes(
        person=joined(space.person), key=joined(space.key), start=joined(space.first), end=end, outcome=outcome,
        state=pass_state(outcome, end, as_of, window_seconds),
        last_step=joined(space.last_step), reached=joined(space.reached),
        offsets=np.concatenate([np.zeros(1, np.int64), joined(space.ends)]),
        event=event, step=step, time=time, step_count=step_count, as_of=as_of, window_seconds=window_seconds,
    )  # fmt: skip
