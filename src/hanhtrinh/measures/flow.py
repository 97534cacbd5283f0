"""Flow: how often, and in how many passes, one step came straight after another; adjacent pairs of any coded timelines.

At every step inflow = outflow: each pass enters from `start` once and ends once, in left, open or completed.
"""

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Offsets
from hanhtrinh.measures.pass_table import Passes
from hanhtrinh.measures.reach import NO_GROUP, Groups
from hanhtrinh.values import Runner, in_one_part

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Flow:
    """Counts over kept passes. `times[a, b]` visits of step b straight after a visit of step a, `passes[a, b]` passes
    with at least one such pair; `starts[s]` passes that begin at s; `ends[s, state]` passes whose last visit is s, by
    state.
    """

    times: Counts
    passes: Counts
    starts: Counts
    ends: Counts

    def __add__(self, other: "Flow") -> "Flow":
        return Flow(
            self.times + other.times, self.passes + other.passes, self.starts + other.starts, self.ends + other.ends
        )


@numba.njit(cache=True, nogil=True)
def _flow(
    lo: int,
    hi: int,
    group: Groups,
    offsets: Offsets,
    step: npt.NDArray[np.uint16],
    state: npt.NDArray[np.uint8],
    times: Counts,
    passes: Counts,
    starts: Counts,
    ends: Counts,
) -> None:
    seen = np.full(times.shape, np.int64(-1))
    for p in range(lo, hi):
        if group[p] == NO_GROUP:
            continue
        before = step[offsets[p]]
        starts[before] += 1
        for v in range(offsets[p] + 1, offsets[p + 1]):
            here = step[v]
            times[before, here] += 1
            if seen[before, here] != p:
                seen[before, here] = p
                passes[before, here] += 1
            before = here
        ends[before, state[p]] += 1


def flow(passes: Passes, groups: Groups, run: Runner = in_one_part) -> Flow:
    """Return the flow between steps over the passes that are in some group."""
    size = passes.step_count

    def task(lo: int, hi: int) -> Flow:
        square = (size, size)
        part = Flow(*(np.zeros(s, np.int64) for s in (square, square, (size,), (size, 3))))
        _flow(
            lo, hi, groups, passes.offsets, passes.step, passes.state, part.times, part.passes, part.starts, part.ends
        )
        return part

    parts = run(task, len(passes))
    return sum(parts[1:], start=parts[0])


@numba.njit(cache=True, nogil=True)
def _adjacent(lo: int, hi: int, offsets: Offsets, code: npt.NDArray[np.uint16], counts: Counts) -> None:
    for who in range(lo, hi):
        before = np.uint16(0)
        for i in range(offsets[who], offsets[who + 1]):
            here = code[i]
            if here != 0:
                counts[before, here] += 1
                before = here
        counts[before, 0] += 1


def adjacent_edges(offsets: Offsets, code: npt.NDArray[np.uint16], size: int, run: Runner = in_one_part) -> Counts:
    """Return `counts[a, b]`: how often code b came straight after code a within a timeline, code 0 (off the map)
    passed over.

    Row 0 counts starts, column 0 ends; timelines without any code count in `[0, 0]`. Codes are 1…size.
    """

    def task(lo: int, hi: int) -> Counts:
        counts = np.zeros((size + 1, size + 1), np.int64)
        _adjacent(lo, hi, offsets, code, counts)
        return counts

    total: Counts = np.sum(run(task, len(offsets) - 1), axis=0)
    return total
