"""What living maps need of a workspace's history, of who is who, and of what has just been accepted."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

import polars as pl

from hanhtrinh.events.event import Fact, Message
from hanhtrinh.events.frame import Frame
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.measures.results import Beside, MapReadings
from hanhtrinh.ports.inbox import Watermark


class Generation(NamedTuple):
    """A frame of all history with the lake's version and the number of the newest fact it was built from."""

    frame: Frame
    version: int
    facts: int


class Added(NamedTuple):
    """What the lake took in since a version: its rows, and the version they lead to.

    `rows` is None where they are too many to be shown one by one, or where earlier rows were replaced: then only a new
    generation tells the truth.
    """

    rows: pl.DataFrame | None
    version: int


class Opening(NamedTuple):
    """How a map was told to begin a day: everything up to the instant `as_of`, read at `told_at`."""

    as_of: int
    told_at: int
    readings: MapReadings


class History(Protocol):
    """One workspace's lake and its frame on disk."""

    @property
    def zone(self) -> str:
        """The workspace's IANA time zone."""

    def generation(self) -> Generation | None:
        """Return the newest frame on disk, however much came since; None when it must be built."""

    def build(self) -> Generation:
        """Build a new generation and return it. Takes a while; the old one can be read meanwhile."""

    def instruments(self) -> Mapping[str, Instrument]:
        """Return the stored instruments by key."""

    def version(self) -> int:
        """Return the number of the lake's newest commit."""

    def schema(self) -> Mapping[str, pl.DataType]:
        """Return the lake's columns."""

    def since(self, version: int, limit: int) -> Added:
        """Return what came after a version, if it is at most `limit` rows."""

    def kept(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return lake rows without those of people who were erased and must not come back."""

    def beside(self, journey: Journey, question: MapQuestion, as_of: int) -> Beside | None:
        """Return what stands beside a map, read over the newest frame on disk apart from this process."""

    def accepted_at(self) -> int | None:
        """Return about when the newest message was accepted, to the hour; None when none ever was."""

    def note_accepted(self, instant: int) -> None:
        """Remember that a message was accepted at an instant."""

    def opening(self, name: str) -> Opening | None:
        """Return a kept opening of a map."""

    def keep_opening(self, name: str, opening: Opening) -> None:
        """Keep a map's opening in place of an earlier one."""


class LiveSpace(NamedTuple):
    """Everything a workspace's living maps are made of.

    `facts(after)` gives what is known of who is who above a mark, in the order of commits, and the new mark
    (`ports.people.People.facts`); `tail` what was accepted and is not sealed (`ports.inbox.Inbox.tail`).
    """

    history: History
    facts: Callable[[int], tuple[Sequence[Fact], int]]
    tail: Callable[[Watermark, int], tuple[Sequence[Message], Watermark]]
    clock: Callable[[], int]
