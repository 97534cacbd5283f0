"""Quantiles written out here equal those of scipy, and of closed forms, to the last digits."""

from math import inf, isclose, pi, sqrt, tan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri, stdtrit

from hanhtrinh.measures.quantiles import normal_quantile, t_quantile

LEVELS = (0.5, 0.8, 0.9, 0.95, 0.99)


@pytest.mark.parametrize("level", LEVELS)
def test_the_grid_equals_scipy(level):
    """Whole degrees from 1 to 300, and up to ten million in even steps of their logarithm, agree within 1e-12."""
    degrees = [*range(1, 301), *np.geomspace(300, 1e7, 500).round().tolist()]
    given_back = np.array([t_quantile(float(one), level) for one in degrees])
    np.testing.assert_allclose(given_back, stdtrit(degrees, 0.5 + level / 2), rtol=1e-12)


@given(st.floats(0.5, 1e7), st.floats(0.1, 0.995))
def test_any_degrees_equal_scipy(degrees, level):
    """Fractional degrees, as Welch's and Kish's are, and levels nobody asks for, agree as well."""
    assert isclose(t_quantile(degrees, level), stdtrit(degrees, 0.5 + level / 2), rel_tol=1e-11)


@given(st.floats(0.001, 0.999))
def test_one_and_two_degrees_have_closed_forms(level):
    """With one degree the quantile is a tangent, with two it is algebraic."""
    assert isclose(t_quantile(1, level), tan(pi * level / 2), rel_tol=1e-13)
    assert isclose(t_quantile(2, level), level * sqrt(2 / (1 - level * level)), rel_tol=1e-12)


@given(st.floats(0.001, 0.9999))
def test_the_normal_equals_scipy(level):
    """The normal quantile is scipy's, and what t comes to with infinitely many degrees."""
    assert isclose(normal_quantile(level), ndtri(0.5 + level / 2), rel_tol=1e-14, abs_tol=1e-15)
    assert t_quantile(inf, level) == normal_quantile(level)


@pytest.mark.parametrize(("degrees", "level"), [(0, 0.95), (-1, 0.95), (float("nan"), 0.95), (3, 0), (3, 1)])
def test_what_has_no_quantile_is_refused(degrees, level):
    """No degrees of freedom, or certainty, is an error and never a number."""
    with pytest.raises(ValueError, match="no quantile"):
        t_quantile(degrees, level)


@given(st.floats(1e-300, 0.49))
def test_hardly_any_degrees_are_no_error(degrees):
    """Kish's n can exceed one by next to nothing: the quantile is then huge or infinite, and rises all the same."""
    assert t_quantile(degrees) >= t_quantile(0.5) > t_quantile(1)
