"""Optimal alignment of a pass with the map: which of its visits keep to the map, and what is too many, missing or out
of place.

The model of a pass is the map up to the furthest block it reached. A *block* is one step, or neighbouring steps that
may come in any order (`parallel`). Moves and costs: a visit that keeps to the map costs 0; a visit too many 1 (log
move); a required step without a kept visit 1 (model move), an optional one 0. What keeps to the map is a set of visits,
at most one of each step, whose blocks never go back. Of the cheapest alignments the one that keeps the earlier visits
is taken (the least in lexicographic order of the positions kept).

With the cost of a model move taken off, keeping a visit of a required step gains 2 and of an optional step 1; the
greatest gain is found by a dynamic programme over blocks, from the last visit back, in time visits × steps.
"""

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.journey.model import Journey
from hanhtrinh.values import Runner, in_one_part

I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Steps = npt.NDArray[np.uint16]
DUE, VISITED, KEPT, AGAIN = 1, 2, 4, 8
"""What became of a step in a pass: it was due, was visited, a visit keeps to the map, it was visited more than once."""


@dataclass(frozen=True)
class LinearMap:
    """The map as the aligner sees it: per step its `block` (never falling) and whether it is `required`.

    Steps of block `b` are `begin[b]:begin[b + 1]`. A step that is optional, or that nothing recognises, is not
    required.
    """

    block: I64
    begin: I64
    required: Mask

    def __len__(self) -> int:
        return len(self.block)


@dataclass(frozen=True)
class Alignments:
    """How variants align. Per variant: its `cost` and the number of `deviations` (a step out of order is one of them,
    though it costs a log move and a model move). `fate[variant, step]` holds the bits of each step, `kept` tells of
    every visit whether it keeps to the map.
    """

    cost: I64
    deviations: I64
    fate: U8
    kept: Mask

    def skipped(self, step: int) -> Mask:
        """Tell, per variant, whether a step was due and not visited."""
        return np.asarray(np.equal(self.fate[:, step] & (DUE | VISITED), DUE))

    def repeated(self, step: int) -> Mask:
        """Tell, per variant, whether a step was visited more than once."""
        return np.asarray(np.not_equal(self.fate[:, step] & AGAIN, 0))

    def out_of_order(self, step: int) -> Mask:
        """Tell, per variant, whether a step was visited, but not where the map has it."""
        return np.asarray(np.equal(self.fate[:, step] & (VISITED | KEPT), VISITED))

    def due(self, step: int) -> Mask:
        """Tell, per variant, whether a step was due."""
        return np.asarray(np.not_equal(self.fate[:, step] & DUE, 0))

    def visited(self, step: int) -> Mask:
        """Tell, per variant, whether a step was visited."""
        return np.asarray(np.not_equal(self.fate[:, step] & VISITED, 0))


def linear_map(journey: Journey, measured: set[str | None]) -> LinearMap:
    """Return the map of a journey whose `measured` touchpoints have a rule.

    A step that names another as `parallel` makes one block of both and of all steps between them.
    """
    steps, index = journey.steps, journey.step_index
    joined = np.zeros(len(steps), np.bool_)  # step i stands in one block with step i − 1
    for i, step in enumerate(steps):
        other = index.get(step.parallel or "", i)
        joined[min(i, other) + 1 : max(i, other) + 1] = True
    block = np.cumsum(~joined, dtype=np.int64) - 1
    begin = np.append(np.flatnonzero(~joined), len(steps)).astype(np.int64)
    required = np.array([not s.optional and s.touchpoint in measured for s in steps], np.bool_)
    return LinearMap(block, begin, required)


