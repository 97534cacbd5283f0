"""Every text that holds, in both parts of the timelines, with what is understood of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from hanhtrinh.app.said_list.listing import key_of
from hanhtrinh.app.said_list.table import AnswerTable
from hanhtrinh.app.themes.desk import ThemeDesk
from hanhtrinh.measures.apart import NOTHING_APART, Apart, joined_apart
from hanhtrinh.ports.accounts import Space

I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Heard:
    """Texts as columns. `person` numbers people across parts, `part` and `row` say where a text stands.
    Theme k is bit k of `themes`; `feeling` is NaN where a text says nothing of it; `read` is False for what
    waits to be understood. `apart` lists the themes that feel otherwise than their text.
    """

    tables: tuple[AnswerTable, ...]
    part: I64
    row: I64
    person: I64
    time: I64
    feeling: npt.NDArray[np.float32]
    themes: npt.NDArray[np.uint64]
    read: npt.NDArray[np.bool_]
    apart: Apart = NOTHING_APART

    def __len__(self) -> int:
        return len(self.row)

    @property
    def unread(self) -> int:
        """How many texts wait to be understood."""
        return int(np.count_nonzero(~self.read))

    def of(self, bit: int) -> npt.NDArray[np.bool_]:
        """Tell which texts are of a theme, by its number."""
        result: npt.NDArray[np.bool_] = (self.themes >> np.uint64(bit)) & np.uint64(1) == 1
        return result

    def felt(self, bit: int | None) -> npt.NDArray[np.float32]:
        """Return how each text feels about a theme; as a whole where it is not of that theme, or of None."""
        return self.feeling if bit is None else self.apart.felt(bit, self.feeling)

    def text(self, place: int) -> str:
        """Return the words of one text."""
        return str(self.tables[int(self.part[place])].text[int(self.row[place])])

    def texts(self, places: I64) -> list[str]:
        """Return the words of some texts."""
        found: list[str] = [""] * len(places)
        for number, table in enumerate(self.tables):
            mine = np.flatnonzero(self.part[places] == number)
            for at, text in zip(mine.tolist(), table.text.gather(self.row[places[mine]]).to_list(), strict=True):
                found[at] = text
        return found

    def key(self, place: int) -> str:
        """Return what a text's answer is known by."""
        return key_of(self.tables[int(self.part[place])], int(self.row[place]))

    def newest(self, which: npt.NDArray[np.bool_], start: int, stop: int) -> I64:
        """Return the places of some texts, newest first, from one number to another."""
        places = np.flatnonzero(which)
        return places[np.argsort(-self.time[places], kind="stable")][start:stop]


def heard(space: Space, desk: ThemeDesk) -> Heard:
    """Return every text of a workspace that holds now."""
    parts = list(_parts(space, desk))
    columns: list[Any] = [np.concatenate(some) for some in zip(*(columns for _, columns, _ in parts), strict=True)]
    apart = joined_apart([apart for _, _, apart in parts], [len(columns[0]) for _, columns, _ in parts])
    return replace(Heard(tuple(table for table, _, _ in parts), *columns), apart=apart)


def _parts(space: Space, desk: ThemeDesk) -> Iterator[tuple[AnswerTable, tuple[npt.NDArray[np.generic], ...], Apart]]:
    parts, memory = desk.said.people.parts(space), desk.said.memory
    for number, (frame, gone) in enumerate(((parts.base, parts.superseded), (parts.overlay, None))):
        table = memory.table(frame)
        worded = table.worded
        kept = worded >= 0 if gone is None else (worded >= 0) & ~gone[table.person]
        row = np.flatnonzero(kept)
        senses = memory.understood(space, desk.said.understanding, table).only(worded[row])
        person = table.person[row] + (parts.base.person_count if number else 0)
        where = np.full(len(row), number, np.int64)
        columns = where, row, person, table.time[row], senses.feeling, senses.marks, senses.read
        yield table, columns, senses.apart
