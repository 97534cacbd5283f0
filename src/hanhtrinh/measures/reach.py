"""Reach, drop-off, went-on and open, by step, for any number of groups of passes at once.

*Reach* of a step: passes with at least one visit there over all passes. *Drop-off* rates the arrivals whose window
has passed (first visit ≤ as-of − window, whatever came of them): left passes whose last visit is here ÷ rated
arrivals, leaving out passes still open here. *Went on*, from the outcome on: rated arrivals that visited a later
step. See `docs/definitions.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.pass_table import LEFT, OPEN, Passes
from hanhtrinh.values import MICROSECONDS, Runner, in_one_part

Counts = npt.NDArray[np.int64]
Groups = npt.NDArray[np.uint16]
Mask = npt.NDArray[np.bool_]
NO_GROUP = np.uint16(0xFFFF)
_TOGETHER = 8


@dataclass(frozen=True)
class Tally:
    """Counts of passes per group; partial results of disjoint people merge by adding.

    `states[g, s]`: passes by state. Per group and step: `reached`; `rated` arrivals, of which `dropped` left with the
    step as their last and `went_on` visited a later step; `waiting` arrivals left out because the pass is open here;
    `open` passes now here; `ended` passes by last step. `stages[g, t]`: passes with a visit in the stage.
    """

    states: Counts
    reached: Counts
    rated: Counts
    dropped: Counts
    went_on: Counts
    waiting: Counts
    open: Counts
    stages: Counts

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def matrix_of(tallies: Sequence[Tally]) -> Counts:
    """Return tallies as one matrix: the groups of each, one below the other, and the counts side by side."""
    return np.concatenate([np.concatenate([getattr(one, f.name) for f in fields(one)], axis=1) for one in tallies])


def tally_of(matrix: Counts, steps: int) -> Tally:
    """Return the tally of a matrix of counts, one group a row."""
    return Tally(*np.split(matrix, np.cumsum([3, *[steps] * 6]), axis=1))


def everyone(passes: Passes, keep: npt.NDArray[np.bool_] | None = None) -> Groups:
    """Return groups with every pass (or every kept one) in group 0."""
    groups = np.zeros(len(passes), np.uint16)
    if keep is not None:
        groups[~keep] = NO_GROUP
    return groups


def empty_tally(groups: int, steps: int, stages: int) -> Tally:
    """Return the tally of nobody."""
    sizes = [3, *[steps] * 6, stages]
    return Tally(*(np.zeros((groups, size), np.int64) for size in sizes))


@numba.njit(cache=True, nogil=True)
def _steps_until(
    lo: int,
    hi: int,
    step: npt.NDArray[np.uint16],
    time: Counts,
    cutoff: int,
    bits: npt.NDArray[np.uint64],
) -> None:
    """Set the bits of the steps visited up to the cutoff."""
    for v in range(lo, hi):
        if time[v] > cutoff:
            break
        bits[step[v] // 64] |= np.uint64(1) << np.uint64(step[v] % 64)


@numba.njit(cache=True, nogil=True)
def _tally(  # flat on purpose: a kernel takes arrays, not objects
    lo: int,
    hi: int,
    group: Groups,
    offsets: Counts,
    step: npt.NDArray[np.uint16],
    time: Counts,
    start: Counts,
    end: Counts,
    state: npt.NDArray[np.uint8],
    last_step: npt.NDArray[np.uint16],
    visited: npt.NDArray[np.uint64],
    in_stage: npt.NDArray[np.uint64],
    cutoff: int,
    states: Counts,
    reached: Counts,
    rated: Counts,
    dropped: Counts,
    went_on: Counts,
    waiting: Counts,
    open_: Counts,
    stages: Counts,
) -> None:
    """Count from the bits of the steps each pass reached; visits are read only of passes that straddle the cutoff."""
    words, size = visited.shape[1], reached.shape[1]
    early = np.empty(words, np.uint64)
    for p in range(lo, hi):
        g = group[p]
        if g == NO_GROUP:
            continue
        states[g, state[p]] += 1
        last = last_step[p]
        if state[p] == OPEN:
            open_[g, last] += 1
        early[:] = 0
        if end[p] <= cutoff:
            early[:] = visited[p]
        elif start[p] <= cutoff:
            _steps_until(offsets[p], offsets[p + 1], step, time, cutoff, early)
        for t in range(len(in_stage)):
            for w in range(words):
                if visited[p, w] & in_stage[t, w]:
                    stages[g, t] += 1
                    break
        later = False  # a further step was reached: steps are looked at from the last one back
        for w in range(words - 1, -1, -1):
            top = min(64 * w + 63, size - 1)
            bits = visited[p, w] << np.uint64(64 * w + 63 - top)
            s = top
            while bits:
                if bits >> np.uint64(63):
                    reached[g, s] += 1
                    if early[w] >> np.uint64(s % 64) & np.uint64(1):
                        if s == last and state[p] == OPEN:
                            waiting[g, s] += 1
                        else:
                            rated[g, s] += 1
                            dropped[g, s] += s == last and state[p] == LEFT
                            went_on[g, s] += later
                    later = True
                bits <<= np.uint64(1)
                s -= 1


def tally(
    passes: Passes, stage_of: tuple[int, ...], groups: Groups, group_count: int, run: Runner = in_one_part
) -> Tally:
    """Return the tally of passes by group (`NO_GROUP`: left out); `stage_of` gives each step's stage."""
    stage_count = max(stage_of, default=0) + 1
    in_stage = np.zeros((stage_count, passes.reached.shape[1]), np.uint64)
    for s, stage in enumerate(stage_of):
        in_stage[stage, s // 64] |= np.uint64(1) << np.uint64(s % 64)
    cutoff = passes.as_of - passes.window_seconds * MICROSECONDS
    visits = passes.offsets, passes.step, passes.time
    columns = *visits, passes.start, passes.end, passes.state, passes.last_step, passes.reached

    def task(lo: int, hi: int) -> Tally:
        part = empty_tally(group_count, passes.step_count, stage_count)
        counts = [getattr(part, f.name) for f in fields(part)]
        _tally(lo, hi, groups, *columns, in_stage, cutoff, *counts)
        return part

    total = empty_tally(group_count, passes.step_count, stage_count)
    for part in run(task, len(passes)):
        total = total + part
    return total


def tallies(passes: Passes, stage_of: tuple[int, ...], keeps: Sequence[Mask], run: Runner = in_one_part) -> list[Tally]:
    """Return the tally of one group for each mask of passes; masks may overlap.

    Every pass is looked at once for all of up to eight masks: it is counted for its combination of them, and a mask's
    tally is the sum over the combinations that contain it.
    """
    found: list[Tally] = []
    for begin in range(0, len(keeps), _TOGETHER):
        together = keeps[begin : begin + _TOGETHER]
        combination = np.zeros(len(passes), np.uint16)
        for i, keep in enumerate(together):
            combination |= keep.astype(np.uint16) << np.uint16(i)
        # One below, so that the passes in no mask wrap around to NO_GROUP.
        parts = tally(passes, stage_of, combination - np.uint16(1), 2 ** len(together) - 1, run)
        numbers = np.arange(1, 2 ** len(together))
        found += [_of(parts, numbers >> i & 1 == 1) for i in range(len(together))]
    return found


def _of(parts: Tally, which: Mask) -> Tally:
    """Return the tally of some groups together."""
    return Tally(*(getattr(parts, f.name)[which].sum(axis=0, keepdims=True) for f in fields(parts)))
