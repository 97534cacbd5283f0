"""What colleagues say about places on maps, and whom they name."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, of_workspace

comments = Table(
    "comments",
    METADATA,
    Column("id", Text, primary_key=True),
    of_workspace(),
    Column("journey", Text, nullable=False),
    # The id of the first comment of the thread; its own for that one.
    Column("thread", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("label", Text, nullable=False),
    # A user's id. Users are never deleted, so that what they said keeps its name.
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("edited_at", BigInteger),
    Column("resolved_by", Text),
    Column("resolved_at", BigInteger),
    Index("ix_comments_journey", "workspace", "journey", "at"),
    Index("ix_comments_thread", "thread"),
)
mentions = Table(
    "mentions",
    METADATA,
    Column("comment", Text, ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True),
    Column("user", Text, primary_key=True),
    of_workspace(),
    Column("seen_at", BigInteger),
    Index("ix_mentions_user", "workspace", "user", "seen_at"),
)
