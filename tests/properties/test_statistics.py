"""What must hold of every interval, and exactness of sums."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from hanhtrinh.measures.statistics import (
    MICRO,
    Moments,
    kish_n,
    mean_interval,
    moments,
    newcombe,
    nps_difference,
    nps_interval,
    nps_value,
    nps_z,
    weighted_mean,
    weighted_nps,
    weighted_share,
    welch,
    wilson,
)


@st.composite
def shares(draw, largest=10**6):
    """Return (k, n) with 0 ≤ k ≤ n and n > 0."""
    n = draw(st.integers(1, largest))
    return draw(st.integers(0, n)), n


@st.composite
def nps_counts(draw):
    """Return (promoters, detractors, n) with at least one answer."""
    up, down, rest = (draw(st.integers(0, 10**5)) for _ in range(3))
    return up, down, max(1, up + down + rest)


MILLIONTHS = st.lists(st.integers(-2 * MICRO, 2 * MICRO), max_size=60)


@given(shares())
def test_wilson_solves_its_own_equation(case):
    """Each bound p inside 0…1 is where (k/n − p)² = z² p(1 − p)/n; the interval holds k/n and mirrors with n − k."""
    k, n = case
    interval, mirrored = wilson(k, n), wilson(n - k, n)
    assert 0 <= interval.low <= k / n <= interval.high <= 1
    assert interval.low == pytest.approx(1 - mirrored.high, abs=1e-12)
    for p in (interval.low, interval.high):
        if 0 < p < 1:
            assert (k / n - p) ** 2 == pytest.approx(3.841458820694124 * p * (1 - p) / n, rel=1e-6, abs=1e-15)


@given(shares(10**4))
def test_more_of_the_same_narrows_a_share(case):
    """Ten times the sample with the same share is never wider."""
    k, n = case
    once, more = wilson(k, n), wilson(10 * k, 10 * n)
    assert more.high - more.low <= once.high - once.low


@given(shares(), shares())
def test_newcombe_holds_the_difference_and_turns_round(one, two):
    """The interval holds p₁ − p₂, stays within ±1, and changes sign when the groups change places."""
    interval, turned = newcombe(*one, *two), newcombe(*two, *one)
    assert -1 <= interval.low <= one[0] / one[1] - two[0] / two[1] <= interval.high <= 1
    assert interval.low == pytest.approx(-turned.high, abs=1e-12)


@given(nps_counts(), nps_counts())
def test_nps_intervals_hold_their_value_and_mirror(one, two):
    """Score and difference lie inside; swapping promoters and detractors, or the groups, mirrors the interval."""
    value, interval = nps_value(*one), nps_interval(*one)
    assert -100 <= interval.low <= value <= interval.high <= 100
    assert nps_interval(one[1], one[0], one[2]).low == pytest.approx(-interval.high)
    difference = nps_difference(one, two)
    assert -200 <= difference.low <= value - nps_value(*two) <= difference.high <= 200
    assert nps_difference(two, one).low == pytest.approx(-difference.high)
    assert nps_z(one, two) == pytest.approx(-nps_z(two, one))


@given(MILLIONTHS, MILLIONTHS)
def test_sums_are_exact_and_merge(one, two):
    """Moments equal Python's integers, and two parts add up to the whole."""
    whole = moments(np.array(one + two, np.int64))
    assert whole == moments(np.array(two, np.int64)) + moments(np.array(one, np.int64))
    assert (whole.count, whole.total, whole.squares) == (
        len(one + two), sum(one + two), sum(v * v for v in one + two),
    )  # fmt: skip


def test_sums_stay_exact_beyond_64_bits():
    """Four million extreme answers do not overflow."""
    values = np.full(4_000_000, 2 * MICRO, np.int64)
    values[0] = -2 * MICRO
    assert moments(values) == Moments(4_000_000, 2 * MICRO * 3_999_998, 4 * MICRO**2 * 4_000_000)


@settings(deadline=None)
@given(st.lists(st.integers(-2 * MICRO, 2 * MICRO), min_size=2, max_size=60), st.lists(st.integers(-9, 9), max_size=30))
def test_means_agree_with_scipy(one, two):
    """Mean, variance, t interval and Welch's interval equal scipy's, and the variance the exact fraction."""
    a, b = np.array(one) / MICRO, np.array(two, float)
    first, second = moments(np.array(one, np.int64)), moments(np.array(two, np.int64) * MICRO)
    n, mean = len(one), Fraction(sum(one), len(one))
    exact = sum((v - mean) ** 2 for v in one) / (n - 1) / MICRO**2
    assert first.mean == float(mean / MICRO)
    assert first.variance == pytest.approx(float(exact), rel=1e-15)
    if exact == 0:
        assert mean_interval(first) is None
        return
    interval = mean_interval(first)
    expected = stats.t.interval(0.95, n - 1, loc=a.mean(), scale=np.sqrt(float(exact) / n))
    assert (interval.low, interval.high) == pytest.approx(expected, rel=1e-6, abs=1e-9)
    if len(two) >= 2 and len(set(two)) > 1:
        between = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
        got = welch(first, second)
        assert (got.low, got.high) == pytest.approx((between.low, between.high), rel=1e-6, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(1, 1)), min_size=1, max_size=50), st.integers(1, 5))
def test_equal_weights_are_no_weights(answers, weight):
    """With one weight for all, Kish's n is n and every weighted reading is the plain one."""
    score = np.array([s for s, _ in answers], float)
    weights = np.full(len(score), float(weight))
    n, up, down = len(score), int((score >= 9).sum()), int((score <= 6).sum())
    assert kish_n(weights) == pytest.approx(n)
    share, interval = weighted_share(score >= 9, weights)
    plain = wilson(up, n)
    assert (share, interval.low, interval.high) == pytest.approx((up / n, plain.low, plain.high), abs=1e-9)
    value, interval = weighted_nps(score, weights)
    plain = nps_interval(up, down, n)
    assert (value, interval.low, interval.high) == pytest.approx((nps_value(up, down, n), plain.low, plain.high))
    mean, interval = weighted_mean(score, weights)
    plain = mean_interval(moments((score * MICRO).astype(np.int64)))
    assert mean == pytest.approx(score.mean())
    assert (interval is None) == (plain is None)
    if plain is not None:
        assert (interval.low, interval.high) == pytest.approx((plain.low, plain.high))


@given(st.lists(st.floats(0, 100), min_size=1, max_size=50), st.randoms())
def test_kish_n_never_exceeds_n_and_ignores_order(weights, random):
    """Effective n lies within 0…n and is the same, to the last digit, in any order."""
    shuffled = weights.copy()
    random.shuffle(shuffled)
    n = kish_n(np.array(weights))
    assert 0 <= n <= len(weights) * (1 + 1e-12)
    assert n == kish_n(np.array(shuffled))
