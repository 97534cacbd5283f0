"""What results are weighted to."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the step."""
    op.add_column("surveys", sa.Column("weighted", sa.Text(), server_default="{}", nullable=False))
