"""Links to maps in the database."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, RowMapping, delete, insert, select, update

from hanhtrinh.ports.shares import Share
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.shares import shares

_JSON = ("lanes", "sites")
_COLUMNS = [column for column in shares.c if column.name != "still"]


class SqlShares:
    """`ports.shares.Shares` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, share: Share, still: bytes | None) -> None:
        """Keep a new link, and the map as it stood still, if it is to stand still."""
        row = {name: getattr(share, name) for name in share.__struct_fields__}
        row |= {name: msgspec.json.encode(row[name]).decode() for name in _JSON}
        self._write(insert(shares).values(**row, still=still))

    def of(self, workspace: str, journey: str) -> Sequence[Share]:
        """Return the links of a journey, newest first."""
        mine = (shares.c.workspace == workspace) & (shares.c.journey == journey)
        query = select(*_COLUMNS).where(mine).order_by(shares.c.made_at.desc(), shares.c.id)
        with self._database.reading() as connection:
            return [_share(row) for row in connection.execute(query).mappings()]

    def get(self, workspace: str, share: str) -> Share | None:
        """Return a link of a workspace."""
        return self._one(_mine(workspace, share))

    def by_token(self, token: str) -> Share | None:
        """Return the link of a secret's digest."""
        return self._one(shares.c.token == token)

    def _one(self, which: ColumnElement[bool]) -> Share | None:
        with self._database.reading() as connection:
            row = connection.execute(select(*_COLUMNS).where(which)).mappings().first()
        return None if row is None else _share(row)

    def still(self, share: str) -> bytes | None:
        """Return the map of a frozen link."""
        with self._database.reading() as connection:
            found = connection.execute(select(shares.c.still).where(shares.c.id == share)).scalar()
        return None if found is None else bytes(found)

    def revoke(self, workspace: str, share: str, now: int) -> None:
        """End a link."""
        living = _mine(workspace, share) & shares.c.revoked_at.is_(None)
        self._write(update(shares).where(living).values(revoked_at=now))

    def renew(self, workspace: str, share: str, token: str) -> None:
        """Give a link another secret; the one before opens nothing any more."""
        self._write(update(shares).where(_mine(workspace, share)).values(token=token))

    def remove(self, workspace: str, share: str) -> None:
        """Forget a link."""
        self._write(delete(shares).where(_mine(workspace, share)))

    def opened(self, share: str, now: int) -> None:
        """Count that somebody opened a link."""
        count = {"opened": shares.c.opened + 1, "opened_at": now}
        self._write(update(shares).where(shares.c.id == share).values(count))

    def forget(self, workspace: str, journey: str) -> None:
        """Drop the links of a journey that is no more."""
        gone = (shares.c.workspace == workspace) & (shares.c.journey == journey)
        self._write(delete(shares).where(gone))

    def _write(self, statement: Any) -> None:
        with self._database.writing(CommitPoint.SHARES) as connection:
            connection.execute(statement)


def _mine(workspace: str, share: str) -> ColumnElement[bool]:
    return (shares.c.workspace == workspace) & (shares.c.id == share)


def _share(row: RowMapping) -> Share:
    return Share(**dict(row) | {name: tuple(msgspec.json.decode(row[name])) for name in _JSON})
