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
    # What its sender called it: a thing sent twice is done once.
    Column("sent", Text),
    # The file before and after; a row without `done` was about to be written when the server went away.
    Column("base", Text),
    Column("version", Text),
    Column("done", Integer, nullable=False, server_default="1"),
    # JSON: who, how it went, where, in which words; the deed it took back.
    Column("takes_back", Text),
    Column("about", Text, nullable=False, server_default="{}"),
    Index("ix_journey_edits_mine", "workspace", "journey", "by", "number"),
    Index("ix_journey_edits_sent", "workspace", "journey", "sent", unique=True),
    Index("ix_journey_edits_order", "workspace", "journey", "number"),
)
