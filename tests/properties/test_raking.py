"""Raking keeps its promises whatever the sample, and is what the slow way finds."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.raking import CAP, TOLERANCE, Margin, rake
from hanhtrinh.measures.statistics import kish_n
from tests.oracles.raking import slow_rake

SHARES = st.lists(st.floats(0.05, 1), min_size=2, max_size=3)


@st.composite
def samples(draw, margins=2):
    """Draw cells with counts, codes and shares; every combination of values has somebody."""
    shares = [np.array(draw(SHARES)) for _ in range(margins)]
    cells = np.array(list(np.ndindex(*map(len, shares))))
    counts = np.array(draw(st.lists(st.integers(1, 8), min_size=len(cells), max_size=len(cells))), float)
    return counts, [Margin(cells[:, i], one / one.sum()) for i, one in enumerate(shares)]


@settings(max_examples=30)
@given(samples())
def test_margins_are_reached_and_weights_add_up(sample):
    """Weights add up to n, each margin has its shares, and none is above the cap; they are the slow way's."""
    counts, margins = sample
    raked = rake(counts, margins)
    assert float(counts @ raked.weights) == pytest.approx(counts.sum(), rel=1e-9)
    assert raked.weights.min() > 0
    assert raked.weights.max() <= CAP * (1 + 1e-9)
    for margin in margins if raked.reached else ():
        found = np.bincount(margin.codes, counts * raked.weights) / counts.sum()
        assert found == pytest.approx(margin.shares, abs=TOLERANCE)
    assert 0 < kish_n(raked.weights, counts) <= counts.sum() * (1 + 1e-9)
    answers = [tuple(int(margin.codes[i]) for margin in margins) for i, n in enumerate(counts) for _ in range(int(n))]
    slow, reached = slow_rake(answers, [dict(enumerate(margin.shares.tolist())) for margin in margins], CAP)
    assert raked.weights.repeat(counts.astype(int)) == pytest.approx(slow, abs=1e-6)
    assert raked.reached == reached


@settings(max_examples=30)
@given(samples(), st.randoms())
def test_order_is_nothing(sample, random):
    """In whatever order cells come, each has its weight."""
    counts, margins = sample
    order = list(range(len(counts)))
    random.shuffle(order)
    other = rake(counts[order], [Margin(margin.codes[order], margin.shares) for margin in margins])
    assert other.weights == pytest.approx(rake(counts, margins).weights[order], abs=1e-9)


@settings(max_examples=30)
@given(samples())
def test_what_is_as_it_should_be_stays(sample):
    """Where the sample has the population's shares already, nobody counts more than another."""
    counts, margins = sample
    as_is = [Margin(one.codes, np.bincount(one.codes, counts) / counts.sum()) for one in margins]
    assert rake(counts, as_is).weights == pytest.approx(np.ones(len(counts)))


@given(samples(margins=1))
def test_one_margin_is_post_stratification(sample):
    """With one variable a group's weight is its share of the population over its share of the sample."""
    counts, (margin,) = sample
    exact = margin.shares / (counts / counts.sum())
    assume(exact.max() < CAP)
    assert rake(counts, [margin]).weights == pytest.approx(exact)
