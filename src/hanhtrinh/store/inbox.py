"""The inbox in a database: one writer a process, which commits whatever waits in one transaction.

While one group is written the next gathers, so that the cost of a durable commit is shared by all who wait for it.
"""

import threading
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from itertools import chain
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import DataError, IntegrityError

from hanhtrinh.errors import InputError
from hanhtrinh.events.event import Message
from hanhtrinh.ports.inbox import Busy, Receipt, Refusal, Watermark
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.parcels import add_parcels, unpack
from hanhtrinh.store.seen import arrival_of, mixed_keys, seen_in
from hanhtrinh.store.seen_sweep import DAY_MICROSECONDS
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.inbox import inbox, rejected, sealed

GROUP_MESSAGES = 10_000
WAITING_BYTES = 64 * 2**20
KEPT_REFUSALS = 1_000
KEPT_BODY_BYTES = 4_096
_MESSAGE_BYTES = 300
"""What a waiting message takes beside its body."""
_PLACE_BITS = 16
_RECENT_PARCELS = 200
_UNWRITABLE = (IntegrityError, DataError, InputError, ValueError)
"""What is wrong with a message itself, whenever it is written."""


class _Put(NamedTuple):
    """One call of `put` that waits to be written."""

    workspace: str
    messages: Sequence[Message]
    refused: Sequence[Refusal]
    size: int
    done: Future[Receipt]


class SqlInbox:
    """`ports.inbox.Inbox` and `Recent` in a database."""

    def __init__(self, database: Database, *, waiting_bytes: int = WAITING_BYTES) -> None:
        self._database = database
        self._limit = waiting_bytes
        self._waiting: deque[_Put] = deque()
        self._size = 0
        self._change = threading.Condition()
        self._writer: threading.Thread | None = None
        self._closed = False
        self._arrival = (-1, -1)
        self._seen = seen_in(database)

    def put(self, workspace: str, messages: Sequence[Message], refused: Sequence[Refusal] = ()) -> Future[Receipt]:
        """Make messages durable, together with whatever else waits (see `ports.inbox.Inbox`)."""
        size = sum([len(message.body) + _MESSAGE_BYTES for message in messages])
        size += sum([len(refusal.body) + _MESSAGE_BYTES for refusal in refused])
        done: Future[Receipt] = Future()
        with self._change:
            if self._closed or (self._waiting and self._size + size > self._limit):
                raise Busy()
            self._size += size
            self._waiting.append(_Put(workspace, messages, refused, size, done))
            self._change.notify()
            self._start_writer()
        return done

    def start(self) -> None:
        """Make ready what the first message would else have to wait for."""
        with self._database.reading() as connection:
            self._seen.warm(connection)

    def _start_writer(self) -> None:
        if self._writer is None:
            self._writer = threading.Thread(target=self._run, name="inbox", daemon=True)
            self._writer.start()

    @property
    def waiting_bytes(self) -> int:
        """How much waits to be written."""
        return self._size

    def close(self) -> None:
        """Write what waits and take nothing more."""
        with self._change:
            self._closed = True
            self._change.notify()
        if self._writer is not None:
            self._writer.join()
        self._seen.close()

    def _run(self) -> None:
        while group := self._next_group():
            self._serve(group)
            with self._change:
                self._size -= sum(put.size for put in group)

    def _next_group(self) -> list[_Put]:
        with self._change:
            self._change.wait_for(lambda: self._waiting or self._closed)
            group, messages = list[_Put](), 0
            while self._waiting and (not group or messages + len(self._waiting[0].messages) <= GROUP_MESSAGES):
                group.append(self._waiting.popleft())
                messages += len(group[-1].messages)
            return group

    def _serve(self, group: list[_Put]) -> None:
        """Write a group and tell all who wait what came of it."""
        try:
            receipts = self._write_or_retry(group)
        except _UNWRITABLE as error:
            # One of them cannot be written at all, whenever it is tried: the others must not suffer for it.
            if len(group) > 1:
                for put in group:
                    self._serve([put])
            else:
                group[0].done.set_exception(error)
        except Exception as error:
            for put in group:
                put.done.set_exception(error)
        else:
            for put, receipt in zip(group, receipts, strict=True):
                put.done.set_result(receipt)

    def _write_or_retry(self, group: list[_Put]) -> list[Receipt]:
        """Write a group; once more where a connection was lost, since keys that did get in are known by then."""
        try:
            return self._write(group)
        except _UNWRITABLE:
            raise
        except Exception:
            if self._database.sqlite:
                raise
            self._database.reconnect()
            return self._write(group)

    def _write(self, group: list[_Put]) -> list[Receipt]:
        keys = [mixed_keys(put.workspace, [message.key for message in put.messages]) for put in group]
        with self._database.writing(CommitPoint.INBOX) as connection:
            every = sorted(set(chain.from_iterable(keys)))
            arrival, known = self._arrival, set[bytes]()
            if every:
                arrival = self._arrival_of(connection, group)
                known = self._seen.remember(connection, every, arrival[1])
            fresh = _fresh(group, keys, known)
            _add_parcels(connection, group, fresh)
            _add_refusals(connection, group)
        self._arrival = arrival
        if every:
            self._seen.committed(self._database)
        pairs = zip(group, fresh, strict=True)
        return [Receipt(new=len(new), known=len(put.messages) - len(new)) for put, new in pairs]

    def _arrival_of(self, connection: Connection, group: list[_Put]) -> tuple[int, int]:
        newest = max(message.received_at for put in group for message in put.messages)
        day = newest // DAY_MICROSECONDS
        return self._arrival if self._arrival[0] == day else (day, arrival_of(connection, day))

    def tail(self, workspace: str, after: Watermark, limit: int) -> tuple[Sequence[Message], Watermark]:
        """Return accepted messages that are not sealed, oldest first (see `ports.inbox.Inbox`)."""
        first, place = after >> _PLACE_BITS, after & (1 << _PLACE_BITS) - 1
        messages: list[Message] = []
        with self._database.reading() as connection:
            for seq, count in _waiting_parcels(connection, workspace, first, limit):
                if len(messages) >= limit:
                    break
                start = place if seq == first else 0
                stop = min(count, start + limit - len(messages))
                if start < stop:
                    messages += _parcel(connection, seq)[start:stop]
                    after = seq << _PLACE_BITS | stop
        return messages, after

    def recent(self, workspace: str, source: str | None, limit: int) -> Sequence[Message]:
        """Return the newest accepted messages, newest first (see `ports.inbox.Recent`)."""
        newest = select(inbox.c.seq).where(inbox.c.workspace == workspace).order_by(inbox.c.seq.desc())
        found: list[Message] = []
        with self._database.reading() as connection:
            for seq in connection.execute(newest.limit(_RECENT_PARCELS)).scalars().all():
                parcel = reversed(_parcel(connection, seq))
                found += [message for message in parcel if source is None or message.source == source]
                if len(found) >= limit:
                    break
        return found[:limit]

    def rejected(self, workspace: str, source: str | None, limit: int) -> Sequence[Refusal]:
        """Return the newest refused messages, newest first (see `ports.inbox.Recent`)."""
        query = select(rejected).where(rejected.c.workspace == workspace)
        if source is not None:
            query = query.where(rejected.c.source == source)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(rejected.c.id.desc()).limit(limit)).all()
        return [
            Refusal(row.source, row.reason, msgspec.json.decode(row.params), bytes(row.body), row.received_at)
            for row in rows
        ]


