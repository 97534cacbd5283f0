"""Sealing: understand what waits in the inbox, put it into the lake and into what is known of people.

    begin   a number and its messages belong together for ever         (one transaction)
    lake    the events, and beside them the number, in one commit      (or nothing, when the lake has that number)
    end     the facts, and with the last that this number is done      (small transactions)
    clear   the sealed messages leave the inbox

Whoever dies between two of these is followed by somebody who begins again with the same number: what is in the lake
is not put there again, and facts are the same however often they are kept.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from threading import Event as Signal

import polars as pl

from hanhtrinh.collect import understand
from hanhtrinh.events.event import Event, Fact, Message
from hanhtrinh.events.rows import rows_of
from hanhtrinh.ports.sealing import Batch, SealedStore, Sealing

BATCH_MESSAGES = 20_000
WAIT_SECONDS = 60
FORGET_SECONDS = 3_600
_SENDER = "inbox:"
OnError = Callable[[str, Exception], None]


def seal(workspace: str, store: SealedStore, sealing: Sealing, *, now: int, limit: int = BATCH_MESSAGES) -> int:
    """Seal one batch of a workspace and return how many messages it held, 0 when nothing waits.

    Raises WorkspaceError while somebody else writes to the lake and StorageError when the disk refuses; what was
    begun is then gone on with next time. `now` only decides which replaced files are old enough to delete.
    """
    batch = sealing.begin(workspace, after=store.lake.batch(_SENDER + workspace), limit=limit)
    if batch is None:
        return 0
    events, facts, aside = understood(batch.messages)
    missing = _append(workspace, store, batch, events, now) if events else set()
    aside += [message for message in batch.messages if message.key in missing]
    sealing.end(workspace, batch.number, facts, aside)
    if missing:
        sealing.retry()
    sealing.clear(workspace)
    return len(batch.messages)


def understood(messages: Iterable[Message]) -> tuple[list[Event], list[Fact], list[Message]]:
    """Return what messages mean, and those that nobody understands: accepted all the same, they must not be lost."""
    events: list[Event] = []
    facts: list[Fact] = []
    aside: list[Message] = []
    for message in messages:
        try:
            meaning = understand(message)
        except Exception:
            aside.append(message)
            continue
        facts += meaning.facts
        if meaning.event is not None:
            events.append(meaning.event)
    return events, facts, aside


def _append(workspace: str, store: SealedStore, batch: Batch, events: Sequence[Event], now: int) -> set[bytes]:
    """Have a batch in the lake, and return the ids of those events that are not there all the same.

    That happens when the lake has the batch from an earlier try, which understood less: a newer version has come since.
    """
    sender = _SENDER + workspace
    with store.writing("seal"):
        lake = store.lake
        if lake.batch(sender) >= batch.number:
            ids = [event.id for event in events]
            there = lake.scan(["id"]).filter(pl.col("id").is_in(ids)).collect()["id"]
            return set(ids) - set(there)
        rows = rows_of(events, lake.schema)
        lake.append(iter([rows]), schema=dict(rows.schema), now=now, batch=(sender, batch.number))
    return set()


def seal_all(workspace: str, store: SealedStore, sealing: Sealing, *, now: int) -> int:
    """Seal until nothing waits and return how many messages there were."""
    total = 0
    while sealed := seal(workspace, store, sealing, now=now):
        total += sealed
    return total


class Sealer:
    """Seals every workspace of a server: as soon as a batch is full, and what waits after some seconds at the latest.

    Seconds are counted by its own beat, once a second, so that no clock that jumps can stop it. A workspace that
    cannot be sealed (an import is writing, the disk is full) is tried again at the next beat; the inbox holds on.
    """

    def __init__(
        self,
        sealing: Sealing,
        store_of: Callable[[str], SealedStore],
        clock: Callable[[], int],
        *,
        messages: int = BATCH_MESSAGES,
        seconds: int = WAIT_SECONDS,
        on_error: OnError = lambda workspace, error: None,
    ) -> None:
        self._sealing = sealing
        self._store_of = store_of
        self._clock = clock
        self._messages = messages
        self._seconds = seconds
        self._on_error = on_error
        self._waited: dict[str, int] = {}
        self._retried = False

    def run(self, stop: Signal) -> None:
        """Go on until told to stop; a batch under way is finished first."""
        beats = 0
        while not stop.wait(1):
            self.beat(stop)
            beats += 1
            if beats % FORGET_SECONDS == 0:
                self._trying("", lambda: self._sealing.forget(self._clock()))

    def beat(self, stop: Signal | None = None) -> None:
        """Seal what is due."""
        if not self._retried:
            self._trying("", self._retry)
        waiting: dict[str, int] = {}
        self._trying("", lambda: waiting.update(self._sealing.waiting()))
        self._waited = {workspace: self._waited.get(workspace, 0) + 1 for workspace in waiting}
        for workspace, messages in waiting.items():
            if messages >= self._messages or self._waited[workspace] >= self._seconds:
                self._trying(workspace, partial(self._seal, workspace, messages, stop))

    def _retry(self) -> None:
        self._sealing.retry()
        self._retried = True

    def _trying(self, workspace: str, task: Callable[[], None]) -> None:
        """Do a task; one workspace's trouble is told and must not stop the others'."""
        try:
            task()
        except Exception as error:
            self._on_error(workspace, error)

    def _seal(self, workspace: str, messages: int, stop: Signal | None) -> None:
        store = self._store_of(workspace)
        while messages > 0 and not (stop and stop.is_set()):
            sealed = seal(workspace, store, self._sealing, now=self._clock(), limit=self._messages)
            messages = messages - sealed if sealed else 0
        with store.writing("compact"):
            store.lake.compact(self._clock())
        self._waited.pop(workspace, None)
