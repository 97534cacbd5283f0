"""Use case: the people of a workspace, found by what is typed, by segment, touchpoint and when they were last seen."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.app.people.knowing import Knowledge
from hanhtrinh.app.people.persons import name_of, traits_of
from hanhtrinh.app.people.segmenting import rule_of
from hanhtrinh.events.frame import Frame
from hanhtrinh.events.overlay import positions_of
from hanhtrinh.events.parts import Parts
from hanhtrinh.people.finding import found_by_id, words_of
from hanhtrinh.people.members import members
from hanhtrinh.people.segments import EVERYBODY, AllOf, AtTouchpoint, Did, PeopleRule
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import MICROSECONDS

PAGE = 50
Mask = npt.NDArray[np.bool_]
_NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Search:
    """What is asked for: typed words, a segment by key, a touchpoint of a journey, last seen at most so many days ago,
    and the first of the page's rows.
    """

    query: str = ""
    segment: str = ""
    journey: str = ""
    touchpoint: str = ""
    days: int | None = None
    start: int = 0


@dataclass(frozen=True)
class Row:
    """One person of a list. `first_seen` and `last_seen` are None for whom no event is known of."""

    id: str
    name: str
    traits: dict[str, str]
    events: int
    first_seen: int | None
    last_seen: int | None


@dataclass(frozen=True)
class Found:
    """One page of the people found, those seen last first; how many there are in all, and of everybody."""

    rows: tuple[Row, ...]
    count: int
    everybody: int
    more: int | None


def list_people(actor: Actor, space: Space, desk: PeopleDesk, wanted: Search) -> Found:
    """Return one page of the people that are wanted; InputError or NotFound for a segment or touchpoint not there."""
    require(actor, space.id, Right.SEE_PEOPLE)
    parts, knowledge = desk.parts(space), desk.knowledge(space)
    rule = _rule(space, desk, wanted)
    chosen = members(rule, parts, knowledge.traits, desk.journey_of(actor, space), now=parts.now, run=desk.run)
    typed = _typed(wanted.query, knowledge)
    groups = [
        _Group.of(parts.base, _narrowed(chosen.base, parts.base, typed, wanted.query)),
        _Group.of(parts.overlay, _narrowed(chosen.overlay, parts.overlay, typed, wanted.query)),
    ]
    if wanted.days is not None:
        since = parts.now - wanted.days * 86_400 * MICROSECONDS
        groups = [group.since(since) for group in groups]
    silent = chosen.alone if wanted.days is None else chosen.alone.clear()
    silent = silent.filter(_matches(silent, typed, wanted.query))
    return _page(groups, silent, knowledge, parts, wanted.start)


def _rule(space: Space, desk: PeopleDesk, wanted: Search) -> PeopleRule:
    parts: list[PeopleRule] = []
    if wanted.segment:
        parts.append(rule_of(space, desk, wanted.segment))
    if wanted.touchpoint:
        parts.append(Did(AtTouchpoint(wanted.journey, wanted.touchpoint)))
    return AllOf(tuple(parts)) if parts else EVERYBODY


def _typed(query: str, knowledge: Knowledge) -> pl.Series | None:
    """Return the people whose traits hold what was typed; None where nothing was."""
    words = words_of(query)
    if not words:
        return None
    old, new = (finder.found(words) for finder in knowledge.finders)
    stale = old.is_in(knowledge.traits.changed.people.implode())
    return pl.concat([old.filter(~stale), new]).unique().sort()


def _matches(people: pl.Series, typed: pl.Series | None, query: str) -> Mask:
    if typed is None:
        return np.ones(len(people), np.bool_)
    return people.is_in(typed.implode()).to_numpy() | found_by_id(people, query)


def _narrowed(chosen: Mask, frame: Frame, typed: pl.Series | None, query: str) -> Mask:
    if typed is None or not chosen.any():
        return chosen
    found = found_by_id(frame.people, query)
    place, there = positions_of(frame, typed)
    found[place[there]] = True
    return chosen & found


@dataclass(frozen=True)
class _Group:
    """Some people of a frame: their positions, and when they were last seen."""

    frame: Frame
    places: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]

    @classmethod
    def of(cls, frame: Frame, chosen: Mask) -> "_Group":
        places = np.flatnonzero(chosen)
        ends = frame.offsets[places + 1] - 1
        last = np.full(len(places), _NEVER)
        some = ends >= frame.offsets[places]
        last[some] = frame.time[ends[some]]
        return cls(frame, places, last)

    def since(self, instant: int) -> "_Group":
        """Return those seen since an instant."""
        keep = self.last >= instant
        return _Group(self.frame, self.places[keep], self.last[keep])


def _page(groups: list[_Group], silent: pl.Series, knowledge: Knowledge, parts: Parts, start: int) -> Found:
    seen = sum(len(group.places) for group in groups)
    count = seen + len(silent)
    start = min(max(0, start), count)
    stop = start + PAGE
    rows = _seen_rows(groups, start, min(stop, seen), knowledge)
    rows += [_row(person, knowledge, 0, None, None) for person in silent[max(0, start - seen) : max(0, stop - seen)]]
    everybody = parts.person_count + len(knowledge.traits.alone(parts))
    return Found(tuple(rows), count, everybody, stop if stop < count else None)


def _seen_rows(groups: list[_Group], start: int, stop: int, knowledge: Knowledge) -> list[Row]:
    """Return some rows of those who were seen, the newest first; only so many are put in order."""
    if start >= stop:
        return []
    last = np.concatenate([group.last for group in groups])
    newest = np.argpartition(-last, stop - 1)[:stop] if stop < len(last) else np.arange(len(last))
    order = newest[np.lexsort((newest, -last[newest]))][start:stop]
    first = len(groups[0].places)
    return [
        _frame_row(groups[0] if i < first else groups[1], int(i if i < first else i - first), knowledge) for i in order
    ]


def _frame_row(group: _Group, i: int, knowledge: Knowledge) -> Row:
    place = int(group.places[i])
    begin, end = int(group.frame.offsets[place]), int(group.frame.offsets[place + 1])
    first = int(group.frame.time[begin]) if end > begin else None
    return _row(group.frame.people[place], knowledge, end - begin, first, int(group.last[i]) if end > begin else None)


def _row(person: str, knowledge: Knowledge, events: int, first: int | None, last: int | None) -> Row:
    traits = traits_of(knowledge, person)
    return Row(person, name_of(person, traits), traits, events, first, last)
