"""Frames cut and joined: some consecutive people of one, and base and overlay as one frame.

Nothing is decoded: codes are looked up anew in dictionaries that hold exactly the values that occur.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.frame import NO_RAWS, Answers, Codes, Column, Frame, Raws, narrowest
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.events.overlay import fitted_to
from hanhtrinh.events.parts import Parts

Ints = npt.NDArray[np.int64]


def people_between(frame: Frame, lo: int, hi: int) -> Frame:
    """Return the frame of people lo…hi, without copying: dictionaries stay as they are."""
    begin, end = int(frame.offsets[lo]), int(frame.offsets[hi])
    answers, raws = frame.answers, frame.raws
    said = slice(*np.searchsorted(answers.event, [begin, end]).tolist())
    sent = slice(*np.searchsorted(raws.event, [begin, end]).tolist())
    return replace(
        frame,
        people=frame.people[lo:hi],
        offsets=frame.offsets[lo : hi + 1] - begin,
        time=frame.time[begin:end],
        columns={name: Column(column.codes[begin:end], column.values) for name, column in frame.columns.items()},
        answers=Answers(
            answers.event[said] - begin,
            answers.instrument[said],
            answers.score[said],
            answers.asked[said],
            answers.asked_at[said],
            answers.text[said],
        ),
        tie=None if frame.tie is None else frame.tie[begin:end],
        raws=Raws(raws.event[sent] - begin, raws.code[sent], raws.values),
    )


def only_people(frame: Frame, people: Ints) -> Frame:
    """Return the frame of some people (ascending positions): dictionaries stay as they are."""
    begins, lengths = frame.offsets[people], frame.offsets[people + 1] - frame.offsets[people]
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    events = np.arange(offsets[-1]) + np.repeat(begins - offsets[:-1], lengths)
    answers, raws = frame.answers, frame.raws
    said, answered = _rows_of(answers.event, begins, lengths, offsets)
    sent, raw = _rows_of(raws.event, begins, lengths, offsets)
    return replace(
        frame,
        people=frame.people.gather(people),
        offsets=offsets,
        time=frame.time[events],
        columns={name: Column(column.codes[events], column.values) for name, column in frame.columns.items()},
        answers=Answers(
            answered,
            answers.instrument[said],
            answers.score[said],
            answers.asked[said],
            answers.asked_at.gather(said),
            answers.text.gather(said),
        ),
        tie=None if frame.tie is None else frame.tie[events],
        raws=Raws(raw, raws.code[sent], raws.values),
    )


def _rows_of(event: Ints, begins: Ints, lengths: Ints, offsets: Ints) -> tuple[Ints, Ints]:
    """Return which rows, by their event, are of some people, and their events among those of these people alone."""
    first, last = np.searchsorted(event, begins), np.searchsorted(event, begins + lengths)
    counts = last - first
    rows = np.arange(counts.sum()) + np.repeat(first - (np.cumsum(counts) - counts), counts)
    return rows, event[rows] - np.repeat(begins - offsets[:-1], counts)


def whole(parts: Parts) -> Frame:
    """Return base and overlay as one frame, equal in everything to one built of all their events."""
    if not parts.superseded.any() and not parts.overlay.person_count:
        return knowing(parts.base, parts.instruments)
    pieces = [_Piece.of(parts.base, ~parts.superseded, 0)]
    pieces.append(_Piece.of(parts.overlay, np.ones(parts.overlay.person_count, np.bool_), parts.base.event_count))
    return _joined(pieces)


def knowing(frame: Frame, instruments: Mapping[str, Instrument]) -> Frame:
    """Return a frame that knows more instruments: those it has, and some nobody answered in it."""
    if instruments.keys() == frame.instruments.keys():
        return frame
    known = {**instruments, **frame.instruments}
    answers = replace(frame.answers, instrument=_places(frame, known)[frame.answers.instrument])
    return replace(frame, answers=answers, instruments=dict(sorted(known.items())))


def _places(frame: Frame, known: Mapping[str, Instrument]) -> npt.NDArray[np.int32]:
    """Return where each of a frame's instruments stands among all that are known."""
    place = {key: number for number, key in enumerate(sorted(known))}
    return np.array([place[key] for key in sorted(frame.instruments)], np.int32)


@dataclass(frozen=True)
class _Piece:
    """A frame of which some people are kept; its events are numbered from `first` on among those of all pieces."""

    frame: Frame
    people: Ints
    first: int

    @classmethod
    def of(cls, frame: Frame, kept: npt.NDArray[np.bool_], first: int) -> "_Piece":
        return cls(frame, np.flatnonzero(kept), first)

    @property
    def begins(self) -> Ints:
        return self.frame.offsets[self.people] + self.first

    @property
    def lengths(self) -> Ints:
        return self.frame.offsets[self.people + 1] - self.frame.offsets[self.people]


