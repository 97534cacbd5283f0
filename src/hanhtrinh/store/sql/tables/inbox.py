"""What was accepted and is not in the lake yet, what was seen already, what was refused."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, Serial, of_workspace

inbox = Table(
    "inbox",
    METADATA,
    # In the order of commits within a workspace, and never given twice, also when the table was empty meanwhile.
    Column("seq", Serial, primary_key=True, autoincrement=True),
    of_workspace(),
    Column("messages", Integer, nullable=False),
    # The sealing it is part of; null until one takes it; SET_ASIDE for what could not be understood.
    Column("batch", BigInteger),
    # The messages of one commit as MessagePack (`events.event.Message`), compressed with Zstandard: a parcel.
    Column("parcel", LargeBinary, nullable=False),
    Index("ix_inbox_workspace_seq", "workspace", "seq"),
    sqlite_autoincrement=True,
)
SET_ASIDE = -1
# The keys of messages seen, mixed with their workspace. PostgreSQL keeps them in `seen`; SQLite, where a random place
# in a large index would cost a page for every key, in sorted runs (`store.seen_runs`).
seen = Table(
    "seen",
    METADATA,
    Column("key", LargeBinary, primary_key=True),
    Column("arrival", Integer, nullable=False),
)
seen_fresh = Table(
    "seen_fresh",
    METADATA,
    # The keys of one commit, one after the other, until there are enough for a run.
    Column("id", Serial, primary_key=True),
    Column("arrival", Integer, nullable=False),
    Column("packed", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)
seen_runs = Table(
    "seen_runs",
    METADATA,
    Column("id", Serial, primary_key=True),
    Column("arrival", Integer, nullable=False),
    # Tells of nearly every key that is not in the run that it is not.
    Column("filter", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)
seen_parts = Table(
    "seen_parts",
    METADATA,
    # A run's keys in order, some a row, under the first of them.
    Column("run", BigInteger, primary_key=True, autoincrement=False),
    Column("first", LargeBinary, primary_key=True),
    Column("packed", LargeBinary, nullable=False),
)
arrivals = Table(
    "arrivals",
    METADATA,
    # Counts the days on which something arrived, in the order they came, whatever the clock called them.
    Column("number", Serial, primary_key=True),
    # Days since 1970, by the clock of then.
    Column("day", Integer, nullable=False),
    sqlite_autoincrement=True,
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
    Index("ix_rejected_workspace_id", "workspace", "id"),
)
