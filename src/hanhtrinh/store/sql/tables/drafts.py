"""Proposals for a journey that somebody put aside."""

from sqlalchemy import BigInteger, Column, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, of_workspace

draft_refusals = Table(
    "draft_refusals",
    METADATA,
    of_workspace(primary=True),
    Column("journey", Text, primary_key=True),
    # What the draft calls it: step:cart, window.
    Column("proposal", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)
