"""Use cases: one page of the answers that are wanted, newest first; one answer with everything around it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hanhtrinh.access import Actor, Right, may, require
from hanhtrinh.app.people.knowing import Knowledge
from hanhtrinh.app.people.persons import name_of, traits_of
from hanhtrinh.app.said_list.desk import SaidDesk
from hanhtrinh.app.said_list.search import Looking, Search
from hanhtrinh.app.said_list.table import ANSWER, AnswerTable
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.events.overlay import frame_of_rows, take_people
from hanhtrinh.events.parts import Parts
from hanhtrinh.i18n import Text
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.measures.senses import LANGUAGES, Senses
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.said import Mark, State
from hanhtrinh.values import Runner

PAGE = 40
Mask = npt.NDArray[np.bool_]
_HEX = 16


class Stand(NamedTuple):
    """Where an answer stands: a step of a journey."""

    journey: str
    step: str
    journey_name: Text
    step_name: Text


@dataclass(frozen=True, kw_only=True)
class Row:
    """One answer. `key` names it; `person` and `name` are empty for those who may not see people.

    `feeling` is what the words say (None: nothing, or not `read` yet), `themes` keys of themes, `apart` how the words
    feel about those of them they feel otherwise about.
    """

    key: str
    person: str
    name: str
    time: int
    kind: str
    instrument: str
    score: float | None
    text: str
    source: str
    event: str
    title: str
    url: str
    stands: tuple[Stand, ...]
    language: str
    feeling: float | None
    confidence: float
    themes: tuple[str, ...]
    apart: Mapping[str, float]
    read: bool
    mark: Mark


@dataclass(frozen=True)
class Found:
    """One page of answers; how many there are as wanted (`count`, of which `worded` have words), and in all; which of
    them are `shown`; how many texts wait to be read."""

    rows: tuple[Row, ...]
    count: int
    worded: int
    shown: str
    everything: int
    more: int | None
    waiting: int
    tags: Mapping[str, int]


class _Part(NamedTuple):
    """A table, and which of its rows are wanted."""

    table: AnswerTable
    wanted: Mask


def list_answers(actor: Actor, space: Space, desk: SaidDesk, wanted: Search) -> Found:
    """Return one page of the answers that are wanted; InputError for what cannot be asked for."""
    require(actor, space.id, Right.SEE_VOICE)
    wanted.check()
    parts = desk.people.parts(space)
    looking = _looking(actor, space, desk, wanted, parts)
    tables = _tables(desk, parts)
    every = [_Part(table, looking.rows(table, gone)) for table, gone in tables]
    worded = [_Part(part.table, part.wanted & part.table.has_words) for part in every]
    count, spoken = _size(every), _size(worded)
    shown = wanted.show or ("words" if spoken else "all")
    found = {"words": worded, "all": every}.get(shown) or _without(every)
    size = _size(found)
    start = min(max(0, wanted.start), max(0, size - 1) // PAGE * PAGE)
    chosen = _newest(found, start, start + PAGE)
    everything = sum(len(t.rows) - (0 if gone is None else int(np.count_nonzero(gone))) for t, gone in tables)
    return Found(
        rows=_described(actor, space, desk, parts, chosen),
        count=count,
        worded=spoken,
        shown=shown,
        everything=everything,
        more=start + PAGE if start + PAGE < size else None,
        waiting=desk.understanding.waiting(space),
        tags=desk.marks.tags(space.id),
    )


def _size(parts: Sequence[_Part]) -> int:
    return sum(int(np.count_nonzero(part.wanted)) for part in parts)


def _without(parts: Sequence[_Part]) -> list[_Part]:
    """Return the rows that have no words."""
    return [_Part(part.table, part.wanted & ~part.table.has_words) for part in parts]


def every_answer(
    actor: Actor, space: Space, desk: SaidDesk, wanted: Search, size: int = 1_000
) -> Iterator[Sequence[Row]]:
    """Return all the answers that are wanted, the newest first, so many at a time: for giving them out as a file."""
    require(actor, space.id, Right.SEE_VOICE)
    wanted.check()
    parts = desk.people.parts(space)
    looking = _looking(actor, space, desk, wanted, parts)
    found = [_Part(table, looking.rows(table, gone)) for table, gone in _tables(desk, parts)]
    chosen = _newest(found, 0, _size(found))
    return (
        _described(actor, space, desk, parts, chosen[start : start + size]) for start in range(0, len(chosen), size)
    )


def one_answer(actor: Actor, space: Space, desk: SaidDesk, key: str) -> Row:
    """Return an answer by its key; NotFound where there is none (any more)."""
    require(actor, space.id, Right.SEE_VOICE)
    parts = desk.people.parts(space)
    found = find_answers(desk, parts, [key])
    if not found:
        raise NotFound("said.none_such")
    return _described(actor, space, desk, parts, found)[0]


def find_answers(desk: SaidDesk, parts: Parts, keys: Sequence[str]) -> list[tuple[AnswerTable, int]]:
    """Return where answers stand, by their keys; those that are not there are left out."""
    wanted = keys_of(keys)
    found = []
    for table, gone in _tables(desk, parts):
        rows = np.flatnonzero(np.isin(table.key, wanted))
        rows = rows if gone is None else rows[~gone[rows]]
        found += [(table, int(row)) for row in rows]
    return found


def keys_of(keys: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Return keys as numbers; what is no key names nothing."""
    good = [int(key, 16) for key in keys if len(key) == _HEX and key.isascii() and key.isalnum() and _is_hex(key)]
    return np.array(good, np.uint64)


