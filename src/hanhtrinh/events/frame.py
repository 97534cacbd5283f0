"""The frame: per-person columns of all events, in canonical order, ready for kernels.

Events lie person after person; within a person in canonical order (time, event name, event id). Text never reaches a
kernel: each property is a column of codes into its dictionary. Code 0 is "absent" in every column; entry `c` of a
dictionary is code `c + 1`. Dictionaries are sorted, so comparing codes compares values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.events.replacing import NEVER_REPLACED, TAKEN_BACK, replaced_at

Offsets = npt.NDArray[np.int64]
Times = npt.NDArray[np.int64]
_SAYING = ("said_id", "said_kind", "source")
Codes = npt.NDArray[Any]  # uint8, uint16 or uint32: the narrowest that holds the dictionary


@dataclass(frozen=True)
class Column:
    """One property of every event: `codes[event]`, 0 where absent, and the sorted dictionary `values[code - 1]`.

    `values` is a polars Series of String, Float64, Boolean or Datetime(us, UTC).
    """

    codes: Codes
    values: pl.Series

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True)
class Answers:
    """Every answer and every invitation to answer, in frame order. Arrays have one entry per answer.

    `event` is the position in the frame, `instrument` the position in `Frame.instruments` (by sorted key), `score`
    the answer on the instrument's scale (NaN: only text), `asked` True for an invitation (then score is NaN and text
    empty), `asked_at` the touchpoint key it was asked at (empty: unknown), `text` the verbatim (empty: none).
    """

    event: npt.NDArray[np.int64]
    instrument: npt.NDArray[np.int32]
    score: npt.NDArray[np.float64]
    asked: npt.NDArray[np.bool_]
    asked_at: pl.Series
    text: pl.Series

    def __len__(self) -> int:
        return len(self.event)


@dataclass(frozen=True)
class Raws:
    """The raw ids of those events whose person goes by another id: event `event[i]` was sent for
    `values[code[i] - 1]`. Positions ascend; every other event was sent for its person's own id.
    """

    event: npt.NDArray[np.int64]
    code: Codes
    values: pl.Series

    def __len__(self) -> int:
        return len(self.event)


NO_RAWS = Raws(np.empty(0, np.int64), np.empty(0, np.uint8), pl.Series("raw", [], pl.String))


@dataclass(frozen=True)
class Frame:
    """All people's timelines. `offsets[i]:offsets[i + 1]` are person i's events; `time` is in microseconds since 1970
    (UTC).

    `columns["event"]` is the event's name; the others are its properties by name, `source` among them. `people` holds
    the person ids, sorted. `zone` is the workspace's IANA time zone. `tie` are the first eight bytes of each event's
    id, by which equal times and names are ordered, and `raws` the ids people went by elsewhere: only taking people out
    asks for them (`events.overlay`), and a frame made for a test may lack the ties.
    """

    people: pl.Series
    offsets: Offsets
    time: Times
    columns: Mapping[str, Column]
    answers: Answers
    instruments: Mapping[str, Instrument]
    zone: str = "Asia/Ho_Chi_Minh"
    generation: str = ""
    tie: npt.NDArray[np.uint64] | None = None
    raws: Raws = NO_RAWS

    @property
    def person_count(self) -> int:
        """Number of people."""
        return len(self.offsets) - 1

    @property
    def event_count(self) -> int:
        """Number of events."""
        return len(self.time)

    @cached_property
    def span(self) -> tuple[int, int] | None:
        """The instants of the oldest and the newest event, None without events."""
        return (int(self.time.min()), int(self.time.max())) if self.event_count else None

    @cached_property
    def replaced_at(self) -> npt.NDArray[np.int64]:
        """When each answer was replaced by the next of the same id, kind and source (`events.said`); what takes one
        back holds at no time.
        """
        said = self.answers.event
        if "said_id" not in self.columns:
            return np.full(len(said), NEVER_REPLACED)
        named = [self.columns[name].codes[said].astype(np.int64) for name in _SAYING if name in self.columns]
        found = replaced_at(self.person_of(said), self.time[said], named)
        state = self.columns.get("said_state")
        if state is not None and state.values.dtype == pl.String:
            for code in (state.values == TAKEN_BACK).arg_true():
                back = state.codes[said] == code + 1
                found[back] = self.time[said][back]
        return found

    def person_of(self, events: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the position of the person each event belongs to."""
        return np.searchsorted(self.offsets, events, side="right") - 1


def narrowest(size: int) -> np.dtype[Any]:
    """Return the narrowest unsigned type that holds codes 0…size."""
    for kind in (np.uint8, np.uint16):
        if size <= np.iinfo(kind).max:
            return np.dtype(kind)
    return np.dtype(np.uint32)
