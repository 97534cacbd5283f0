"""Time between steps and the sales cycle, with passes still open censored and leaving as the competing end.

A wait begins at the first visit of one step (or of the pass) and is over at the first visit of the next (or the
outcome). Passes that are over without it (the window passed since their last visit, or, where passes have no key, the
person's next pass began) count as left at that moment; the others are censored at as-of. First visits in the other
order are out of order and left out.

A wait that is over is kept by its length, one still under way by its beginning: its length grows with the clock.
"""

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.durations import (
    ARRIVED,
    BINS,
    CAUSES,
    CENSORED,
    LEFT,
    KeyedCounts,
    bin_index,
    keyed_from_bins,
)
from hanhtrinh.measures.heaps import Heap, Heaps, Key, heap, heaps_of
from hanhtrinh.measures.pass_table import NEVER, Passes
from hanhtrinh.measures.reach import NO_GROUP, Groups
from hanhtrinh.values import MICROSECONDS, Runner, in_one_part

EXACT_PASSES = 200_000
"""Up to so many passes durations are kept to the second; beyond, in bins of at most 1 % (`durations`)."""

Integers = npt.NDArray[np.int64]
NO_WAIT, OUT_OF_ORDER = 255, 254


@dataclass(frozen=True)
class Waits:
    """Waits by step: `steps[s]` from the first visit of step s − 1 to that of s (entry 0 is empty), `cycle` from the
    pass's first visit to the outcome; `out_of_order[s]` passes that were at s before s − 1."""

    steps: tuple[KeyedCounts, ...]
    cycle: KeyedCounts
    out_of_order: tuple[int, ...]


@dataclass(frozen=True)
class WaitPartial:
    """The exact summary of some people's waits, by series: those of each step, and the cycle as the last.

    `ended[series, cause]` holds the lengths of waits that ended so, in seconds where `exact`, else as bins;
    `under_way[series,]` the instants at which those still under way began. `passes` is the size of the table they were
    read from. Adding exact waits to binned ones gives binned ones, and so does adding up to more than `EXACT_PASSES`.
    """

    ended: Heaps
    under_way: Heaps
    out_of_order: Integers
    passes: int
    exact: bool

    def __add__(self, other: "WaitPartial") -> "WaitPartial":
        one, two = _alike(self, other)
        if one.exact and one.passes + two.passes > EXACT_PASSES:
            one, two = one.binned, two.binned
        return WaitPartial(
            one.ended + two.ended,
            one.under_way + two.under_way,
            one.out_of_order + two.out_of_order,
            one.passes + two.passes,
            one.exact,
        )

    def __sub__(self, other: "WaitPartial") -> "WaitPartial":
        one, two = _alike(self, other)
        return WaitPartial(
            one.ended - two.ended,
            one.under_way - two.under_way,
            one.out_of_order - two.out_of_order,
            one.passes - two.passes,
            one.exact,
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WaitPartial):
            return NotImplemented
        one, two = _alike(self, other)
        numbers = np.array_equal(one.out_of_order, two.out_of_order) and one.passes == two.passes
        return numbers and one.ended == two.ended and one.under_way == two.under_way

    __hash__ = None  # type: ignore[assignment] # compared by what it holds

    def counts(self, series: int, as_of: int) -> KeyedCounts:
        """Return the waits of a series as of an instant."""
        if not self.exact or self.passes > EXACT_PASSES:
            return _binned_counts(self, series, as_of)
        return _exact_counts(self, series, as_of)

    @property
    def binned(self) -> "WaitPartial":
        """The same waits with lengths in bins."""
        if not self.exact:
            return self
        ended = {key: _binned(of) for key, of in self.ended.of.items()}
        return WaitPartial(Heaps(ended), self.under_way, self.out_of_order, self.passes, exact=False)


def _alike(one: WaitPartial, other: WaitPartial) -> tuple[WaitPartial, WaitPartial]:
    return (one, other) if one.exact == other.exact else (one.binned, other.binned)


def _binned(of: Heap) -> Heap:
    bins = np.zeros(BINS, np.int64)
    for values, counts in of.parts():
        _add_bins(values, _ones(values, counts), True, bins)
    there = np.flatnonzero(bins)
    return heap(there, bins[there])