def key_of(table: AnswerTable, row: int) -> str:
    """Return what an answer is known by."""
    return f"{table.key_at(row):016x}"


def raw_of(table: AnswerTable, row: int) -> str:
    """Return the raw id an answer was sent for."""
    frame, event = table.frame, int(table.event[row])
    raws = frame.raws
    place = int(np.searchsorted(raws.event, event))
    if place < len(raws) and int(raws.event[place]) == event:
        return str(raws.values[int(raws.code[place]) - 1])
    return str(frame.people[int(table.people_at([row])[0])])


def _is_hex(text: str) -> bool:
    return all(letter in "0123456789abcdef" for letter in text)


def _tables(desk: SaidDesk, parts: Parts) -> list[tuple[AnswerTable, Mask | None]]:
    """Return the tables of all answers; of the base's with which rows are of people who stand in the overlay."""
    base, out = desk.memory.table(parts.base), parts.superseded
    return [(base, out[base.person] if out.any() else None), (desk.memory.table(parts.overlay), None)]


def _looking(actor: Actor, space: Space, desk: SaidDesk, wanted: Search, parts: Parts) -> Looking:
    noted, unnoted = None, None
    handled: tuple[State, ...] = ("read", "done")
    if wanted.tag or wanted.mine or wanted.state in handled:
        states: tuple[State, ...] = (wanted.state,) if wanted.state in handled else ()
        mine = actor.id if wanted.mine else ""
        noted = keys_of(sorted(desk.marks.where(space.id, states=states, assignee=mine, tag=wanted.tag)))
    if wanted.state == "new":
        unnoted = keys_of(sorted(desk.marks.where(space.id, states=handled)))

    def journey_of(key: str) -> Journey:
        found = desk.people.journeys(actor, space).get(key)
        if found is None:
            raise InputError("said.no_journey", journey=key)
        return found

    return Looking(desk, space, wanted, parts.now, journey_of, noted, unnoted)


def _newest(parts: Sequence[_Part], start: int, stop: int) -> list[tuple[AnswerTable, int]]:
    """Return some rows of all parts in order of time; rows of a part stand so already."""
    first = [np.flatnonzero(part.wanted)[:stop].tolist() for part in parts]
    ahead = [(-int(part.table.time[row]), i, row) for i, part in enumerate(parts) for row in first[i]]
    return [(parts[i].table, row) for _, i, row in sorted(ahead)[start:stop]]


