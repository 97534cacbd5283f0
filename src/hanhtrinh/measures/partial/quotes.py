"""What people said in words at each step, and the few of it a map shows.

Of many answers only the places are kept, and read from their frame when they are shown; of few the words themselves.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.frame import Frame
from hanhtrinh.measures.keyed import Keyed, compressed, keyed_of, nothing
from hanhtrinh.measures.marks import marks
from hanhtrinh.measures.partial.said import USABLE, Said
from hanhtrinh.measures.results import Verbatim
from hanhtrinh.measures.voice import UNFELT, emotion

I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Key = tuple[int, ...]
FEW = 4_096
_OF_EACH = 2
_LONGEST_TEXT = 600


@dataclass(frozen=True, eq=False)
class Written:
    """Answers in words of one frame, step after step, and how they felt in millionths.

    Their marks are read only where they decide something.
    """

    frame: Frame
    said: Said
    feeling: I64

    def __len__(self) -> int:
        return len(self.said)

    @cached_property
    def marks(self) -> I64:
        """The marks of all."""
        return _marks(self.frame, self.said)

    @cached_property
    def keys(self) -> I64:
        """The key of each: step, feeling, −instant, mark."""
        return np.stack([self.said.place, self.feeling, -self.said.time, self.marks], axis=1)

    @cached_property
    def table(self) -> Keyed:
        """The keys in order, and how often each is there."""
        return keyed_of(list(self.keys.T))

    def at(self, step: int) -> slice:
        """Return where the answers at a step stand."""
        low, high = np.searchsorted(self.said.place, [step, step + 1])
        return slice(int(low), int(high))

    def marks_at(self, places: I64) -> I64:
        """Return the marks of some."""
        return _marks(self.frame, self.said.only(places))

    def verbatim(self, place: int) -> Verbatim:
        """Return one answer word for word."""
        return _verbatim(self.frame, int(self.said.row[place]), int(self.said.person[place]))


@dataclass(frozen=True)
class _AtStep:
    """Answers in words at one step: how they felt, when (−instant), and where they stand: in which frame (−1: none) and
    at which place there, else among the changes.
    """

    feeling: I64
    since: I64
    where: I64
    place: I64


@dataclass(frozen=True, eq=False)
class Quotes:
    """Answers in words: those of whole frames, without those of frames taken `away`, and by key those added and taken
    away singly, with the words of both (`told`).
    """

    frames: tuple[Written, ...] = ()
    away: tuple[Written, ...] = ()
    change: Keyed = field(default_factory=lambda: nothing(4))
    told: Mapping[Key, Verbatim] = field(default_factory=dict)

    @cached_property
    def net(self) -> Keyed:
        """How often each answer is there, by key."""
        gone = sum((written.table for written in self.away), start=nothing(4))
        return sum((written.table for written in self.frames), start=self.change) - gone

    def __add__(self, other: "Quotes") -> "Quotes":
        frames = _apart(self.frames + other.frames, self.away + other.away)
        return _with_words(*frames, self.change + other.change, {**self.told, **other.told}, other.change)

    def __sub__(self, other: "Quotes") -> "Quotes":
        frames = _apart(self.frames + other.away, self.away + other.frames)
        return _with_words(*frames, self.change - other.change, {**self.told, **other.told}, other.change)

    def __eq__(self, other: object) -> bool:
        return NotImplemented if not isinstance(other, Quotes) else self.net == other.net

    __hash__ = None  # type: ignore[assignment] # compared by what they hold

    def chosen(self, step: int) -> tuple[Verbatim, ...]:
        """Return up to six things people said at a step, the least happy first.

        Two of the unhappiest, two of the happiest and two nearest to the average of what was said, the newest of each:
        so that neither the angry nor the delighted speak for everybody.
        """
        change = self.change.under(step)
        found = self._at(step, change)
        if not len(found.feeling):
            return ()
        middle = np.abs(found.feeling * len(found.feeling) - found.feeling.sum())
        chosen: list[int] = []
        for rank in (found.feeling, -found.feeling, middle):
            near = front(rank, found.since, 3 * _OF_EACH)
            ordered = self._ordered(found, change, near, rank)[: 3 * _OF_EACH].tolist()
            chosen += [i for i in ordered if i not in chosen][:_OF_EACH]
        shown = self._ordered(found, change, np.array(chosen, np.int64), found.feeling)
        return tuple(self._verbatim(step, found, change, i) for i in shown.tolist())

    def _ordered(self, found: _AtStep, change: Keyed, rows: I64, rank: I64) -> I64:
        """Return rows in order of rank, the newest first, then of their marks, which are asked for only then."""
        since = found.since[rows]
        order = np.lexsort((since, rank[rows]))
        if np.any((np.diff(since[order]) == 0) & (np.diff(rank[rows][order]) == 0)):
            order = np.lexsort((self._marks(found, change, rows), since, rank[rows]))
        return rows[order]

    def _at(self, step: int, change: Keyed) -> _AtStep:
        owed = self._owed(step, change)
        more = np.repeat(np.arange(len(change)), np.maximum(change.counts[:, 0], 0))
        more = more[~_taken(change.keys[more], owed)]
        together = [_AtStep(change.keys[more, 0], change.keys[more, 1], np.full(len(more), -1), more)]
        together += [_standing(written, written.at(step), at, owed) for at, written in enumerate(self.frames)]
        return _AtStep(*(np.concatenate([getattr(one, f.name) for one in together]) for f in fields(_AtStep)))

    def _owed(self, step: int, change: Keyed) -> Counter[Key]:
        """Return the answers at a step that were taken away, to be left out wherever they stand."""
        less = change.counts[:, 0] < 0
        owed = Counter(
            dict(zip(map(tuple, change.keys[less].tolist()), (-change.counts[less, 0]).tolist(), strict=True))
        )
        for written in self.away:
            owed.update(map(tuple, written.keys[written.at(step), 1:].tolist()))
        return owed

    def _marks(self, found: _AtStep, change: Keyed, rows: I64) -> I64:
        result = np.empty(len(rows), np.int64)
        for number in np.unique(found.where[rows]).tolist():
            mine = found.where[rows] == number
            place = found.place[rows[mine]]
            result[mine] = change.keys[place, 2] if number < 0 else self.frames[number].marks_at(place)
        return result

    def _verbatim(self, step: int, found: _AtStep, change: Keyed, row: int) -> Verbatim:
        number, place = int(found.where[row]), int(found.place[row])
        if number >= 0:
            return self.frames[number].verbatim(place)
        key: Key = (step, *change.keys[place].tolist())
        return self.told[key]


def _standing(written: Written, part: slice, number: int, owed: Counter[Key]) -> _AtStep:
    """Return the answers of one frame at a step without those taken away since."""
    place = np.arange(part.start, part.stop)
    if owed:
        place = place[~_taken(written.keys[part, 1:], owed)]
    since = -written.said.time[place]
    return _AtStep(written.feeling[place], since, np.full(len(place), number), place)


def _taken(keys: I64, owed: Counter[Key]) -> Mask:
    """Tell which of the keys were taken away, and cross them off."""
    gone = np.zeros(len(keys), np.bool_)
    marked = np.array([key[-1] for key in owed], np.int64)
    for at in np.flatnonzero(np.isin(keys[:, 2], marked)).tolist():
        key = tuple(keys[at].tolist())
        if owed[key] > 0:
            owed[key] -= 1
            gone[at] = True
    return gone


def _apart(frames: tuple[Written, ...], away: tuple[Written, ...]) -> tuple[tuple[Written, ...], tuple[Written, ...]]:
    """Return frames and frames taken away without those that stand on both sides."""
    left = list(away)
    kept = []
    for written in frames:
        if written in left:
            left.remove(written)
        else:
            kept.append(written)
    return tuple(kept), tuple(left)


def front(rank: I64, since: I64, size: int) -> I64:
    """Return all rows that may be among the first by rank, then the newest, whatever their marks say."""
    if len(rank) <= size:
        return np.arange(len(rank))
    edge = np.partition(rank, size - 1)[size - 1]
    ahead, level = np.flatnonzero(rank < edge), np.flatnonzero(rank == edge)
    wanted = size - len(ahead)
    return np.append(ahead, level[since[level] <= np.partition(since[level], wanted - 1)[wanted - 1]])


def _with_words(
    frames: tuple[Written, ...],
    away: tuple[Written, ...],
    change: Keyed,
    told: dict[Key, Verbatim],
    touched: Keyed,
) -> Quotes:
    """Return quotes that keep the words of no answer that was both added and taken away."""
    keys = told.keys() & set(map(tuple, touched.keys.tolist())) if len(touched) <= len(told) else set(told)
    for key in keys:
        if change.at(*key)[0] == 0:
            del told[key]
    return Quotes(frames, away, change, told)


def quotes_of(frame: Frame, of: Said, kept: Mask) -> Quotes:
    """Return the answers in words among kept ones, at the steps they are about."""
    spoken = np.not_equal(frame.answers.text.str.len_bytes().to_numpy(), 0)
    rows = np.flatnonzero(kept & ~of.asked & (of.place >= 0) & spoken[of.row])
    rows = rows[np.argsort(of.place[rows], kind="stable")]
    of = of.only(rows)
    found = Written(frame, of, _feelings(frame, of))
    if len(rows) > FEW:
        return Quotes((found,))
    told = {tuple(key): found.verbatim(at) for at, key in enumerate(found.keys.tolist())}
    return Quotes((), (), found.table, told)


def _feelings(frame: Frame, of: Said) -> I64:
    """Return emotions in millionths; 0 where there is none."""
    effort = np.array([frame.instruments[key].kind in UNFELT for key in sorted(frame.instruments)] or [True], np.bool_)
    felt = (of.flags & USABLE != 0) & ~effort[of.instrument]
    return np.where(felt, of.value, 0)


def _marks(frame: Frame, of: Said) -> I64:
    """Return a mark of everything a verbatim shows."""
    answers, source = frame.answers, frame.columns["source"]
    used, place = compressed(source.codes[answers.event[of.row]].astype(np.int64))
    names = pl.Series(["" if code == 0 else str(source.values[code - 1]) for code in used.tolist()], dtype=pl.String)
    instruments = marks([pl.Series(sorted(frame.instruments), dtype=pl.String)])[of.instrument]
    scores = np.nan_to_num(answers.score[of.row], nan=-np.inf).view(np.int64)
    words = [frame.people.gather(of.person), answers.text.gather(of.row)]
    return marks(words, [of.time, scores, marks([names])[place], instruments])


def _verbatim(frame: Frame, row: int, person: int) -> Verbatim:
    """Return an answer of a frame word for word."""
    answers = frame.answers
    text, event = str(answers.text[row]), int(answers.event[row])
    key = sorted(frame.instruments)[int(answers.instrument[row])]
    score, source = float(answers.score[row]), frame.columns["source"]
    code = int(source.codes[event])
    return Verbatim(
        text=text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…",
        time=int(frame.time[event]),
        person=str(frame.people[person]),
        source=str(source.values[code - 1]) if code else "",
        instrument=key,
        score=None if np.isnan(score) else score,
        emotion=None if np.isnan(score) else emotion(frame.instruments[key], score),
    )
