"""Keyed counts: a sparse table of whole numbers by whole-number keys, that adds and subtracts.

Rows stand in order of their keys, each key once; a row of zeros is not there. So equal sums are equal tables, whatever
they were added up from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
_SPARSE, _CLOSE = 4, 4_096


@dataclass(frozen=True, eq=False)
class Keyed:
    """`keys[row]` a key of some numbers, ascending; `counts[row]` what is counted under it, not all 0."""

    keys: I64
    counts: I64

    def __len__(self) -> int:
        return len(self.keys)

    def __add__(self, other: "Keyed") -> "Keyed":
        return _joined(self, other, 1)

    def __sub__(self, other: "Keyed") -> "Keyed":
        return _joined(self, other, -1)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Keyed):
            return NotImplemented
        return np.array_equal(self.keys, other.keys) and np.array_equal(self.counts, other.counts)

    __hash__ = None  # type: ignore[assignment] # tables are values that are compared, not kept in sets

    def under(self, *key: int) -> "Keyed":
        """Return the rows whose keys begin so, by the rest of their keys."""
        low, high = _bounds(self.keys, np.array(key, np.int64))
        return Keyed(self.keys[low:high, len(key) :], self.counts[low:high])

    def first(self) -> I64:
        """Return the first numbers of all keys, each once."""
        return np.unique(self.keys[:, 0])

    def at(self, *key: int) -> I64:
        """Return what is counted under a whole key; zeros where nothing is."""
        low, high = _bounds(self.keys, np.array(key, np.int64))
        zeros = np.zeros(self.counts.shape[1], np.int64)
        return self.counts[low] if high > low else zeros


def nothing(key_width: int, count_width: int = 1) -> Keyed:
    """Return the empty table of keys and counts so wide."""
    return Keyed(np.empty((0, key_width), np.int64), np.empty((0, count_width), np.int64))


def keyed_of(columns: Sequence[I64], counts: I64 | None = None) -> Keyed:
    """Return the table of rows given column by column, in any order; equal keys add up.

    `counts` holds one row a key (none: each counts one).
    """
    rows = len(columns[0])
    keys = np.empty((rows, len(columns)), np.int64)
    for place, column in enumerate(columns):
        keys[:, place] = column
    values = np.ones((rows, 1), np.int64) if counts is None else counts.reshape(rows, 1) if counts.ndim == 1 else counts
    if not _ascends(keys):
        order = np.lexsort(keys.T[::-1])
        keys, values = keys[order], values[order]
    return Keyed(*_collapsed(keys, np.ascontiguousarray(values, np.int64)))


def compressed(values: I64) -> tuple[I64, I64]:
    """Return the different values in order, and each one's place among them: `np.unique`, faster for close values."""
    if not len(values):
        return values, values
    low, high = int(values.min()), int(values.max())
    if high - low > _SPARSE * len(values) + _CLOSE:
        return np.unique(values, return_inverse=True)
    offset = values - low
    there = np.flatnonzero(np.bincount(offset))
    place = np.empty(high - low + 1, np.int64)
    place[there] = np.arange(len(there))
    return there + low, place[offset]


@numba.njit(cache=True, nogil=True)
def _compare(a: I64, i: int, b: I64, j: int) -> int:
    for c in range(a.shape[1]):
        if a[i, c] != b[j, c]:
            return -1 if a[i, c] < b[j, c] else 1
    return 0


@numba.njit(cache=True, nogil=True)
def _ascends(keys: I64) -> bool:
    for i in range(1, len(keys)):  # noqa: SIM110 - a kernel has no generators
        if _compare(keys, i - 1, keys, i) > 0:
            return False
    return True


@numba.njit(cache=True, nogil=True)
def _collapsed(keys: I64, counts: I64) -> tuple[I64, I64]:
    """Add up rows of equal keys, which stand together, and drop rows of zeros."""
    out_keys, out = np.empty_like(keys), np.empty_like(counts)
    size, i = 0, 0
    while i < len(keys):
        out_keys[size] = keys[i]
        out[size] = counts[i]
        i += 1
        while i < len(keys) and _compare(keys, i, out_keys, size) == 0:
            out[size] += counts[i]
            i += 1
        if np.any(out[size] != 0):
            size += 1
    return out_keys[:size].copy(), out[:size].copy()


@numba.njit(cache=True, nogil=True)
def _merge(keys: I64, counts: I64, more_keys: I64, more: I64, sign: int) -> tuple[I64, I64]:
    rows, width, deep = len(keys) + len(more_keys), keys.shape[1], counts.shape[1]
    out_keys, out = np.empty((rows, width), np.int64), np.empty((rows, deep), np.int64)
    size, i, j = 0, 0, 0
    while i < len(keys) or j < len(more_keys):
        order = 1 if i == len(keys) else -1 if j == len(more_keys) else _compare(keys, i, more_keys, j)
        some = False
        for c in range(width):
            out_keys[size, c] = keys[i, c] if order <= 0 else more_keys[j, c]
        for c in range(deep):
            value = np.int64(0)
            if order <= 0:
                value += counts[i, c]
            if order >= 0:
                value += sign * more[j, c]
            out[size, c] = value
            some |= value != 0
        i += order <= 0
        j += order >= 0
        size += some
    return out_keys[:size].copy(), out[:size].copy()


@numba.njit(cache=True, nogil=True)
def _bounds(keys: I64, start: I64) -> tuple[int, int]:
    """Return where the rows whose keys begin with `start` begin and end."""
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) // 2
        if _begins(keys, middle, start) < 0:
            low = middle + 1
        else:
            high = middle
    first, high = low, len(keys)
    while low < high:
        middle = (low + high) // 2
        if _begins(keys, middle, start) <= 0:
            low = middle + 1
        else:
            high = middle
    return first, low


@numba.njit(cache=True, nogil=True)
def _begins(keys: I64, row: int, start: I64) -> int:
    for c in range(len(start)):
        if keys[row, c] != start[c]:
            return -1 if keys[row, c] < start[c] else 1
    return 0


def _joined(one: Keyed, other: Keyed, sign: int) -> Keyed:
    if not len(other):
        return one
    return Keyed(*_merge(one.keys, one.counts, other.keys, other.counts, sign))
