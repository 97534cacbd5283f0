"""Snapshots of journeys with the numbers of the moment, and what each journey said when it could last be used."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, Serial, of_workspace

journey_versions = Table(
    "journey_versions",
    METADATA,
    Column("number", Serial, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    of_workspace(),
    Column("journey", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    # JSON: a list of ids.
    Column("by", Text, nullable=False),
    Column("text_version", Text, nullable=False),
    Column("library_version", Text, nullable=False),
    # JSON: what changed against the version before.
    Column("told", Text, nullable=False),
    # zlib over JSON: the texts, and the readings where there are any.
    Column("texts", LargeBinary, nullable=False),
    Column("readings", LargeBinary),
    Index("ix_journey_versions_of", "workspace", "journey", "at"),
    Index("ix_journey_versions_text", "workspace", "journey", "text_version"),
)
journey_good = Table(
    "journey_good",
    METADATA,
    of_workspace(primary=True),
    Column("journey", Text, primary_key=True),
    Column("text_version", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("texts", LargeBinary, nullable=False),
)
