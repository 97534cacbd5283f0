"""Published and textbook values of every interval, and the executed documentation."""

import doctest
from pathlib import Path

import numpy as np
import pytest

from hanhtrinh.i18n import LANGS, catalogue
from hanhtrinh.measures import durations, statistics, voice
from hanhtrinh.measures.quantiles import normal_quantile, t_quantile
from hanhtrinh.measures.statistics import (
    MICRO,
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

DOCS = Path(__file__).parents[3] / "docs" / "statistics.md"


def bounds(interval, digits=4):
    """Return the rounded bounds of an interval."""
    return round(interval.low, digits), round(interval.high, digits)


def test_the_documentation_says_what_the_code_computes():
    """Every example in docs/statistics.md gives what is printed there."""
    ran = doctest.testfile(str(DOCS), module_relative=False)
    assert ran.attempted > 25
    assert ran.failed == 0


@pytest.mark.parametrize("module", [statistics, durations, voice])
def test_docstring_examples_run(module):
    """Every example in a docstring gives what is printed there."""
    ran = doctest.testmod(module)
    assert ran.attempted > 0
    assert ran.failed == 0


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (8, 10, 0.4902, 0.9433),
        (85, 100, 0.7672, 0.9069),
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_wilson_gives_newcombes_published_values(k, n, low, high):
    """Method 3 of Newcombe (1998), table I, and the two in semantics.md."""
    assert bounds(wilson(k, n)) == (low, high)


@pytest.mark.parametrize(
    ("case", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_gives_his_published_values(case, low, high):
    """Method 10 of Newcombe (1998), table II, contrasts (a) to (h)."""
    assert bounds(newcombe(*case)) == (low, high)


def test_quantiles_are_the_tables():
    """z and t as every textbook prints them."""
    assert round(normal_quantile(), 6) == 1.959964
    assert round(normal_quantile(0.9), 4) == 1.6449
    assert [round(t_quantile(df), 3) for df in (1, 4, 10, 30)] == [12.706, 2.776, 2.228, 2.042]


def test_nps_by_hand():
    """10 promoters and 3 detractors of 20: (10.75 − 3.75)/23 ± z √((14.5/23 − (7/23)²)/23)."""
    half = 1.959964 * ((14.5 / 23 - (7 / 23) ** 2) / 23) ** 0.5
    assert nps_value(10, 3, 20) == 35
    assert bounds(nps_interval(10, 3, 20)) == bounds(
        statistics.Interval(low=100 * (7 / 23 - half), high=100 * (7 / 23 + half), method="")
    )


def test_one_answer_has_an_interval_that_holds_it():
    """A single promoter scores 100; the adjusted interval alone would end at 98.5."""
    assert nps_interval(1, 0, 1).high == 100
    assert nps_interval(0, 1, 1).low == -100
    assert bounds(nps_interval(1, 0, 1), 1) == (-48.5, 100.0)


def test_intervals_are_clipped_to_what_is_possible():
    """No NPS beyond ±100, no mean beyond its scale."""
    assert nps_interval(50, 0, 50).high == 100
    assert mean_interval(moments(np.array([2, 2, 1]) * MICRO), -2, 2).high == 2


def test_nothing_observed_says_nothing():
    """n = 0 is None everywhere, and so is a spread that cannot be known."""
    nothing, one, same = (moments(np.array(v, np.int64) * MICRO) for v in ([], [1], [1, 1, 1]))
    for answer in (
        wilson(0, 0), newcombe(0, 0, 1, 2), newcombe(1, 2, 0, 0), nps_value(0, 0, 0), nps_interval(0, 0, 0),
        nps_z((0, 0, 0), (1, 0, 1)), nps_difference((1, 0, 1), (0, 0, 0)), nothing.mean, nothing.variance,
        one.variance, mean_interval(nothing), mean_interval(one), mean_interval(same), welch(same, same),
        welch(one, same),
    ):  # fmt: skip
        assert answer is None
    empty = np.empty(0)
    assert kish_n(empty) == 0
    assert weighted_share(empty.astype(bool), empty) is None
    assert weighted_nps(empty, empty) is None
    assert weighted_mean(empty, empty) is None
    assert weighted_mean(np.array([3.0, 4.0]), np.array([1.0, 0.0])) == (3.0, None)


def test_weighted_answers_by_hand():
    """Weights 1, 1, 2 make 16/6 answers: a half share is 8/6 of them."""
    weights, score = np.array([1.0, 1.0, 2.0]), np.array([10.0, 8.0, 3.0])
    share, interval = weighted_share(score < 5, weights)
    assert share == 0.5
    assert interval == wilson(16 / 12, 16 / 6)
    value, interval = weighted_nps(score, weights)
    assert value == pytest.approx(-25)
    assert bounds(interval) == bounds(nps_interval(16 / 24, 16 / 12, 16 / 6))
    mean, interval = weighted_mean(score, weights)
    assert mean == 6
    spread = (16 + 4 + 2 * 9) / 4
    half = t_quantile(16 / 6 - 1) * (spread / (16 / 6 - 1)) ** 0.5
    assert bounds(interval) == (round(6 - half, 4), round(6 + half, 4))


@pytest.mark.parametrize(("k", "n"), [(3, 2), (-1, 2), (float("nan"), 2), (1, float("inf"))])
def test_impossible_counts_are_refused(k, n):
    """A count outside 0…n is a mistake of the caller, never a number."""
    with pytest.raises(ValueError, match="count"):
        wilson(k, n)
    with pytest.raises(ValueError, match="count"):
        nps_interval(k, 0, n)


def test_impossible_weights_are_refused():
    """Weights below 0 or without a value are refused."""
    for weight in (-1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="weights"):
            kish_n(np.array([1.0, weight]))


@pytest.mark.parametrize("lang", LANGS)
def test_every_method_and_definition_is_explained(lang):
    """Whatever a reading made here names has its text in both languages."""
    texts = catalogue("definitions", lang)
    methods = {"wilson", "newcombe", "adjusted_wald", "nps_z", "t", "welch"}
    curves = {"brookmeyer_crowley", "conditional_incidence"}
    assert methods | curves | {"emotion", "nps", "csat", "ces", "response_rate"} <= texts.keys()


def test_numbers_too_large_to_be_squared_exactly_are_refused():
    """Rather than overflow in silence."""
    with pytest.raises(ValueError, match="millionths"):
        moments(np.array([2**32], np.int64))
