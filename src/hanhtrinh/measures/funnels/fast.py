"""The fast path: ordered, best entry, total window, one slice a unit, no touchpoint at two steps, no exclusions.

Because the start of a chain at level k − 1 is never earlier than that at level k, an event of step k simply copies it up; whether
the window still holds is asked only when a new level is reached. So the loop has no branch that data can make unpredictable:
events of no step copy a start that is never in any window.
"""

import numpy as np
from numba import njit

from hanhtrinh.measures.funnels.shapes import NEVER, NONE, OPEN, RATED, Array, Outcome

LONG_AGO = -(2**62)
WIDEST = 2**61


@njit(cache=True, nogil=True)
def _tied(
    code: Array, time: Array, at: int, end: int, slot: Array, start: Array, mark: Array, steps: int, window: int, level: int,
    row: int, out: Outcome,
) -> int:  # fmt: skip
    """Walk events instant by instant, those of one instant in order of their steps: the order that favours the path."""
    while at < end and level < steps:
        instant = time[at]
        least, most = steps + 1, 0
        group = at
        while at < end and time[at] == instant:
            k = slot[code[at]]
            if k <= steps:
                mark[k] = group
                least, most = min(least, k), max(most, k)
            at += 1
        start[0] = instant
        for k in range(least, most + 1):
            if mark[k] != group:
                continue
            start[k] = start[k - 1]
            if k > level and instant - start[k] <= window:
                level = k
                out.seconds[row, k - 1] = (instant - start[k]) // 1_000_000
                out.completion[row] = instant
                out.entry[row] = start[k]
    return level


@njit(cache=True, nogil=True)
def _walk(
    code: Array, time: Array, at: int, end: int, slot: Array, start: Array, steps: int, window: int, level: int, row: int, out: Outcome
) -> int:
    """Walk events one by one; return the level, or −1 when equal times stand in an order that matters."""
    before, last = NEVER, 0
    for i in range(at, end):
        t = time[i]
        k = slot[code[i]]
        start[0] = t
        s = start[k - 1]
        start[k] = s
        on = k <= steps
        if on & (t == before):
            if k < last:
                return -1
        before = t if on else before
        last = k if on else last
        if (k > level) & (t - s <= window):
            level = k
            out.seconds[row, k - 1] = (t - s) // 1_000_000
            out.completion[row] = t
            out.entry[row] = s
            if k == steps:
                for j in range(i + 1, end):
                    if time[j] != t:
                        break
                    if slot[code[j]] < k:
                        return -1
                return level
    return level


@njit(cache=True, nogil=True)
def _fresh(start: Array, row: int, steps: int, out: Outcome) -> None:
    for k in range(steps + 3):
        start[k] = LONG_AGO
    for k in range(steps):
        out.seconds[row, k] = -1
    out.completion[row] = NEVER
    out.entry[row] = NEVER


@njit(cache=True, nogil=True)
def run_fast(
    offsets: Array, code: Array, time: Array, low: int, high: int, row: int, slots: Array, steps: int, window: int, cutoff: int,
    as_of: int, out: Outcome,
) -> None:  # fmt: skip
    """Work out units `low…high − 1` into the rows of `out` from `row` on.

    `slots[0, code]` is the code's step, `steps + 2` for none; in `slots[1]` the first step is missing too: entries are over.
    """
    start = np.empty(steps + 3, np.int64)
    mark = np.empty(steps + 1, np.int64)
    mark[:] = -1
    row -= low
    for u in range(low, high):
        at, end = offsets[u], offsets[u + 1]
        _fresh(start, row + u, steps, out)
        while end > at and time[end - 1] > as_of:
            end -= 1
        entries, state = end, RATED
        if end > at and time[end - 1] > cutoff:
            entries, state = _entries(code, time, at, end, slots[0], cutoff)
        level = _walk(code, time, at, entries, slots[0], start, steps, window, 0, row + u, out)
        if level >= 0 and level < steps and entries < end:
            level = _walk(code, time, entries, end, slots[1], start, steps, window, level, row + u, out)
        if level < 0:
            _fresh(start, row + u, steps, out)
            level = _tied(code, time, at, entries, slots[0], start, mark, steps, window, 0, row + u, out)
            level = _tied(code, time, entries, end, slots[1], start, mark, steps, window, level, row + u, out)
        out.level[row + u] = level
        out.state[row + u] = state if level else NONE


@njit(cache=True, nogil=True)
def _entries(code: Array, time: Array, at: int, end: int, slot: Array, cutoff: int) -> tuple[int, int]:
    """Return the position at which entries end, and whether the unit is rated: its first entry is at or before the cutoff."""
    for i in range(at, end):
        if slot[code[i]] == 1:
            if time[i] > cutoff:
                return end, OPEN
            break
    while end > at and time[end - 1] > cutoff:
        end -= 1
    return end, RATED
