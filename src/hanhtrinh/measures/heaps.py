"""Heaps: how often each of very many numbers is counted, in a large part that is shared and a small change beside it.

Instants and exact durations are nearly all different, so their counts are as long as the passes are many. Adding a few
people to a heap of everybody therefore only changes what lies beside it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.keyed import Keyed, keyed_of, nothing

I64 = npt.NDArray[np.int64]
Key = tuple[int, ...]
_SMALL = 1_024
_PART = 8
LOWEST = np.iinfo(np.int64).min


@dataclass(frozen=True, eq=False)
class Pile:
    """Numbers in any order, repeats allowed, and how often each counts (None: once)."""

    values: I64
    counts: I64 | None = None

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def ordered(self) -> Keyed:
        """The counts by number, in order."""
        if self.counts is not None:
            return keyed_of([self.values], self.counts)
        values = np.sort(self.values)
        first = np.flatnonzero(np.diff(values, prepend=values[:1] - 1)) if len(values) else np.empty(0, np.int64)
        counts = np.diff(np.append(first, len(values)))
        return Keyed(values[first].reshape(-1, 1), counts.reshape(-1, 1).astype(np.int64))


@dataclass(frozen=True, eq=False)
class Heap:
    """Counted numbers: a pile that many heaps may share, and what was added and taken away since."""

    pile: Pile
    change: Keyed = field(default_factory=lambda: nothing(1))

    @cached_property
    def net(self) -> Keyed:
        """The counts by number, in order."""
        return self.pile.ordered + self.change

    def __add__(self, other: "Heap") -> "Heap":
        return self._with(other, 1) if len(other.pile) <= len(self.pile) else other._with(self, 1)

    def __sub__(self, other: "Heap") -> "Heap":
        if len(other.pile) <= max(len(self.pile), _SMALL):
            return self._with(other, -1)
        return _heap_of(self.net - other.net)

    def __eq__(self, other: object) -> bool:
        return NotImplemented if not isinstance(other, Heap) else self.net == other.net

    __hash__ = None  # type: ignore[assignment] # compared by what they hold

    def _with(self, other: "Heap", sign: int) -> "Heap":
        change = self.change + other.net if sign > 0 else self.change - other.net
        if len(change) > max(_SMALL, len(self.pile) // _PART):
            return _heap_of(self.pile.ordered + change)
        return Heap(self.pile, change)

    def parts(self) -> Iterator[tuple[I64, I64 | None]]:
        """Yield numbers and how often each counts (None: once), in parts; a number may stand in both."""
        yield self.pile.values, self.pile.counts
        if len(self.change):
            yield self.change.keys[:, 0], self.change.counts[:, 0]

    def largest(self) -> int | None:
        """Return the largest number that counts; None of nothing."""
        if not len(self.change) and self.pile.counts is None:
            return int(self.pile.values.max()) if len(self.pile) else None
        found = _largest(self.pile.ordered.keys, self.pile.ordered.counts, self.change.keys, self.change.counts)
        return None if found == LOWEST else int(found)


def heap(values: I64, counts: I64 | None = None) -> Heap:
    """Return the heap of numbers in any order."""
    return Heap(Pile(values, counts))


EMPTY = heap(np.empty(0, np.int64))


def _heap_of(table: Keyed) -> Heap:
    return Heap(Pile(np.ascontiguousarray(table.keys[:, 0]), np.ascontiguousarray(table.counts[:, 0])))


@numba.njit(cache=True, nogil=True)
def _largest(keys: I64, counts: I64, more: I64, change: I64) -> int:
    i, j = len(keys) - 1, len(more) - 1
    while i >= 0 or j >= 0:
        if j < 0 or (i >= 0 and keys[i, 0] > more[j, 0]):
            net, value = counts[i, 0], keys[i, 0]
            i -= 1
        elif i < 0 or more[j, 0] > keys[i, 0]:
            net, value = change[j, 0], more[j, 0]
            j -= 1
        else:
            net, value = counts[i, 0] + change[j, 0], keys[i, 0]
            i, j = i - 1, j - 1
        if net > 0:
            return int(value)
    return LOWEST


@dataclass(frozen=True, eq=False)
class Heaps:
    """Heaps by key; those of other keys are empty."""

    of: Mapping[Key, Heap] = field(default_factory=dict)

    def __getitem__(self, key: Key) -> Heap:
        return self.of.get(key, EMPTY)

    def __add__(self, other: "Heaps") -> "Heaps":
        return Heaps({**self.of, **{key: self[key] + other.of[key] for key in other.of}})

    def __sub__(self, other: "Heaps") -> "Heaps":
        return Heaps({**self.of, **{key: self[key] - other.of[key] for key in other.of}})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Heaps):
            return NotImplemented
        return all(self[key] == other[key] for key in self.of.keys() | other.of.keys())

    __hash__ = None  # type: ignore[assignment] # compared by what they hold


def heaps_of(pairs: Iterable[tuple[Key, I64]]) -> Heaps:
    """Return heaps of keys and their numbers; keys without a number are left out."""
    return Heaps({key: heap(values) for key, values in pairs if len(values)})
