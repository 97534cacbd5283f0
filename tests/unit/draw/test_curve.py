"""The geometry of the emotion curve."""

import pytest

from hanhtrinh.draw import curve


def test_heights() -> None:
    """Delighted is at the top, neutral in the middle, very bad at the bottom; beyond the scale is the edge."""
    assert curve.height(2) == curve.TOP
    assert curve.height(0) == 50
    assert curve.height(-2) == curve.BOTTOM
    assert curve.height(5) == curve.TOP


def test_runs_break_where_there_is_nothing() -> None:
    """A missing value ends the line; a lone value is a stretch of its own."""
    assert list(curve.runs([1.0, None, 2.0, 3.0, None])) == [[(0.5, 1.0)], [(2.5, 2.0), (3.5, 3.0)]]


def test_it_goes_through_its_knots() -> None:
    """The curve meets every reading."""
    knots = [(0.5, 10.0), (1.5, 40.0), (2.5, 40.0), (3.5, 5.0)]
    at = curve.interpolate(knots)
    assert [at(x) for x, _ in knots] == pytest.approx([y for _, y in knots])
    assert at(-3) == 10.0
    assert at(9) == 5.0


def test_a_flat_stretch_stays_flat() -> None:
    """Two equal readings are joined by a straight line."""
    at = curve.interpolate([(0.5, 10.0), (1.5, 40.0), (2.5, 40.0), (3.5, 5.0)])
    assert {round(at(1.5 + k / 10), 9) for k in range(11)} == {40.0}


def test_paths() -> None:
    """A path has one cubic per span, and an area comes back along its lower edge."""
    assert curve.line([(0.5, 10.0), (1.5, 40.0)]) == "M0.500 10.00C0.833 20.00 1.167 30.00 1.500 40.00"
    area = curve.band([(0.5, 20.0), (1.5, 50.0)], [(0.5, 10.0), (1.5, 40.0)])
    assert area.startswith("M0.500 10.00C")
    assert "L1.500 50.00C" in area
    assert area.endswith("0.500 20.00Z")


def test_gaps_know_which_side_is_worse() -> None:
    """Where the curves cross the gap is parted; lower on the page is worse."""
    areas = curve.gaps([20.0, 20.0, 20.0], [30.0, 30.0, 10.0])
    assert [worse for _, worse in areas] == [True, False]


def test_no_gap_without_both() -> None:
    """Nothing is shaded where only one curve is drawn, nor at a single step."""
    assert curve.gaps([20.0, None, 20.0], [30.0, 30.0, None]) == []
