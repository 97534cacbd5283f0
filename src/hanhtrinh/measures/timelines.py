"""Timelines: the slices of events a question is asked of, whoever they belong to.

A *unit* (pass, person, session, account) owns one or more slices; a chain of events never leaves its slice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.frame import Column, Frame
from hanhtrinh.measures.pass_table import NEVER, Passes
from hanhtrinh.values import MICROSECONDS

SESSION_GAP_SECONDS = 1_800
Ints = npt.NDArray[np.int64]
TouchCodes = npt.NDArray[np.uint16]


@dataclass(frozen=True)
class Timelines:
    """Slices of events in canonical order, and the unit that owns each.

    Slice `s` is events `offsets[s]:offsets[s + 1]`, owned by unit `owner[s]` (never falling).

    `code` is the event's touchpoint (0: off the map; code c is `touchpoints[c − 1]`), `time` its instant. `event` is
    its position in the frame (None: the same position), where the property columns in `columns` are read. `units`
    labels the units (None: their number). `owner` None means slice s is unit s. `last_seen` is the instant at which a
    slice that gaps end was last active.
    """

    offsets: Ints
    code: TouchCodes
    time: Ints
    unit_count: int
    owner: Ints | None = None
    event: Ints | None = None
    touchpoints: tuple[str, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)
    units: pl.Series | None = None
    last_seen: Ints | None = None

    @property
    def slice_count(self) -> int:
        """Number of slices."""
        return len(self.offsets) - 1

    @property
    def owners(self) -> Ints:
        """The unit of every slice."""
        return np.arange(self.slice_count, dtype=np.int64) if self.owner is None else self.owner

    def positions(self, events: Ints) -> Ints:
        """Return where events of these timelines lie in the frame."""
        return events if self.event is None else self.event[events]

    def property_codes(self, name: str) -> npt.NDArray[Any]:
        """Return the code of a property for every event of these timelines."""
        codes = self.columns[name].codes
        return codes if self.event is None else codes[self.event]

    def split_at_gaps(self, gap_seconds: int) -> "Timelines":
        """Return the same units with slices cut wherever more than the gap passes (exactly the gap stays)."""
        cuts = _gap_starts(self.offsets, self.time, gap_seconds)
        slice_of = np.searchsorted(self.offsets, cuts, side="right") - 1
        offsets = np.append(cuts, self.offsets[-1])
        return replace(self, offsets=offsets, owner=self.owners[slice_of])

    def seen_until(self, as_of: int) -> "Timelines":
        """Return the same slices with the instant of their last event up to as-of (NEVER: none)."""
        seen = np.r_[0, np.cumsum(self.time[self.offsets[0] : self.offsets[-1]] <= as_of)]
        count = np.diff(seen[self.offsets - self.offsets[0]])
        last = np.full(self.slice_count, NEVER)
        some = count > 0
        last[some] = self.time[self.offsets[:-1][some] + count[some] - 1]
        return replace(self, last_seen=last)

    def hold(self, name: str) -> "Timelines":
        """Return the same units with each slice parted by the value of a property; events that lack it are out."""
        codes = self.property_codes(name).astype(np.int64)
        slice_of = np.zeros(len(codes), np.int64)
        slice_of[self.offsets[0] : self.offsets[-1]] = np.repeat(np.arange(self.slice_count), np.diff(self.offsets))
        inside = np.arange(self.offsets[0], self.offsets[-1])
        parted = self._regroup(slice_of, codes, inside[codes[inside] > 0])
        whole = parted.owners
        last = None if self.last_seen is None else self.last_seen[whole]
        return replace(parted, owner=self.owners[whole], last_seen=last)

    def by_account(self, name: str) -> "Timelines":
        """Return one unit per value of a property; events that lack it are out.

        A unit's events are those of all its people in order of time.
        """
        codes = self.property_codes(name).astype(np.int64)
        kept = np.flatnonzero(codes)
        kept = kept[np.argsort(self.time[kept], kind="stable")]
        labels = self.columns[name].values
        lines = self._regroup(codes - 1, np.zeros_like(codes), kept)
        return replace(lines, unit_count=len(labels), units=labels)

    def _regroup(self, owner: Ints, value: Ints, kept: Ints) -> "Timelines":
        """Return slices per (owner, value) of the kept events, which stay in their order; both are given per event."""
        kept = kept[np.lexsort((value[kept], owner[kept]))]
        who, what = owner[kept], value[kept]
        new = np.ones(len(kept), np.bool_)
        new[1:] = (who[1:] != who[:-1]) | (what[1:] != what[:-1])
        begins = np.flatnonzero(new)
        return replace(
            self,
            offsets=np.append(begins, len(kept)),
            code=self.code[kept],
            time=self.time[kept],
            owner=who[begins],
            event=self.positions(kept),
        )


def _gap_starts(offsets: Ints, time: Ints, gap_seconds: int) -> Ints:
    """Return the events that begin a slice: the first of each slice, and those after more than the gap."""
    begins = np.zeros(len(time), np.bool_)
    begins[1:] = np.diff(time) > gap_seconds * MICROSECONDS
    begins[offsets[:-1][np.diff(offsets) > 0]] = True
    return np.flatnonzero(begins)


def people_timelines(frame: Frame, code: TouchCodes, touchpoints: tuple[str, ...] = ()) -> Timelines:
    """Return one slice per person, without copying; `code` is the lens's touchpoint code of every event."""
    return Timelines(
        frame.offsets,
        code,
        frame.time,
        frame.person_count,
        touchpoints=touchpoints,
        columns=frame.columns,
        units=frame.people,
    )


def pass_timelines(frame: Frame, passes: Passes, code: TouchCodes, touchpoints: tuple[str, ...] = ()) -> Timelines:
    """Return one slice per pass, made of its visits: on-map events only."""
    return Timelines(
        passes.offsets,
        np.ascontiguousarray(code[passes.event]),
        passes.time,
        len(passes),
        event=passes.event,
        touchpoints=touchpoints,
        columns=frame.columns,
    )


def session_timelines(lines: Timelines, gap_seconds: int = SESSION_GAP_SECONDS) -> Timelines:
    """Return one unit per session: a new one begins after more than the gap. Off-map events keep a session alive."""
    cut = lines.split_at_gaps(gap_seconds)
    return replace(cut, owner=None, unit_count=cut.slice_count, units=None)
