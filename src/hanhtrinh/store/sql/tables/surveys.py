"""Surveys as they are worked on, and the versions that were ever open."""

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, Integer, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, of_workspace

surveys = Table(
    "surveys",
    METADATA,
    of_workspace(primary=True),
    Column("key", Text, primary_key=True),
    # JSON: the survey as its editors have it.
    Column("draft", Text, nullable=False),
    Column("state", Text, nullable=False),
    # The newest opened version, 0 where there is none.
    Column("version", Integer, nullable=False),
    # Tells states of the draft apart; grows with each.
    Column("stamp", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", Text, nullable=False),
    # Grows with every response that is kept or changed, and never goes back: it begins at the instant the survey was
    # made, so that one of the same key, made after this was removed, counts on.
    Column("changes", BigInteger, nullable=False, server_default="0"),
    # JSON: what its results are weighted to (`voice.surveys.weighting.Weighted`).
    Column("weighted", Text, nullable=False, server_default="{}"),
    Index("ix_surveys_workspace_changed_at", "workspace", "changed_at"),
)
survey_versions = Table(
    "survey_versions",
    METADATA,
    of_workspace(primary=True),
    Column("survey", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    # JSON: the survey as it was opened; it never changes.
    Column("body", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("opened_by", Text, nullable=False),
    ForeignKeyConstraint(["workspace", "survey"], ["surveys.workspace", "surveys.key"], ondelete="CASCADE"),
)
