"""Exact cross sums of variables some of which are missing, in groups of people by the hash of their id.

Groups, not people, are drawn again by the bootstrap: a group has its weight in each replicate from the hash of (group,
replicate). So a partial is small, parts add up exactly, and order and machine do not change one digit.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

GROUPS, REPLICATES = 256, 1_000
LARGEST = 100_000
"""Values are whole thousandths, at most this far from 0."""
_BLOCK = 4_096
_MIX = np.uint64(0x9E3779B97F4A7C15)
_POISSON = np.array([0.36787944, 0.73575888, 0.9196986, 0.98101184, 0.99634015, 0.99940582, 0.99991676, 0.99998975])


@dataclass(frozen=True)
class CrossSums:
    """Per group and pair of variables (i, j), over people who have both: `n` of them, `of` the sum of i's values,
    `squares` of their squares, `products` of i times j. Arrays are (groups, p, p).
    """

    n: Integers
    of: Integers
    squares: Integers
    products: Integers

    def __add__(self, other: "CrossSums") -> "CrossSums":
        return CrossSums(
            self.n + other.n, self.of + other.of, self.squares + other.squares, self.products + other.products
        )


def cross_sums(values: Integers, present: Truths, group: Integers) -> CrossSums:
    """Return the cross sums of people's values (n, p), whole thousandths, where `present`; `group` per person."""
    if values.size and np.abs(values[present], dtype=np.int64).max(initial=0) > LARGEST:
        raise ValueError(f"values must lie within ±{LARGEST} thousandths")
    count = values.shape[1]
    found = [np.zeros((GROUPS, count, count), np.int64) for _ in range(4)]
    order = np.argsort(group, kind="stable")
    edges = np.searchsorted(group[order], np.arange(GROUPS + 1))
    for g in range(GROUPS):
        for begin in range(int(edges[g]), int(edges[g + 1]), _BLOCK):
            rows = order[begin : min(begin + _BLOCK, int(edges[g + 1]))]
            there = present[rows].astype(np.float64)
            value = np.where(present[rows], values[rows], 0).astype(np.float64)
            # Whole numbers below 2^53: floating sums of them are exact in any order.
            for total, left, right in zip(
                found, (there, value, value**2, value), (there, there, there, value), strict=True
            ):
                total[g] += (left.T @ right).astype(np.int64)
    return CrossSums(*found)


def groups_of(people: Iterable[str]) -> Integers:
    """Return the group of each person by the hash of their id."""
    return (_digests(people) % np.uint64(GROUPS)).astype(np.int64)


def noise_of(people: Iterable[str]) -> Integers:
    """Return a number for each person that has nothing to do with anything, evenly spread, in thousandths."""
    return (_digests(people, b"noise") % np.uint64(2_001)).astype(np.int64) - 1_000


def _digests(people: Iterable[str], what: bytes = b"") -> npt.NDArray[np.uint64]:
    digest = hashlib.blake2b
    found = b"".join([digest(person.encode(), digest_size=8, person=what).digest() for person in people])
    return np.frombuffer(found, "<u8").astype(np.uint64)


def replicate_weights(replicates: int = REPLICATES) -> Floats:
    """Return the weight of each group (replicates + 1, groups): ones first, then Poisson draws of mean 1."""
    place = np.arange(1, replicates + 1, dtype=np.uint64)[:, None] * np.uint64(GROUPS)
    uniform = _mixed(place + np.arange(GROUPS, dtype=np.uint64)[None, :])
    drawn = np.searchsorted(_POISSON, uniform).astype(np.float64)
    return np.vstack([np.ones((1, GROUPS)), drawn])


def _mixed(value: npt.NDArray[np.uint64]) -> Floats:
    """Return numbers 0…1 from whole ones (splitmix64; Steele, Lea & Flood 2014)."""
    with np.errstate(over="ignore"):
        z = value * _MIX
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(np.float64) / 2.0**53


def correlations(sums: CrossSums, weights: Floats) -> tuple[Floats, Floats]:
    """Return pairwise correlations (r, p, p) for each row of group weights, NaN where a pair says nothing, and the
    number of people of each pair.
    """
    n, of, squares, products = (
        np.tensordot(weights, part.astype(np.float64), axes=1)
        for part in (sums.n, sums.of, sums.squares, sums.products)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = n * squares - of**2
        spread = np.where(spread > 1e-9 * np.maximum(1.0, n * squares), spread, np.nan)
        found = (n * products - of * np.swapaxes(of, -1, -2)) / np.sqrt(spread * np.swapaxes(spread, -1, -2))
    return np.clip(found, -1.0, 1.0), n
