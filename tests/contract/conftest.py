"""Every store keeps its promises on SQLite and on PostgreSQL alike."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from hanhtrinh.store.sql.database import FILE, Database
from hanhtrinh.store.sql.migrations import migrate
from tests.contract import postgres


@cache
def migrated_file() -> bytes:
    """Return the file of an empty SQLite database that every migration has passed over, made once a process."""
    with TemporaryDirectory() as folder:
        database = Database.at(Path(folder))
        migrate(database)
        database.close()
        return (Path(folder) / FILE).read_bytes()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """One PostgreSQL server for all tests of a process."""
    with postgres.server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> postgres.Server | None:
    """Which kind of database: the server of PostgreSQL, or none for SQLite."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgres_server")


@pytest.fixture
def url(server: postgres.Server | None) -> str:
    """The address of an empty database; empty for SQLite, whose file is made in the folder."""
    return "" if server is None else server.fresh()


@pytest.fixture
def both(server: postgres.Server | None, tmp_path: Path) -> Iterator[Database]:
    """A database of each kind with the tables as they are now."""
    if server is None:
        (tmp_path / FILE).write_bytes(migrated_file())
    database = Database.at(tmp_path, "" if server is None else server.fresh(empty=False))
    yield database
    database.close()
