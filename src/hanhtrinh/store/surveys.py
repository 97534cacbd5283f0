"""Surveys in the database: a draft is kept only over the state it was made from, a version never changes."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from hanhtrinh.ports.surveys import Kept, Opened
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.responses import survey_invitations as invitations
from hanhtrinh.store.sql.tables.responses import survey_links as links
from hanhtrinh.store.sql.tables.responses import survey_responses as responses
from hanhtrinh.store.sql.tables.surveys import survey_versions as versions
from hanhtrinh.store.sql.tables.surveys import surveys as table
from hanhtrinh.voice.surveys.model import State, Survey
from hanhtrinh.voice.surveys.weighting import Weighted


class SqlSurveys:
    """`ports.surveys.Surveys` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, workspace: str) -> Sequence[Kept]:
        """Return a workspace's surveys, the newest changed first."""
        query = select(table).where(table.c.workspace == workspace)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(table.c.changed_at.desc(), table.c.key)).mappings()
            return [_kept(row) for row in rows]

    def get(self, workspace: str, key: str) -> Kept | None:
        """Return one survey; None where there is none."""
        with self._database.reading() as connection:
            return _find(connection, workspace, key)

    def save(self, workspace: str, draft: Survey, stamp: int, at: int, by: str) -> Kept | None:
        """Keep a draft over the state it was made from (stamp 0: a new survey); None where that is not the kept one."""
        values = {"draft": _text(draft), "changed_at": at, "changed_by": by, "stamp": stamp + 1}
        try:
            with self._database.writing(CommitPoint.SURVEY) as connection:
                if stamp == 0:
                    first = {"workspace": workspace, "key": draft.key, "state": "draft", "version": 0, "changes": at}
                    connection.execute(insert(table).values(first | values))
                else:
                    mine = _of(workspace, draft.key) & (table.c.stamp == stamp)
                    if not connection.execute(update(table).where(mine).values(values)).rowcount:
                        return None
                return _find(connection, workspace, draft.key)
        except IntegrityError:  # a survey of this key was there already, or the workspace is gone
            return None

    def set_state(self, workspace: str, key: str, state: State, at: int) -> None:
        """Open, pause or close a survey."""
        with self._database.writing(CommitPoint.SURVEY) as connection:
            connection.execute(update(table).where(_of(workspace, key)).values(state=state, changed_at=at))

    def publish(self, workspace: str, key: str, at: int, by: str, stamp: int | None = None) -> int:
        """Keep the draft as a new version, unless the newest equals it, and open it; return the version's number.

        0 where there is no such survey, or its draft has another stamp than the one named: nothing is opened then.
        """
        with self._database.writing(CommitPoint.SURVEY) as connection:
            # On PostgreSQL this row is the lock under which versions are counted.
            connection.execute(update(table).where(_of(workspace, key)).values(state=table.c.state))
            kept = _find(connection, workspace, key)
            if kept is None or stamp not in (None, kept.stamp):
                return 0
            number = kept.version
            if _body(connection, workspace, key, number) != (body := _text(kept.draft)):
                number += 1
                row = {"workspace": workspace, "survey": key, "number": number, "body": body}
                connection.execute(insert(versions).values(row | {"opened_at": at, "opened_by": by}))
            change = update(table).where(_of(workspace, key))
            connection.execute(change.values(state="open", version=number, changed_at=at, changed_by=by))
            return number

    def weigh(self, workspace: str, key: str, weighted: Weighted) -> bool:
        """Keep what results are weighted to; False where the kept stamp is not the one before its own."""
        mine = _of(workspace, key)
        with self._database.writing(CommitPoint.SURVEY) as connection:
            connection.execute(update(table).where(mine).values(state=table.c.state))  # the lock, on PostgreSQL
            kept = _find(connection, workspace, key)
            if kept is None or kept.weighted.stamp != weighted.stamp - 1:
                return False
            text = msgspec.json.encode(weighted).decode()
            connection.execute(update(table).where(mine).values(weighted=text))
            return True

    def version(self, workspace: str, key: str, number: int) -> Survey | None:
        """Return a version as it was opened; it never changes."""
        with self._database.reading() as connection:
            body = _body(connection, workspace, key, number)
        return None if body is None else msgspec.json.decode(body, type=Survey)

    def versions(self, workspace: str, key: str) -> Sequence[Opened]:
        """Return what is known of the versions of a survey, newest first."""
        query = select(versions.c.number, versions.c.opened_at, versions.c.opened_by)
        mine = (versions.c.workspace == workspace) & (versions.c.survey == key)
        with self._database.reading() as connection:
            rows = connection.execute(query.where(mine).order_by(versions.c.number.desc()))
            return [Opened(number=row.number, at=row.opened_at, by=row.opened_by) for row in rows]

    def remove(self, workspace: str, key: str) -> None:
        """Forget a survey nobody answered, with its links and invitations: they never lead to another one of its key.
        One with responses is only closed.
        """
        answered = select(responses.c.id).where(responses.c.workspace == workspace, responses.c.survey == key)
        with self._database.writing(CommitPoint.SURVEY) as connection:
            # On PostgreSQL this row is the lock under which responses are kept too.
            connection.execute(update(table).where(_of(workspace, key)).values(state="closed"))
            if connection.execute(answered.limit(1)).first() is None:
                connection.execute(delete(table).where(_of(workspace, key)))
                for led in (links, invitations):
                    connection.execute(delete(led).where(led.c.workspace == workspace, led.c.survey == key))


def _of(workspace: str, key: str) -> ColumnElement[bool]:
    return (table.c.workspace == workspace) & (table.c.key == key)


def _find(connection: Connection, workspace: str, key: str) -> Kept | None:
    row = connection.execute(select(table).where(_of(workspace, key))).mappings().first()
    return None if row is None else _kept(row)


def _body(connection: Connection, workspace: str, key: str, number: int) -> str | None:
    mine = (versions.c.workspace == workspace) & (versions.c.survey == key) & (versions.c.number == number)
    return connection.execute(select(versions.c.body).where(mine)).scalar()


def _kept(row: RowMapping) -> Kept:
    return Kept(
        key=row["key"], draft=msgspec.json.decode(row["draft"], type=Survey), state=row["state"],
        version=row["version"], stamp=row["stamp"], changed_at=row["changed_at"], changed_by=row["changed_by"],
        weighted=msgspec.json.decode(row["weighted"], type=Weighted),
    )  # fmt: skip


def _text(survey: Survey) -> str:
    return msgspec.json.encode(survey).decode()
