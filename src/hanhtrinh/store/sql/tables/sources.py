"""Sources of events and the keys they are sent with."""

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, of_workspace

sources = Table(
    "sources",
    METADATA,
    of_workspace(primary=True),
    # Stands beside each of its events in the lake.
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("platform", Text, nullable=False),
    # JSON: allowed origins, consent needed, addresses kept …
    Column("settings", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
keys = Table(
    "keys",
    METADATA,
    Column("id", Text, primary_key=True),
    of_workspace(),
    # "write": public, for collecting; "secret": for the API, shown once.
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("source", Text),
    # A write key stands here as it is; of a secret key only the first characters, to tell it by.
    Column("shown", Text, nullable=False),
    # SHA-256 of the whole key, of either kind.
    Column("digest", Text, nullable=False, unique=True),
    # JSON list of rights.
    Column("scopes", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
)
activity = Table(
    "source_activity",
    METADATA,
    of_workspace(primary=True),
    Column("source", Text, primary_key=True),
    # Quarters of an hour since 1970; −1 is all time.
    Column("quarter", Integer, primary_key=True),
    Column("accepted", BigInteger, nullable=False),
    Column("refused", BigInteger, nullable=False),
    # When the newest of them was received.
    Column("last_at", BigInteger, nullable=False),
)
