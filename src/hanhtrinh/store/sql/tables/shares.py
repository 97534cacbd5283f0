"""Links by which strangers may see a map. The secret of a link stands here only as its digest."""

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, of_workspace

shares = Table(
    "shares",
    METADATA,
    Column("id", Text, primary_key=True),
    of_workspace(),
    Column("journey", Text, nullable=False),
    Column("token", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    # JSON: the keys of the chosen lanes; the origins that may embed the map.
    Column("lanes", Text, nullable=False),
    Column("sites", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("password", Text, nullable=False),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("frozen_at", BigInteger),
    Column("downloads", Boolean, nullable=False),
    Column("opened", BigInteger, nullable=False),
    Column("opened_at", BigInteger),
    # The map as it stood still: compressed JSON without anything that was not to be shown.
    Column("still", LargeBinary),
    Index("ix_shares_journey", "workspace", "journey"),
)
