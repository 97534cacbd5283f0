"""The colours of the page, light and dark, against WCAG 2.2 AA."""

import re
from pathlib import Path

import pytest

from hanhtrinh.draw import vendored

TOKENS = (Path(vendored.__file__).parent / "assets" / "css" / "1-tokens.css").read_text(encoding="utf-8")
PAIR = re.compile(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
COLOURS = {name: (light, dark) for name, light, dark in PAIR.findall(TOKENS)}
GROUNDS = ("paper", "card", "sunk")
TEXT = [(ink, ground) for ink in ("ink", "soft") for ground in GROUNDS]
TEXT += [
    ("accent", "card"),
    ("good-ink", "card"),
    ("middling-ink", "card"),
    ("bad-ink", "card"),
    ("bad-ink", "bad-soft"),
]
TEXT += [("good-ink", "good-soft"), ("middling-ink", "middling-soft"), ("ink", "bad-soft"), ("ink", "middling-soft")]
TEXT += [
    ("before-ink", "before"),
    ("during-ink", "during"),
    ("after-ink", "after"),
    ("paper", "ink"),
    ("accent", "paper"),
]
TEXT += [("ink", f"warm{i}") for i in range(1, 5)]
TEXT += [("middling-ink", "middling-soft"), ("soft", "card")]
SHAPES = [
    (mark, "card")
    for mark in ("good", "middling", "bad", "guess", "fill", "accent", "before-ink", "during-ink", "after-ink")
]
SHAPES += [(line, "card") for line in ("look1", "look2", "look3", "rival")]


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_known() -> None:
    """The measure agrees with the standard's own example."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink: str, ground: str, mode: int) -> None:
    """Text has a contrast of at least 4.5 : 1."""
    assert contrast(COLOURS[ink][mode], COLOURS[ground][mode]) >= 4.5


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), SHAPES)
def test_shapes_can_be_seen(mark: str, ground: str, mode: int) -> None:
    """Lines, dots and bars that carry meaning have a contrast of at least 3 : 1."""
    assert contrast(COLOURS[mark][mode], COLOURS[ground][mode]) >= 3


@pytest.mark.parametrize(("mode", "ink"), [(0, "#ffffff"), (1, "#16171b")], ids=["light", "dark"])
def test_text_on_the_accent_can_be_read(mode: int, ink: str) -> None:
    """The emphasised drop-off and the cost of a broken promise are text on the accent."""
    assert contrast(ink, COLOURS["accent"][mode]) >= 4.5
