"""The inbox: messages become durable and known once before their sender hears "ok", and wait here to be sealed."""

from collections.abc import Sequence
from concurrent.futures import Future
from typing import NamedTuple, Protocol

from hanhtrinh.events.event import Message

Watermark = int
"""How far a reader has come, in the order of commits (never by a sequence that late commits could undercut)."""


class Receipt(NamedTuple):
    """What became of the messages of one request: how many are new, how many were known already."""

    new: int
    known: int


class Refusal(NamedTuple):
    """A message that was not accepted: a message key of `i18n` with its parameters, and the message as it came."""

    source: str
    reason: str
    params: dict[str, str | int]
    body: bytes
    received_at: int


class Inbox(Protocol):
    """Where messages become durable."""

    def put(self, workspace: str, messages: Sequence[Message], refused: Sequence[Refusal] = ()) -> Future[Receipt]:
        """Make messages durable, together with whatever else waits (group commit).

        The future ends when they are on disk and not before. It raises StorageError when the disk is full or the
        database cannot be reached; then nothing of this call was kept and the sender should try again. It raises
        `Busy` at once when more waits than fits into the stated memory.
        """

    def tail(self, workspace: str, after: Watermark, limit: int) -> tuple[Sequence[Message], Watermark]:
        """Return accepted messages committed after a watermark that are not sealed, oldest first, and the new one.

        A message is never skipped; around a sealing the same one may be returned twice or have gone to the lake.
        """


class Recent(Protocol):
    """What came in last, for people who watch their events arrive. Newest first."""

    def recent(self, workspace: str, source: str | None, limit: int) -> Sequence[Message]:
        """Return the newest accepted messages, of one source if given; some hundreds are kept at hand."""

    def rejected(self, workspace: str, source: str | None, limit: int) -> Sequence[Refusal]:
        """Return the newest refused messages, of one source if given; the newest 1,000 of a workspace are kept, their
        bodies cut after 4 KiB."""


class Busy(Exception):
    """More waits to be written than may: try again after `seconds`."""

    def __init__(self, seconds: int = 1) -> None:
        super().__init__(seconds)
        self.seconds = seconds
