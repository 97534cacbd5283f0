"""All steps together make exactly the tables the product works with; forward only."""

import re
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from hanhtrinh.errors import WorkspaceError
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.migrations import migrate
from hanhtrinh.store.sql.tables import METADATA


@pytest.fixture
def empty(url: str, tmp_path: Path) -> Database:
    """A database without tables."""
    return Database.at(tmp_path, url)


def test_the_steps_lead_to_the_tables(empty: Database) -> None:
    """Nothing is missing in a migrated database and nothing is left over, on either kind."""
    migrate(empty)
    with empty.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []
    empty.close()


def test_the_steps_make_the_same_as_the_tables_themselves(tmp_path: Path) -> None:
    """On SQLite even the text of every table is the same: counters that never go back, no superfluous row ids."""
    (tmp_path / "made").mkdir()
    migrated, made = Database.at(tmp_path), Database.at(tmp_path / "made")
    migrate(migrated)
    METADATA.create_all(made.engine)
    with migrated.reading() as one, made.reading() as other:
        assert texts(one) == texts(other)
    migrated.close()
    made.close()


def texts(connection: Connection) -> dict[str, list[str]]:
    """Return the text of every table and index, its parts in no particular order."""
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'"
    rows = connection.exec_driver_sql(query).all()
    return {name: sorted(re.split(r"\s*[,(]\s+|\s+\)", " ".join(sql.split()))) for name, sql in rows}


def test_migrating_again_changes_nothing(empty: Database) -> None:
    """A database that is there already is left alone, also by many servers that start at once."""
    threads = [threading.Thread(target=migrate, args=(Database(empty.engine),)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    migrate(empty)
    with empty.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1
    empty.close()


def test_a_newer_database_is_refused(empty: Database) -> None:
    """A database that a newer version made is not touched, and the message says which one made it."""
    migrate(empty)
    with empty.writing(CommitPoint.MIGRATION) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(WorkspaceError, match=r"newer version of Hanhtrinh \(step 9999\)"):
        migrate(empty)
    empty.close()
