"""Durations kept exactly to the second, or in bins of at most 1 % width, as integer counts that merge.

Bins are one second wide below 256 s (so zero stands apart), then there are 128 to each doubling: at most 1/128 = 0.78 %
of the duration wide. A bin is spoken for by its middle, which is off by at most 1/256 = 0.39 % (`BIN_ERROR`), and by
nothing below 256 s.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

Integers = npt.NDArray[np.int64]

CENSORED, ARRIVED, LEFT = 0, 1, 2
"""How a wait ended: still under way (or lost from sight), with the arrival waited for, or by leaving for good."""

CAUSES = 3
EXACT_BELOW = 256
PER_OCTAVE = 128
BINS = EXACT_BELOW + (63 - 8) * PER_OCTAVE
"""Number of bins: any duration a 64-bit count of seconds can hold."""

BIN_ERROR = 1 / (2 * PER_OCTAVE)
"""Largest error of a bin's middle, as a share of the duration."""


@njit(cache=True, nogil=True)
def bin_index(seconds: int) -> int:
    """Return the bin of one duration of 0 seconds or more; for kernels, which see to the sign themselves."""
    if seconds < EXACT_BELOW:
        return seconds
    doublings = 0
    rest = seconds
    for shift in (32, 16, 8, 4, 2, 1):
        if rest >> shift >= PER_OCTAVE:
            rest >>= shift
            doublings += shift
    return EXACT_BELOW + (doublings - 1) * PER_OCTAVE + rest - PER_OCTAVE


@njit(cache=True, nogil=True)
def _count_bins(seconds: Integers, cause: npt.NDArray[np.int8], counts: Integers) -> None:
    for i in range(len(seconds)):
        counts[cause[i], bin_index(seconds[i])] += 1


def bin_of(seconds: int) -> int:
    """Return the bin of one duration; raises ValueError below 0 seconds.

    >>> bin_of(0), bin_of(255), bin_of(256), bin_of(257), bin_of(258)
    (0, 255, 256, 256, 257)
    """
    if seconds < 0:
        raise ValueError(f"a duration is never negative: {seconds} s")
    return int(bin_index(seconds))


def lower(index: int) -> int:
    """Return the shortest duration of a bin, in seconds."""
    if index < EXACT_BELOW:
        return index
    doublings, rest = divmod(index - EXACT_BELOW, PER_OCTAVE)
    return (PER_OCTAVE + rest) << (doublings + 1)


def upper(index: int) -> int:
    """Return the longest duration of a bin, in seconds."""
    return lower(index + 1) - 1


def mid(index: int) -> int:
    """Return the whole second that speaks for a bin, within `BIN_ERROR` of every duration in it.

    >>> mid(bin_of(86_400)), mid(bin_of(200))
    (86271, 200)
    """
    return (lower(index) + upper(index)) // 2


def middles(bins: Integers) -> Integers:
    """Return `mid` of many bins at once."""
    octave, rest = np.divmod(bins - EXACT_BELOW, PER_OCTAVE)
    wide = bins >= EXACT_BELOW
    doublings = np.where(wide, octave + 1, 0)
    return np.where(wide, ((PER_OCTAVE + rest) << doublings) + ((1 << doublings) - 1) // 2, bins)


def _checked(seconds: Integers, cause: npt.NDArray[np.int8]) -> None:
    if len(seconds) != len(cause):
        raise ValueError(f"{len(seconds)} durations but {len(cause)} causes")
    if len(seconds) and (seconds.min() < 0 or cause.min() < 0 or cause.max() >= CAUSES):
        raise ValueError("durations must be 0 seconds or more and causes 0, 1 or 2")


def bin_counts(seconds: Integers, cause: npt.NDArray[np.int8]) -> Integers:
    """Return counts of shape (causes, bins); counts of disjoint people merge by adding the arrays.

    Raises ValueError for a negative duration or an unknown cause.
    """
    _checked(seconds, cause)
    counts = np.zeros((CAUSES, BINS), dtype=np.int64)
    _count_bins(np.asarray(seconds, dtype=np.int64), np.asarray(cause, dtype=np.int8), counts)
    return counts


@dataclass(frozen=True)
class KeyedCounts:
    """Waits by their length: `seconds` ascending without repeats, and how many of each ended how.

    `error` is the largest error of `seconds` as a share of the duration: 0 for exact ones, `BIN_ERROR` for bins.
    """

    seconds: Integers
    arrived: Integers
    left: Integers
    censored: Integers
    error: float = 0.0

    @property
    def total(self) -> int:
        """Number of waits."""
        return int(self.arrived.sum() + self.left.sum() + self.censored.sum())


def keyed(seconds: Integers, cause: npt.NDArray[np.int8]) -> KeyedCounts:
    """Return exact counts by duration; raises ValueError for a negative duration or an unknown cause."""
    _checked(seconds, cause)
    lengths, place = np.unique(np.asarray(seconds, dtype=np.int64), return_inverse=True)
    by_cause = [np.bincount(place[cause == c], minlength=len(lengths)).astype(np.int64) for c in range(CAUSES)]
    return KeyedCounts(lengths, by_cause[ARRIVED], by_cause[LEFT], by_cause[CENSORED])


def keyed_from_bins(counts: Integers) -> KeyedCounts:
    """Return binned counts as counts by the middles of their bins; `counts` is as `bin_counts` returns it."""
    used = np.flatnonzero(counts.sum(axis=0))
    error = BIN_ERROR if len(used) and used[-1] >= EXACT_BELOW else 0.0
    return KeyedCounts(middles(used), counts[ARRIVED, used], counts[LEFT, used], counts[CENSORED, used], error)


def merged(parts: Iterable[KeyedCounts]) -> KeyedCounts:
    """Return the counts of disjoint parts together; the order of the parts does not matter."""
    given = list(parts)
    if not given:
        return keyed(np.empty(0, np.int64), np.empty(0, np.int8))
    lengths, place = np.unique(np.concatenate([part.seconds for part in given]), return_inverse=True)
    sums = np.zeros((CAUSES, len(lengths)), dtype=np.int64)
    for cause, name in ((ARRIVED, "arrived"), (LEFT, "left"), (CENSORED, "censored")):
        np.add.at(sums[cause], place, np.concatenate([getattr(part, name) for part in given]))
    return KeyedCounts(lengths, sums[ARRIVED], sums[LEFT], sums[CENSORED], max(part.error for part in given))
