"""A part of a server runs once, whatever the database."""

from contextlib import ExitStack

import pytest

from hanhtrinh.errors import WorkspaceError
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.holding import holding


def test_a_part_is_held_once_and_given_back(both, tmp_path):
    """Whoever comes second is told who has the part; afterwards it can be had again."""
    with holding(both, tmp_path, "read", "the first"):
        with pytest.raises(WorkspaceError, match="the first") as refused, holding(both, tmp_path, "read", "the second"):
            pass
        assert refused.value.exit_code == 3
    with holding(both, tmp_path, "read", "the third"):
        pass


def test_reading_and_working_are_apart_on_postgresql(both, tmp_path):
    """A reader and a worker run side by side where the database can be shared."""
    if both.sqlite:
        pytest.skip("one process does everything on SQLite")
    with holding(both, tmp_path, "read", "a reader"), holding(both, tmp_path, "work", "a worker"):
        pass


def test_two_databases_of_one_postgresql_are_apart(postgres_server, tmp_path):
    """Each has its own holder, and names no other one's."""
    names = ("one", "other")
    with ExitStack() as stack:
        made = [Database.at(tmp_path, postgres_server.fresh()) for _ in names]
        for database, name in zip(made, names, strict=True):
            stack.callback(database.close)
            stack.enter_context(holding(database, tmp_path, "read", f"the server of {name}"))
        for database, name in zip(made, names, strict=True):
            refused = pytest.raises(WorkspaceError, match=f"the server of {name}")
            with refused, holding(database, tmp_path, "read", "a second"):
                pass
