"""A right only one process has at a time: on PostgreSQL a lock of the session, on SQLite the lock of the folder."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from hanhtrinh.errors import StorageError, WorkspaceError
from hanhtrinh.store.os_lock import held, who_writes
from hanhtrinh.store.sql.database import Database

Part = Literal["read", "work"]
_NUMBERS: dict[Part, int] = {"read": 7_201_526_115, "work": 7_201_526_116}
_HOLDER = text(
    "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
    " JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()"
    " WHERE l.locktype = 'advisory' AND l.granted AND (l.classid::bigint << 32) + l.objid::bigint = :number"
)


@contextmanager
def holding(database: Database, home: Path, part: Part, what: str) -> Iterator[None]:
    """Hold the right to a part of the server; WorkspaceError names who has it when somebody else does.

    A process that dies gives it back, and so does one that loses PostgreSQL: what it protects is only speed and
    order, since sealing and frames bear two at a time.
    """
    if database.sqlite:
        with held(home / ".server-lock", home / ".server-lock-holder", what, "serve.already_serving"):
            yield
        return
    with database.engine.connect() as connection:
        connection.execute(text("SELECT set_config('application_name', :name, false)"), {"name": who_writes(what)[:63]})
        taken = connection.execute(text("SELECT pg_try_advisory_lock(:number)"), {"number": _NUMBERS[part]}).scalar()
        if not taken:
            raise WorkspaceError("serve.part_taken", part=part, holder=_holder(connection, part))
        connection.commit()
        try:
            yield
        finally:
            _give_back(connection, part)


def _give_back(connection: Connection, part: Part) -> None:
    """Let go by name and wait for the answer: a server told only that the line is cut notices in its own time."""
    with suppress(StorageError, DBAPIError):  # PostgreSQL is gone, and the lock with it
        connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": _NUMBERS[part]})
    connection.invalidate()


def _holder(connection: Connection, part: Part) -> str:
    return str(connection.execute(_HOLDER, {"number": _NUMBERS[part]}).scalar() or "?")
