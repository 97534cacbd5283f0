"""The emotion curve, on any readings."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hanhtrinh.draw import curve

HEIGHTS = st.lists(st.floats(10, 90, allow_nan=False), min_size=2, max_size=20)


@given(HEIGHTS)
def test_it_never_overshoots(heights: list[float]) -> None:
    """Between two readings the curve stays between them: it never shows a feeling nobody reported."""
    knots = [(i + 0.5, y) for i, y in enumerate(heights)]
    at = curve.interpolate(knots)
    for (x0, y0), (_, y1) in pairwise(knots):
        low, high = min(y0, y1) - 1e-9, max(y0, y1) + 1e-9
        assert all(low <= at(x0 + k / 16) <= high for k in range(17))


@given(HEIGHTS)
def test_it_is_monotone_between_readings(heights: list[float]) -> None:
    """On the way from one reading to the next it never turns back."""
    knots = [(i + 0.5, y) for i, y in enumerate(heights)]
    at = curve.interpolate(knots)
    for (x0, y0), (_, y1) in pairwise(knots):
        walk = [at(x0 + k / 16) for k in range(17)]
        steps = [b - a for a, b in pairwise(walk)]
        assert all(s * (y1 - y0) >= -1e-7 for s in steps)
