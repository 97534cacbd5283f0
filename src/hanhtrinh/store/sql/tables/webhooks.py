"""Addresses of other people's servers that are told of what happens, and what waits to be told or was."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, of_workspace

webhooks = Table(
    "webhooks",
    METADATA,
    Column("id", Text, primary_key=True),
    of_workspace(),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    # Encrypted; it is shown once.
    Column("secret", Text, nullable=False),
    # JSON list of the kinds of news it is told.
    Column("kinds", Text, nullable=False),
    Column("on", Boolean, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
webhook_deliveries = Table(
    "webhook_deliveries",
    METADATA,
    Column("id", Text, primary_key=True),
    of_workspace(),
    Column("hook", Text, ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    # JSON as it is sent; empty as soon as it was taken or given up.
    Column("body", Text, nullable=False),
    # waiting, sent, dead
    Column("state", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # When to try (next): whoever takes it up moves this forward first, on condition that nobody else has.
    Column("due_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    # What the other server answered last, 0 for nothing; how long that took.
    Column("status", Integer, nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("done_at", BigInteger),
    Index("ix_webhook_deliveries_state_due_at", "state", "due_at"),
    Index("ix_webhook_deliveries_hook", "hook", "created_at"),
)
