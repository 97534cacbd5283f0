"""A part of a server runs once, whatever the database."""

import pytest

from hanhtrinh.errors import WorkspaceError
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
