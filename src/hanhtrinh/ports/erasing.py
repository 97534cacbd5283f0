"""Taking a person out of everything the product keeps."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.people import Erasure


class Owned(msgspec.Struct, frozen=True):
    """Events that are the person's: those of a raw id, on a shared device only from `start` on and before `end`."""

    raw: str
    start: int | None = None
    end: int | None = None

    def has(self, raw: str, at: int) -> bool:
        """Tell whether an event of a raw id at an instant is the person's."""
        inside = (self.start is None or at >= self.start) and (self.end is None or at < self.end)
        return raw == self.raw and inside

    def before(self, instant: int | None) -> "Owned":
        """Return the events of these before an instant; None: all of them."""
        if instant is None or (self.end is not None and self.end < instant):
            return self
        return Owned(self.raw, self.start, instant)

    @property
    def wholly(self) -> bool:
        """Whether all events of the raw id are the person's."""
        return self.start is None and self.end is None


class Erasing(Protocol):
    """The places where people's data are. Each step may be done again: what is gone is not found a second time."""

    def refuse(self, space: Space, owned: Sequence[Owned]) -> None:
        """Let no such events in again, nor facts of their raw ids and instants."""

    def clear_rows(self, space: Space, owned: Sequence[Owned], words: Sequence[str]) -> dict[str, int]:
        """Take a person out of the database; `words` are their ids, e-mail, phone. Return what was found, by place."""

    def clear_lake(self, space: Space, owned: Sequence[Owned]) -> dict[str, int]:
        """Take events out of the lake, its old files and its history."""

    def clear_files(self, space: Space, words: Sequence[str]) -> dict[str, int]:
        """Take a person out of frames, caches, files of imports and of what imports refused."""

    def mentions(self, space: Space, words: Sequence[str], texts: Sequence[str]) -> list[str]:
        """Return what still speaks of the person and is for people to judge: journeys, segments, others' events."""

    def exported(self, space: Space, raws: Sequence[str]) -> list[str]:
        """Return the exports the person was part of: what left the product and is not in its reach."""

    def finish(self, space: Space, job: str, erasure: Erasure) -> None:
        """Note that an erasure is done, and take what it was told out of its job."""

    def scrub(self) -> None:
        """Overwrite what was deleted from the database, on disk."""
