"""Distinct sequences where hashes collide and where there are many."""

import numpy as np

from hanhtrinh.measures import distinct as module
from hanhtrinh.measures.distinct import distinct
from tests.worlds import in_parts


def sequences(count, seed):
    """Return begin, size, codes and person of random sequences of one to four of three codes."""
    rng = np.random.default_rng(seed)
    size = rng.integers(0, 5, count)
    code = rng.integers(1, 4, int(size.sum())).astype(np.uint8)
    return np.cumsum(size) - size, size, code, np.sort(rng.integers(0, max(1, count // 2), count))


def grouped(begin, size, code):
    """Return, per unit, its sequence as a tuple."""
    return [tuple(code[b : b + s].tolist()) for b, s in zip(begin.tolist(), size.tolist(), strict=True)]


def test_many_units_are_grouped_exactly_in_any_split():
    """Over several buckets, units share a sequence where, and only where, their nodes are the same."""
    given = sequences(20_000, 1)
    ways = grouped(*given[:3])
    for parts in (1, 3, 8):
        found = distinct(*given, in_parts(parts))
        number = {}
        for way in ways:
            if way:
                number.setdefault(way, len(number))
        assert found.of.tolist() == [number.get(way, -1) for way in ways]
        assert [ways[u] for u in found.first.tolist()] == list(number)
        assert found.units.tolist() == [sum(way == one for way in ways) for one in number]


def test_a_collision_of_hashes_merges_nothing(monkeypatch):
    """Even if all hashes were the same, sequences are compared node by node."""
    given = sequences(300, 2)

    def same(lo, hi, begin, size, code, result):
        result[lo:hi] = 7

    monkeypatch.setattr(module, "_hashes", same)
    found = distinct(*given)
    ways = grouped(*given[:3])
    assert len(found) == len({way for way in ways if way})
    assert all(ways[u] == ways[int(found.first[n])] for u, n in enumerate(found.of.tolist()) if n >= 0)


def test_nothing_has_no_sequences():
    """Of no units, and of units that walk nothing, there is no sequence."""
    empty = np.zeros(0, np.int64)
    assert len(distinct(empty, empty, np.zeros(0, np.uint8), empty)) == 0
    two = np.zeros(2, np.int64)
    assert distinct(two, two, np.zeros(0, np.uint8), two).of.tolist() == [-1, -1]
