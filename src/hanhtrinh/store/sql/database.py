"""A database and its two ways in: reading, and writing under the name of a commit point."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from hanhtrinh.errors import InputError
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
        return cls(_sqlite(home / FILE) if not url else postgres_engine(url))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees what is committed; nothing it writes stays."""
        with _without_zeros(), self.engine.connect() as connection:
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
        with _without_zeros(), self.engine.connect() as connection:
            if self.sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            passing(point, "before")
            connection.commit()
            passing(point, "after")

    def scrub(self) -> None:
        """Write the database anew, so that nothing deleted is left in its file, nor (SQLite) in the log beside it.

        PostgreSQL: the tables are written anew; its write-ahead log is recycled by the server in its own time.
        """
        with self._writer, self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
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
        return self.engine.url.database or "" if self.sqlite else self.engine.url.render_as_string(hide_password=True)

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

    return engine


def postgres_engine(url: str) -> Engine:
    """Return the way to a PostgreSQL database; a `host` that begins with `/` is a folder with its socket."""
    address = make_url(url).set(drivername="postgresql+pg8000")
    folder = str(address.query.get("host", ""))
    socket = {"unix_sock": f"{folder}/.s.PGSQL.{address.port or 5432}"} if folder.startswith("/") else {}
    engine = create_engine(
        address.difference_update_query(["host"]),
        connect_args=socket,
        pool_size=8,
        max_overflow=8,
        pool_pre_ping=True,
        hide_parameters=True,
    )

    @event.listens_for(engine, "handle_error")
    def _name(context: ExceptionContext) -> None:
        kind = _KINDS.get(error_code(context.original_exception)[:2])
        if kind is not None and isinstance(context.original_exception, Exception):
            raise kind(context.statement, None, context.original_exception, hide_parameters=True)

    return engine


@contextmanager
def _without_zeros() -> Iterator[None]:
    """Raise InputError for a text with a zero character in it, which PostgreSQL keeps in no text."""
    try:
        yield
    except DataError as error:
        if error_code(error.orig) == _ZERO:
            raise InputError("storage.zero") from error
        raise


_ZERO = "22021"
_KINDS: dict[str, type[DBAPIError]] = {"22": DataError, "23": IntegrityError}
"""The driver calls every refusal of the server a ProgrammingError; these two are told apart by PostgreSQL's code."""


def error_code(error: BaseException | None) -> str:
    """Return PostgreSQL's code of an error of the driver, empty where it sent none."""
    said = error.args[0] if error is not None and error.args else None
    return str(said.get("C", "")) if isinstance(said, dict) else ""
