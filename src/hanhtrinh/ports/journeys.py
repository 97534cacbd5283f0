"""Journeys of a workspace as files, and what was done to them, as the use cases of maps need them."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

import msgspec

from hanhtrinh.errors import InputError
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang
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
        """Return something that is another one whenever the file is, or the library it takes from; None without a file.

        Nothing is read that was read before: a journey is looked into once per change for the files it names.
        """

    def put(self, space: Space, key: str, text: str, base: str | None) -> JourneyText:
        """Write a file in one step, durable when this returns; `base` is the version it was made from (None: new).

        Raises Overtaken where the file has another version by now.
        """

    def remove(self, space: Space, key: str, base: str, now: int) -> Path:
        """Move a file into the trash folder, from where it can be taken back by hand; return where it lies now."""


State = Literal["done", "merged", "both_kept", "nothing_new"]


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did to a journey, and the edit that takes it back.

    `id` is the one its sender gave it. `base` and `version` name the file before and after; several deeds may have led
    from one to the other. `said` tells it in sentences, in each language, `name` who did it, as they were called then.
    `takes_back` is the deed this one took back, if any. `keys` are those that were taken already and had to become
    others (`steps/cart`: `cart-2`). `number` counts all deeds in the order they were done.
    """

    id: str
    workspace: str
    journey: str
    by: str
    at: int
    edit: Edit
    inverse: Edit
    name: str = ""
    tab: str = ""
    base: str = ""
    version: str = ""
    state: State = "done"
    answer: str = ""
    other: str = ""
    places: tuple[str, ...] = ()
    said: Mapping[Lang, tuple[str, ...]] = {}
    takes_back: str = ""
    keys: Mapping[str, str] = {}
    number: int = 0


class Trace(NamedTuple):
    """The little that is needed of a deed to know what can be taken back, who wrote where, and which keys changed."""

    number: int
    id: str
    by: str
    name: str
    tab: str
    base: str
    version: str
    takes_back: str
    places: tuple[str, ...]
    keys: Mapping[str, str]


class Deeds(Protocol):
    """What was done to journeys: each deed once, in order, so that all can be read and everybody's own taken back.

    A deed is meant before its file is written and confirmed when it is. What was meant and never confirmed is settled
    by the file: it happened if the file has its version, else it never did.
    """

    def mean(self, deeds: Sequence[Deed]) -> None:
        """Keep what is about to be written; durable when this returns."""

    def settle(self, workspace: str, journey: str, version: str) -> None:
        """Confirm what was meant for a version the file has, drop what was meant for another."""

    def found(self, workspace: str, journey: str, ids: Sequence[str]) -> Mapping[str, Deed]:
        """Return those of some deeds that were done, by id."""

    def traces(self, workspace: str, journey: str, limit: int = 2_000) -> Sequence[Trace]:
        """Return the newest deeds that changed something, in the order they were done."""

    def after(self, workspace: str, journey: str, number: int, limit: int) -> Sequence[Deed]:
        """Return the deeds that changed something behind a number, in the order they were done."""

    def newest(self, workspace: str, journey: str, before: int | None, limit: int) -> Sequence[Deed]:
        """Return the deeds that changed something before a number (None: the newest), newest first."""

    def forget(self, workspace: str, journey: str) -> None:
        """Drop the deeds of a journey that is no more."""


def version_of(text: str) -> str:
    """Return the version a file has that holds a text."""
    return hashlib.sha256(text.encode()).hexdigest()
