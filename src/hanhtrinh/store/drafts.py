"""Proposals that were put aside, in the database."""

from collections.abc import Mapping

from sqlalchemy import delete, select

from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.keeping import put
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.drafts import draft_refusals as table


class SqlRefusals:
    """`ports.drafting.Refusals` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def refused(self, workspace: str, journey: str) -> Mapping[str, int]:
        """Return the proposals that were put aside, by id, with when."""
        query = select(table.c.proposal, table.c.at).where(table.c.workspace == workspace, table.c.journey == journey)
        with self._database.reading() as connection:
            return {row.proposal: row.at for row in connection.execute(query)}

    def refuse(self, workspace: str, journey: str, proposal: str, at: int) -> None:
        """Put a proposal aside."""
        row = {"workspace": workspace, "journey": journey, "proposal": proposal}
        with self._database.writing(CommitPoint.DRAFT) as connection:
            put(connection, table, [row | {"at": at}], ("at",))

    def allow(self, workspace: str, journey: str, proposal: str) -> None:
        """Let a proposal be made again."""
        row = {"workspace": workspace, "journey": journey, "proposal": proposal}
        with self._database.writing(CommitPoint.DRAFT) as connection:
            connection.execute(delete(table).where(*(table.c[name] == value for name, value in row.items())))

    def forget(self, workspace: str, journey: str) -> None:
        """Drop what is known of a journey that is no more."""
        with self._database.writing(CommitPoint.DRAFT) as connection:
            connection.execute(delete(table).where(table.c.workspace == workspace, table.c.journey == journey))
