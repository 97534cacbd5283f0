"""How well each cell of a map is known: from assumed by the team to freshly measured."""

from typing import NamedTuple

from hanhtrinh.measures.results import Evidence, StepReadings, TrendPoint
from hanhtrinh.values import MICROSECONDS

THIN_FROM = 5
MEASURED_FROM = 30
NUMBER_LANES = ("people", "time", "emotion", "satisfaction")
"""The lanes of numbers every map has: their cells are those of which a map's share is measured."""


class Known(NamedTuple):
    """What a cell rests on: its grade (None: it says nothing), and the instant of the newest of it."""

    grade: Evidence | None
    newest: int | None = None


NOTHING = Known(None)


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


def known_of(n: int, newest: int | None, as_of: int, review_seconds: int) -> Known:
    """Return what a number rests on; of nobody it says nothing."""
    if n <= 0:
        return NOTHING
    return Known(evidence_grade(n=n, quotes=0, newest=newest, as_of=as_of, review_seconds=review_seconds), newest)


def newest_visit(trend: tuple[TrendPoint, ...], data_to: int | None) -> int | None:
    """Return the latest instant at which a step can have been met, as far as its trend tells: the end of the last
    bucket anybody reached it in, at most the newest event; without a trend the newest event.
    """
    met = [i for i, point in enumerate(trend) if point.reach is not None and point.reach.count]
    if not trend or data_to is None:
        return data_to
    if not met:
        return None
    return min(trend[met[-1] + 1].start, data_to) if met[-1] + 1 < len(trend) else data_to


def number_cells(step: StepReadings, data_to: int | None, as_of: int, review_seconds: int) -> dict[str, Known]:
    """Return what the number cells of a step rest on, by lane (`NUMBER_LANES`).

    `people` rests on the passes of the period, `time` on those under way or arrived, `emotion` on scored answers,
    `satisfaction` on those behind the score.
    """
    met = newest_visit(step.trend, data_to)
    reach = step.reach.n if step.reach is not None else 0
    time = step.time_to.reading.n if step.time_to is not None else 0
    voice = step.voice
    felt = voice.emotion.n if voice is not None and voice.kind != "ces" else 0
    scored = (voice.score or voice.emotion).n if voice is not None and voice.kind != "ces" else 0
    visits, answers = {"people": reach, "time": time}, {"emotion": felt, "satisfaction": scored}
    counted = {lane: (n, met) for lane, n in visits.items()} | {lane: (n, step.newest) for lane, n in answers.items()}
    return {lane: known_of(n, newest, as_of, review_seconds) for lane, (n, newest) in counted.items()}


def measured_share(steps: tuple[StepReadings, ...], data_to: int | None, as_of: int, review_seconds: int) -> float:
    """Return the share of a map's number cells that are measured (n ≥ 30): people, time, feeling and satisfaction of
    every step; time has no cell at the first.
    """
    cells = [
        known.grade in ("measured", "fresh")
        for i, step in enumerate(steps)
        for lane, known in number_cells(step, data_to, as_of, review_seconds).items()
        if i or lane != "time"
    ]
    return sum(cells) / len(cells) if cells else 0.0
