"""Bins of durations: exact where they say so, narrow, zero apart, and counts that merge."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.durations import (
    BIN_ERROR,
    BINS,
    bin_counts,
    bin_of,
    keyed,
    keyed_from_bins,
    lower,
    merged,
    mid,
    upper,
)

LONGEST = 2**63 - 1


@settings(deadline=None)
@given(st.integers(0, LONGEST))
def test_every_duration_lies_in_its_bin(seconds):
    """The bin holds the duration and is at most 1 % wide; its middle is within the stated error."""
    index = bin_of(seconds)
    assert 0 <= index < BINS
    assert lower(index) <= seconds <= upper(index)
    assert upper(index) + 1 - lower(index) <= max(1, lower(index) / 100)
    assert abs(mid(index) - seconds) <= BIN_ERROR * seconds


def test_bins_follow_each_other_without_gap_or_overlap():
    """Each bin begins where the one before ends, from zero to the longest duration there is."""
    assert lower(0) == 0
    assert upper(0) == 0
    for index in range(1, BINS):
        assert lower(index) == upper(index - 1) + 1
        assert bin_of(lower(index)) == index
        assert bin_of(upper(index)) == index
    assert upper(BINS - 1) == LONGEST


def test_short_durations_are_exact():
    """Below 256 seconds a bin is one second, so zero is apart from one."""
    assert [mid(bin_of(s)) for s in range(256)] == list(range(256))


def test_a_negative_duration_is_refused():
    """Time does not run backwards."""
    with pytest.raises(ValueError, match="negative"):
        bin_of(-1)
    for count in (bin_counts, keyed):
        with pytest.raises(ValueError, match="0 seconds or more"):
            count(np.array([-1]), np.array([1], np.int8))
        with pytest.raises(ValueError, match="causes"):
            count(np.array([1]), np.array([3], np.int8))
        with pytest.raises(ValueError, match="1 durations but 2 causes"):
            count(np.array([1]), np.array([1, 1], np.int8))


WAITS = st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 2)), max_size=50)


@settings(deadline=None)
@given(WAITS, st.integers(0, 50))
def test_counts_add_up_and_merge(waits, cut):
    """Keyed and binned counts hold everybody once, and parts together equal the whole."""
    seconds, cause = np.array([w[0] for w in waits], np.int64), np.array([w[1] for w in waits], np.int8)
    whole = keyed(seconds, cause)
    assert whole.total == len(waits)
    assert np.all(np.diff(whole.seconds) > 0)
    for name, code in (("censored", 0), ("arrived", 1), ("left", 2)):
        listed = np.repeat(whole.seconds, getattr(whole, name)).tolist()
        assert listed == sorted(s for s, c in waits if c == code)
    parts = merged([keyed(seconds[cut:], cause[cut:]), keyed(seconds[:cut], cause[:cut])])
    for name in ("seconds", "arrived", "left", "censored"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))
    bins = bin_counts(seconds[cut:], cause[cut:]) + bin_counts(seconds[:cut], cause[:cut])
    binned = keyed_from_bins(bins)
    assert (binned.total, binned.arrived.sum()) == (len(waits), whole.arrived.sum())
    assert binned.error == (BIN_ERROR if max((s for s, _ in waits), default=0) >= 256 else 0)


def test_nothing_merges_to_nothing():
    """No parts are an empty count."""
    assert merged([]).total == 0
    assert keyed_from_bins(bin_counts(np.empty(0, np.int64), np.empty(0, np.int8))).total == 0