@numba.njit(cache=True, nogil=True)
def _align(  # flat on purpose: handing arrays to other functions in the inner loops costs more than the work
    lo: int,
    hi: int,
    visit_begin: I64,
    visit_size: I64,
    step: Steps,
    block: I64,
    begin: I64,
    required: Mask,
    cost: I64,
    deviations: I64,
    fate: U8,
    kept: Mask,
    kept_begin: I64,
) -> None:
    steps, blocks = len(block), len(begin) - 1
    longest = 1
    for v in range(lo, hi):
        longest = max(longest, visit_size[v])
    best = np.zeros((blocks + 1, longest + 1), np.int32)
    order, upcoming = np.empty(steps, np.int64), np.empty(steps, np.int64)
    following = np.empty(longest, np.int64)
    taken = np.zeros(steps, np.bool_)
    for v in range(lo, hi):
        a, n = visit_begin[v], visit_size[v]
        furthest = 0
        for i in range(a, a + n):
            furthest = max(furthest, block[step[i]])
        for s in range(steps):
            fate[v, s] = DUE if required[s] and block[s] < furthest else 0
        visits = 0
        for i in range(a, a + n):
            s = step[i]
            if fate[v, s] & VISITED:
                fate[v, s] |= AGAIN
            # In the furthest block only what was visited is asked for: the rest may still come.
            fate[v, s] |= VISITED | (DUE if required[s] else 0)
            visits += 1
        # best[b, i]: the greatest gain of visits i… with blocks b… still to come.
        for i in range(n + 1):
            best[furthest + 1, i] = 0
        for b in range(furthest, -1, -1):
            best[b, n] = 0
            met = 0  # steps of this block met so far from the end, by their next visit, the nearest first
            for i in range(n - 1, -1, -1):
                s = step[a + i]
                if block[s] == b:
                    place = 0
                    while place < met and order[place] != s:
                        place += 1
                    if place == met:
                        met += 1
                    for k in range(place, 0, -1):
                        order[k] = order[k - 1]
                    order[0], upcoming[s] = s, i
                gain, most = 0, best[b + 1, i]
                for k in range(met):
                    s = order[k]
                    gain += 2 if required[s] else 1
                    most = max(most, gain + best[b + 1, upcoming[s] + 1])
                best[b, i] = most
        # Forwards, a visit is kept wherever some best alignment keeps it.
        for s in range(steps):
            upcoming[s], taken[s] = n, False
        for i in range(n - 1, -1, -1):
            s = step[a + i]
            following[i], upcoming[s] = upcoming[s], i
        here, left = 0, best[0, 0]
        for i in range(n):
            s = step[a + i]
            upcoming[s] = following[i]
            kept[kept_begin[v] + i] = False
            if block[s] < here or taken[s]:
                continue
            b = block[s]
            # The greatest gain behind this visit, once it is kept: other steps of its block not yet taken, by their
            # next visit, then the blocks behind.
            met = 0
            for other in range(begin[b], begin[b + 1]):
                if other != s and not taken[other] and upcoming[other] < n:
                    place = met
                    while place > 0 and upcoming[order[place - 1]] > upcoming[other]:
                        order[place] = order[place - 1]
                        place -= 1
                    order[place] = other
                    met += 1
            gain, most = 0, best[b + 1, i + 1]
            for k in range(met):
                gain += 2 if required[order[k]] else 1
                most = max(most, gain + best[b + 1, upcoming[order[k]] + 1])
            worth = 2 if required[s] else 1
            if worth + most == left:
                here, left, taken[s] = b, most, True
                kept[kept_begin[v] + i] = True
                fate[v, s] |= KEPT
        spent, odd = 0, 0
        for s in range(steps):
            bits = fate[v, s]
            spent += (bits & DUE != 0) and (bits & KEPT == 0)
            odd += (bits & (DUE | VISITED) == DUE) + (bits & (VISITED | KEPT) == VISITED) - (bits & VISITED != 0)
            spent -= bits & KEPT != 0
        cost[v], deviations[v] = spent + visits, odd + visits


def align(step: Steps, begin: I64, size: I64, model: LinearMap, run: Runner = in_one_part) -> Alignments:
    """Return how sequences of steps align with a map; sequence `v` is `step[begin[v]:begin[v] + size[v]]`, not empty.

    `kept` has one entry per visit, sequence after sequence.
    """
    count = len(begin)
    places = np.cumsum(size) - size
    cost, deviations = np.empty(count, np.int64), np.empty(count, np.int64)
    fate, kept = np.empty((count, len(model)), np.uint8), np.empty(int(size.sum()), np.bool_)
    rules = model.block, model.begin, model.required
    run(lambda lo, hi: _align(lo, hi, begin, size, step, *rules, cost, deviations, fate, kept, places), count)
    return Alignments(cost, deviations, fate, kept)
