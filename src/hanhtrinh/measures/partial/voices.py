"""The voices of many groups of passes at once: every group, place and instrument is one row of whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import narrowest
from hanhtrinh.measures.heaps import Heaps, heaps_of
from hanhtrinh.measures.keyed import Keyed, compressed, keyed_of, nothing
from hanhtrinh.measures.partial.groups import Group
from hanhtrinh.measures.partial.said import DETRACTOR, NOWHERE, PROMOTER, SATISFIED, SCORED, USABLE, Said
from hanhtrinh.measures.statistics import Moments
from hanhtrinh.measures.voice import VoicePartial
from hanhtrinh.values import Runner

I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
WIDTH = 13
(
    _ANSWERS, _PEOPLE, _TOTAL, _SQUARES_HIGH, _SQUARES_LOW, _PROMOTERS, _DETRACTORS, _SATISFIED, _SUPERSEDED,
    _NO_SCORE, _OFF_SCALE, _ASKED, _RESPONDED,
) = range(WIDTH)  # fmt: skip
_LOW = 32


@dataclass(frozen=True)
class Column:
    """One group of rows; `dated` where the instants of its people's latest answers are wanted."""

    group: Group
    rows: Mask
    dated: bool = False


@dataclass(frozen=True)
class Series:
    """Groups no two of which share a row: `numbers` are those of its groups within a kind, ascending; `of[row]` is the
    place of a row's group among them (−1: none).
    """

    kind: int
    numbers: I64
    of: I64


@dataclass(frozen=True)
class Voices:
    """`cells` by (kind, number, place, instrument); `newest[kind, number, place, instrument]` the instants of people's
    latest scored answers; `answered` all answers by (place, instrument), of whatever pass.

    Instruments are named by their marks.
    """

    cells: Keyed
    newest: Heaps
    answered: Keyed

    def __add__(self, other: "Voices") -> "Voices":
        return Voices(self.cells + other.cells, self.newest + other.newest, self.answered + other.answered)

    def __sub__(self, other: "Voices") -> "Voices":
        return Voices(self.cells - other.cells, self.newest - other.newest, self.answered - other.answered)

    def instruments_at(self, place: int) -> list[tuple[int, int]]:
        """Return the marks of the instruments answered at a place, each with the number of its answers."""
        found = self.answered.under(place)
        return list(zip(found.keys[:, 0].tolist(), found.counts[:, 0].tolist(), strict=True))


def voices_of(of: Said, marks: I64, columns: Sequence[Column], series: Sequence[Series], run: Runner) -> Voices:
    """Return the voices of some groups; `marks` are those of the frame's instruments."""
    placed = of.place > NOWHERE
    codes = (of.place + 1) * len(marks) + of.instrument
    used, pair = compressed(codes[placed])
    if not len(used):
        return Voices(nothing(4, WIDTH), Heaps(), nothing(2))
    pairs = np.full(len(of), -1, np.int64)
    pairs[placed] = pair
    place, instrument = used // len(marks) - 1, marks[used % len(marks)]
    groups, member, where = _groups(of, columns, series)
    dated = np.array([column.dated for column in columns], np.bool_)
    cells, newest = _counted(of, pairs, len(used), groups, member, where, dated, run)
    given = np.bincount(pair[~of.asked[placed]], minlength=len(used))
    return Voices(
        _table(cells, groups, place, instrument),
        _dates(newest, groups, place, instrument),
        keyed_of([place, instrument], given),
    )


def _groups(of: Said, columns: Sequence[Column], series: Sequence[Series]) -> tuple[list[Group], Mask, I64]:
    """Return all groups, which rows are in each of the columns', and each row's group of every series (−1: none)."""
    groups = [column.group for column in columns]
    member = np.zeros((len(of), len(columns)), np.bool_)
    for place, column in enumerate(columns):
        member[:, place] = column.rows
    where = np.full((len(of), len(series)), -1, np.int64)
    for place, one in enumerate(series):
        where[:, place] = np.where(one.of >= 0, one.of + len(groups), -1)
        groups += [(one.kind, number) for number in one.numbers.tolist()]
    return groups, member, where


@dataclass(frozen=True)
class _Dates:
    """The cell and the instant of people's latest answers."""

    cell: I64
    time: I64


def _counted(
    of: Said, pair: I64, pairs: int, groups: list[Group], member: Mask, where: I64, dated: Mask, run: Runner
) -> tuple[I64, _Dates]:
    size, instruments = len(groups) * pairs, int(of.instrument.max()) + 1
    data = of.person, of.time, of.instrument, of.asked, pair, of.value, of.flags, member, where, dated, pairs

    def task(lo: int, hi: int) -> tuple[I64, _Dates]:
        low, high = _from_person(of.person, lo), _from_person(of.person, hi)
        cells = np.zeros((size, WIDTH), np.int64)
        seen = (np.full(size, -1, np.int64) for _ in range(2))
        reply = np.empty(instruments, np.int64), np.full(instruments, -1, np.int64)
        room = (high - low) * int(dated.sum())
        dates = np.empty(room, np.int64), np.empty(room, np.int64)
        into: tuple[Any, ...] = (cells, *seen, *reply, *dates)
        count = _count(low, high, *data, *into)
        return cells, _Dates(*(column[:count] for column in dates))

    parts = run(task, len(of))
    cells = reduce(np.add, (part[0] for part in parts))
    dates = (np.concatenate([getattr(part[1], name) for part in parts]) for name in ("cell", "time"))
    return cells, _Dates(*dates)


