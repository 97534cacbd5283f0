"""Which texts are shown of a place or a theme: few, told apart by nothing but what they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Frame
from hanhtrinh.measures.partial.quotes import front
from hanhtrinh.measures.results import Verbatim
from hanhtrinh.measures.said_rows import UNFELT, SaidRows
from hanhtrinh.measures.statistics import MICRO

I64 = npt.NDArray[np.int64]
_LONGEST_TEXT = 600


@dataclass(frozen=True)
class Spoken:
    """Rows of one frame that count."""

    frame: Frame
    rows: SaidRows


def chosen(parts: Sequence[Spoken], mean: float | None, of_each: int, middle: bool = True) -> tuple[Verbatim, ...]:
    """Return some texts, the unhappiest first: of the unhappiest, of the happiest and of those nearest to the mean so
    many each, the newest of equal ones, so that neither the angry nor the delighted speak for everybody.
    """
    felt = [Spoken(part.frame, part.rows.only(part.rows.feeling != UNFELT)) for part in parts]
    centre = round((mean or 0.0) * MICRO)
    ranks: list[Callable[[SaidRows], I64]] = [lambda rows: rows.feeling, lambda rows: -rows.feeling]
    if middle:
        ranks.append(lambda rows: np.abs(rows.feeling - centre))
    found: list[Verbatim] = []
    for rank in ranks:
        near = [
            (int(rank(part.rows)[at]), part, at)
            for part in felt
            for at in front(rank(part.rows), -part.rows.time, len(ranks) * of_each).tolist()
        ]
        told = sorted(
            ((value, _verbatim(part, at)) for value, part, at in near), key=lambda one: (one[0], _key(one[1]))
        )
        found += [said for _, said in told if said not in found][:of_each]
    return tuple(sorted(found, key=lambda said: (said.emotion or 0.0, _key(said))))


def _key(said: Verbatim) -> tuple[object, ...]:
    return -said.time, said.text, said.person, said.instrument, said.source


def _verbatim(part: Spoken, at: int) -> Verbatim:
    frame, rows = part.frame, part.rows
    answers, row = frame.answers, int(rows.row[at])
    event, text, score = int(answers.event[row]), str(answers.text[row]), float(answers.score[row])
    source = frame.columns.get("source")
    code = int(source.codes[event]) if source is not None else 0
    return Verbatim(
        text=text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…",
        time=int(rows.time[at]),
        person=str(frame.people[int(rows.person[at])]),
        source=str(source.values[code - 1]) if source is not None and code else "",
        instrument=sorted(frame.instruments)[int(answers.instrument[row])],
        score=None if np.isnan(score) else score,
        emotion=int(rows.feeling[at]) / MICRO,
    )
