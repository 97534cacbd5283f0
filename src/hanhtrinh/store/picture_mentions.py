"""Which texts of the database may name a picture: what was done to journeys, and what they said before."""

import zlib
from collections.abc import Iterator

from sqlalchemy import LargeBinary, Table, Text, select

from hanhtrinh.ports.accounts import Space
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables import METADATA

_PREFIX = "journey_"
"""What the names of tables about journeys begin with."""


class SqlMentions:
    """Gives every text of a workspace's rows in the tables about journeys, packed ones too."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __call__(self, space: Space) -> Iterator[str]:
        """Yield the texts, row by row."""
        for name, table in METADATA.tables.items():
            if name.startswith(_PREFIX) and "workspace" in table.c:
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
