"""What is taken in from elsewhere: how hooks are read, and mailboxes."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, of_workspace

said_hooks = Table(
    "said_hooks",
    METADATA,
    of_workspace(primary=True),
    Column("source", Text, primary_key=True),
    Column("shape", Text, nullable=False),
    # JSON: the paths of a generic shape.
    Column("fields", Text, nullable=False),
    Column("signing", Text, nullable=False),
    # Encrypted (store/sealing_secrets.py); signatures are checked with it.
    Column("secret", Text, nullable=False),
    Column("asked_at", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)
mailboxes = Table(
    "mailboxes",
    METADATA,
    Column("id", Text, primary_key=True),
    of_workspace(),
    Column("source", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("port", Integer, nullable=False),
    Column("user", Text, nullable=False),
    # Encrypted (store/sealing_secrets.py).
    Column("password", Text, nullable=False),
    Column("folder", Text, nullable=False),
    # JSON list of addresses.
    Column("own", Text, nullable=False),
    Column("asked_at", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    # How far it was read: the folder's UIDVALIDITY and the highest UID taken.
    Column("validity", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("looked_at", BigInteger),
    Column("taken", BigInteger, nullable=False),
    Column("trouble", Text, nullable=False),
)
