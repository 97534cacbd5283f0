"""Time between steps and the sales cycle, with passes still open censored and leaving as the competing end.

A wait begins at the first visit of one step (or of the pass) and is over at the first visit of the next (or the
outcome). Passes that are over without it (the window passed since their last visit, or, where passes have no key, the
person's next pass began) count as left at that moment; the others are censored at as-of. First visits in the other
order are out of order and left out.
"""

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.durations import ARRIVED, BINS, CENSORED, LEFT, KeyedCounts, bin_index, keyed, keyed_from_bins
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


@numba.njit(cache=True, nogil=True)
def _wait(start: int, arrival: int, over: int, as_of: int) -> tuple[int, int]:
    """Return how one wait ended and its length in seconds."""
    if start == NEVER:
        return NO_WAIT, 0
    if arrival != NEVER:
        if arrival < start:
            return OUT_OF_ORDER, 0
        return ARRIVED, (arrival - start) // MICROSECONDS
    if over <= as_of:
        return LEFT, (over - start) // MICROSECONDS
    return CENSORED, (as_of - start) // MICROSECONDS


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
    exact: bool,
    cause: npt.NDArray[np.uint8],
    seconds: Integers,
    bins: Integers,
) -> None:
    """Do what `_waits` does, for the outcome alone: no visit needs to be read."""
    for p in range(lo, hi):
        if group[p] == NO_GROUP:
            continue
        how, long = _wait(start[p], outcome[p], _over(p, person, key, start, end, window), as_of)
        if exact:
            cause[p], seconds[p] = how, long
        else:
            bins[how, bin_index(long)] += 1


def cycle(passes: Passes, groups: Groups, run: Runner = in_one_part) -> KeyedCounts:
    """Return the waits from first contact to the outcome alone, over passes in some group: `Waits.cycle`."""
    exact = len(passes) <= EXACT_PASSES
    rows = len(passes) if exact else 1
    cause, seconds = np.full(rows, NO_WAIT, np.uint8), np.zeros(rows, np.int64)
    columns = passes.person, passes.key, passes.start, passes.end, passes.outcome
    span = passes.window_seconds * MICROSECONDS, passes.as_of

    def task(lo: int, hi: int) -> Integers:
        bins = np.zeros((3, 1 if exact else BINS), np.int64)
        _cycles(lo, hi, groups, *columns, *span, exact, cause, seconds, bins)
        return bins

    parts = run(task, len(passes))
    return _exact(cause, seconds) if exact else keyed_from_bins(np.sum(parts, axis=0))


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
    exact: bool,
    cause: npt.NDArray[np.uint8],
    seconds: Integers,
    bins: Integers,
    odd: Integers,
) -> None:
    """Fill, per pass, the waits of every step and (last column) of the outcome: in full where `exact`, else counted
    in bins.
    """
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
            if s < size:
                how, long = _wait(first[s - 1], first[s], over, as_of)
            else:
                how, long = _wait(start[p], outcome[p], over, as_of)
            if how == OUT_OF_ORDER:
                odd[s] += 1
            elif exact:
                cause[p, s], seconds[p, s] = how, long
            elif how != NO_WAIT:
                bins[s, how, bin_index(long)] += 1


def waits(passes: Passes, groups: Groups, run: Runner = in_one_part) -> Waits:
    """Return every wait between consecutive steps of the map and from first contact to the outcome, over passes in
    some group.
    """
    exact = len(passes) <= EXACT_PASSES
    size, rows = passes.step_count, len(passes) if exact else 1
    cause, seconds = np.full((rows, size + 1), NO_WAIT, np.uint8), np.zeros((rows, size + 1), np.int64)
    columns = (
        passes.person, passes.key, passes.offsets, passes.step, passes.time, passes.start, passes.end, passes.outcome
    )  # fmt: skip
    span = passes.window_seconds * MICROSECONDS, passes.as_of

    def task(lo: int, hi: int) -> tuple[Integers, Integers]:
        bins = np.zeros((1 if exact else size + 1, 3, BINS), np.int64)
        odd = np.zeros(size, np.int64)
        _waits(lo, hi, groups, *columns, *span, exact, cause, seconds, bins, odd)
        return bins, odd

    parts = run(task, len(passes))
    odd = np.sum([part[1] for part in parts], axis=0)
    if exact:
        counts = [_exact(cause[:, s], seconds[:, s]) for s in range(size + 1)]
    else:
        bins = np.sum([part[0] for part in parts], axis=0)
        counts = [keyed_from_bins(bins[s]) for s in range(size + 1)]
    return Waits(tuple(counts[:size]), counts[size], tuple(int(n) for n in odd))


def _exact(cause: npt.NDArray[np.uint8], seconds: npt.NDArray[np.int64]) -> KeyedCounts:
    there = cause != NO_WAIT
    return keyed(seconds[there], cause[there].astype(np.int8))