def _described(
    actor: Actor, space: Space, desk: SaidDesk, parts: Parts, chosen: Sequence[tuple[AnswerTable, int]]
) -> tuple[Row, ...]:
    marks = desk.marks.of(space.id, [key_of(*one) for one in chosen])
    stands = _stands(actor, space, desk, parts, chosen)
    knowledge = desk.people.knowledge(space) if may(actor, space.id, Right.SEE_PEOPLE) else None
    senses = desk.understanding.senses(space, [table.text_at(row) for table, row in chosen])
    return tuple(
        _row(table, row, knowledge, senses, i, stands.get((id(table), row), ()), marks)
        for i, (table, row) in enumerate(chosen)
    )


def _row(
    table: AnswerTable, row: int, knowledge: Knowledge | None, senses: Senses, i: int, stands: tuple[Stand, ...],
    marks: Mapping[str, Mark],
) -> Row:  # fmt: skip
    key, answers, place = key_of(table, row), table.frame.answers, int(table.rows[row])
    person = str(table.frame.people[int(table.people_at([row])[0])]) if knowledge else ""
    score, feeling = float(answers.score[place]), float(senses.feeling[i])
    text = table.text_at(row)
    return Row(
        key=key, person=person, name=name_of(person, traits_of(knowledge, person)) if knowledge else "",
        time=int(table.time[row]), kind=table.value(row, "said_kind") or ANSWER,
        instrument=sorted(table.frame.instruments)[int(answers.instrument[place])],
        score=None if np.isnan(score) else score, text=text,
        source=table.value(row, "said_site") or table.value(row, "source"), event=table.value(row, "event"),
        title=table.value(row, "said_title"), url=table.value(row, "said_url"), stands=stands,
        language=LANGUAGES[int(senses.language[i])] if text else "",
        feeling=None if np.isnan(feeling) or not text else feeling, confidence=float(senses.confidence[i]),
        themes=senses.themes_of(i) if text else (), apart=senses.apart_of(i) if text else {}, read=bool(senses.read[i]),
        mark=marks.get(key) or Mark(answer=key, person=""),
    )  # fmt: skip


def _stands(
    actor: Actor, space: Space, desk: SaidDesk, parts: Parts, chosen: Sequence[tuple[AnswerTable, int]]
) -> dict[tuple[int, int], tuple[Stand, ...]]:
    """Return at which steps some answers stand: the timelines of those people alone are read, and each once."""
    journeys = desk.people.journeys(actor, space)
    found: dict[tuple[int, int], tuple[Stand, ...]] = {}
    for table in {id(table): table for table, _ in chosen}.values():
        rows = [row for other, row in chosen if other is table]
        known = desk.memory.stands(table.frame, tuple(journeys.items()))
        new = [row for row in rows if row not in known]
        if new:
            placed = _standing(table, new, journeys, parts.now, desk.people.run)
            found |= {(id(table), row): stands for row, stands in placed.items()}
            known |= {row: stands for row, stands in placed.items() if int(table.time[row]) <= parts.now}
        found |= {(id(table), row): known[row] for row in rows if row in known}
    return found


def _standing(
    table: AnswerTable, rows: Sequence[int], journeys: Mapping[str, Journey], now: int, run: Runner
) -> dict[int, tuple[Stand, ...]]:
    person = table.people_at(rows)
    people = np.unique(person)
    taken = take_people(table.frame, people)
    small = frame_of_rows(taken, table.frame.instruments, zone=table.frame.zone)
    # People and events are in the same order in both: so are the answers of these people.
    begins, ends = (np.searchsorted(table.frame.answers.event, table.frame.offsets[people + k]) for k in (0, 1))
    before = (begins - np.cumsum(ends - begins) + (ends - begins))[np.searchsorted(people, person)]
    found: dict[int, tuple[Stand, ...]] = dict.fromkeys(rows, ())
    for key, journey in journeys.items():
        steps = read_journey(small, journey, as_of=now, run=run).attached.step
        for row, first in zip(rows, before.tolist(), strict=True):
            step = int(steps[int(table.rows[row]) - first])
            if step >= 0:
                one = journey.steps[step]
                found[row] += (Stand(key, one.key, journey.name, journey.name_of_step(one)),)
    return found
