"""All answers of a frame as a table to filter: columns made once a frame, each when it is first asked for."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.frame import Frame
from hanhtrinh.events.said import current
from hanhtrinh.i18n import without_marks
from hanhtrinh.measures.voice import emotions

I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
ANSWER = "answer"
KINDS = (ANSWER, "review", "ticket", "chat", "call", "email", "mention")
"""An answer to a survey, and what is said elsewhere (`said_kind`)."""


@dataclass(frozen=True)
class AnswerTable:
    """The answers of one frame that hold; `rows` are their places in `Frame.answers`, the newest first."""

    frame: Frame

    @cached_property
    def rows(self) -> I64:
        """What was answered in words or by a score, without what was said anew since."""
        answers = self.frame.answers
        told = self.spoken | ~np.isnan(answers.score)
        rows = np.flatnonzero(told & ~answers.asked & current(self.frame))
        order = np.lexsort((answers.event[rows], self.frame.time[answers.event[rows]]))
        return rows[order[::-1]]

    @cached_property
    def spoken(self) -> Mask:
        """Which of the frame's answers have words."""
        result: Mask = np.not_equal(self.frame.answers.text.str.len_bytes().to_numpy(), 0)
        return result

    @cached_property
    def event(self) -> I64:
        """The event of each row."""
        return self.frame.answers.event[self.rows]

    @cached_property
    def time(self) -> I64:
        """When each row was said."""
        return self.frame.time[self.event]

    @cached_property
    def person(self) -> I64:
        """Whose each row is."""
        return self.frame.person_of(self.event)

    def key_at(self, row: int) -> int:
        """Return what one row's event is known by; `key` need not be made for a few."""
        tie = self.frame.tie
        return 0 if tie is None else int(tie[self.event[row]])

    def people_at(self, rows: Sequence[int]) -> I64:
        """Return whose some rows are; `person` need not be made for a few."""
        return self.frame.person_of(self.event[np.asarray(rows, np.int64)])

    def text_at(self, row: int) -> str:
        """Return the words of one row."""
        return str(self.frame.answers.text[int(self.rows[row])])

    @cached_property
    def key(self) -> npt.NDArray[np.uint64]:
        """What each row's event is known by: the first eight bytes of its id."""
        tie = self.frame.tie
        return np.zeros(len(self.rows), np.uint64) if tie is None else tie[self.event]

    @cached_property
    def text(self) -> pl.Series:
        """The words of each row."""
        return self.frame.answers.text.gather(self.rows)

    @cached_property
    def folded(self) -> pl.Series:
        """The words without capitals and marks."""
        lower = self.text.str.to_lowercase().str.replace_all("đ", "d")
        return lower.str.normalize("NFD").str.replace_all(r"\p{Mn}", "")

    @cached_property
    def feeling(self) -> npt.NDArray[np.float64]:
        """The emotion of each row's score, NaN where it has none."""
        frame, answers = self.frame, self.frame.answers
        result = np.full(len(self.rows), np.nan)
        for code, name in enumerate(sorted(frame.instruments)):
            mine = np.flatnonzero(answers.instrument[self.rows] == code)
            result[mine] = emotions(frame.instruments[name], answers.score[self.rows[mine]])
        return result

    @cached_property
    def texts(self) -> pl.Series:
        """The frame's texts, in the order of its answers: `worded` says which is a row's."""
        return self.frame.answers.text.filter(self.spoken & ~self.frame.answers.asked)

    @cached_property
    def has_words(self) -> Mask:
        """Which rows have words."""
        result: Mask = np.greater_equal(self.worded, 0)
        return result

    @cached_property
    def worded(self) -> I64:
        """Each row's place among the frame's texts (`measures.said_rows.worded`), −1 where it has no words."""
        texts = self.spoken & ~self.frame.answers.asked
        place = np.where(texts, np.cumsum(texts) - 1, -1)
        return place[self.rows]

    def codes(self, column: str) -> I64:
        """Return each row's code in a property, 0 where absent."""
        found = self.frame.columns.get(column)
        return np.zeros(len(self.rows), np.int64) if found is None else found.codes[self.event].astype(np.int64)

    def among(self, column: str, values: tuple[str, ...]) -> Mask:
        """Tell which rows have one of some values of a property."""
        found = self.frame.columns.get(column)
        if found is None or found.values.dtype != pl.String:
            return np.zeros(len(self.rows), np.bool_)
        codes = [int(i) + 1 for i in found.values.is_in(values).arg_true().to_list()]
        return np.isin(self.codes(column), codes)

    def value(self, row: int, column: str) -> str:
        """Return a property of a row, empty where it has none."""
        found = self.frame.columns.get(column)
        code = int(found.codes[self.event[row]]) if found is not None else 0
        return str(found.values[code - 1]) if found is not None and code else ""

    def is_kind(self, kind: str) -> Mask:
        """Tell which rows are of a kind."""
        if kind == ANSWER:
            return ~self.among("said_kind", KINDS[1:])
        return self.among("said_kind", (kind,))

    def says(self, words: str) -> Mask:
        """Tell which rows have all of some words: as they stand where they bear marks, else whatever they bear."""
        result = np.ones(len(self.rows), np.bool_)
        for word in unicodedata.normalize("NFC", words.lower()).split():
            plain = without_marks(word)
            unmarked = "".join(sign for sign in plain if unicodedata.category(sign) != "Mn")  # as `folded` is
            result &= self.folded.str.contains(unmarked, literal=True).to_numpy()
            if word != plain:  # few are left to be looked at as they are written, letters composed
                left = np.flatnonzero(result)
                some = self.text.gather(left).str.normalize("NFC").str.to_lowercase()
                result[left] = some.str.contains(word, literal=True).to_numpy()
        return result
