"""What was done to journeys in the browser, with the edit that takes it back; the journeys themselves are files."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, Serial, of_workspace

journey_edits = Table(
    "journey_edits",
    METADATA,
    Column("number", Serial, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    of_workspace(),
    Column("journey", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    # JSON: the edit as it was made, and the one that takes it back.
    Column("edit", Text, nullable=False),
    Column("inverse", Text, nullable=False),
    Column("undone", Integer),
    Index("ix_journey_edits_mine", "workspace", "journey", "by", "number"),
)
