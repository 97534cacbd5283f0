"""Everything customers said in words that counts on a map, one row a text, with what is understood of it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Frame
from hanhtrinh.measures.apart import NOTHING_APART, Apart, joined_apart
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.measures.partial.said import NOWHERE, Said, said
from hanhtrinh.measures.senses import Senses, unread
from hanhtrinh.measures.statistics import MICRO
from hanhtrinh.values import Period

I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
UNFELT = np.iinfo(np.int64).min
ALWAYS = np.iinfo(np.int64).max


@dataclass(frozen=True)
class SaidRows:
    """Rows of one frame in its order. `row` is the place in `Frame.answers`, `word` that in `worded(frame)`, `place` a
    step or JOURNEY.

    `feeling` is what the words say, in millionths (UNFELT: nothing), `themes` bits, `read` whether it was understood
    yet. A row counts in a period that slides as long as it begins at or before `since`. `apart` lists the themes that
    feel otherwise than the row they stand in.
    """

    row: I64
    word: I64
    person: I64
    time: I64
    place: I64
    since: I64
    feeling: I64
    themes: npt.NDArray[np.uint64]
    read: Mask
    apart: Apart = NOTHING_APART

    def __len__(self) -> int:
        return len(self.row)

    def only(self, rows: I64 | Mask) -> "SaidRows":
        """Return some rows alone."""
        places = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows.astype(np.int64)
        columns = {name: column[places] for name, column in self.columns.items()}
        return replace(self, **columns, apart=self.apart.only(places, len(self)))

    @property
    def columns(self) -> dict[str, Any]:
        """What there is one of for each row, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "apart"}

    def about(self, bit: int) -> "SaidRows":
        """Return the rows of a theme alone, each with what it says of that theme as its feeling."""
        mine = np.flatnonzero((self.themes >> np.uint64(bit)) & np.uint64(1) == 1)
        found = self.only(mine)
        here = found.apart.where(found.apart.theme == bit)
        found.feeling[here.row] = in_micro(here.feeling)
        return replace(found, apart=NOTHING_APART)

    def shifted(self, answers: int, words: int, people: int) -> "SaidRows":
        """Return rows of some consecutive people as rows of the frame they were cut from, by what lay before them."""
        return replace(self, row=self.row + answers, word=self.word + words, person=self.person + people)

    def understood(self, senses: Senses) -> "SaidRows":
        """Return the rows with what is understood now of the frame's texts."""
        sense = senses.only(self.word)
        felt = ~np.isnan(sense.feeling)
        feeling = np.where(felt, in_micro(np.where(felt, sense.feeling, 0)), UNFELT)
        return replace(self, feeling=feeling, themes=sense.marks, read=sense.read, apart=sense.apart)


def in_micro(feeling: npt.NDArray[np.floating[Any]]) -> I64:
    """Return feelings as millionths: whole numbers add up to the same whatever their order."""
    return np.rint(feeling.astype(np.float64) * MICRO).astype(np.int64)


def said_rows(reading: JourneyReading, question: MapQuestion, senses: Senses) -> SaidRows:
    """Return the texts about us that count on a map, newest wordings only; `senses` are of `worded(frame)`.

    What belongs to a pass counts with it. Where no segment is asked for, other texts go by their own time; with one,
    those of people with a pass that counts.
    """
    return heard_rows(reading, question).understood(senses)


def heard_rows(reading: JourneyReading, question: MapQuestion) -> SaidRows:
    """Return the same rows before anything is understood of them."""
    of, words = said(reading), worded(reading.frame)
    place = np.full(len(reading.frame.answers), -1, np.int64)
    place[words] = np.arange(len(words))
    of = of.only(np.flatnonzero((of.place > NOWHERE) & ~of.asked & (place[of.row] >= 0)))
    since = _since(reading, question, of)
    kept = np.flatnonzero(since > UNFELT)
    of, since = of.only(kept), since[kept]
    nothing = unread(len(of))
    unfelt = np.full(len(of), UNFELT)
    return SaidRows(of.row, place[of.row], of.person, of.time, of.place, since, unfelt, nothing.marks, nothing.read)


def joined(parts: Sequence[SaidRows]) -> SaidRows:
    """Return rows of one frame that were read part by part as one."""
    columns = {name: np.concatenate([part.columns[name] for part in parts]) for name in parts[0].columns}
    return replace(parts[0], **columns, apart=joined_apart([p.apart for p in parts], [len(p) for p in parts]))


def worded(frame: Frame) -> I64:
    """Return the places of the answers in words among a frame's answers."""
    spoken = np.not_equal(frame.answers.text.str.len_bytes().to_numpy(), 0)
    return np.flatnonzero(spoken & ~frame.answers.asked)


def _since(reading: JourneyReading, question: MapQuestion, of: Said) -> I64:
    """Return up to when rows count, as a sliding period begins later and later; UNFELT for those that never do."""
    slides = question.sliding is not None
    period = Period() if slides else question.period_at(reading.as_of, reading.frame.zone)
    keep = reading.keep(period, question.segment, question.when)
    starts, inside = reading.passes.start, of.inside(period)
    of_pass = (of.place >= 0) & (of.pass_of >= 0)
    result = np.where(inside, of.time, UNFELT)
    if question.segment is not None:
        last = np.full(reading.frame.person_count, UNFELT)
        np.maximum.at(last, reading.passes.person[keep], starts[keep])
        result = np.where(of.place >= 0, UNFELT, np.minimum(result, last[of.person]))
    passes = of.pass_of[of_pass]
    result[of_pass] = np.where(keep[passes], starts[passes], UNFELT)
    return result if slides else np.where(result > UNFELT, ALWAYS, UNFELT)