def _from_person(person: I64, row: int) -> int:
    """Return the first row of the person a row belongs to; the end for the end."""
    return row if row >= len(person) else int(np.searchsorted(person, person[row]))


@numba.njit(cache=True, nogil=True, inline="always")
def _answer(cell: int, row: int, who: int, value: I64, flags: npt.NDArray[np.uint8], cells: I64, taken: I64) -> bool:
    """Count one answer in one cell; tell whether it is the latest scored one of its person there."""
    cells[cell, _ANSWERS] += 1
    if flags[row] & SCORED == 0:
        cells[cell, _NO_SCORE] += 1
        return False
    if flags[row] & USABLE == 0:
        cells[cell, _OFF_SCALE] += 1
        return False
    if taken[cell] == who:
        cells[cell, _SUPERSEDED] += 1
        return False
    taken[cell] = who
    square = value[row] * value[row]
    cells[cell, _PEOPLE] += 1
    cells[cell, _TOTAL] += value[row]
    cells[cell, _SQUARES_HIGH] += square >> _LOW
    cells[cell, _SQUARES_LOW] += square & 0xFFFFFFFF
    cells[cell, _PROMOTERS] += flags[row] & PROMOTER != 0
    cells[cell, _DETRACTORS] += flags[row] & DETRACTOR != 0
    cells[cell, _SATISFIED] += flags[row] & SATISFIED != 0
    return True


@numba.njit(cache=True, nogil=True, inline="always")
def _invitation(cell: int, who: int, answered: bool, cells: I64, invited: I64) -> None:
    """Count one person asked in one cell, at the first time of asking."""
    if invited[cell] != who:
        invited[cell] = who
        cells[cell, _ASKED] += 1
        cells[cell, _RESPONDED] += answered


@numba.njit(cache=True, nogil=True)
def _count(
    lo: int,
    hi: int,
    person: I64,
    time: I64,
    instrument: I64,
    asked: Mask,
    pair: I64,
    value: I64,
    flags: npt.NDArray[np.uint8],
    member: Mask,
    where: I64,
    dated: Mask,
    pairs: int,
    cells: I64,
    taken: I64,
    invited: I64,
    reply: I64,
    replied: I64,
    dates_cell: I64,
    dates: I64,
) -> int:
    """Count rows lo…hi, person by person; return how many dates were written."""
    count, begin = 0, lo
    while begin < hi:
        who, end = person[begin], begin
        while end < hi and person[end] == who:
            if not asked[end]:
                # The latest answer to an instrument, wherever given: who was asked here may answer later on.
                reply[instrument[end]], replied[instrument[end]] = time[end], who
            end += 1
        for row in range(end - 1, begin - 1, -1):
            if asked[row] or pair[row] < 0:
                continue
            for column in range(member.shape[1]):
                if member[row, column]:
                    cell = column * pairs + pair[row]
                    if _answer(cell, row, who, value, flags, cells, taken) and dated[column]:
                        dates_cell[count], dates[count] = cell, time[row]
                        count += 1
            for column in range(where.shape[1]):
                if where[row, column] >= 0:
                    _answer(where[row, column] * pairs + pair[row], row, who, value, flags, cells, taken)
        for row in range(begin, end):
            if not asked[row] or pair[row] < 0:
                continue
            answered = replied[instrument[row]] == who and reply[instrument[row]] >= time[row]
            for column in range(member.shape[1]):
                if member[row, column]:
                    _invitation(column * pairs + pair[row], who, answered, cells, invited)
            for column in range(where.shape[1]):
                if where[row, column] >= 0:
                    _invitation(where[row, column] * pairs + pair[row], who, answered, cells, invited)
        begin = end
    return count


def _table(cells: I64, groups: list[Group], place: I64, instrument: I64) -> Keyed:
    there = np.flatnonzero(np.any(cells != 0, axis=1))
    group, pair = np.divmod(there, len(place))
    kinds, numbers = np.array(groups, np.int64).T
    return keyed_of([kinds[group], numbers[group], place[pair], instrument[pair]], cells[there])


def _dates(of: _Dates, groups: list[Group], place: I64, instrument: I64) -> Heaps:
    if not len(of.cell):
        return Heaps()
    order = np.argsort(of.cell.astype(narrowest(int(of.cell.max()))), kind="stable")
    cell, time = of.cell[order], of.time[order]
    begins = np.flatnonzero(np.diff(cell, prepend=-1))
    group, pair = (part.tolist() for part in np.divmod(cell[begins], len(place)))
    keys = [(*groups[g], int(place[p]), int(instrument[p])) for g, p in zip(group, pair, strict=True)]
    return heaps_of(zip(keys, np.split(time, begins[1:]), strict=True))


def voice_partial_at(of: Voices, instrument: str, mark: int, group: Group, place: int) -> VoicePartial:
    """Return the voice of one group at one place by one instrument."""
    row = of.cells.at(*group, place, mark).tolist()
    squares = (row[_SQUARES_HIGH] << _LOW) + row[_SQUARES_LOW]
    return VoicePartial(
        instrument=instrument,
        answers=row[_ANSWERS],
        moments=Moments(row[_PEOPLE], row[_TOTAL], squares),
        promoters=row[_PROMOTERS],
        detractors=row[_DETRACTORS],
        satisfied=row[_SATISFIED],
        superseded=row[_SUPERSEDED],
        no_score=row[_NO_SCORE],
        off_scale=row[_OFF_SCALE],
        asked=row[_ASKED],
        responded=row[_RESPONDED],
        newest=of.newest[*group, place, mark].largest(),
    )
