"""What the use cases of the inbox work with."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hanhtrinh.app.by_frame import ByFrame
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.app.said_list.table import AnswerTable
from hanhtrinh.app.understanding.understanding import Understanding
from hanhtrinh.events.frame import Frame
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.senses import Senses
from hanhtrinh.ports.accounts import Accounts, Space
from hanhtrinh.ports.said import Marks

Steps = npt.NDArray[np.int32]
_MOST_TABLES = 8
_MOST_STEPS = 16
_MOST_PLACED = 20_000


class SaidMemory:
    """Tables of frames, what is understood of them, and at which step of a journey each answer stands."""

    def __init__(self) -> None:
        self.tables: ByFrame[AnswerTable] = ByFrame(_MOST_TABLES)
        self.senses: ByFrame[tuple[object, Senses]] = ByFrame(_MOST_TABLES)
        self.steps: ByFrame[Steps] = ByFrame(_MOST_STEPS)
        self.placed: ByFrame[tuple[object, dict[int, Any]]] = ByFrame(_MOST_TABLES)
        self._making = threading.Lock()

    def table(self, frame: Frame) -> AnswerTable:
        """Return the table of a frame; there is one for everybody."""
        with self._making:
            kept = self.tables.get(frame)
            return self.tables.keep(frame, AnswerTable(frame)) if kept is None else kept

    def understood(self, space: Space, understanding: Understanding, table: AnswerTable) -> Senses:
        """Return what is understood of all words of a table, by row of `AnswerTable.worded`."""
        turn = understanding.turn(space)
        kept = self.senses.get(table.frame)
        if kept is not None and kept[0] == turn:
            return kept[1]
        found = understanding.senses(space, table.texts)
        turn = turn if found.unread else understanding.turn(space)
        return self.senses.keep(table.frame, (turn, found))[1]

    def step_of(self, table: AnswerTable, journey: Journey, stamp: bytes, make: Callable[[], Steps]) -> Steps:
        """Return each row's step on a journey, −1 where it has none; made once for a frame and a journey."""
        kept = self.steps.get(table.frame, stamp)
        return self.steps.keep(table.frame, make(), stamp) if kept is None else kept

    def stands(self, frame: Frame, journeys: object) -> dict[int, Any]:
        """Return where rows of a frame's table stand as far as anybody looked, while the journeys stay as they are."""
        kept = self.placed.get(frame)
        if kept is None or kept[0] != journeys or len(kept[1]) > _MOST_PLACED:
            kept = self.placed.keep(frame, (journeys, {}))
        return kept[1]

    def forget(self) -> None:
        """Let go of everything: somebody was erased."""
        for kept in (self.tables, self.senses, self.steps, self.placed):
            kept.forget()


@dataclass(frozen=True)
class SaidDesk:
    """Where answers are looked through: timelines and people, what is understood, what is noted."""

    people: PeopleDesk
    understanding: Understanding
    marks: Marks
    accounts: Accounts
    memory: SaidMemory
    clock: Callable[[], int]
    new_id: Callable[[], str]
