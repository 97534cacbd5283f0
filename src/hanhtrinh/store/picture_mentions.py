"""Which texts of the database may name a picture: what was done to journeys, what they said before, and surveys."""

import zlib
from collections.abc import Iterator

from sqlalchemy import LargeBinary, Table, Text, select

from hanhtrinh.ports.accounts import Space
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables import METADATA

_PREFIXES = ("journey_", "surveys", "survey_versions")
"""What the names of tables about journeys, and of surveys with their logos, begin with."""


class SqlMentions:
    """Gives every text of a workspace's rows in the tables about journeys and surveys, packed ones too."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __call__(self, space: Space) -> Iterator[str]:
        """Yield the texts, row by row."""
        for name, table in METADATA.tables.items():
            if name.startswith(_PREFIXES) and "workspace" in table.c:
                yield from self._texts(table, space)

    def _texts(self, table: Table, space: Space) -> Iterator[str]:
        columns = [column for column in table.c if isinstance(column.type, (Text, LargeBinary))]
        query = select(*columns).where(table.c.workspace == space.id)
        with self._database.reading() as connection:
            for row in connection.execution_options(yield_per=200).execute(query):
                yield from (_read(value) for value in row if value)


def _read(value: str | bytes) -> str:
    if isinstance(value, str):
        return value
    try:
        return zlib.decompress(value).decode(errors="replace")
    except zlib.error:
        return value.decode(errors="replace")
