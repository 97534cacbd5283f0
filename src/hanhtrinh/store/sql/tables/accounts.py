"""Workspaces, users, who belongs where, sessions, invitations, the audit log."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, Serial, of_workspace

workspaces = Table(
    "workspaces",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    # The workspace's folder, relative to the server's home; "." is the home itself.
    Column("folder", Text, nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
)
users = Table(
    "users",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("disabled_at", BigInteger),
)
members = Table(
    "members",
    METADATA,
    of_workspace(primary=True),
    Column("user", Text, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("role", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
sessions = Table(
    "sessions",
    METADATA,
    # SHA-256 of the token in the cookie.
    Column("token", Text, primary_key=True),
    Column("user", Text, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("device", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)
invitations = Table(
    "invitations",
    METADATA,
    Column("token", Text, primary_key=True),
    of_workspace(),
    Column("email", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("invited_by", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("accepted_at", BigInteger),
)
audit = Table(
    "audit",
    METADATA,
    Column("id", Serial, primary_key=True),
    Column("workspace", Text, index=True),
    Column("at", BigInteger, nullable=False),
    Column("actor_kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object", Text, nullable=False),
    # JSON; never holds personal data of customers.
    Column("details", Text, nullable=False),
)
attempts = Table(
    "attempts",
    METADATA,
    Column("id", Serial, primary_key=True),
    # What is limited: SHA-256 of e.g. "sign-in minh@example.com", so that nobody is named here.
    Column("bucket", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_attempts_bucket_at", "bucket", "at"),
)
