"""Responses are numbered in the order they came, their changes too.

Those that are there are numbered by when they began.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the step."""
    for table, column in (("surveys", "changes"), ("survey_responses", "number"), ("survey_responses", "change")):
        op.add_column(table, sa.Column(column, sa.BigInteger(), server_default="0", nullable=False))
    op.execute(
        "UPDATE survey_responses SET number = come.place, change = come.place FROM (SELECT workspace, id, row_number()"
        " OVER (PARTITION BY workspace, survey ORDER BY began_at, id) AS place FROM survey_responses) AS come"
        " WHERE come.workspace = survey_responses.workspace AND come.id = survey_responses.id"
    )
    op.execute(
        "UPDATE surveys SET changes = (SELECT count(*) FROM survey_responses"
        " WHERE survey_responses.workspace = surveys.workspace AND survey_responses.survey = surveys.key)"
    )
    op.create_index(
        "ix_survey_responses_blocks",
        "survey_responses",
        ["workspace", "survey", "number", "change", "told_at"],
        unique=False,
    )
