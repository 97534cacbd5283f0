"""Published survival curves, what a duration reading says, and intervals that keep their promise in simulation."""

import numpy as np
import pytest

from hanhtrinh.measures.durations import keyed
from hanhtrinh.measures.results import Interval
from hanhtrinh.measures.survival import (
    Quantile,
    aalen_johansen,
    conditional,
    duration_reading,
    kaplan_meier,
    median_of_arrivals,
    pointwise,
    quantile,
)

DAY = 86_400
SIX_MP = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
SIX_MP_RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
AML_KEPT = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161]
AML_KEPT_RELAPSED = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0]
AML_STOPPED = [5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45]
AML_STOPPED_RELAPSED = [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]


def counts(seconds, cause):
    """Return the keyed counts of two lists."""
    return keyed(np.array(list(seconds), np.int64), np.array(cause, np.int8))


def reading(seconds, cause, leaving="censored"):
    """Return the duration reading of two lists."""
    return duration_reading(counts(seconds, cause), leaving=leaving, definition="time_to")


def test_kaplan_meier_gives_the_published_leukaemia_curve():
    """6-MP arm of Freireich et al. (1963): survival and Greenwood's standard errors as textbooks print them."""
    curve = kaplan_meier(counts(SIX_MP, SIX_MP_RELAPSED))
    assert curve.seconds.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert (1 - curve.incidence).round(4).tolist() == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert np.sqrt(curve.variance).round(4).tolist() == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]


def test_log_log_bounds_are_those_of_other_programs():
    """95 % log(−log) bounds of the 6-MP curve, as lifelines 0.30 gives them."""
    low, high = pointwise(kaplan_meier(counts(SIX_MP, SIX_MP_RELAPSED)))
    assert (1 - high).round(4).tolist() == [0.6197, 0.5631, 0.5032, 0.4316, 0.3675, 0.2678, 0.1881]
    assert (1 - low).round(4).tolist() == [0.9516, 0.9228, 0.8894, 0.8491, 0.8049, 0.7468, 0.6801]


@pytest.mark.parametrize(
    ("weeks", "relapsed", "median", "low", "high"),
    [
        (SIX_MP, SIX_MP_RELAPSED, 23, 13, None),
        (PLACEBO, [1] * 21, 8, 4, 11),
        (AML_KEPT, AML_KEPT_RELAPSED, 31, 13, None),
        (AML_STOPPED, AML_STOPPED_RELAPSED, 23, 5, 33),
    ],
)
def test_published_medians(weeks, relapsed, median, low, high):
    """Medians and log(−log) Brookmeyer–Crowley intervals of both arms of the leukaemia and AML trials."""
    assert quantile(kaplan_meier(counts(weeks, relapsed)), 0.5) == Quantile(median, low, high)


def test_quartiles_of_the_placebo_arm():
    """A quarter had relapsed by week 4, three quarters by week 12."""
    curve = kaplan_meier(counts(PLACEBO, [1] * 21))
    assert [quantile(curve, share).seconds for share in (0.25, 0.75)] == [4, 12]


def test_competing_risks_give_the_published_table():
    """Satagopan et al. (2004), table 2: nine of 305 patients; the paper adds terms rounded to 0.3 %."""
    months = [7, 10, 14, 16, 18, 23, 24, 26, 27] + [28] * 296
    curve = aalen_johansen(counts(months, [0, 1, 0, 1, 2, 1, 0, 2, 1] + [0] * 296))
    assert curve.seconds.tolist() == [10, 16, 18, 23, 26, 27]
    assert curve.at_risk.tolist() == [304, 302, 301, 300, 298, 297]
    assert (100 * curve.waiting).round(1).tolist() == [99.7, 99.3, 99.0, 98.7, 98.3, 98.0]
    came = np.diff(curve.incidence, prepend=0)[curve.arrived > 0]
    assert (100 * came).round(1).tolist() == [0.3, 0.3, 0.3, 0.3]


def test_aalen_johansen_variance_is_that_of_other_programs():
    """Twelve people without ties, as `AalenJohansenFitter` of lifelines 0.30 gives them."""
    seconds, cause = list(range(1, 13)), [1, 2, 0, 1, 1, 2, 0, 1, 0, 2, 1, 0]
    curve = aalen_johansen(counts(seconds, cause))
    assert curve.incidence.round(6).tolist() == [
        0.083333, 0.083333, 0.175926, 0.268519, 0.268519, 0.37963, 0.37963, 0.527778,
    ]  # fmt: skip
    assert curve.variance.round(6).tolist() == [
        0.006366, 0.006366, 0.012843, 0.017702, 0.017702, 0.02304, 0.02304, 0.028908,
    ]  # fmt: skip


def test_a_reading_says_what_it_rests_on():
    """Everyone is counted once; the naive median, the end of the curve and the definition stand beside the median."""
    found = reading([*PLACEBO, 30, 40, 50], [1] * 21 + [0, 2, 2])
    said = found.reading
    assert (said.value, said.n, said.unit, said.definition) == (8, 24, "seconds", "time_to")
    assert (found.arrived, found.censored, found.left) == (21, 1, 2)
    assert (found.quartile_low, found.quartile_high, found.naive_median) == (4, 15, 8)
    assert found.reading.interval == Interval(low=4, high=12, method="brookmeyer_crowley")
    assert found.reading.params == {
        "leaving": "censored",
        "ever": pytest.approx(21 / 24),
        "undecided": pytest.approx(3 / 24),
        "horizon_seconds": 23,
    }


