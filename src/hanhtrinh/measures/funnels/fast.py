"""The fast path: ordered, best entry, total window, one slice a unit, no touchpoint at two steps, no exclusions.

Because the start of a chain at level k − 1 is never earlier than that at level k, an event of step k simply copies it
up; whether the window still holds is asked only when a new level is reached. So the loop has no branch that data can
make unpredictable: events of no step copy a start that is never in any window.
"""

import numpy as np
from numba import njit

from hanhtrinh.measures.funnels.jit import inner
from hanhtrinh.measures.funnels.shapes import NEVER, NONE, OPEN, RATED, Array, Outcome
from hanhtrinh.measures.funnels.tally import tally

LONG_AGO = -(2**62)
WIDEST = 2**61
Reached = tuple[int, int, int]  # level, entry, completion


@inner
def _tied(
    code: Array,
    time: Array,
    at: int,
    end: int,
    targets: Array,
    start: Array,
    mark: Array,
    window: int,
    so_far: Reached,
    seconds: Array,
) -> Reached:
    """Walk events instant by instant, those of one instant in order of their steps: the order that favours the path."""
    level, entry, completion = so_far
    steps = len(seconds)
    while at < end and level < steps:
        instant = time[at]
        least, most = steps + 1, 0
        group = at
        while at < end and time[at] == instant:
            k = int(targets[code[at]])
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
                seconds[k - 1] = (instant - start[k]) // 1_000_000
                level, entry, completion = k, start[k], instant
    return level, entry, completion


@njit(cache=True, nogil=True, inline="always")
def _walk(
    code: Array,
    time: Array,
    at: int,
    end: int,
    sources: Array,
    targets: Array,
    start: Array,
    window: int,
    so_far: Reached,
    seconds: Array,
) -> Reached:
    """Walk events one by one; level −1 says that equal times occur, whose order may matter."""
    level, entry, completion = so_far
    steps = len(seconds)
    before = NEVER
    # Unsigned positions spare the loop the test for negative ones.
    for i in range(np.uint64(at), np.uint64(end)):
        t = time[i]
        c = code[i]
        k = int(targets[c])
        start[0] = t
        s = start[sources[c]]
        start[targets[c]] = s
        on = k <= steps
        if on & (t == before):
            return -1, entry, completion
        before = t if on else before
        if (k > level) & (t - s <= window):
            seconds[k - 1] = (t - s) // 1_000_000
            level, entry, completion = k, s, t
            if k == steps:
                if _tie_follows(code, time, int(i) + 1, end, targets, steps):
                    level = -1
                break
    return level, entry, completion


@inner
def _tie_follows(code: Array, time: Array, at: int, end: int, targets: Array, steps: int) -> bool:
    """Tell whether an event of the funnel follows at the instant of the event before `at`."""
    i = at
    while i < end and time[i] == time[at - 1]:
        if targets[code[i]] <= steps:
            return True
        i += 1
    return False


@njit(cache=True, nogil=True)
def run_fast(
    offsets: Array,
    code: Array,
    time: Array,
    low: int,
    high: int,
    row: int,
    sources: Array,
    targets: Array,
    steps: int,
    window: int,
    cutoff: int,
    as_of: int,
    out: Outcome,
) -> None:
    """Work out units `low…high − 1` into the rows of `out` from `row` on.

    An event of code c copies the start at level `sources[0, c]` to level `targets[0, c]`; codes of no step copy one
    that is never in any window to a level beyond all. In `[1]` the first step is missing too: entries are over.
    """
    start = np.full(steps + 3, LONG_AGO)
    mark = np.full(steps + 1, -1)
    out.seconds[row : row + high - low] = -1
    nothing = (0, NEVER, NEVER)
    for u in range(low, high):
        at, end = offsets[u], offsets[u + 1]
        while end > at and time[end - 1] > as_of:
            end -= 1
        entries, state = end, RATED
        if end > at and time[end - 1] > cutoff:
            entries, state = _entries(code, time, at, end, targets[0], cutoff)
        seconds = out.seconds[row]
        got = _walk(code, time, at, entries, sources[0], targets[0], start, window, nothing, seconds)
        if entries < end and 0 <= got[0] < steps:
            got = _walk(code, time, entries, end, sources[1], targets[1], start, window, got, seconds)
        if got[0] < 0:
            start[:] = LONG_AGO
            seconds[:] = -1
            got = _tied(code, time, at, entries, targets[0], start, mark, window, nothing, seconds)
            got = _tied(code, time, entries, end, targets[1], start, mark, window, got, seconds)
        if got[0] > 0:
            start[:] = LONG_AGO
        else:
            state = NONE
        out.state[row], out.level[row], out.entry[row], out.completion[row] = state, got[0], got[1], got[2]
        row += 1


@inner
def _entries(code: Array, time: Array, at: int, end: int, targets: Array, cutoff: int) -> tuple[int, int]:
    """Return the position at which entries end, and whether the unit is rated (first entry at or before the cutoff)."""
    for i in range(at, end):
        if targets[code[i]] == 1:
            if time[i] > cutoff:
                return end, OPEN
            break
    while end > at and time[end - 1] > cutoff:
        end -= 1
    return end, RATED


@njit(cache=True, nogil=True)
def count_fast(
    offsets: Array,
    code: Array,
    time: Array,
    low: int,
    high: int,
    sources: Array,
    targets: Array,
    steps: int,
    window: int,
    cutoff: int,
    as_of: int,
    one: Outcome,
    states: Array,
    reached: Array,
    listed: Array,
) -> None:
    """Count units `low…high − 1` without keeping their outcomes: states, rated units per step, and their seconds.

    Events of no step are passed over before their time is read. A unit with two events of the funnel at one instant is
    taken back and worked out by `run_fast`, which knows about ties, into `one` row.
    """
    start = np.full(steps + 1, LONG_AGO)
    wanted = targets[0]
    for u in range(low, high):
        level, before, state = 0, NEVER, NONE
        for i in range(offsets[u], offsets[u + 1]):
            k = int(wanted[code[i]])
            if k > steps:
                continue
            t = time[i]
            if t > as_of:
                break
            if t == before:
                state = -1
                break
            before = t
            if k == 1:
                if t > cutoff:
                    if state == RATED:
                        continue
                    state = OPEN
                    break
                if state == NONE:
                    start[:] = LONG_AGO
                    state, level = RATED, 1
                    listed[0, reached[0]] = 0
                    reached[0] += 1
                    if steps == 1:
                        break
                start[1] = t
            elif state == RATED:
                s = start[k - 1]
                start[k] = s
                if k > level and t - s <= window:
                    level = k
                    listed[k - 1, reached[k - 1]] = (t - s) // 1_000_000
                    reached[k - 1] += 1
                    if k == steps:
                        if _tie_follows(code, time, i + 1, offsets[u + 1], wanted, steps):
                            state = -1
                        break
        if state >= 0:
            states[state] += 1
        else:
            for k in range(level):
                reached[k] -= 1
            run_fast(offsets, code, time, u, u + 1, 0, sources, targets, steps, window, cutoff, as_of, one)
            tally(one.state, one.seconds, 1, states, reached, listed)
