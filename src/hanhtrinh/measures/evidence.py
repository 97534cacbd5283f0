"""How well a step is known: from assumed by the team to freshly measured."""

from hanhtrinh.measures.results import Evidence, StepReadings
from hanhtrinh.values import MICROSECONDS

THIN_FROM = 5
MEASURED_FROM = 30


def evidence_grade(*, n: int, quotes: int, newest: int | None, as_of: int, review_seconds: int) -> Evidence:
    """Return the grade of what is known at a step (`semantics.md`, evidence grade).

    `n` is the number of scored answers (or of whatever is measured there), `quotes` the number of verbatims, `newest`
    the instant of the newest of them, `as_of` the instant of reading. Below 5 answers people have *told* something, up
    to 29 it is *thin*, from 30 *measured*, and *fresh* if the newest is at most the review period old.
    """
    if n >= MEASURED_FROM:
        return "fresh" if _within(newest, as_of, review_seconds) else "measured"
    if n >= THIN_FROM:
        return "thin"
    return "told" if n > 0 or quotes > 0 else "assumed"


def _within(newest: int | None, as_of: int, review_seconds: int) -> bool:
    return newest is not None and as_of - newest <= review_seconds * MICROSECONDS


def measured_share(steps: tuple[StepReadings, ...]) -> float:
    """Return the share of a map's cells that are measured: people, time and voice of every step (voice from n = 5
    on).
    """
    cells = [
        cell
        for i, step in enumerate(steps)
        for cell in (step.measured, step.measured if i else None, step.evidence in ("thin", "measured", "fresh"))
        if cell is not None
    ]
    return sum(cells) / len(cells) if cells else 0.0
