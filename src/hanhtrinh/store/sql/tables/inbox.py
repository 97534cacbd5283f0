"""What was accepted and is not in the lake yet, what was seen already, what was refused."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, SmallInteger, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, Serial, of_workspace

inbox = Table(
    "inbox",
    METADATA,
    Column("seq", Serial, primary_key=True),
    of_workspace(),
    Column("key", LargeBinary, nullable=False),
    # Position in `events.event.KINDS`.
    Column("kind", SmallInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("sent_at", BigInteger),
    Column("flags", Integer, nullable=False),
    Column("address", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    # The sealing it is part of; null until one takes it.
    Column("batch", BigInteger),
    Index("ix_inbox_workspace_batch", "workspace", "batch"),
)
seen = Table(
    "seen",
    METADATA,
    of_workspace(primary=True),
    Column("key", LargeBinary, primary_key=True),
    # Days since 1970 of its arrival: swept when older than the time duplicates are known for.
    Column("day", Integer, nullable=False, index=True),
    sqlite_with_rowid=False,
)
sealed = Table(
    "sealed",
    METADATA,
    of_workspace(primary=True),
    # The newest batch that is whole in the lake and folded into what is known of people.
    Column("batch", BigInteger, nullable=False),
)
rejected = Table(
    "rejected",
    METADATA,
    Column("id", Serial, primary_key=True),
    of_workspace(),
    Column("received_at", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    # A message key with its parameters as JSON.
    Column("reason", Text, nullable=False),
    Column("params", Text, nullable=False),
    # The message as it came, cut at a stated length.
    Column("body", LargeBinary, nullable=False),
    Index("ix_rejected_workspace_received_at", "workspace", "received_at"),
)
