"""The lane of feelings: numbers of any usual scale, faces, words."""

import math
import re
from collections.abc import Sequence

from hanhtrinh.journey.forms.sketch import Sketch, SketchStep
from hanhtrinh.journey.forms.words import bare, score_of

_NUMBER = re.compile(r"[+\-−–]?\s*\d{1,6}(?:[.,]\d{1,12})?")
_SIGNS = re.compile(r"[+\-−–]{1,3}")
_ASSUMED = ("assumed", "gia dinh")
_SCALES = ((-2.0, 2.0), (1.0, 5.0), (0.0, 10.0), (0.0, 100.0))


def number_of(text: str) -> float | None:
    """Return the number a cell is, with a point or comma and any minus; None where it is none."""
    if not _NUMBER.fullmatch(text.strip()):
        return None
    return float(re.sub(r"[−–]", "-", text.strip()).replace(" ", "").replace(",", "."))


def feeling_lane(
    sketch: Sketch, label: str, row: int, cells: Sequence[tuple[SketchStep, str]], *, guess: bool = True
) -> None:
    """Put a lane's feelings into its steps: their words, and scores of −2 to +2, guessed from words where asked to."""
    numbers: list[tuple[SketchStep, float]] = []
    guessed = False
    for step, cell in cells:
        number = number_of(cell)
        words, inline = _with_score(cell)
        if number is not None:
            numbers.append((step, number))
        elif inline is not None:
            step.words, step.score = words, inline
        elif _SIGNS.fullmatch(cell):
            step.score = _of_signs(cell)
        else:
            step.words = "\n".join(part for part in (step.words, cell) if part)
            if guess and step.score is None:
                step.score = score_of(cell)
                guessed = guessed or step.score is not None
    if guessed:
        sketch.say("note", "forms.feelings_guessed", row, lane=label)
    _scaled(sketch, label, row, numbers)


def _with_score(cell: str) -> tuple[str, float | None]:
    """Return the words and the score of `curious (+0.5)`; no score where there is none of −2 to +2 in brackets."""
    words, bracket, inside = cell.strip().rpartition("(")
    number = number_of(inside[:-1]) if bracket and inside.endswith(")") else None
    return (words.strip(), number) if number is not None and -2 <= number <= 2 else (cell, None)


def _of_signs(cell: str) -> float:
    ups = cell.count("+")
    return float(max(-2, min(2, ups - (len(cell) - ups))))


def _scaled(sketch: Sketch, label: str, row: int, numbers: list[tuple[SketchStep, float]]) -> None:
    if not numbers:
        return
    ours = any(word in bare(label) for word in _ASSUMED)
    low, high = _SCALES[0] if ours else _scale([number for _, number in numbers])
    for step, number in numbers:
        share = (min(max(number, low), high) - low) / (high - low)
        step.score = round(share * 4 - 2, 6)
    if not ours:
        sketch.say("note", "forms.table_scale", row, lane=label, low=f"{low:g}", high=f"{high:g}")


def _scale(numbers: Sequence[float]) -> tuple[float, float]:
    """Return the usual scale numbers fit: with a minus −2…2 (or as wide as the largest), else 1…5, 0…10 or 0…100."""
    low, high = min(numbers), max(numbers)
    if low < 0:
        widest = max(2.0, math.ceil(max(-low, high)))
        return -widest, widest
    if low == 0 and high <= 2:
        return _SCALES[0]
    return next(((a, b) for a, b in _SCALES[1:] if a <= low and high <= b), (0.0, math.ceil(high)))
