"""What became of askings, as the tables of invitations and responses know it."""

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, select

from hanhtrinh.store.sql.tables.asking import asked
from hanhtrinh.store.sql.tables.responses import survey_invitations as invitations
from hanhtrinh.store.sql.tables.responses import survey_responses as responses


def answers_since(connection: Connection, workspace: str, since: int) -> dict[tuple[str, str], tuple[int, int]]:
    """Return how many of those asked since an instant began and finished, by survey and channel."""
    began = exists().where(
        responses.c.workspace == asked.c.workspace,
        responses.c.invitation == asked.c.invitation,
        asked.c.invitation != "",
    )
    done = was_answered()
    query = select(
        asked.c.survey,
        asked.c.channel,
        func.sum(case((began | done, 1), else_=0)),
        func.sum(case((done, 1), else_=0)),
    ).where(asked.c.workspace == workspace, asked.c.at >= since, asked.c.outcome.not_in(("offered", "bounced")))
    rows = connection.execute(query.group_by(asked.c.survey, asked.c.channel))
    return {(survey, channel): (int(some), int(all_)) for survey, channel, some, all_ in rows}


def was_answered() -> ColumnElement[bool]:
    """Return whether the invitation of a row of `asked` was answered to the end."""
    mine = and_(invitations.c.digest == asked.c.invitation, invitations.c.workspace == asked.c.workspace)
    return exists().where(mine, invitations.c.answered_at.is_not(None))