def _fresh(group: list[_Put], keys: list[list[bytes]], known: set[bytes]) -> list[Sequence[Message]]:
    """Return of each put the messages nobody sent before, neither earlier nor in this group."""
    taken = known
    fresh: list[Sequence[Message]] = []
    for put, own in zip(group, keys, strict=True):
        if len(set(own)) == len(own) and taken.isdisjoint(own):
            fresh.append(put.messages)
            taken.update(own)
            continue
        new: list[Message] = []
        for message, key in zip(put.messages, own, strict=True):
            if key not in taken:
                taken.add(key)
                new.append(message)
        fresh.append(new)
    return fresh


def _add_parcels(connection: Connection, group: list[_Put], fresh: list[Sequence[Message]]) -> None:
    by_workspace: dict[str, list[Message]] = defaultdict(list)
    for put, new in zip(group, fresh, strict=True):
        by_workspace[put.workspace] += new
    for workspace, messages in sorted(by_workspace.items()):
        add_parcels(connection, workspace, messages)


def _add_refusals(connection: Connection, group: list[_Put]) -> None:
    by_workspace: dict[str, deque[Refusal]] = defaultdict(lambda: deque(maxlen=KEPT_REFUSALS))
    for put in group:
        if put.refused:
            by_workspace[put.workspace].extend(put.refused)
    for workspace, refused in sorted(by_workspace.items()):
        connection.execute(insert(rejected), [_rejected_row(workspace, refusal) for refusal in refused])
        mine = rejected.c.workspace == workspace
        last = select(rejected.c.id).where(mine).order_by(rejected.c.id.desc()).offset(KEPT_REFUSALS).limit(1)
        connection.execute(delete(rejected).where(mine & (rejected.c.id <= last.scalar_subquery())))


def _rejected_row(workspace: str, refusal: Refusal) -> dict[str, object]:
    return {
        "workspace": workspace,
        "received_at": refusal.received_at,
        "source": refusal.source,
        "reason": refusal.reason,
        "params": msgspec.json.encode(refusal.params).decode(),
        "body": refusal.body[:KEPT_BODY_BYTES],
    }


def _waiting_parcels(connection: Connection, workspace: str, first: int, limit: int) -> Iterable[tuple[int, int]]:
    """Return number and message count of the parcels from a number on that are not sealed."""
    newest = select(sealed.c.batch).where(sealed.c.workspace == workspace).scalar_subquery()
    query = (
        select(inbox.c.seq, inbox.c.messages)
        .where(inbox.c.workspace == workspace, inbox.c.seq >= first)
        .where(inbox.c.batch.is_(None) | (inbox.c.batch > func.coalesce(newest, 0)))
        .order_by(inbox.c.seq)
        .limit(limit + 1)
    )
    return [(row.seq, row.messages) for row in connection.execute(query)]


def _parcel(connection: Connection, seq: int) -> list[Message]:
    """Return a parcel's messages; none where it was sealed and cleared away a moment ago."""
    parcel = connection.execute(select(inbox.c.parcel).where(inbox.c.seq == seq)).scalar()
    return [] if parcel is None else unpack(bytes(parcel))
