"""Colours somebody chose, made to be read: the nearest colour that stands out enough."""

from typing import Literal

from hanhtrinh.values import contrast

Look = Literal["light", "dark"]
PAPERS: dict[Look, tuple[str, str]] = {"light": ("#faf8f4", "#ffffff"), "dark": ("#16171b", "#1e2025")}
"""What colours stand on: page and card (`draw/assets/css/1-tokens.css`)."""
_STEPS = 40


def fitting(colour: str, look: Look, least: float) -> str:
    """Return the colour, moved towards black (light) or white (dark) until it stands out enough on page and card.

    >>> fitting("#ffe14d", "light", 4.5)
    '#807026'
    """
    end = (0, 0, 0) if look == "light" else (255, 255, 255)
    first = _parts(colour)
    for step in range(_STEPS + 1):
        mixed = tuple(round(a + (b - a) * step / _STEPS) for a, b in zip(first, end, strict=True))
        given = "#" + "".join(f"{part:02x}" for part in mixed)
        if all(contrast(given, paper) >= least for paper in PAPERS[look]):
            return given
    return given


def _parts(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
