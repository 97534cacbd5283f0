"""Links of surveys in the database."""

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, select

from hanhtrinh.ports.answering import LinkKind, SurveyLink
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.keeping import put
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.responses import survey_links as table


class SqlSurveyLinks:
    """`ports.answering.SurveyLinks` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, workspace: str, survey: str, kind: LinkKind) -> SurveyLink | None:
        """Return a survey's link of a kind."""
        with self._database.reading() as connection:
            return _one(connection, _of(workspace, survey, kind))

    def by_code(self, kind: LinkKind, code: str) -> SurveyLink | None:
        """Return the link of a code."""
        with self._database.reading() as connection:
            return _one(connection, (table.c.kind == kind) & (table.c.code == code))

    def ensure(self, link: SurveyLink) -> SurveyLink:
        """Keep a link unless the survey has one of its kind; return the one that holds."""
        with self._database.writing(CommitPoint.RESPONSE) as connection:
            put(connection, table, [msgspec.structs.asdict(link)])
            return _one(connection, _of(link.workspace, link.survey, link.kind)) or link

    def renew(self, link: SurveyLink) -> None:
        """Keep a link in the place of the one before, which leads nowhere any more."""
        with self._database.writing(CommitPoint.RESPONSE) as connection:
            put(connection, table, [msgspec.structs.asdict(link)], ("code", "secret", "made_at", "made_by"))

    def remove(self, workspace: str, survey: str, kind: LinkKind) -> None:
        """End a link."""
        with self._database.writing(CommitPoint.RESPONSE) as connection:
            connection.execute(delete(table).where(_of(workspace, survey, kind)))


def _of(workspace: str, survey: str, kind: LinkKind) -> ColumnElement[bool]:
    return (table.c.workspace == workspace) & (table.c.survey == survey) & (table.c.kind == kind)


def _one(connection: Connection, which: ColumnElement[bool]) -> SurveyLink | None:
    row = connection.execute(select(table).where(which)).mappings().first()
    return None if row is None else SurveyLink(**row)
