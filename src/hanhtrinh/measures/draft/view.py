"""The people a draft looks at: all of them, or of very many a sample by hash of who they are."""

import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Column, Frame

I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
MOST_EVENTS = 5_000_000
_HASHES = 1 << 32


@dataclass(frozen=True)
class View:
    """Some people's whole timelines: `bounds` of each person among the view's events, `event` their places in the frame
    (None: all of them).
    """

    frame: Frame
    bounds: I64
    event: I64 | None = None

    @property
    def people(self) -> int:
        """Number of people looked at."""
        return len(self.bounds) - 1

    @property
    def sampled(self) -> bool:
        """Whether some people were left out."""
        return self.event is not None

    @cached_property
    def time(self) -> I64:
        """The instant of every event."""
        return self.frame.time if self.event is None else self.frame.time[self.event]

    @cached_property
    def person(self) -> I64:
        """The position, among the view's people, of the person of every event."""
        return np.repeat(np.arange(self.people, dtype=np.int64), np.diff(self.bounds))

    def codes(self, name: str) -> npt.NDArray[Any]:
        """Return the code of a property for every event."""
        codes = self.frame.columns[name].codes
        return codes if self.event is None else codes[self.event]

    def column(self, name: str) -> Column:
        """Return a property of the view's events."""
        return Column(self.codes(name), self.frame.columns[name].values)

    def positions(self, events: I64) -> I64:
        """Return where events of the frame stand in the view; −1 where they are not in it."""
        if self.event is None:
            return events
        if not len(self.event):
            return np.full(len(events), -1)
        place = np.minimum(np.searchsorted(self.event, events), len(self.event) - 1)
        return np.where(self.event[place] == events, place, -1)


def view_of(frame: Frame, people: int | None) -> View:
    """Return everybody, or about so many people (none given: as many as make five million events), chosen by hash.

    Whether somebody is looked at depends on the person's id alone, so more events of the same people change nothing.
    """
    share = people / max(1, frame.person_count) if people is not None else MOST_EVENTS / max(1, frame.event_count)
    if share >= 1:
        return View(frame, np.array(frame.offsets))  # a copy: kernels are compiled for writable arrays
    limit = int(share * _HASHES)
    chosen = np.array([zlib.crc32(person.encode()) < limit for person in frame.people], np.bool_)
    sizes = np.diff(frame.offsets)
    event = np.flatnonzero(np.repeat(chosen, sizes))
    return View(frame, np.concatenate([[0], np.cumsum(sizes[chosen])]).astype(np.int64), event)
