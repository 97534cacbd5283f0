"""Settings of a workspace and of one's own account in it."""

from hanhtrinh.web.settings import audit, notifications, profile, sessions, team, workspace

HANDLERS = (
    *profile.HANDLERS,
    *sessions.HANDLERS,
    *notifications.HANDLERS,
    *workspace.HANDLERS,
    *team.HANDLERS,
    *audit.HANDLERS,
)
