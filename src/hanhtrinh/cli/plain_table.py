"""Plain text tables for the terminal: columns aligned by the width people see, not by the number of characters."""

from collections.abc import Sequence

from hanhtrinh.draw.terminal import clean, shown_width

_LONGEST = 60


def table(rows: Sequence[Sequence[str]], left: int = 1, indent: str = "  ") -> list[str]:
    """Return rows as aligned lines: the first `left` columns to the left, numbers to the right."""
    shown = [[_clipped(clean(cell)) for cell in row] for row in rows]
    if not shown:
        return []
    widths = [max(shown_width(row[column]) for row in shown) for column in range(len(shown[0]))]
    return [
        indent + "  ".join(_padded(cell, widths[i], right=i >= left) for i, cell in enumerate(row)).rstrip()
        for row in shown
    ]


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _padded(text: str, width: int, *, right: bool) -> str:
    room = " " * (width - shown_width(text))
    return room + text if right else text + room
