"""What is counted over people's timelines to propose a journey; every count is an integer, so that order never matters.

*Units* are slices of a timeline in which a journey is taken to run once: `bounds[u]:bounds[u + 1]`. `code` is the kind
of each event, 0…K−1.
"""

import numba
import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
I16 = npt.NDArray[np.int16]
LOG_STEPS = 1_024
"""Sums of log₂ seconds are kept in this many parts of one, as whole numbers."""


@numba.njit(cache=True, nogil=True)
def count_people(bounds: I64, code: npt.NDArray[np.integer], people: I64) -> None:
    """Count in `people[c]` the units (here: people) that have an event of code c; negative codes are of nothing."""
    stamp = np.full(len(people), -1, np.int64)
    for u in range(len(bounds) - 1):
        for i in range(bounds[u], bounds[u + 1]):
            c = code[i]
            if c >= 0 and stamp[c] != u:
                stamp[c] = u
                people[c] += 1


@numba.njit(cache=True, nogil=True)
def count_adjacent(bounds: I64, code: I16, time: I64, edges: I64, starts: I64, pairs: I64) -> None:
    """Count neighbours by how long the pause between them was, and what units start with.

    `pairs[g, a, b]` pairs whose pause is longer than `g` of the ascending `edges` (microseconds); `starts[k]`.
    """
    for u in range(len(bounds) - 1):
        lo, hi = bounds[u], bounds[u + 1]
        if lo < hi:
            starts[code[lo]] += 1
        for i in range(lo + 1, hi):
            pause = time[i] - time[i - 1]
            longer = 0
            while longer < len(edges) and pause > edges[longer]:
                longer += 1
            pairs[longer, code[i - 1], code[i]] += 1


@numba.njit(cache=True, nogil=True)
def count_firsts(
    bounds: I64, code: I16, time: I64, before: I64, both: I64, apart: I64, reach: I64, last: I64, first: I64
) -> None:
    """Count, over units, which kind is met first before which.

    `before[a, b]` units in which a is first met earlier than b; `apart[a, b]` their sum of log₂(1 + seconds between),
    in parts of `LOG_STEPS`; `both[a, b]` units that have the two; `reach[k]` units that have the kind; `last[k]`,
    `first[k]` units that end and begin with it.
    """
    kinds = len(reach)
    stamp = np.full(kinds, -1, np.int64)
    met = np.empty(kinds, np.int64)
    order = np.empty(kinds, np.int64)
    for u in range(len(bounds) - 1):
        lo, hi = bounds[u], bounds[u + 1]
        size = 0
        for i in range(lo, hi):
            k = code[i]
            if stamp[k] != u:
                stamp[k], met[k], order[size] = u, time[i], k
                size += 1
        if size == 0:
            continue
        first[code[lo]] += 1
        last[code[hi - 1]] += 1
        for j in range(size):
            b = order[j]
            reach[b] += 1
            for i in range(j):
                a = order[i]
                gap = met[b] - met[a]
                both[a, b] += 1
                both[b, a] += 1
                if gap > 0:
                    before[a, b] += 1
                    apart[a, b] += np.int64(np.log2(1.0 + gap / 1e6) * LOG_STEPS)


@numba.njit(cache=True, nogil=True)
def count_surroundings(
    bounds: I64, code: I16, time: I64, end: int, most: int, seen: I64, pauses: I64, prev: I64, next_: I64,
    prev_pause: I64, next_pause: I64,
) -> None:  # fmt: skip
    """Count what stands before and after each kind, the kind's own repeats left out, and for how long.

    Position K stands for the unit's start or end. `prev[k, j]`, `next_[k, j]` runs of k after and before j;
    `seen[j]` events; `pauses[j]` seconds from an event to the next (after the last: to `end`, at most `most`);
    `prev_pause[k, j]` seconds after events of k whose last other kind was j; `next_pause[k, j]` seconds before them, by
    the next other kind.
    """
    kinds = len(seen)
    for u in range(len(bounds) - 1):
        lo, hi = bounds[u], bounds[u + 1]
        now, other = kinds, kinds
        for i in range(lo, hi):
            k = code[i]
            fresh = k != now
            if fresh:
                other, now = now, k
                prev[k, other] += 1
            until = time[i + 1] if i + 1 < hi else min(end, time[i] + most)
            pause = (until - time[i]) // 1_000_000
            seen[k] += 1
            pauses[k] += pause
            prev_pause[k, other] += pause
        now, other = kinds, kinds
        for i in range(hi - 1, lo - 1, -1):
            k = code[i]
            if k != now:
                other, now = now, k
                next_[k, other] += 1
            if i > lo:
                next_pause[k, other] += (time[i] - time[i - 1]) // 1_000_000


@numba.njit(cache=True, nogil=True)
def count_furthest(bounds: I64, code: I16, rank: I64, before: I64, overall: I64) -> None:
    """Count how far units had come, by rank, when they first met each kind, and how far they came in the end.

    `before[k, r + 1]` units whose furthest rank before first meeting k was r (0: none); `overall[r]` by furthest rank.
    """
    stamp = np.full(len(rank), -1, np.int64)
    for u in range(len(bounds) - 1):
        furthest = -1
        for i in range(bounds[u], bounds[u + 1]):
            k = code[i]
            if stamp[k] != u:
                stamp[k] = u
                before[k, furthest + 1] += 1
                furthest = max(furthest, rank[k])
        if furthest >= 0:
            overall[furthest] += 1


@numba.njit(cache=True, nogil=True)
def count_together(bounds: I64, code: I16, time: I64, within: int, together: I64) -> None:
    """Count events of a that have an event of b at most `within` microseconds away, among their near neighbours."""
    for u in range(len(bounds) - 1):
        for i in range(bounds[u], bounds[u + 1]):
            a = code[i]
            for step in (-2, -1, 1, 2):
                j = i + step
                near = bounds[u] <= j < bounds[u + 1] and abs(time[j] - time[i]) <= within
                if near and code[j] != a and (abs(step) == 1 or code[j] != code[i + step // 2]):
                    together[a, code[j]] += 1


@numba.njit(cache=True, nogil=True)
def count_within_pauses(bounds: I64, code: I16, time: I64, end: int, most: int, tenths: I64) -> None:
    """Count where in the pause between the others' events each kind's runs begin.

    `tenths[k, t]` runs that begin in tenth t of the pause from the event before to the next event of another kind
    (where there is none: to `end`, at most `most` after the event before).
    """
    for u in range(len(bounds) - 1):
        lo, hi = bounds[u], bounds[u + 1]
        for i in range(lo + 1, hi):
            k = code[i]
            if code[i - 1] == k:
                continue
            j = i + 1
            while j < hi and code[j] == k:
                j += 1
            until = time[j] if j < hi else min(end, time[i - 1] + most)
            pause = until - time[i - 1]
            if pause > 0 and time[i] < until:
                tenths[k, (time[i] - time[i - 1]) * 10 // pause] += 1
