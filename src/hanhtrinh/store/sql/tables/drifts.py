"""What drifted from maps, when each map was last looked at, and which digests went out."""

from sqlalchemy import BigInteger, Column, Float, Index, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, of_workspace

drifts = Table(
    "drifts",
    METADATA,
    Column("id", Text, primary_key=True),
    of_workspace(),
    Column("journey", Text, nullable=False),
    # JSON: what drifted, from what to what, the chart's days.
    Column("drift", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("acknowledged_at", BigInteger),
    Column("acknowledged_by", Text, nullable=False),
    # How far it was when it was acknowledged.
    Column("seen_value", Float(53)),
    Column("closed_at", BigInteger),
    Index("ix_drifts_workspace_journey", "workspace", "journey", "closed_at"),
    Index("ix_drifts_workspace_opened_at", "workspace", "opened_at"),
)
drift_looks = Table(
    "drift_looks",
    METADATA,
    of_workspace(primary=True),
    Column("journey", Text, primary_key=True),
    Column("looked_at", BigInteger, nullable=False),
)
drift_digests = Table(
    "drift_digests",
    METADATA,
    of_workspace(primary=True),
    Column("address", Text, primary_key=True),
    # Such as 2026-11-22, in the workspace's time zone.
    Column("day", Text, primary_key=True),
)
