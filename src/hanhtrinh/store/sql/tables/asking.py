"""Whom we asked, whom not and why, whom never again, and how much a workspace allows."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, of_workspace

ask_budgets = Table(
    "ask_budgets",
    METADATA,
    of_workspace(primary=True),
    # JSON of `voice.asking.budget.Budget`, empty: the default. Whoever keeps an asking holds this row.
    Column("budget", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", Text, nullable=False),
)
asked = Table(
    "asked",
    METADATA,
    of_workspace(primary=True),
    # Made of what caused it: the same cause asks once.
    Column("id", Text, primary_key=True),
    Column("survey", Text, nullable=False),
    Column("channel", Text, nullable=False),
    # A raw id, as in events.
    Column("person", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("place", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("source", Text, nullable=False),
    # The instant of the event that caused it; 0 where somebody was on a page.
    Column("trigger", BigInteger, nullable=False),
    Column("counts", Integer, nullable=False),
    # Until when an offer may still be seen; null as soon as it was.
    Column("lapses", BigInteger),
    # Digest of the invitation's token.
    Column("invitation", Text, nullable=False),
    # The token itself, only while a reminder needs it.
    Column("secret", Text, nullable=False),
    Column("letter", Text, nullable=False),
    Column("remind_at", BigInteger),
    Column("outcome", Text, nullable=False),
    # Whether it is an event ("Survey Asked") already.
    Column("told", Integer, nullable=False),
    Index("ix_asked_workspace_person", "workspace", "person"),
    Index("ix_asked_workspace_survey_at", "workspace", "survey", "at"),
    Index("ix_asked_told_outcome", "told", "outcome"),
    Index("ix_asked_workspace_invitation", "workspace", "invitation"),
    Index("ix_asked_workspace_letter", "workspace", "letter"),
    Index("ix_asked_workspace_remind_at", "workspace", "remind_at"),
)
ask_skips = Table(
    "ask_skips",
    METADATA,
    of_workspace(primary=True),
    Column("person", Text, primary_key=True),
    Column("survey", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    # The newest reason only, and how often it was met in a row.
    Column("at", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("params", Text, nullable=False),
    Column("times", Integer, nullable=False),
    Column("trigger", BigInteger, nullable=False),
    Index("ix_ask_skips_at", "at"),
)
ask_skip_counts = Table(
    "ask_skip_counts",
    METADATA,
    of_workspace(primary=True),
    # In the workspace's time zone.
    Column("day", Text, primary_key=True),
    Column("survey", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("count", Integer, nullable=False),
)
ask_stops = Table(
    "ask_stops",
    METADATA,
    of_workspace(primary=True),
    # Hex of SHA-256 over the workspace's salt and an address (lower case) or raw id: nobody is named here.
    Column("digest", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
)
