"""Reach, drop-off, went-on and open, by step, for any number of groups of passes at once.

*Reach* of a step: passes with at least one visit there over all passes. *Drop-off* rates the arrivals whose window
has passed (first visit ≤ as-of − window, whatever came of them): left passes whose last visit is here ÷ rated
arrivals, leaving out passes still open here. *Went on*, from the outcome on: rated arrivals that visited a later
step. See `docs/definitions.md`.
"""

from dataclasses import dataclass, fields

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.pass_table import LEFT, NEVER, OPEN, Passes
from hanhtrinh.values import MICROSECONDS, Runner, in_one_part

Counts = npt.NDArray[np.int64]
Groups = npt.NDArray[np.uint16]
NO_GROUP = np.uint16(0xFFFF)


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
def _tally(
    lo: int,
    hi: int,
    group: Groups,
    offsets: Counts,
    step: npt.NDArray[np.uint16],
    time: Counts,
    state: npt.NDArray[np.uint8],
    last_step: npt.NDArray[np.uint16],
    stage_of: Counts,
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
    size = reached.shape[1]
    first = np.empty(size, np.int64)
    seen = np.full(stages.shape[1], np.int64(-1))
    for p in range(lo, hi):
        g = group[p]
        if g == NO_GROUP:
            continue
        states[g, state[p]] += 1
        first[:] = NEVER
        furthest = 0
        for v in range(offsets[p], offsets[p + 1]):
            s = step[v]
            if first[s] == NEVER:
                first[s] = time[v]
                reached[g, s] += 1
                furthest = max(furthest, s)
                if seen[stage_of[s]] != p:
                    seen[stage_of[s]] = p
                    stages[g, stage_of[s]] += 1
        end = last_step[p]
        if state[p] == OPEN:
            open_[g, end] += 1
        for s in range(furthest + 1):
            if first[s] == NEVER or first[s] > cutoff:
                continue
            if s == end and state[p] == OPEN:
                waiting[g, s] += 1
                continue
            rated[g, s] += 1
            dropped[g, s] += s == end and state[p] == LEFT
            went_on[g, s] += furthest > s


def tally(
    passes: Passes, stage_of: tuple[int, ...], groups: Groups, group_count: int, run: Runner = in_one_part
) -> Tally:
    """Return the tally of passes by group (`NO_GROUP`: left out); `stage_of` gives each step's stage."""
    stages = np.array(stage_of, np.int64)
    stage_count = max(stage_of, default=0) + 1  # stages without a step hold their place
    cutoff = passes.as_of - passes.window_seconds * MICROSECONDS
    columns = passes.offsets, passes.step, passes.time, passes.state, passes.last_step

    def task(lo: int, hi: int) -> Tally:
        part = empty_tally(group_count, passes.step_count, stage_count)
        counts = [getattr(part, f.name) for f in fields(part)]
        _tally(lo, hi, groups, *columns, stages, cutoff, *counts)
        return part

    total = empty_tally(group_count, passes.step_count, stage_count)
    for part in run(task, len(passes)):
        total = total + part
    return total
