"""Texts as numbers for a model that learns: hashed words and neighbours, and what the shipped words say of them.

Each text has the same features whether its marks were typed or not, and further ones where they were: a model taught
with both copies of its texts loses little where marks are missing. Hashes are CRC-32, alike on every machine.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from hanhtrinh.voice.text.normal import Words
from hanhtrinh.voice.text.weighing import CURVE, Weight

BITS = 18
BUCKETS = 1 << BITS
SHIPPED = 8
WIDTH = BUCKETS + SHIPPED
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - BITS)
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Features(NamedTuple):
    """A sparse matrix of texts by features: row, column and value of what is not 0."""

    rows: Integers
    columns: Integers
    values: Floats
    texts: int


class _Hashes(dict[str, int]):
    """The hash of each word."""

    def __missing__(self, word: str) -> int:
        found = self[word] = crc32(word.encode("utf-8", "surrogatepass")) * 0x9E3779B1 + 1
        return found


def features_of(words: Sequence[Words], weights: Sequence[Weight]) -> Features:
    """Return the features of texts that were read and weighed by the shipped words."""
    hashes = _Hashes()
    plain, plain_rows = _flat([[hashes[unit[0]] for unit in one.units] for one in words])
    written = [[hashes[m] for _, m in one.units if m] if not one.bare else [] for one in words]
    marked, marked_rows = _flat(written)
    parts = [
        _grams(plain, plain_rows, 1, 11),
        _grams(plain, plain_rows, 2, 23),
        _grams(plain, plain_rows, 3, 37),
        _grams(marked, marked_rows, 1, 53),
        _grams(marked, marked_rows, 2, 71),
        _shipped(weights),
    ]
    rows, columns, values = (np.concatenate([part[i] for part in parts]) for i in range(3))
    return Features(rows, columns, values, len(words))


def _flat(lists: Iterable[list[int]]) -> tuple[npt.NDArray[np.uint64], Integers]:
    lists = list(lists)
    sizes = np.array([len(one) for one in lists], dtype=np.int64)
    flat = np.fromiter((value for one in lists for value in one), dtype=np.uint64, count=int(sizes.sum()))
    return flat, np.repeat(np.arange(len(lists)), sizes)


def _grams(hashes: npt.NDArray[np.uint64], rows: Integers, n: int, salt: int) -> tuple[Integers, Integers, Floats]:
    """Return runs of n words as features; each kind of them weighs 1 in a text, whatever its length."""
    count = max(len(hashes) - n + 1, 0)
    mixed = np.full(count, salt, dtype=np.uint64)
    for k in range(n):
        mixed = (mixed ^ hashes[k : k + count]) * _MIX
        mixed ^= mixed >> np.uint64(29)
    inside = rows[:count] == rows[n - 1 : n - 1 + count]
    mixed, rows = mixed[inside], rows[:count][inside]
    columns = ((mixed * _MIX) >> _SHIFT).astype(np.int64)
    sizes = np.bincount(rows, minlength=1)
    return rows, columns, 1.0 / np.sqrt(sizes[rows])


def _shipped(weights: Sequence[Weight]) -> tuple[Integers, Integers, Floats]:
    """Return what the shipped words say, as a few numbers of about one size, and the 1 every text has."""
    table = np.array([(w.good, w.bad, w.last, w.wishes, w.negations, w.found) for w in weights], dtype=np.float64)
    table = table.reshape(len(weights), 6)
    good, bad, last, wishes, negations, found = table.T
    total = good - bad
    dense = np.stack(
        [
            2.0 * total / np.sqrt(total * total + CURVE),
            np.log1p(good),
            np.log1p(bad),
            last / np.sqrt(last * last + CURVE),
            np.minimum(wishes, 2.0) / 2.0,
            np.minimum(negations, 2.0) / 2.0,
            1.0 - found,
            np.ones(len(weights)),
        ],
        axis=1,
    )
    rows = np.repeat(np.arange(len(weights)), SHIPPED)
    return rows, np.tile(np.arange(BUCKETS, WIDTH), len(weights)), dense.ravel()
