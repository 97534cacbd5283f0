"""Survival curves against their slow twin, and what must hold of every one of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.durations import bin_counts, keyed, keyed_from_bins, merged
from hanhtrinh.measures.survival import (
    aalen_johansen,
    conditional,
    duration_reading,
    kaplan_meier,
    median_of_arrivals,
    pointwise,
    quantile,
)
from tests.oracles import survival_twin

WAITS = st.lists(st.tuples(st.one_of(st.integers(0, 6), st.integers(0, 10**7)), st.integers(0, 2)), max_size=40)
CURVES = pytest.mark.parametrize("leaving", ["competes", "censored"])


def counts_of(waits):
    """Return the keyed counts of (seconds, cause) pairs."""
    return keyed(np.array([t for t, _ in waits], np.int64), np.array([c for _, c in waits], np.int8))


@settings(deadline=None, max_examples=200)
@given(WAITS)
def test_aalen_johansen_equals_its_slow_twin(waits):
    """Times, shares, variance and covariance with the end equal the exact fractions of the twin."""
    curve, slow = aalen_johansen(counts_of(waits)), survival_twin.curve(waits)
    assert curve.seconds.tolist() == [time for time, _, _ in slow]
    np.testing.assert_allclose(curve.waiting, [float(share) for _, share, _ in slow], atol=1e-12)
    np.testing.assert_allclose(curve.incidence, [float(share) for _, _, share in slow], atol=1e-12)
    for i, (time, _, _) in enumerate(slow):
        assert curve.variance[i] == pytest.approx(float(survival_twin.covariance(waits, time, time)), abs=1e-12)
        end = slow[-1][0]
        assert curve.with_final[i] == pytest.approx(float(survival_twin.covariance(waits, time, end)), abs=1e-12)


@settings(deadline=None)
@given(WAITS)
def test_kaplan_meier_equals_greenwoods_sums(waits):
    """Survival and variance equal the twin's product and sum, leaving taken as censoring."""
    curve, slow = kaplan_meier(counts_of(waits)), survival_twin.greenwood(waits)
    assert curve.seconds.tolist() == [time for time, _, _ in slow]
    np.testing.assert_allclose(1 - curve.incidence, [float(share) for _, share, _ in slow], atol=1e-12)
    np.testing.assert_allclose(curve.variance, [float(var) for _, _, var in slow], atol=1e-12)


@settings(deadline=None)
@given(WAITS)
def test_the_ratio_to_the_end_has_the_variance_of_a_ratio(waits):
    """The conditional curve's variance is the delta method's for F(t) ÷ F(end), from exact fractions."""
    curve, slow = conditional(aalen_johansen(counts_of(waits))), survival_twin.curve(waits)
    final = slow[-1][2] if slow else 0
    if final == 0:
        return
    for i, (time, _, share) in enumerate(slow):
        ratio, end = share / final, slow[-1][0]
        parts = [survival_twin.covariance(waits, *pair) for pair in ((time, time), (time, end), (end, end))]
        exact = (parts[0] - 2 * ratio * parts[1] + ratio**2 * parts[2]) / final**2
        assert curve.incidence[i] == pytest.approx(float(ratio))
        assert curve.variance[i] == pytest.approx(float(exact), abs=1e-10)


@given(WAITS)
@settings(deadline=None)
def test_nobody_censored_gives_plain_shares_and_binomial_variance(waits):
    """When every wait has ended, the incidence is the share arrived and its variance p(1 − p)/n."""
    ended = [(t, c) for t, c in waits if c]
    curve = aalen_johansen(counts_of(ended))
    for i, time in enumerate(curve.seconds):
        share = sum(t <= time and c == 1 for t, c in ended) / len(ended)
        assert curve.incidence[i] == pytest.approx(share)
        assert curve.variance[i] == pytest.approx(share * (1 - share) / len(ended), abs=1e-12)


@CURVES
@settings(deadline=None)
@given(waits=WAITS)
def test_quantiles_rise_and_lie_in_their_intervals(waits, leaving):
    """Quartiles are in order, each inside its interval; curves never fall and bounds enclose them."""
    counts = counts_of(waits)
    curve = conditional(aalen_johansen(counts)) if leaving == "competes" else kaplan_meier(counts)
    low, high = pointwise(curve)
    assert np.all(np.diff(curve.incidence) >= 0)
    assert np.all((low <= curve.incidence + 1e-12) & (curve.incidence <= high + 1e-12) & (low >= 0) & (high <= 1))
    before = -1
    for share in (0.25, 0.5, 0.75):
        found = quantile(curve, share)
        if found.seconds is None:
            assert found.high is None
            continue
        assert found.low is not None
        assert before <= found.seconds
        assert found.low <= found.seconds <= (found.seconds if found.high is None else found.high)
        before = found.seconds


@CURVES
@settings(deadline=None)
@given(waits=WAITS, cut=st.integers(0, 40), random=st.randoms())
def test_parts_and_order_change_no_digit(waits, cut, random, leaving):
    """Any split into parts, merged in any order, and any order of rows give the same reading to the last digit."""
    shuffled = waits.copy()
    random.shuffle(shuffled)
    parts = [counts_of(shuffled[cut:]), counts_of([]), counts_of(shuffled[:cut])]
    one = duration_reading(counts_of(waits), leaving=leaving, definition="d")
    assert duration_reading(merged(parts), leaving=leaving, definition="d") == one
    whole = [np.array(column) for column in zip(*shuffled, strict=True)] or [np.array([], np.int64)] * 2
    halves = [bin_counts(whole[0][s], whole[1][s].astype(np.int8)) for s in (slice(cut), slice(cut, None))]
    binned = duration_reading(keyed_from_bins(halves[0] + halves[1]), leaving=leaving, definition="d")
    assert (binned.arrived, binned.left, binned.censored, binned.reading.n) == (
        one.arrived, one.left, one.censored, one.reading.n,
    )  # fmt: skip
    if all(cause == 1 for _, cause in waits) and waits:  # only censoring within one bin may change the curve itself
        assert binned.reading.value == pytest.approx(one.reading.value, rel=1 / 256)


@given(WAITS)
@settings(deadline=None)
def test_the_naive_median_is_the_median_of_arrivals(waits):
    """It is numpy's median of those who arrived, None when nobody did."""
    arrived = [t for t, c in waits if c == 1]
    assert median_of_arrivals(counts_of(waits)) == (float(np.median(arrived)) if arrived else None)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
@settings(deadline=None)
def test_longer_waits_never_shorten_the_median(seconds):
    """Doubling every wait doubles the median."""
    once = counts_of([(t, 1) for t in seconds])
    twice = counts_of([(2 * t, 1) for t in seconds])
    assert quantile(kaplan_meier(twice), 0.5).seconds == 2 * (quantile(kaplan_meier(once), 0.5).seconds)
