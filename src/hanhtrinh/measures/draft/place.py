"""Which kinds have a place in the journey: what happens at any time, or always beside something else, has none."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.draft.kernels import count_surroundings, count_together, count_within_pauses
from hanhtrinh.measures.draft.pages import information
from hanhtrinh.measures.draft.units import DAY, Units, adjacent_of
from hanhtrinh.values import MICROSECONDS

I64 = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
LEAST_BY_TIME, LEAST_BY_EVENT = 0.2, 0.03
"""Bits about its surroundings below which a kind has no place: against any moment, and against any event."""

_UNEVEN = 0.15
_FEWEST = 30
_TAIL_SECONDS = 30 * DAY
_ALWAYS, _AT_ONCE, _SAME_NEXT = 0.95, 0.9, 0.03
_TOGETHER_SECONDS = 2
_TOGETHER_SHARE = 0.8


@dataclass(frozen=True)
class Places:
    """What is known of each kind's place.

    `by_time[k]` is how far what stands before and after k is from what would stand there if k happened at any moment,
    `by_event[k]` from what would if it happened at any event, in bits (infinite where there are too few).
    `uneven[k]` is how far from evenly it falls into the pauses of the others (Kolmogorov's distance). `beside[k]` is
    the kind that k always follows at once without changing what comes next, −1 where there is none.
    """

    by_time: Floats
    by_event: Floats
    uneven: Floats
    beside: I64

    def is_loose(self, k: int) -> bool:
        """Tell whether a kind may happen anywhere: at any event, or at any moment, evenly."""
        at_any_moment = self.by_time[k] < LEAST_BY_TIME and self.uneven[k] < _UNEVEN
        return bool(at_any_moment or self.by_event[k] < LEAST_BY_EVENT)


def places_of(units: Units, size: int, end: int, most_seconds: int | None) -> Places:
    """Return the places of `size` kinds.

    The pause after somebody's last event lasts to `end`, at most 30 days, or as long as that after which people begin
    anew.
    """
    seen, pauses = np.zeros(size, np.int64), np.zeros(size, np.int64)
    prev, next_, prev_pause, next_pause = (np.zeros((size, size + 1), np.int64) for _ in range(4))
    most = (most_seconds or _TAIL_SECONDS) * MICROSECONDS
    arrays = seen, pauses, prev, next_, prev_pause, next_pause
    count_surroundings(units.bounds, units.code, units.time, end, most, *arrays)
    by_time, by_event = np.full(size, np.inf), np.full(size, np.inf)
    for k in np.flatnonzero(prev.sum(axis=1) >= _FEWEST).tolist():
        by_time[k] = _by_time(k, *arrays)
        by_event[k] = _by_event(k, seen, prev, next_, len(units))
    return Places(by_time, by_event, _unevenness(units, size, end, most), _satellites(units, prev, next_))


def _unevenness(units: Units, size: int, end: int, most: int) -> Floats:
    tenths = np.zeros((size, 10), np.int64)
    count_within_pauses(units.bounds, units.code, units.time, end, most, tenths)
    total = tenths.sum(axis=1, keepdims=True)
    reached = np.cumsum(tenths, axis=1) / np.maximum(1, total)
    apart: Floats = np.abs(reached - np.arange(1, 11) / 10).max(axis=1)
    return np.where(total[:, 0] >= _FEWEST, apart, 1.0)


def _by_event(k: int, seen: I64, prev: I64, next_: I64, units: int) -> float:
    """Return the bits by which k's surroundings differ from those of any place in the sequence of the others."""
    anywhere = np.append(np.where(np.arange(len(seen)) == k, 0, seen), units).astype(np.float64)
    return _apart(prev[k], anywhere) + _apart(next_[k], anywhere)


def _by_time(k: int, seen: I64, pauses: I64, prev: I64, next_: I64, prev_pause: I64, next_pause: I64) -> float:
    """Return the bits by which k's surroundings differ from those of any moment between the others."""
    others = np.arange(len(seen)) != k
    before = np.append(np.where(others, pauses, 0), 0) + prev_pause[k]
    before[-1] = 0  # nothing is known of the time before somebody's first event
    inside = next_pause.sum(axis=1)
    after = np.append(np.where(others, inside, 0), pauses.sum() - inside.sum()) + next_pause[k]
    return _apart(prev[k], before.astype(np.float64)) + _apart(next_[k], after.astype(np.float64))


def _apart(counts: I64, expected: Floats) -> float:
    """Return the divergence in bits of counts from what was expected, less what chance alone would give."""
    total = counts.sum()
    shares = counts / total
    wanted = (expected + 1e-4 * expected.sum() + 1e-9) / ((1 + 1e-4 * len(expected)) * expected.sum() + 1e-9)
    some = counts > 0
    bits = float((shares[some] * np.log2(shares[some] / wanted[some])).sum())
    return max(0.0, bits - float((np.count_nonzero(some) - 1) / (2 * total * np.log(2))))


def _satellites(units: Units, prev: I64, next_: I64) -> I64:
    """Return, per kind, the one it always follows at once and without consequence, −1 where there is none."""
    size = len(prev)
    beside = np.full(size, -1)
    _, pairs = adjacent_of(units, size)
    quick = pairs[0]
    for k in range(size):
        runs = prev[k].sum()
        parent = int(prev[k, :size].argmax()) if size > 1 else k
        if runs < _FEWEST or parent == k or prev[k, parent] < _ALWAYS * runs:
            continue
        if quick[parent, k] < _AT_ONCE * pairs[:, parent, k].sum():
            continue
        after = np.array([next_[k], next_[parent]], np.float64)
        after[:, [k, parent]] = 0
        goes_on = after[:, :size].sum(axis=1).min() >= _FEWEST
        if goes_on and information(after) < _SAME_NEXT:
            beside[k] = parent
    return beside


def found_together(units: Units, size: int) -> list[tuple[int, int]]:
    """Return pairs of kinds that mostly happen within two seconds of each other: one thing recorded twice."""
    if _is_coarse(units.time):
        return []
    together = np.zeros((size, size), np.int64)
    count_together(units.bounds, units.code, units.time, _TOGETHER_SECONDS * MICROSECONDS, together)
    seen = np.maximum(1, np.bincount(units.code, minlength=size))
    share = together / seen[:, None]
    enough = np.minimum.outer(seen, seen) >= _FEWEST
    both = np.triu((share >= _TOGETHER_SHARE) & (share.T >= _TOGETHER_SHARE) & enough, 1)
    return [(int(a), int(b)) for a, b in np.argwhere(both)]


def _is_coarse(time: I64) -> bool:
    """Tell whether times are so coarse that being together means nothing: half of them on the full minute."""
    return bool(len(time) and np.count_nonzero(time % (60 * MICROSECONDS) == 0) > len(time) / 2)
