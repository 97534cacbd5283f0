"""Sparse tables and heaps of counts: sums do not depend on how they were added up."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.heaps import heap
from hanhtrinh.measures.keyed import compressed, keyed_of, nothing
from hanhtrinh.measures.marks import mark_of, marks

ROWS = st.lists(st.tuples(st.integers(-3, 3), st.integers(-2, 2), st.integers(-2, 2)), max_size=20)
NUMBERS = st.lists(st.integers(-9, 9), max_size=30)


def table(rows):
    """Return the table of (key, key, count) rows."""
    first, second, count = (np.array([row[i] for row in rows], np.int64) for i in range(3))
    return keyed_of([first, second], count)


def plain(rows):
    """Return the sums that are not 0, by key."""
    sums = {}
    for first, second, count in rows:
        sums[first, second] = sums.get((first, second), 0) + count
    return {key: n for key, n in sorted(sums.items()) if n}


def as_plain(of):
    """Return a table as a dictionary."""
    return dict(zip(map(tuple, of.keys.tolist()), of.counts[:, 0].tolist(), strict=True))


@given(ROWS, ROWS)
@settings(deadline=None)
def test_tables_add_and_subtract_key_by_key(one, two):
    """Sums of equal keys, in order of keys, without those that come to nothing."""
    less = [(a, b, -n) for a, b, n in two]
    assert as_plain(table(one)) == plain(one)
    assert as_plain(table(one) + table(two)) == plain(one + two)
    assert as_plain(table(one) - table(two)) == plain(one + less)
    assert table(one) - table(one) == nothing(2)
    assert (table(one) == table(two)) == (plain(one) == plain(two))


@given(ROWS, st.integers(-3, 3), st.integers(-2, 2))
@settings(deadline=None)
def test_a_table_is_looked_up_by_the_beginning_of_its_keys(rows, first, second):
    """What stands under a first number, and under a whole key: nothing is zero."""
    sums = plain(rows)
    assert as_plain(table(rows).under(first)) == {(b,): n for (a, b), n in sums.items() if a == first}
    assert table(rows).at(first, second).tolist() == [sums.get((first, second), 0)]


@given(NUMBERS, NUMBERS, NUMBERS)
@settings(deadline=None)
def test_heaps_hold_what_was_added_and_not_taken_away(one, two, three):
    """Whatever is large and whatever small: the net counts, and the largest number that counts."""
    a, b, c = (heap(np.array(numbers, np.int64)) for numbers in (one, two, three))
    assert a + b == b + a
    assert a + b - b == a
    assert (a + b) - (c + b) == a - c
    assert (a + c).largest() == max([*one, *three], default=None)
    assert (a + c - c).largest() == max(one, default=None)


def test_a_large_change_becomes_part_of_the_heap():
    """Beyond some thousand numbers beside it a heap is piled anew, and holds the same."""
    few, many = heap(np.arange(10)), heap(np.arange(5, 5_000))
    assert len((few + many).net) == 5_000
    assert (few - many) + many == few
    assert (few + many - few).largest() == 4_999


@given(st.lists(st.one_of(st.integers(-5, 5), st.integers(-(2**60), 2**60)), max_size=20))
@settings(deadline=None)
def test_numbers_are_compressed_in_order(numbers):
    """Different values in order and their places: they spell out the numbers again."""
    values, place = compressed(np.array(numbers, np.int64))
    assert values.tolist() == sorted(set(numbers))
    assert values[place].tolist() == numbers


def test_marks_tell_texts_apart_whatever_stands_beside_them():
    """Equal texts have equal marks in any series; a letter that moves from one text to the next changes it."""
    found = marks([pl.Series(["", "a", "b", "ab", "tốt"])])
    assert len(set(found.tolist())) == 5
    assert found[4] == mark_of("tốt")
    one, two = (marks([pl.Series([a]), pl.Series([b])]) for a, b in (("a", "bc"), ("ab", "c")))
    assert one[0] != two[0]
    assert marks([pl.Series(["a"])], [np.array([1])])[0] != marks([pl.Series(["a"])], [np.array([2])])[0]
