"""Secrets that prove identities, and proven e-mail addresses.

What was known before says nothing of where it came from: it counts as proven, as it did.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the step."""
    op.create_table(
        "addresses",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspaces.id"], name=op.f("fk_addresses_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace", "person", name=op.f("pk_addresses")),
    )
    op.create_table(
        "identity_secrets",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspaces.id"], name=op.f("fk_identity_secrets_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_secrets")),
    )
    op.create_index("ix_identity_secrets_key", "identity_secrets", ["workspace", "key"], unique=False)
    _take_over()


_AT_ONCE = 2_000


def _take_over() -> None:
    """Keep the newest e-mail address of every raw id as it is known."""
    connection = op.get_bind()
    traits = sa.table("traits", sa.column("workspace"), sa.column("person"), sa.column("traits"))
    addresses = sa.table(
        "addresses", sa.column("workspace"), sa.column("person"), sa.column("address"), sa.column("at", sa.BigInteger)
    )
    place = ("", "")
    while True:
        later = sa.tuple_(traits.c.workspace, traits.c.person) > sa.tuple_(*map(sa.literal, place))
        query = sa.select(traits).where(later).order_by(traits.c.workspace, traits.c.person).limit(_AT_ONCE)
        rows = connection.execute(query).all()
        found = [(row, json.loads(row.traits).get("email")) for row in rows]
        new = [
            {"workspace": row.workspace, "person": row.person, "address": str(said[0]).strip(), "at": said[1]}
            for row, said in found
            if said and said[0]
        ]
        if new:
            connection.execute(sa.insert(addresses), new)
        if len(rows) < _AT_ONCE:
            return
        place = rows[-1].workspace, rows[-1].person
