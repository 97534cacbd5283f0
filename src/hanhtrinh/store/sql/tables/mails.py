"""Letters that wait to be carried, and which ones an address wants."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, text

from hanhtrinh.store.sql.tables.base import METADATA, of_workspace

mails = Table(
    "mails",
    METADATA,
    Column("id", Text, primary_key=True),
    of_workspace(),
    Column("kind", Text, nullable=False),
    Column("to", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("subject", Text, nullable=False),
    # Empty as soon as the letter was carried or given up.
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    # SHA-256 of the secret in the stopping link; the secret itself goes out with the letter and is dropped with it.
    Column("stop", Text, nullable=False, index=True),
    Column("stop_secret", Text, nullable=False),
    # waiting, sent, dead
    Column("state", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # When to carry it (next): whoever takes it up moves this forward first, on condition that nobody else has.
    Column("due_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("sent_at", BigInteger),
    Column("error", Text, nullable=False),
    # Where answers go, and which message it answers itself; empty: nowhere else, none.
    Column("reply_to", Text, nullable=False, server_default=text("''")),
    Column("refers", Text, nullable=False, server_default=text("''")),
    Index("ix_mails_state_due_at", "state", "due_at"),
    Index("ix_mails_workspace_sent_at", "workspace", "sent_at"),
    Index("ix_mails_workspace_to", "workspace", "to"),
    Index("ix_mails_workspace_kind_created_at", "workspace", "kind", "created_at"),
)
mail_wishes = Table(
    "mail_wishes",
    METADATA,
    of_workspace(primary=True),
    # Lower case.
    Column("address", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("wish", Text, nullable=False),
)
