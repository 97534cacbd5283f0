"""SVG paths as drawing commands."""

import pytest

from hanhtrinh.draw import curve
from hanhtrinh.draw.vector.paths import commands


def test_every_letter_the_scene_writes() -> None:
    """Moves, lines, cubics, flat strokes and closes become absolute commands."""
    assert commands("M.5 10L1 20H3V4h.001Z") == [
        ("M", (0.5, 10.0)),
        ("L", (1.0, 20.0)),
        ("L", (3.0, 20.0)),
        ("L", (3.0, 4.0)),
        ("L", (3.001, 4.0)),
        ("Z", ()),
    ]


def test_a_letter_may_be_left_out_where_it_repeats() -> None:
    """Two cubics behind one letter are two; a point behind a move is a line."""
    assert [letter for letter, _ in commands("M0 0 1 1C1 2 3 4 5 6 7 8 9 10 11 12")] == ["M", "L", "C", "C"]


def test_the_scenes_own_curves() -> None:
    """What the curve writes is read back: one cubic between two knots, a band that closes, a lone dot."""
    knots = [(0.5, 10.0), (1.5, 60.0), (2.5, 30.0)]
    assert [letter for letter, _ in commands(curve.line(knots))] == ["M", "C", "C"]
    assert commands(curve.band(knots, knots))[-1] == ("Z", ())
    assert [letter for letter, _ in commands(curve.dot(knots[0]))] == ["M", "L"]


@pytest.mark.parametrize("path", ["M0 0Q1 1 2 2", "M0 0a1 1 0 0 0 2 2", "M0 0Z5"])
def test_other_letters_are_refused(path: str) -> None:
    """A path of letters nobody here writes is an error, not a wrong picture."""
    with pytest.raises(ValueError, match="M0 0"):
        commands(path)
