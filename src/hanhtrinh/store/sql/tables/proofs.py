"""By what identities are proven: secrets of write keys, and the e-mail addresses somebody vouched for."""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, of_workspace

identity_secrets = Table(
    "identity_secrets",
    METADATA,
    Column("id", Text, primary_key=True),
    of_workspace(),
    # The id of the write key it belongs to.
    Column("key", Text, nullable=False),
    # Encrypted (store/sealing_secrets.py): hashes are checked with it.
    Column("secret", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # Until when it proves; null: until it is renewed.
    Column("ends_at", BigInteger),
    Index("ix_identity_secrets_key", "workspace", "key"),
)
addresses = Table(
    "addresses",
    METADATA,
    of_workspace(primary=True),
    # The raw id the address was sent for.
    Column("person", Text, primary_key=True),
    # The newest e-mail address that did not come by a public key alone; empty: taken away.
    Column("address", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
