"""What is looked for in the inbox, and which rows of a table that is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from hanhtrinh.app.said_list.desk import SaidDesk
from hanhtrinh.app.said_list.table import KINDS, AnswerTable
from hanhtrinh.app.understanding.heard import PEOPLE_AT_ONCE
from hanhtrinh.errors import InputError
from hanhtrinh.events.together import only_people
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.measures.senses import LANGUAGES
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.said import STATES
from hanhtrinh.values import MICROSECONDS

SHOWN = ("words", "scores", "all")
"""Answers with words, those that only gave a score, both."""
FEELINGS = ("bad", "middling", "good", "none")
_DAY = 86_400 * MICROSECONDS
_BAD, _GOOD = -0.5, 0.5
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is asked for; empty: everything. `feeling` is that about the `theme` where one is asked for, `step` is
    `journey/step`, `score` an emotion of the score (`bad` …), `mine` only what the asker looks after, `days` said at
    most so many days ago, `show` one of `SHOWN` (empty: those with words where there are any), `start` the first row of
    the page.
    """

    words: str = ""
    kind: str = ""
    survey: str = ""
    step: str = ""
    feeling: str = ""
    score: str = ""
    theme: str = ""
    language: str = ""
    tag: str = ""
    state: str = ""
    mine: bool = False
    days: int | None = None
    show: str = ""
    start: int = 0

    def check(self) -> None:
        """Raise InputError where something is asked for that there is not."""
        for name, given, known in (
            ("kind", self.kind, KINDS), ("feeling", self.feeling, FEELINGS), ("score", self.score, FEELINGS),
            ("language", self.language, LANGUAGES), ("state", self.state, STATES), ("show", self.show, SHOWN),
        ):  # fmt: skip
            if given and given not in known:
                raise InputError("said.no_such", field=name, given=given, allowed=", ".join(known))


@dataclass(frozen=True)
class Looking:
    """One search in one workspace; `noted` and `unnoted` are keys of answers that must, or must not, be among them."""

    desk: SaidDesk
    space: Space
    wanted: Search
    now: int
    journey_of: Callable[[str], Journey]
    noted: npt.NDArray[np.uint64] | None
    unnoted: npt.NDArray[np.uint64] | None

    def rows(self, table: AnswerTable, gone: Mask | None) -> Mask:
        """Tell which rows of a table are wanted; `gone` are those of people who stand elsewhere."""
        wanted, result = self.wanted, np.ones(len(table.rows), np.bool_)
        if gone is not None:
            result &= ~gone
        if wanted.days is not None:
            result &= table.time >= self.now - wanted.days * _DAY
        if wanted.kind:
            result &= table.is_kind(wanted.kind)
        if wanted.survey:
            result &= self._of_survey(table)
        if self.noted is not None:
            result &= np.isin(table.key, self.noted)
        if self.unnoted is not None:
            result &= ~np.isin(table.key, self.unnoted)
        if wanted.score:
            result &= felt(table.feeling, wanted.score)
        if wanted.step:
            result &= self._at_step(table)
        if wanted.feeling or wanted.theme or wanted.language:
            result &= self._means(table)
        if wanted.words.strip():
            result &= table.says(wanted.words)
        return result

    def _of_survey(self, table: AnswerTable) -> Mask:
        """Tell which rows are of a survey, or of the instrument of that key."""
        keys = sorted(table.frame.instruments)
        survey = self.wanted.survey
        mine = np.array([key == survey or key.startswith(f"{survey}.") for key in keys] or [False], np.bool_)
        result: Mask = mine[table.frame.answers.instrument[table.rows]]
        return result | table.among("survey", (survey,))

    def _means(self, table: AnswerTable) -> Mask:
        senses, place = self.desk.memory.understood(self.space, self.desk.understanding, table), table.worded
        result = place >= 0
        rows = place[result]
        kept = np.ones(len(rows), np.bool_)
        if self.wanted.feeling:
            kept &= felt(senses.feeling_of(self.wanted.theme)[rows], self.wanted.feeling)
        if self.wanted.theme:
            kept &= senses.of(self.wanted.theme)[rows]
        if self.wanted.language:
            kept &= senses.language[rows] == LANGUAGES.index(self.wanted.language)
        result[result] = kept
        return result

    def _at_step(self, table: AnswerTable) -> Mask:
        key, _, step = self.wanted.step.partition("/")
        journey = self.journey_of(key)
        place = journey.step_index.get(step)
        if place is None:
            raise InputError("said.no_step", journey=key, step=step, allowed=", ".join(journey.step_index))
        result: Mask = kept_steps(self.desk, table, journey, self.now) == place
        return result


def kept_steps(desk: SaidDesk, table: AnswerTable, journey: Journey, now: int) -> npt.NDArray[np.int32]:
    """Return the step of a journey each row of a table is about, found once for a frame and a journey as it stands."""
    stamp = msgspec.json.encode(journey)
    return desk.memory.step_of(table, journey, stamp, lambda: steps_of(table, journey, now, desk))


def steps_of(table: AnswerTable, journey: Journey, now: int, desk: SaidDesk) -> npt.NDArray[np.int32]:
    """Return the step of a journey each row is about; those who answered anything are read, some at a time."""
    frame = table.frame
    people = np.unique(frame.person_of(frame.answers.event))
    found = [np.empty(0, np.int32)]
    for lo in range(0, len(people), PEOPLE_AT_ONCE):
        some = only_people(frame, people[lo : lo + PEOPLE_AT_ONCE])
        found.append(read_journey(some, journey, as_of=now, run=desk.people.run).attached.step)
    return np.concatenate(found)[table.rows]


def felt(feeling: npt.NDArray[Any], wanted: str) -> Mask:
    """Tell which feelings are of a class; `none` are those that say nothing."""
    result: Mask = np.isnan(feeling)
    match wanted:
        case "bad":
            result = np.less_equal(feeling, _BAD)
        case "good":
            result = np.greater_equal(feeling, _GOOD)
        case "middling":
            result = np.greater(feeling, _BAD) & np.less(feeling, _GOOD)
    return result
