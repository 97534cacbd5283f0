"""A database and its two ways in: reading, and writing under the name of a commit point."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import TimeoutError as PoolTimeout

from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.store.commit_points import CommitPoint, passing
from hanhtrinh.store.sql.errors import away, cuts, meaning

FILE = "hanhtrinh.db"
_BUSY_SECONDS = 30
_CALL_SECONDS = 10.0
"""So long PostgreSQL may take to answer a call; what it is then asked may take as long as it needs."""
_SILENT = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 60_000}
"""A line that was cut is noticed after a minute, not after the two hours systems allow."""


class Database:
    """An open database. `writing` is the only way to change anything; on SQLite one writer at a time.

    While it is away, full or held by others, whatever is done with it raises StorageError.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.sqlite = engine.dialect.name == "sqlite"
        self._writer = threading.Lock()

    @classmethod
    def at(cls, home: Path, url: str = "") -> "Database":
        """Return the database of a workspace folder: the file inside it, or the PostgreSQL server named by `url`."""
        return cls(_sqlite(home / FILE) if not url else postgres_engine(url))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees what is committed; nothing it writes stays."""
        with self._connected() as connection:
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
        with self._connected() as connection:
            if self.sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            passing(point, "before")
            connection.commit()
            passing(point, "after")

    def _connected(self) -> Connection:
        try:
            return self.engine.connect()
        except (OSError, PoolTimeout) as error:  # not the driver's errors: nobody else says what they mean
            raise away(error, self.name) from error

    def scrub(self) -> None:
        """Write the database anew, so that nothing deleted is left in its file, nor (SQLite) in the log beside it.

        PostgreSQL: the tables are written anew; its write-ahead log is recycled by the server in its own time.
        """
        with self._writer, self._connected().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if self.sqlite:
                connection.exec_driver_sql("PRAGMA temp_store=MEMORY")
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                connection.connection.rollback()  # looking whether the connection is alive has begun a transaction
                connection.exec_driver_sql("VACUUM FULL")

    @property
    def name(self) -> str:
        """What to call it in messages: the file, or the server's address without its password."""
        return _name(self.engine)

    def reconnect(self) -> None:
        """Forget every connection, so that the next use opens fresh ones."""
        self.engine.dispose()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _sqlite(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
        pool_size=8,
        # What people sent must not stand in error messages.
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where the code says so
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    _explained(engine)
    return engine


def postgres_engine(url: str, *, seconds: float = _CALL_SECONDS) -> Engine:
    """Return the way to a PostgreSQL database; a `host` that begins with `/` is a folder with its socket."""
    address = make_url(url).set(drivername="postgresql+pg8000")
    folder = str(address.query.get("host", ""))
    unix = {"unix_sock": f"{folder}/.s.PGSQL.{address.port or 5432}"} if folder.startswith("/") else {}
    engine = create_engine(
        address.difference_update_query(["host"]),
        connect_args={"timeout": seconds, **unix},
        pool_size=8,
        max_overflow=8,
        pool_pre_ping=True,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        line: socket.socket = connection._usock
        line.settimeout(None)
        for name, value in _SILENT.items() if not unix else ():
            if hasattr(socket, name):
                line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)

    _explained(engine)
    return engine


def _explained(engine: Engine) -> None:
    """Have an engine raise what its driver's errors mean (`store.sql.errors`)."""

    @event.listens_for(engine, "handle_error")
    def _say(context: ExceptionContext) -> None:
        error = context.original_exception
        found = meaning(error, _name(engine))
        if isinstance(found, HanhtrinhError):
            context.is_disconnect = context.is_disconnect or cuts(error)
            if not context.is_pre_ping:  # a connection that is dead when it is taken up is replaced by another
                raise found
        elif found is not None and isinstance(error, Exception):
            raise found(context.statement, None, error, hide_parameters=True)


def _name(engine: Engine) -> str:
    is_file = engine.dialect.name == "sqlite"
    return engine.url.database or "" if is_file else engine.url.render_as_string(hide_password=True)
