"""Reminders of reviews, and steps whose review was put off."""

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, of_workspace

review_reminders = Table(
    "review_reminders",
    METADATA,
    of_workspace(primary=True),
    Column("journey", Text, primary_key=True),
    # The day the review is due, how often that was told, when it may be told again.
    Column("due", Text, nullable=False),
    Column("told", Integer, nullable=False),
    Column("next_at", BigInteger, nullable=False),
)
review_put_offs = Table(
    "review_put_offs",
    METADATA,
    of_workspace(primary=True),
    Column("journey", Text, primary_key=True),
    Column("step", Text, primary_key=True),
    Column("until", BigInteger, nullable=False),
)