def _exact_counts(of: WaitPartial, series: int, as_of: int) -> KeyedCounts:
    open_since = of.under_way[series,].net
    ended = [of.ended[series, cause].net for cause in (ARRIVED, LEFT)]
    lengths = [*(net.keys[:, 0] for net in ended), (as_of - open_since.keys[:, 0]) // MICROSECONDS]
    times = [net.counts[:, 0] for net in (*ended, open_since)]
    seconds, place = np.unique(np.concatenate(lengths), return_inverse=True)
    ends = np.cumsum([0, *(len(part) for part in lengths)])
    counts = np.zeros((CAUSES, len(seconds)), np.int64)
    for at, cause in enumerate((ARRIVED, LEFT, CENSORED)):
        np.add.at(counts[cause], place[ends[at] : ends[at + 1]], times[at])
    return KeyedCounts(seconds, counts[ARRIVED], counts[LEFT], counts[CENSORED])


def _binned_counts(of: WaitPartial, series: int, as_of: int) -> KeyedCounts:
    bins = np.zeros((CAUSES, BINS), np.int64)
    for cause in (ARRIVED, LEFT):
        for values, counts in of.ended[series, cause].parts():
            _add_bins(values, _ones(values, counts), of.exact, bins[cause])
    for values, counts in of.under_way[series,].parts():
        _add_waiting(values, _ones(values, counts), as_of, bins[CENSORED])
    return keyed_from_bins(bins)


def _ones(values: Integers, counts: Integers | None) -> Integers:
    """Return how often each value counts; where each counts once, a single one that stands for all."""
    return np.ones(1, np.int64) if counts is None else counts


@numba.njit(cache=True, nogil=True)
def _add_bins(values: Integers, times: Integers, exact: bool, bins: Integers) -> None:
    for i in range(len(values)):
        at = bin_index(values[i]) if exact else values[i]
        bins[at] += times[i] if len(times) == len(values) else times[0]


@numba.njit(cache=True, nogil=True)
def _add_waiting(starts: Integers, times: Integers, as_of: int, bins: Integers) -> None:
    for i in range(len(starts)):
        at = bin_index((as_of - starts[i]) // MICROSECONDS)
        bins[at] += times[i] if len(times) == len(starts) else times[0]


@numba.njit(cache=True, nogil=True)
def _wait(start: int, arrival: int, over: int, as_of: int) -> tuple[int, int]:
    """Return how one wait ended and its length in seconds; one still under way has none."""
    if start == NEVER:
        return NO_WAIT, 0
    if arrival != NEVER:
        if arrival < start:
            return OUT_OF_ORDER, 0
        return ARRIVED, (arrival - start) // MICROSECONDS
    if over <= as_of:
        return LEFT, (over - start) // MICROSECONDS
    return CENSORED, 0


@numba.njit(cache=True, nogil=True)
def _over(p: int, person: Integers, key: npt.NDArray[np.uint32], start: Integers, end: Integers, window: int) -> int:
    """Return the instant from which no later visit could belong to a pass.

    That is strictly after the (inclusive) window, or when the person's next pass began. Passes with a key stand beside
    each other: a second order does not end the first.
    """
    over = end[p] + window + 1
    if key[p] == 0 and p + 1 < len(person) and person[p + 1] == person[p]:
        over = min(over, start[p + 1])
    return int(over)


@numba.njit(cache=True, nogil=True, inline="always")
def _keep(
    how: int, long: int, start: int, series: int, bins: Integers, lengths: Integers, starts: Integers, sizes: Integers
) -> None:
    """Keep one wait: its beginning, or its length (in a list where there are no bins)."""
    if how == CENSORED:
        starts[series, sizes[series, CENSORED]] = start
    elif bins.shape[2] > 1:
        bins[series, how, bin_index(long)] += 1
    else:
        lengths[series, how - 1, sizes[series, how]] = long
    sizes[series, how] += 1


@numba.njit(cache=True, nogil=True)
def _cycles(
    lo: int,
    hi: int,
    group: Groups,
    person: Integers,
    key: npt.NDArray[np.uint32],
    start: Integers,
    end: Integers,
    outcome: Integers,
    window: int,
    as_of: int,
    bins: Integers,
    lengths: Integers,
    starts: Integers,
    sizes: Integers,
) -> None:
    """Do what `_waits` does, for the outcome alone: no visit needs to be read."""
    for p in range(lo, hi):
        if group[p] == NO_GROUP:
            continue
        how, long = _wait(start[p], outcome[p], _over(p, person, key, start, end, window), as_of)
        if how < CAUSES:
            _keep(how, long, start[p], 0, bins, lengths, starts, sizes)


@numba.njit(cache=True, nogil=True)
def _waits(
    lo: int,
    hi: int,
    group: Groups,
    person: Integers,
    key: npt.NDArray[np.uint32],
    offsets: Integers,
    step: npt.NDArray[np.uint16],
    time: Integers,
    start: Integers,
    end: Integers,
    outcome: Integers,
    window: int,
    as_of: int,
    odd: Integers,
    bins: Integers,
    lengths: Integers,
    starts: Integers,
    sizes: Integers,
) -> None:
    """Keep, of each pass, the waits of every step and (last series) of the outcome."""
    size = len(odd)
    first = np.empty(size, np.int64)
    for p in range(lo, hi):
        if group[p] == NO_GROUP:
            continue
        first[:] = NEVER
        for v in range(offsets[p], offsets[p + 1]):
            if first[step[v]] == NEVER:
                first[step[v]] = time[v]
        over = _over(p, person, key, start, end, window)
        for s in range(1, size + 1):
            begun = first[s - 1] if s < size else start[p]
            how, long = _wait(begun, first[s] if s < size else outcome[p], over, as_of)
            if how == OUT_OF_ORDER:
                odd[s] += 1
            elif how != NO_WAIT:
                _keep(how, long, begun, s, bins, lengths, starts, sizes)


class _Room:
    """Where one part of the passes keeps its waits; lists are as long as could be, what is not used costs nothing."""

    def __init__(self, series: int, passes: int, exact: bool) -> None:
        self.bins = np.zeros((series, CAUSES, 1 if exact else BINS), np.int64)
        self.lengths = np.empty((series, CAUSES - 1, passes if exact else 1), np.int64)
        self.starts = np.empty((series, passes), np.int64)
        self.sizes = np.zeros((series, CAUSES), np.int64)

    @property
    def arrays(self) -> tuple[Integers, ...]:
        """The arrays in the order kernels take them."""
        return self.bins, self.lengths, self.starts, self.sizes


def _partial_of(rooms: list[_Room], odd: Integers, passes: int, exact: bool) -> WaitPartial:
    series = range(len(rooms[0].sizes))

    def listed(of: str, s: int, cause: int) -> Integers:
        lists = (getattr(room, of)[s] for room in rooms)
        found = (array if array.ndim == 1 else array[cause - 1] for array in lists)
        return np.concatenate([one[: room.sizes[s, cause]] for one, room in zip(found, rooms, strict=True)])

    under_way = heaps_of(((s,), listed("starts", s, CENSORED)) for s in series)
    causes = (ARRIVED, LEFT)
    if exact:
        ended = heaps_of(((s, cause), listed("lengths", s, cause)) for s in series for cause in causes)
        return WaitPartial(ended, under_way, odd, passes, exact)
    bins = np.sum([room.bins for room in rooms], axis=0)
    used = (((s, cause), np.flatnonzero(bins[s, cause])) for s in series for cause in causes)
    binned: dict[Key, Heap] = {key: heap(there, bins[key][there]) for key, there in used if len(there)}
    return WaitPartial(Heaps(binned), under_way, odd, passes, exact)


def cycle_partial(passes: Passes, groups: Groups, run: Runner = in_one_part) -> WaitPartial:
    """Return the waits from first contact to the outcome alone, over passes in some group, as series 0."""
    exact = len(passes) <= EXACT_PASSES
    columns = passes.person, passes.key, passes.start, passes.end, passes.outcome
    span = passes.window_seconds * MICROSECONDS, passes.as_of

    def task(lo: int, hi: int) -> _Room:
        room = _Room(1, hi - lo, exact)
        _cycles(lo, hi, groups, *columns, *span, *room.arrays)
        return room

    return _partial_of(run(task, len(passes)), np.zeros(1, np.int64), len(passes), exact)


def wait_partial(passes: Passes, groups: Groups, run: Runner = in_one_part) -> WaitPartial:
    """Return every wait between consecutive steps of the map and from first contact to the outcome, over passes in
    some group.
    """
    exact, size = len(passes) <= EXACT_PASSES, passes.step_count
    columns = (
        passes.person, passes.key, passes.offsets, passes.step, passes.time, passes.start, passes.end, passes.outcome
    )  # fmt: skip
    span = passes.window_seconds * MICROSECONDS, passes.as_of

    def task(lo: int, hi: int) -> tuple[_Room, Integers]:
        room, odd = _Room(size + 1, hi - lo, exact), np.zeros(size, np.int64)
        _waits(lo, hi, groups, *columns, *span, odd, *room.arrays)
        return room, odd

    parts = run(task, len(passes))
    odd = np.sum([part[1] for part in parts], axis=0)
    return _partial_of([part[0] for part in parts], odd, len(passes), exact)


def waits(passes: Passes, groups: Groups, run: Runner = in_one_part) -> Waits:
    """Return the waits of passes in some group, as of the passes' instant."""
    return waits_at(wait_partial(passes, groups, run), passes.as_of)


def waits_at(partial: WaitPartial, as_of: int) -> Waits:
    """Return the waits of a partial as of an instant."""
    size = len(partial.out_of_order)
    counts = [partial.counts(series, as_of) for series in range(size + 1)]
    return Waits(tuple(counts[:size]), counts[size], tuple(int(n) for n in partial.out_of_order))
