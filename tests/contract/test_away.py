"""A database that is away, locked or full says so in one way, whichever store asks, and is used again by itself."""

import contextlib
import gc
import shutil
import socket
import sqlite3
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from hanhtrinh.app.jobs import Worker
from hanhtrinh.errors import StorageError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.jobs import Job
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.jobs import SqlJobs
from hanhtrinh.store.sql.database import FILE, Database, postgres_engine
from hanhtrinh.store.sql.migrations import migrate
from hanhtrinh.store.sql.tables.accounts import workspaces
from tests.contract import postgres
from tests.web.serving import until

SPACE = Space(id="nha-may", slug="nha-may", name="Nhà Mây", folder=".")


def add(database: Database) -> None:
    """Write something, as any store does."""
    SqlAccounts(database).add_space(SPACE, 0)


@pytest.fixture
def hasty(tmp_path: Path) -> Database:
    """A SQLite database that waits for nobody's lock."""
    database = Database.at(tmp_path)
    event.listen(database.engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=0"))
    migrate(database)
    return database


def test_a_locked_file(hasty: Database, tmp_path: Path) -> None:
    """Who cannot write because somebody else does is told to try again, and can a moment later."""
    with contextlib.closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match=r"hanhtrinh\.db"):
            add(hasty)
    add(hasty)


def test_a_full_disk(hasty: Database) -> None:
    """A disk without room is called full."""
    with hasty.reading() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count={pages}"))
    with pytest.raises(StorageError) as caught, hasty.writing(CommitPoint.ACCOUNTS) as connection:
        connection.execute(text("CREATE TABLE large AS SELECT zeroblob(5000000) AS b"))
    assert caught.value.key == "storage.database_full"


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    """A file that cannot be opened is a database that is away, not a fault of whoever asks."""
    (tmp_path / "home").mkdir()
    database = Database.at(tmp_path / "home")
    shutil.rmtree(tmp_path / "home")
    with pytest.raises(StorageError) as caught:
        SqlAccounts(database).spaces()
    assert caught.value.key == "storage.database_refuses"


def test_what_is_wrong_with_the_question(both: Database) -> None:
    """A statement that can never work, and a row that is there already, are no trouble of the database."""
    with pytest.raises(DBAPIError), both.reading() as connection:
        connection.execute(text("SELECT * FROM no_such_table"))
    row = {"id": "a", "slug": "a", "name": "a", "folder": "a", "created_at": 0}
    with both.writing(CommitPoint.ACCOUNTS) as connection:
        connection.execute(insert(workspaces).values(row))
    with pytest.raises(IntegrityError), both.writing(CommitPoint.ACCOUNTS) as connection:
        connection.execute(insert(workspaces).values(row))


def test_too_many_at_once(both: Database) -> None:
    """Who gets no connection in time is told to try again."""
    both.engine.pool._timeout = 0  # type: ignore[attr-defined]
    with contextlib.ExitStack() as stack:
        for _ in range(both.engine.pool.size() + both.engine.pool._max_overflow):  # type: ignore[attr-defined]
            stack.enter_context(both.reading())
        with pytest.raises(StorageError):
            stack.enter_context(both.reading())
    assert SqlAccounts(both).spaces() == []


def test_a_server_that_stops(tmp_path: Path) -> None:
    """PostgreSQL that goes away, between two questions or within a change, is away; once back it is used again."""
    with postgres.server() as server:
        database = Database.at(tmp_path, server.fresh(empty=False))
        accounts = SqlAccounts(database)
        assert accounts.spaces() == []
        server.stop()
        for _ in range(3):
            with pytest.raises(StorageError):
                accounts.spaces()
        server.start()
        assert accounts.spaces() == []
        with database.writing(CommitPoint.ACCOUNTS) as connection:
            connection.execute(text("SELECT 1"))
            server.stop()
            with pytest.raises(StorageError):
                connection.execute(text("SELECT 1"))
            connection.rollback()
        server.start()
        add(database)
        database.close()


def test_a_server_that_never_answers() -> None:
    """One that takes the call and says nothing is left after a while: it holds up nobody for ever."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        database = Database(postgres_engine(f"postgresql://me:secret@127.0.0.1:{port}/db", seconds=0.2))
        with pytest.raises(StorageError) as caught, database.reading():
            pass
        assert "secret" not in str(caught.value.params)
        del caught
        with warnings.catch_warnings():  # the driver leaves its socket to the collector
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()


def test_a_line_that_was_cut_is_noticed(postgres_server: postgres.Server) -> None:
    """The system is told to ask after a silent connection, and no answer is hurried once it stands."""
    database = Database(postgres_engine(postgres_server.url()))
    with database.reading() as connection:
        line = connection.connection.dbapi_connection._usock  # type: ignore[union-attr]
        assert line.gettimeout() is None
        assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    database.close()


def test_a_worker_outlives_the_database(tmp_path: Path) -> None:
    """What runs beside requests goes on by itself when PostgreSQL is back: it fails meanwhile and does not end."""
    failed = threading.Event()

    class Watched(SqlJobs):
        def claim(self, kinds: Sequence[str], now: int) -> Job | None:
            try:
                return super().claim(kinds, now)
            except StorageError:
                failed.set()
                raise

    with postgres.server() as server:
        database = Database.at(tmp_path, server.fresh(empty=False))
        add(database)
        jobs = Watched(database)
        worker = Worker(jobs, {"count": lambda job, tell: {"n": 1}}, lambda: 0, lambda job, error: None)
        worker.start()
        server.stop()
        assert failed.wait(60)
        server.start()
        jobs.add(Job(id="j", workspace=SPACE.id, kind="count", asked={}, by="lan", created_at=0, changed_at=0))
        until(lambda: (worker.wake(), jobs.get(SPACE.id, "j").state == "done")[1])  # type: ignore[union-attr]
        worker.close()
        database.close()
