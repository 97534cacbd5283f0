"""What was told of a partial response is kept with it, so that it can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the step."""
    op.add_column("survey_responses", sa.Column("told", sa.Text(), server_default="{}", nullable=False))
