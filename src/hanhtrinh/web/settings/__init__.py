"""Settings of a workspace and of one's own account in it."""

from hanhtrinh.web.settings import audit, profile, sessions, team, workspace

HANDLERS = (
    *profile.HANDLERS,
    *sessions.HANDLERS,
    *workspace.HANDLERS,
    *team.HANDLERS,
    *audit.HANDLERS,
)
