"""Raking on published and hand-computed cases, and what it says where it cannot."""

import numpy as np
import pytest

from hanhtrinh.measures.raking import Margin, rake
from hanhtrinh.measures.statistics import kish_n

SEED = np.array([[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]], float)
FITTED = """
    64.5585  46.2325  35.3843   3.82473
    49.9679  68.1594 156.499   25.3742
    56.7219 144.428  145.082   53.7673
    28.7516  41.18    63.0347  17.0337"""
"""As printed by ProportionalFitting.jl (its README), for the example of Wikipedia's article on the method."""


def test_a_published_table():
    """A table of 4 × 4 is fitted to other margins as others fit it."""
    rows, columns = np.divmod(np.arange(16), 4)
    margins = [Margin(rows, np.array([0.15, 0.3, 0.4, 0.15])), Margin(columns, np.array([0.2, 0.3, 0.4, 0.1]))]
    raked = rake(SEED.ravel(), margins)
    fitted = SEED.ravel() * raked.weights * 1_000 / SEED.sum()
    assert fitted == pytest.approx(np.array(FITTED.split(), float), rel=5e-6)
    assert raked.reached


def test_by_hand():
    """80 and 20 answers of groups that are half the population each weigh 5/8 and 5/2: 64 answers' worth."""
    raked = rake(np.array([80.0, 20.0]), [Margin(np.array([0, 1]), np.array([0.5, 0.5]))])
    assert raked.weights.tolist() == pytest.approx([0.625, 2.5])
    assert kish_n(raked.weights, np.array([80.0, 20.0])) == pytest.approx(100**2 / (80 * 0.625**2 + 20 * 2.5**2))


def test_the_cap_is_kept_and_said():
    """A group of 1 in 100 that is half the population counts 5 times, not 50; the shares are not reached."""
    raked = rake(np.array([99.0, 1.0]), [Margin(np.array([0, 1]), np.array([0.5, 0.5]))])
    assert raked.weights.tolist() == pytest.approx([95 / 99, 5])
    assert (raked.capped.tolist(), raked.reached) == ([False, True], False)


def test_what_nobody_answered_is_spread():
    """The share of a group nobody answered from goes to the others in proportion."""
    raked = rake(np.array([10.0, 30.0]), [Margin(np.array([0, 2]), np.array([0.3, 0.5, 0.2]))])
    assert raked.weights.tolist() == pytest.approx([0.6 * 4, 0.4 * 4 / 3])
    assert raked.reached


def test_shares_that_contradict_each_other():
    """Two variables that say the same of everybody cannot have different shares; that ends, and is said."""
    same = np.array([0, 1])
    raked = rake(np.array([10.0, 20.0]), [Margin(same, np.array([0.5, 0.5])), Margin(same, np.array([0.3, 0.7]))])
    assert not raked.reached
    assert float(np.array([10.0, 20.0]) @ raked.weights) == pytest.approx(30)


@pytest.mark.parametrize(("counts", "shares"), [([], [0.5, 0.5]), ([0, 1], [0.5, 0.5]), ([1, 1], [1.0, 0.0])])
def test_what_cannot_be_weighted_is_refused(counts, shares):
    """No cells, a cell nobody is in, and somebody whose group has no share are mistakes of the caller."""
    with pytest.raises(ValueError, match="cell"):
        rake(np.array(counts, float), [Margin(np.arange(len(counts)), np.array(shares))])
