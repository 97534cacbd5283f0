"""Bringing a database to its present form, all steps in one transaction."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from hanhtrinh.errors import WorkspaceError
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables import METADATA

HEAD = "head"
_LOCK = 7_201_526_114
"""Any number that is ours alone: on PostgreSQL two servers that start together migrate one after the other."""


def migrate(database: Database, to: str = HEAD, fill: Callable[[Connection], None] | None = None) -> None:
    """Bring a database to its present form, or to a step; one that is there already is left alone.

    `fill` is called in the same transaction. WorkspaceError when the database, or the step, is a newer version's,
    which this one would damage.
    """
    script = _script()
    if to != HEAD and to not in _steps(script):
        raise WorkspaceError("storage.database_newer", database=database.name, given=to, known=_steps(script)[0])
    with database.reading() as connection:
        if _current(connection, database, script) == script.get_current_head():
            return
    with database.writing(CommitPoint.MIGRATION) as connection:
        if not database.sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        _current(connection, database, script)
        _upgrade(connection, script, to)
        if fill is not None:
            fill(connection)


def step_of(connection: Connection) -> str:
    """Return the step a database is at, empty for one without tables."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def _steps(script: ScriptDirectory) -> list[str]:
    """Return all steps, newest first."""
    return [step.revision for step in script.walk_revisions()]


def _script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return ScriptDirectory.from_config(config)


def _current(connection: Connection, database: Database, script: ScriptDirectory) -> str | None:
    """Return the step a database is at, None for an empty one."""
    found = MigrationContext.configure(connection).get_current_revision()
    known = _steps(script)
    if found is not None and found not in known:
        raise WorkspaceError("storage.database_newer", database=database.name, given=found, known=known[0])
    return found


def _upgrade(connection: Connection, script: ScriptDirectory, to: str) -> None:
    def steps(revision: Any, _context: MigrationContext) -> Sequence[Any]:
        return script._upgrade_revs(to, revision)

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(connection=connection, target_metadata=METADATA)
        environment.run_migrations()
