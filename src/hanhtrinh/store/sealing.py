"""The inbox's side of sealing, in a database."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from hanhtrinh.events.event import Fact, Message
from hanhtrinh.ports.sealing import Batch
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.parcels import add_parcels, unpack
from hanhtrinh.store.people import keep_facts
from hanhtrinh.store.seen_sweep import sweep_seen
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.inbox import SET_ASIDE, inbox, sealed

SHOWN_MESSAGES = 500
"""So many of the newest messages stay in the inbox after they were sealed, to be looked at."""
_CLEARED_AT_ONCE = 16
_FACTS_AT_ONCE = 500
_BREATH_SECONDS = 0.02
"""Between two of many transactions, so that whoever waits for the database's only writer's place (SQLite) gets it."""


class SqlSealing:
    """`ports.sealing.Sealing` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self) -> Mapping[str, int]:
        """Return how many messages wait to be sealed, by workspace."""
        done = func.coalesce(sealed.c.batch, 0)
        query = (
            select(inbox.c.workspace, func.sum(inbox.c.messages))
            .select_from(inbox.outerjoin(sealed, sealed.c.workspace == inbox.c.workspace))
            .where(inbox.c.batch.is_(None) | (inbox.c.batch > done))
            .group_by(inbox.c.workspace)
        )
        with self._database.reading() as connection:
            return {workspace: int(messages) for workspace, messages in connection.execute(query)}

    def begin(self, workspace: str, *, after: int, limit: int) -> Batch | None:
        """Return the batch to seal next (see `ports.sealing.Sealing`)."""
        with self._database.reading() as connection:
            begun = _begun(connection, workspace)
        if begun is None:
            begun = self._take(workspace, after, limit)
        return None if begun is None else Batch(begun, self._messages(workspace, begun))

    def _take(self, workspace: str, after: int, limit: int) -> int | None:
        with self._database.writing(CommitPoint.SEAL_BEGIN) as connection:
            done = _lock_sealed(connection, workspace)
            begun = _begun(connection, workspace)
            if begun is not None:
                return begun
            seqs = _next_parcels(connection, workspace, limit)
            if not seqs:
                return None
            number = max(done, after) + 1
            connection.execute(update(inbox).where(inbox.c.seq.in_(seqs)).values(batch=number))
        return number

    def _messages(self, workspace: str, number: int) -> list[Message]:
        query = select(inbox.c.parcel).where(inbox.c.workspace == workspace, inbox.c.batch == number)
        with self._database.reading() as connection:
            parcels = connection.execute(query.order_by(inbox.c.seq)).scalars()
            return [message for parcel in parcels for message in unpack(bytes(parcel))]

    def end(self, workspace: str, number: int, facts: Sequence[Fact], aside: Sequence[Message]) -> None:
        """Keep a batch's facts and take note that it is sealed (see `ports.sealing.Sealing`).

        Facts come in portions, each a transaction: nobody else can write meanwhile where the database is SQLite.
        """
        while len(facts) > _FACTS_AT_ONCE:
            with self._database.writing(CommitPoint.SEAL_END) as connection:
                if _lock_sealed(connection, workspace) >= number:
                    return
                keep_facts(connection, workspace, facts[:_FACTS_AT_ONCE])
            facts = facts[_FACTS_AT_ONCE:]
            time.sleep(_BREATH_SECONDS)
        with self._database.writing(CommitPoint.SEAL_END) as connection:
            if _lock_sealed(connection, workspace) >= number:
                return
            keep_facts(connection, workspace, facts)
            add_parcels(connection, workspace, aside, batch=SET_ASIDE)
            connection.execute(update(sealed).where(sealed.c.workspace == workspace).values(batch=number))

    def clear(self, workspace: str, keep: int = SHOWN_MESSAGES) -> None:
        """Delete what is sealed but for the newest messages; with `keep=0` all of it."""
        with self._database.reading() as connection:
            query = _sealed_parcels(workspace).order_by(inbox.c.seq.desc())
            gone: list[int] = []
            for row in connection.execute(query):
                if keep <= 0:
                    gone.append(row.seq)
                keep -= row.messages
        for start in range(0, len(gone), _CLEARED_AT_ONCE):
            if start:
                time.sleep(_BREATH_SECONDS)
            with self._database.writing(CommitPoint.SEAL_CLEAR) as connection:
                connection.execute(delete(inbox).where(inbox.c.seq.in_(gone[start : start + _CLEARED_AT_ONCE])))

    def retry(self) -> None:
        """Let messages that were set aside wait again."""
        aside = inbox.c.batch == SET_ASIDE
        with self._database.reading() as connection:
            if connection.execute(select(inbox.c.seq).where(aside).limit(1)).first() is None:
                return
        with self._database.writing(CommitPoint.SEAL_RETRY) as connection:
            connection.execute(update(inbox).where(aside).values(batch=None))

    def forget(self, now: int) -> None:
        """Forget which messages were seen more than a week ago (see `store.seen`)."""
        sweep_seen(self._database, now)


def _begun(connection: Connection, workspace: str) -> int | None:
    """Return the oldest batch that was begun and not ended."""
    done = select(sealed.c.batch).where(sealed.c.workspace == workspace).scalar_subquery()
    begun = select(func.min(inbox.c.batch)).where(inbox.c.workspace == workspace)
    return connection.execute(begun.where(inbox.c.batch > func.coalesce(done, 0))).scalar()


def _lock_sealed(connection: Connection, workspace: str) -> int:
    """Return the newest sealed batch; nobody else begins or ends one until this transaction is over."""
    mine = select(sealed.c.batch).where(sealed.c.workspace == workspace).with_for_update()
    found = connection.execute(mine).scalar()
    if found is None:
        connection.execute(insert(sealed).values(workspace=workspace, batch=0))
        return 0
    return int(found)


def _next_parcels(connection: Connection, workspace: str, limit: int) -> list[int]:
    """Return the oldest parcels that wait, as many as hold `limit` messages (at least one)."""
    query = select(inbox.c.seq, inbox.c.messages).where(inbox.c.workspace == workspace, inbox.c.batch.is_(None))
    seqs: list[int] = []
    for seq, messages in connection.execute(query.order_by(inbox.c.seq).limit(limit)):
        if seqs and limit < messages:
            break
        seqs.append(seq)
        limit -= messages
    return seqs


def _sealed_parcels(workspace: str) -> Select[Any]:
    done = select(sealed.c.batch).where(sealed.c.workspace == workspace).scalar_subquery()
    query = select(inbox.c.seq, inbox.c.messages).where(inbox.c.workspace == workspace)
    return query.where(inbox.c.batch > 0, inbox.c.batch <= func.coalesce(done, 0))
