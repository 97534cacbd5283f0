"""A database and its two ways in: reading, and writing under the name of a commit point."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from hanhtrinh.store.commit_points import CommitPoint, passing

FILE = "hanhtrinh.db"
_BUSY_SECONDS = 30


class Database:
    """An open database. `writing` is the only way to change anything; on SQLite one writer at a time."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.sqlite = engine.dialect.name == "sqlite"
        self._writer = threading.Lock()

    @classmethod
    def at(cls, home: Path, url: str = "") -> "Database":
        """Return the database of a workspace folder: the file inside it, or the PostgreSQL server named by `url`."""
        return cls(_sqlite(home / FILE) if not url else _postgres(url))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees what is committed; nothing it writes stays."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, point: CommitPoint) -> Iterator[Connection]:
        """Give a connection whose changes are committed, all or none, when the block ends without an error."""
        if self.sqlite:
            with self._writer, self._transaction(point) as connection:
                yield connection
        else:
            with self._transaction(point) as connection:
                yield connection

    @contextmanager
    def _transaction(self, point: CommitPoint) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            if self.sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            passing(point, "before")
            connection.commit()
            passing(point, "after")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _sqlite(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False}, pool_size=8
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where the code says so
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _postgres(url: str) -> Engine:
    return create_engine(make_url(url).set(drivername="postgresql+pg8000"), pool_size=8, pool_pre_ping=True)
