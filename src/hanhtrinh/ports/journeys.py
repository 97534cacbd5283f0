"""Journeys of a workspace as files, and what was done to them, as the use cases of maps need them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from hanhtrinh.errors import InputError
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.journey.edits import Edit
from hanhtrinh.ports.accounts import Space


class JourneyText(msgspec.Struct, frozen=True, kw_only=True):
    """A journey's file as it stands: `version` is the SHA-256 of its bytes, `changed_at` the file's own time."""

    key: str
    path: Path
    text: str
    version: str
    changed_at: int


class About(NamedTuple):
    """What a workspace's folder says about it: its time zone, and the questions answers refer to, by key."""

    zone: str
    instruments: Mapping[str, Instrument]


class Overtaken(InputError):
    """The file is another one than the text was made from; both texts are here and nothing was written."""

    def __init__(self, mine: str, found: JourneyText | None) -> None:
        super().__init__("map_page.overtaken")
        self.mine = mine
        self.found = found


class Journeys(Protocol):
    """A workspace's journey files. The file is the truth: whatever changed it, the next reading sees it."""

    def about(self, space: Space) -> About:
        """Return what the workspace's folder says about it."""

    def keys(self, space: Space) -> Sequence[str]:
        """Return the names (without `.yaml`) of the files there are, in order of name."""

    def get(self, space: Space, key: str) -> JourneyText | None:
        """Return a file, None where there is none; FileUnusable where it is no text."""

    def path(self, space: Space, key: str) -> Path | None:
        """Return where a file is, None where there is none of that name."""

    def stamp(self, space: Space, key: str) -> object:
        """Return something that is another one whenever the file is, without reading it; None where there is none."""

    def put(self, space: Space, key: str, text: str, base: str | None) -> JourneyText:
        """Write a file in one step, durable when this returns; `base` is the version it was made from (None: new).

        Raises Overtaken where the file has another version by now.
        """

    def remove(self, space: Space, key: str, base: str, now: int) -> Path:
        """Move a file into the trash folder, from where it can be taken back by hand; return where it lies now."""


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did to a journey, and the edit that takes it back."""

    id: str
    workspace: str
    journey: str
    by: str
    at: int
    edit: Edit
    inverse: Edit


class Deeds(Protocol):
    """Where what was done to journeys is kept, so that everybody can take back their own last edits."""

    def add(self, deed: Deed) -> None:
        """Keep what was done."""

    def last(self, workspace: str, journey: str, by: str) -> Deed | None:
        """Return the newest deed of a user on a journey that was not taken back."""

    def take_back(self, workspace: str, deed: str) -> None:
        """Note that a deed was taken back."""

    def forget(self, workspace: str, journey: str) -> None:
        """Drop the deeds of a journey that is no more."""
