"""What colleagues noted at answers, and drafts of replies. The answers themselves are events."""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, of_workspace

said_marks = Table(
    "said_marks",
    METADATA,
    of_workspace(primary=True),
    # The first eight bytes of the event's id, in hex.
    Column("answer", Text, primary_key=True),
    # The raw id it was sent for: what is noted goes with the person.
    Column("person", Text, nullable=False),
    # new, read, done
    Column("state", Text, nullable=False),
    # A user's id; empty: nobody's.
    Column("assignee", Text, nullable=False),
    # JSON: a list of texts, sorted.
    Column("tags", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Index("ix_said_marks_person", "workspace", "person"),
    Index("ix_said_marks_assignee", "workspace", "assignee"),
)
reply_templates = Table(
    "reply_templates",
    METADATA,
    of_workspace(primary=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    # vi, en
    Column("lang", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
)
