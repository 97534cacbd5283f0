"""Distinct sequences: which units walk the very same way, found in time linear in what they walk.

Each unit's sequence is hashed to 64 bits; units with the same hash are compared node by node, so that a collision of
hashes never merges two ways. Units are dealt out to buckets by their hash, small enough for the processor's cache;
buckets are worked through side by side.
"""

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Codes
from hanhtrinh.values import Runner, in_one_part

I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]
_UNITS_A_BUCKET = 1 << 12


@dataclass(frozen=True)
class Distinct:
    """The distinct sequences of some units, in order of the first unit that has each.

    `of[unit]` is the sequence of a unit (−1: it has none). Per sequence: `first` the first unit, how many `units`, and
    how many `people` (units stand in order of person).
    """

    of: I64
    first: I64
    units: I64
    people: I64

    def __len__(self) -> int:
        return len(self.first)


@numba.njit(cache=True, nogil=True)
def _hashes(lo: int, hi: int, begin: I64, size: I64, code: Codes, result: U64) -> None:
    for u in range(lo, hi):
        h = np.uint64(size[u]) * np.uint64(0x9E3779B97F4A7C15)
        for i in range(begin[u], begin[u] + size[u]):
            h ^= np.uint64(code[i])
            h *= np.uint64(0xD6E8FEB86659FD93)
            h ^= h >> np.uint64(32)
        h *= np.uint64(0xD6E8FEB86659FD93)
        result[u] = h ^ (h >> np.uint64(29))


@numba.njit(cache=True, nogil=True)
def _deal(hashes: U64, size: I64, shift: int, begin: I64, units: I64) -> None:
    """Write the units of each bucket (the upper bits of their hash) from the bucket's own place on, in their order."""
    for u in range(len(hashes)):
        if size[u] > 0:
            bucket = np.int64(hashes[u] >> np.uint64(shift))
            units[begin[bucket]] = u
            begin[bucket] += 1


@numba.njit(cache=True, nogil=True)
def _count_buckets(hashes: U64, size: I64, shift: int, counts: I64) -> None:
    for u in range(len(hashes)):
        if size[u] > 0:
            counts[np.int64(hashes[u] >> np.uint64(shift))] += 1


@numba.njit(cache=True, nogil=True)
def _match(
    lo: int,
    hi: int,
    bounds: I64,
    dealt: I64,
    hashes: U64,
    begin: I64,
    size: I64,
    code: Codes,
    person: I64,
    first: I64,
    units: I64,
    people: I64,
) -> None:
    """Give every unit of buckets lo…hi the first unit that walks the same way, which holds the counts."""
    room = 16
    for bucket in range(lo, hi):
        while room < 2 * (bounds[bucket + 1] - bounds[bucket]):
            room *= 2
    mask = room - 1
    key, owner, last = np.empty(room, np.uint64), np.empty(room, np.int64), np.empty(room, np.int64)
    for bucket in range(lo, hi):
        owner[:] = -1
        for k in range(bounds[bucket], bounds[bucket + 1]):
            u = dealt[k]
            at, length = np.int64(hashes[u] & np.uint64(0x7FFFFFFF)) & mask, size[u]
            while owner[at] >= 0:
                same = key[at] == hashes[u] and size[owner[at]] == length
                i = 0
                while same and i < length:
                    same = code[begin[u] + i] == code[begin[owner[at]] + i]
                    i += 1
                if same:
                    break
                at = (at + 1) & mask
            if owner[at] < 0:
                owner[at], key[at], last[at] = u, hashes[u], u
                people[u] = 1
            elif person[last[at]] != person[u]:
                people[owner[at]] += 1
            last[at] = u
            first[u] = owner[at]
            units[owner[at]] += 1


def distinct(begin: I64, size: I64, code: Codes, person: I64, run: Runner = in_one_part) -> Distinct:
    """Return the distinct sequences of units; unit `u` walks `code[begin[u]:begin[u] + size[u]]`, none where empty."""
    count = len(begin)
    hashes = np.empty(count, np.uint64)
    run(lambda lo, hi: _hashes(lo, hi, begin, size, code, hashes), count)
    bounds, dealt = _buckets(hashes, size)
    first, units, people = np.full(count, -1, np.int64), np.zeros(count, np.int64), np.zeros(count, np.int64)
    columns = bounds, dealt, hashes, begin, size, code, person

    def match(lo: int, hi: int) -> None:
        _match(_bucket_from(bounds, lo), _bucket_from(bounds, hi), *columns, first, units, people)

    run(match, len(dealt))
    firsts = np.flatnonzero(units)
    number = np.full(count + 1, -1, np.int64)
    number[firsts] = np.arange(len(firsts))
    return Distinct(number[first], firsts, units[firsts], people[firsts])


def _bucket_from(bounds: I64, at: int) -> int:
    """Return the first bucket that begins at a place or behind it; behind the last unit, the end of all buckets."""
    return len(bounds) - 1 if at >= bounds[-1] else int(np.searchsorted(bounds[:-1], at))


def _buckets(hashes: U64, size: I64) -> tuple[I64, I64]:
    """Return the units dealt out to buckets of some thousands by the upper bits of their hash, and the buckets' bounds.

    Units without a sequence are in none.
    """
    bits = max(1, (len(hashes) // _UNITS_A_BUCKET).bit_length())
    counts = np.zeros(1 << bits, np.int64)
    _count_buckets(hashes, size, 64 - bits, counts)
    bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    dealt = np.empty(int(bounds[-1]), np.int64)
    _deal(hashes, size, 64 - bits, bounds[:-1].copy(), dealt)
    return bounds, dealt
