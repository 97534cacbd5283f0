"""What a draft counts equals its slow twin on random timelines with ties, repeats and gaps."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.draft import kernels
from tests.oracles import draft_twin as twin

KINDS = 4
END, MOST = 40_000_000, 15_000_000
EDGES = np.array([0, 2_000_000, 9_000_000])
MOMENTS = st.one_of(st.integers(0, 4).map(lambda s: s * 1_000_000), st.integers(0, 30_000_000))
UNITS = st.lists(st.lists(st.tuples(st.integers(0, KINDS - 1), MOMENTS), max_size=9), max_size=5).map(
    lambda units: [sorted(unit, key=lambda event: event[1]) for unit in units]
)


def arrays(units):
    """Return bounds, codes and times as the kernels take them."""
    events = [event for unit in units for event in unit]
    bounds = np.cumsum([0, *map(len, units)]).astype(np.int64)
    return bounds, np.array([k for k, _ in events], np.int16), np.array([t for _, t in events], np.int64)


def counted(table, shift=None):
    """Return the non-zero entries of a table by place; `shift` is taken from the last coordinate."""
    places = np.argwhere(table).tolist()
    keys = [(*p[:-1], p[-1] - (shift or 0)) for p in places]
    found = {key if len(key) > 1 else key[0]: int(table[tuple(p)]) for key, p in zip(keys, places, strict=True)}
    return Counter(found)


def positive(counter):
    """Return a counter without its zeros."""
    return Counter({key: value for key, value in counter.items() if value})


def zeros(*shape):
    return np.zeros(shape, np.int64)


@settings(max_examples=60, deadline=None)
@given(UNITS)
def test_counts_equal_their_twins(units):
    """People, neighbours, first meetings and tenths of pauses are the twins'."""
    bounds, code, time = arrays(units)
    people = zeros(KINDS)
    kernels.count_people(bounds, code.astype(np.int64), people)
    assert counted(people) == twin.people(units)
    starts, pairs = zeros(KINDS), zeros(len(EDGES) + 1, KINDS, KINDS)
    kernels.count_adjacent(bounds, code, time, EDGES, starts, pairs)
    assert (counted(starts), counted(pairs)) == twin.adjacent(units, EDGES.tolist())
    first = [zeros(KINDS, KINDS) for _ in range(3)] + [zeros(KINDS) for _ in range(3)]
    kernels.count_firsts(bounds, code, time, *first)
    expected = twin.firsts(units, kernels.LOG_STEPS)
    assert [counted(table) for table in first] == [positive(table) for table in expected]
    tenths = zeros(KINDS, 10)
    kernels.count_within_pauses(bounds, code, time, END, MOST, tenths)
    assert counted(tenths) == twin.within_pauses(units, END, MOST)


@settings(max_examples=60, deadline=None)
@given(UNITS, st.permutations(range(KINDS)))
def test_surroundings_and_progress_equal_their_twins(units, rank):
    """What stands before and after each kind, for how long, and how far units had come, are the twins'."""
    bounds, code, time = arrays(units)
    seen, pauses, *tables = zeros(KINDS), zeros(KINDS), *(zeros(KINDS, KINDS + 1) for _ in range(4))
    kernels.count_surroundings(bounds, code, time, END, MOST, seen, pauses, *tables)
    expected = twin.surroundings(units, END, MOST, KINDS)
    assert [counted(table) for table in (seen, pauses, *tables)] == [positive(table) for table in expected]
    before, overall = zeros(KINDS, KINDS + 1), zeros(KINDS)
    kernels.count_furthest(bounds, code, np.array(rank), before, overall)
    assert (counted(before, 1), counted(overall)) == twin.furthest(units, rank)


@settings(max_examples=60, deadline=None)
@given(UNITS)
def test_together_counts_near_neighbours(units):
    """An event counts with every other kind among its two neighbours on each side that is near, once a side."""
    bounds, code, time = arrays(units)
    together = zeros(KINDS, KINDS)
    kernels.count_together(bounds, code, time, 2_000_000, together)
    expected = Counter()
    for unit in units:
        for i, (kind, moment) in enumerate(unit):
            for side in (unit[max(0, i - 2) : i][::-1], unit[i + 1 : i + 3]):
                near = {k for k, t in side if k != kind and abs(t - moment) <= 2_000_000}
                expected.update((kind, k) for k in near)
    assert counted(together) == expected