def test_a_median_not_bounded_from_above_says_at_least():
    """The 6-MP median of 23 weeks has no upper bound: no interval, but the lower bound is told."""
    found = reading(SIX_MP, SIX_MP_RELAPSED)
    assert found.reading.value == 23
    assert found.reading.interval is None
    assert found.reading.params["at_least_seconds"] == 13
    assert found.quartile_high is None


@pytest.mark.parametrize("leaving", ["competes", "censored"])
def test_the_end_of_a_curve_bounds_nothing(leaving):
    """The last of five arrivals is no upper bound of the median, nor can any five give one; twenty do (5 to 15)."""
    five = reading(range(1, 6), [1] * 5, leaving)
    assert (five.reading.value, five.reading.interval) == (3, None)
    twenty = reading(range(1, 21), [1] * 20, leaving)
    assert (twenty.reading.interval.low, twenty.reading.interval.high) == (5, 15)


def test_half_of_those_who_ever_come():
    """Ten arrive on days 1…10 and ninety leave: no half of all ever arrives, but half of those who come do by day 5."""
    seconds, cause = list(range(1, 11)) + [20] * 90, [1] * 10 + [2] * 90
    found = reading(seconds, cause, leaving="competes")
    assert found.reading.value == 5
    assert found.reading.params["ever"] == pytest.approx(0.1)
    assert found.reading.params["undecided"] == pytest.approx(0)
    assert (found.quartile_low, found.quartile_high) == (3, 8)
    assert reading(seconds, cause).reading.value is None


@pytest.mark.parametrize("leaving", ["competes", "censored"])
def test_nothing_and_little_observed(leaving):
    """Nobody, nobody arriving and a single arrival are readings without a number that was not seen."""
    for seconds, cause in (([], []), ([5], [0]), ([5, 6], [2, 0])):
        found = reading(seconds, cause, leaving)
        assert (found.reading.value, found.reading.interval, found.naive_median) == (None, None, None)
        assert found.reading.n == len(seconds)
    one = reading([7], [1], leaving)
    assert (one.reading.value, one.reading.interval, one.naive_median) == (7, None, 7)


def test_equal_times_count_arrivals_before_censoring():
    """Somebody censored at the second of an arrival was still at risk."""
    curve = kaplan_meier(counts([5, 5], [1, 0]))
    assert curve.at_risk.tolist() == [2]
    assert curve.incidence.tolist() == [0.5]


def censored_world(rng, n, arrive_days, leave_days, seen_days):
    """Return waits of n people: exponential arrival and leaving, seen for a uniform time."""
    arrive, leave = rng.exponential(arrive_days * DAY, n), rng.exponential(leave_days * DAY, n)
    ends = [arrive, leave, rng.uniform(0, seen_days * DAY, n)]
    return np.min(ends, axis=0).astype(np.int64), np.array([1, 2, 0], np.int8)[np.argmin(ends, axis=0)]


def test_the_median_of_arrivals_alone_is_biased_short():
    """True median 19.4 days, people seen for up to 60: arrivals alone say under 15; the curve holds the truth."""
    seconds, cause = censored_world(np.random.default_rng(1), 5_000, 28, 1e9, 60)
    counted, true = keyed(seconds, cause), 28 * np.log(2)
    assert median_of_arrivals(counted) / DAY < 15
    found = duration_reading(counted, leaving="censored", definition="time_to")
    assert found.reading.interval.low / DAY <= true <= found.reading.interval.high / DAY
    assert found.reading.interval.high - found.reading.interval.low < 2 * DAY


def coverage(draw, true, curve_of, repeats=1_000):
    """Return the share of simulated data sets whose interval (open where unbounded) holds the true median."""
    rng, hits = np.random.default_rng(20261122), 0
    for _ in range(repeats):
        found = quantile(curve_of(keyed(*draw(rng))), 0.5)
        hits += (found.low or 0) <= true <= (np.inf if found.high is None else found.high)
    return hits / repeats


@pytest.mark.parametrize("n", [30, 200])
def test_kaplan_meier_medians_are_covered(n):
    """The interval holds the true median in 93 to 98 % of 1,000 seeded data sets."""
    share = coverage(lambda rng: censored_world(rng, n, 20, 1e9, 60), 20 * DAY * np.log(2), kaplan_meier)
    assert 0.93 <= share <= 0.98


@pytest.mark.parametrize("n", [30, 200])
@pytest.mark.parametrize(("arrive", "leave", "seen"), [(20, 20, 120), (10, 40, 90), (10, 30, 1e6)])
def test_conditional_medians_are_covered(n, arrive, leave, seen):
    """Half of those who ever come: the interval holds the truth in 93 to 98 % of 1,000 seeded data sets."""
    true = DAY * np.log(2) / (1 / arrive + 1 / leave)
    share = coverage(
        lambda rng: censored_world(rng, n, arrive, leave, seen), true, lambda k: conditional(aalen_johansen(k))
    )
    assert 0.93 <= share <= 0.98


def test_a_short_horizon_is_told():
    """Where many are undecided at the end the reading says how many: its median is then too short."""
    seconds, cause = censored_world(np.random.default_rng(5), 2_000, 40, 40, 25)
    found = duration_reading(keyed(seconds, cause), leaving="competes", definition="time_to")
    assert found.reading.params["undecided"] > 0.15
    assert found.reading.value < 40 * DAY * np.log(2) / 2