def _joined(pieces: Sequence[_Piece]) -> Frame:
    people = pl.concat([piece.frame.people.gather(piece.people) for piece in pieces])
    order = people.arg_sort().to_numpy()
    begins = np.concatenate([piece.begins for piece in pieces])[order]
    lengths = np.concatenate([piece.lengths for piece in pieces])[order]
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    events = np.arange(offsets[-1]) + np.repeat(begins - offsets[:-1], lengths)
    frames = [piece.frame for piece in pieces]
    names = dict.fromkeys(name for frame in frames for name in frame.columns)
    place = np.full(sum(frame.event_count for frame in frames), -1)
    place[events] = np.arange(len(events))
    first, instruments = frames[0], {key: one for frame in frames[::-1] for key, one in frame.instruments.items()}
    return Frame(
        people=people.gather(order).alias("person"),
        offsets=offsets,
        time=np.concatenate([frame.time for frame in frames])[events],
        columns={name: _column(name, frames, events) for name in _sorted(names)},
        answers=_answers(pieces, place, instruments),
        instruments=dict(sorted(instruments.items())),
        zone=first.zone,
        generation=first.generation,
        tie=np.concatenate([np.zeros(f.event_count, np.uint64) if f.tie is None else f.tie for f in frames])[events],
        raws=_raws(pieces, place),
    )


def _sorted(names: dict[str, None]) -> list[str]:
    """Return column names as a build orders them: the event's name, the source, then properties by name."""
    fixed = [name for name in ("event", "source") if name in names]
    return [*fixed, *sorted(name for name in names if name not in fixed)]


def _column(name: str, frames: Sequence[Frame], events: Ints) -> Column:
    absent = pl.Series(name, [], next(f.columns[name].values.dtype for f in frames if name in f.columns))
    parts = [f.columns.get(name) or Column(np.zeros(f.event_count, np.uint8), absent) for f in frames]
    return _recoded(name, [(part.codes, fitted_to(part.values, absent.dtype)) for part in parts], events)


def _recoded(name: str, parts: Sequence[tuple[Codes, pl.Series]], events: Ints) -> Column:
    """Return a column of the events that are kept, over a dictionary of what occurs among them."""
    starts = np.cumsum([0, *(len(values) for _, values in parts)])
    codes = [np.where(c == 0, 0, c.astype(np.int64) + start) for (c, _), start in zip(parts, starts, strict=False)]
    chosen = np.concatenate(codes)[events]
    used = np.flatnonzero(np.bincount(chosen, minlength=1)[1:])
    values = pl.concat([values.alias(name) for _, values in parts]).gather(used)
    dictionary = values.unique().drop_nulls().sort()
    final = np.zeros(int(starts[-1]) + 1, np.uint32)
    final[used + 1] = dictionary.search_sorted(values).to_numpy() + 1 if len(used) else 0
    final[used[values.is_null().to_numpy()] + 1] = 0
    return Column(final.astype(narrowest(len(dictionary)))[chosen], dictionary)


def _answers(pieces: Sequence[_Piece], place: Ints, instruments: Mapping[str, Instrument]) -> Answers:
    tables = []
    for piece in pieces:
        a = piece.frame.answers
        tables.append(
            pl.DataFrame(
                {
                    "event": place[a.event + piece.first],
                    "instrument": _places(piece.frame, instruments)[a.instrument],
                    "score": a.score,
                    "asked": a.asked,
                    "asked_at": a.asked_at,
                    "text": a.text,
                }
            )
        )
    table = pl.concat(tables).filter(pl.col("event") >= 0).sort("event")
    event, instrument, score, asked = (table[name].to_numpy() for name in ("event", "instrument", "score", "asked"))
    return Answers(event, instrument, score, asked, table["asked_at"], table["text"])


def _raws(pieces: Sequence[_Piece], place: Ints) -> Raws:
    raws = [piece.frame.raws for piece in pieces]
    at = np.concatenate([place[r.event + piece.first] for r, piece in zip(raws, pieces, strict=True)])
    order = np.argsort(at)[np.count_nonzero(at < 0) :]
    if not len(order):
        return NO_RAWS
    column = _recoded("raw", [(r.code, r.values) for r in raws], order)
    return Raws(at[order], column.codes, column.values)
