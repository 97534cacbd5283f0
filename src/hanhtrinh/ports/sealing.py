"""Sealing: what waits in the inbox moves to the lake, batch by batch, once and not twice."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

import polars as pl

from hanhtrinh.events.event import Fact, Message


class Batch(NamedTuple):
    """Messages that are sealed together. What a number holds never changes, whoever asks and however often."""

    number: int
    messages: Sequence[Message]


class Sealing(Protocol):
    """The inbox's side of sealing."""

    def waiting(self) -> Mapping[str, int]:
        """Return how many messages wait to be sealed, by workspace; those where none waits are left out."""

    def begin(self, workspace: str, *, after: int, limit: int) -> Batch | None:
        """Return the batch to seal next: one that was begun and not ended, else a new one of about `limit` messages.

        A new batch's number is beyond `after`, the newest one the lake holds. None when nothing waits.
        """

    def end(self, workspace: str, number: int, facts: Sequence[Fact], aside: Sequence[Message]) -> None:
        """Keep a batch's facts, and with the last of them take note that the batch is sealed.

        `aside` are messages nobody could understand; they are kept for `retry`. Ending a batch again changes nothing.
        """

    def clear(self, workspace: str) -> None:
        """Delete what is sealed, but for the newest messages, which people like to look at."""

    def retry(self) -> None:
        """Let messages that were set aside wait again: a newer version may understand them."""

    def forget(self, now: int) -> None:
        """Forget which messages were seen more than a week ago; may take a while."""


class SealedLake(Protocol):
    """The lake's side of sealing."""

    @property
    def schema(self) -> Mapping[str, pl.DataType]:
        """Every stored column with its type."""

    def batch(self, sender: str) -> int:
        """Return the newest batch of a sender that is in the lake, 0 when there is none."""

    def scan(self, columns: Sequence[str] | None = None) -> pl.LazyFrame:
        """Return the stored events, lazily (see `ports.EventLake`)."""

    def append(
        self,
        batches: Iterator[pl.DataFrame],
        *,
        schema: Mapping[str, pl.DataType],
        now: int,
        replace_source: str | None = None,
        batch: tuple[str, int] | None = None,
    ) -> int:
        """Store events as one commit that also says which batch of which sender it was (see `ports.EventLake`)."""

    def compact(self, now: int) -> bool:
        """Join small files, where there are enough of them to be worth it; tell whether there were."""


class SealedStore(Protocol):
    """A workspace as sealing needs it."""

    @property
    def lake(self) -> SealedLake:
        """The lake, at its newest version."""

    def writing(self, what: str) -> AbstractContextManager[None]:
        """Hold the right to write; WorkspaceError when somebody else has it (see `ports.Store`)."""
