"""What is asked of the database every minute, or by every page, goes straight to its rows however many there are."""

import pytest
from sqlalchemy import event

from hanhtrinh.store.asking import SqlAskings
from hanhtrinh.store.sql.database import FILE, Database
from tests.contract.conftest import migrated_file

DAY = 86_400_000_000


@pytest.fixture
def plan(tmp_path):
    """Give what tells how SQLite goes about a deed: the lines of its plans."""
    (tmp_path / FILE).write_bytes(migrated_file())
    database, said = Database.at(tmp_path), []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(connection, cursor, statement, parameters, context, many):
        said.append((statement, parameters))

    def plan_of(deed):
        said.clear()
        deed(SqlAskings(database))
        asked = [one for one in said if one[0].lstrip().startswith(("SELECT", "DELETE"))]
        with database.engine.connect() as connection:
            plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", given).all() for text, given in asked]
        return "\n".join(row[3] for rows in plans for row in rows)

    yield plan_of
    database.close()


@pytest.mark.parametrize(
    ("deed", "ways"),
    [
        (lambda asks: asks.tallies("w", 0), ["survey_responses USING INDEX ix_survey_responses_workspace_invitation"]),
        (lambda asks: asks.to_remind("w", DAY), ["asked USING INDEX ix_asked_workspace_remind_at"]),
        (lambda asks: asks.bounce("w", DAY), ["mails USING INDEX ix_mails_state_due_at"]),
        (lambda asks: asks.letters_since("w", 0), ["mails USING COVERING INDEX ix_mails_workspace_kind_created_at"]),
        (lambda asks: asks.prune(DAY), ["asked USING INDEX ix_asked_told_outcome"]),
    ],
)
def test_nothing_is_walked_through(plan, deed, ways):
    """Each question finds its rows by an index of its own, and none walks a whole table of askings or letters."""
    found = plan(deed)
    assert all(way in found for way in ways), found
    assert "SCAN asked" not in found
    assert "SCAN mails" not in found
