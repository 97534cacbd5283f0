"""What the use cases need of the world, as Protocols. Stores and sources keep them; `bootstrap` brings them together.

A use case that imports asks an `EventSource` for events and puts them into a `Store`; it never learns what form the
files had, or that the lake is a folder. The plain values that pass between them stand here too.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

import msgspec
import polars as pl

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.events.words import Words
from hanhtrinh.i18n import Lang

OnRead = Callable[[int], None]
"""Told, now and then, how many more units (`EventFile.unit`) have been read."""


class Reason(NamedTuple):
    """Why something was refused: a message key with its parameters, and the column that is to blame."""

    key: str
    column: str
    params: tuple[tuple[str, object], ...] = ()


class ReasonCount(msgspec.Struct, frozen=True):
    """How often something was refused for one reason, with the first place and value."""

    reason: str
    column: str
    count: int
    file: str
    line: int
    value: str


class Progress(msgspec.Struct, frozen=True):
    """How far an import is: the file it reads (`number` of `files`), and `done` of `total` bytes or rows of it."""

    file: str
    number: int
    files: int
    done: int
    total: int
    unit: str


class Part(NamedTuple):
    """What one entry of a mapping made of some rows.

    `events` has the lake's columns but `id` and `source`, properties as `p_*`, and perhaps others that are not stored;
    `ids` are their ids, n × 2 words; `rejects` has the columns `line`, `event`, `column`, `value` and `reason`, a
    position in the batch's `reasons`. `read` = events + rejects + `empty` (a time left empty) + `unmatched` (not meant
    by `when`).
    """

    events: pl.DataFrame
    ids: Words
    rejects: pl.DataFrame
    read: int
    empty: int
    unmatched: int


class EventBatch(NamedTuple):
    """What some rows of a file gave: how many they are, those that could not be read, and the parts.

    `unreadable` has the columns of `Part.rejects` and is counted in `rows`. `parts` are made while they are asked for,
    each once, in the order of the mapping; `reasons` grows meanwhile.
    """

    rows: int
    unreadable: pl.DataFrame
    parts: Iterator[Part]
    reasons: Sequence[Reason]


class EventFile(Protocol):
    """One file of a source, opened: its name in messages, and its size of `total` units (`bytes` or `rows`)."""

    @property
    def name(self) -> str: ...

    @property
    def total(self) -> int: ...

    @property
    def unit(self) -> str: ...

    def read(self, zone: str, now: int, on_read: OnRead) -> Iterator[EventBatch]:
        """Yield what its rows give, batch by batch; raises FileUnusable when the file is damaged further on.

        `zone` is the IANA zone of times without offset where the source states none; times more than a day after the
        instant `now` are refused.
        """


class EventSource(Protocol):
    """Where events come from: files that have been opened and hold every column that is asked of them."""

    @property
    def name(self) -> str:
        """The source as it stands beside each of its events in the lake."""

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """The instruments its answers and invitations refer to."""

    @property
    def schema(self) -> Mapping[str, pl.DataType]:
        """Every lake column its events fill, with its type."""

    @property
    def expected(self) -> int:
        """The number of events to make room for; 0 where nothing is known, and only ever a hint."""

    @property
    def files(self) -> Sequence[EventFile]:
        """The files in the order they are read."""


class EventLake(Protocol):
    """All history: every stored event, appended to in commits that are seen whole or not at all."""

    def version(self) -> int:
        """Return the number of the newest commit, −1 when nothing was ever stored."""

    def scan(self, columns: Sequence[str] | None = None) -> pl.LazyFrame:
        """Return the stored events, lazily, in no particular order; WorkspaceError when the lake is damaged."""

    def ids(self, source: str | None = None) -> Iterator[pl.Series]:
        """Yield the ids (Binary, 16 bytes) of the stored events in batches, those of one source if given."""

    def check_types(self, schema: Mapping[str, pl.DataType]) -> None:
        """Raise InputError when one of the columns is already stored with another type."""

    def append(
        self,
        batches: Iterator[pl.DataFrame],
        *,
        schema: Mapping[str, pl.DataType],
        now: int,
        replace_source: str | None = None,
    ) -> int:
        """Store batches of events as one commit and return the version after it; without any event nothing happens.

        With `replace_source`, that source's earlier events are taken out in the same commit. An error, also one raised
        by the iterator, leaves everything as it was: StorageError when the disk refuses, InputError for a type that
        contradicts what is stored. `now` only decides which replaced files are old enough to delete.
        """


class Rejects(Protocol):
    """Where an import puts what it refuses, so that somebody can mend it."""

    def add(self, file: str, rejects: pl.DataFrame, reasons: Sequence[Reason]) -> None:
        """Take rejects (columns of `Part.rejects`) of a file, in words; raises OSError when the disk refuses."""

    def reasons(self) -> tuple[ReasonCount, ...]:
        """Return the reasons so far, most frequent first."""

    def finish(self) -> str | None:
        """Make what was taken visible and return where it is, None when nothing was refused."""

    def abandon(self) -> None:
        """Drop what was taken and is not visible yet."""


class Store(Protocol):
    """Everything a company has in Hanhtrinh, as a use case that writes needs it."""

    @property
    def time_zone(self) -> str:
        """The company's IANA time zone."""

    @property
    def lake(self) -> EventLake:
        """The lake, at its newest version."""

    def instruments(self) -> dict[str, Instrument]:
        """Return the stored instruments by key; WorkspaceError when they are damaged."""

    def save_instruments(self, instruments: dict[str, Instrument]) -> None:
        """Store all instruments in one step."""

    def writing(self, what: str) -> AbstractContextManager[None]:
        """Hold the right to write, and turn a disk's refusals meanwhile into StorageError.

        Raises WorkspaceError, saying who has the right, when somebody else does.
        """

    def rejects(self, name: str, lang: Lang) -> Rejects:
        """Return a place for what an import refuses, under a name, in a language; sweeps up after interrupted imports.

        May only be called by who holds the right to write.
        """
