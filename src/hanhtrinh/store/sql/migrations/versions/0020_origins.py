"""What somebody vouched for of people is kept beside what nobody did.

What was known before says nothing of where it came from: it holds as before, until somebody vouches for something else.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
_AT_ONCE = 2_000


def upgrade() -> None:
    """Make the step."""
    for table, name in (
        ("traits", "proven_traits"),
        ("traits", "refused"),
        ("traits", "proven_consent"),
        ("account_traits", "proven_traits"),
    ):
        op.add_column(table, sa.Column(name, sa.Text(), server_default="{}", nullable=False))
    _keep_refusals()


def _keep_refusals() -> None:
    """Keep what was refused, so that no later yes covers it."""
    connection = op.get_bind()
    traits = sa.table("traits", *(sa.column(name) for name in ("workspace", "person", "consent", "refused")))
    here = traits.c.workspace == sa.bindparam("at_workspace"), traits.c.person == sa.bindparam("at_person")
    change = sa.update(traits).where(*here).values(refused=sa.bindparam("noes"))
    place = ("", "")
    while True:
        later = sa.tuple_(traits.c.workspace, traits.c.person) > sa.tuple_(*map(sa.literal, place))
        query = sa.select(traits).where(later, traits.c.consent.like("%[false,%"))
        rows = connection.execute(query.order_by(traits.c.workspace, traits.c.person).limit(_AT_ONCE)).all()
        new = [{"at_workspace": row.workspace, "at_person": row.person, "noes": _noes(row.consent)} for row in rows]
        if new:
            connection.execute(change, new)
        if len(rows) < _AT_ONCE:
            return
        place = rows[-1].workspace, rows[-1].person


def _noes(consent: str) -> str:
    found = {name: word for name, word in json.loads(consent).items() if not word[0]}
    return json.dumps(found, separators=(",", ":"), ensure_ascii=False)
