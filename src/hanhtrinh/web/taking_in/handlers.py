"""Every route of taking in."""

from hanhtrinh.web.taking_in import file_routes, hook_routes, mailbox_routes, survey_routes

HANDLERS = (
    *file_routes.HANDLERS,
    *hook_routes.HANDLERS,
    *mailbox_routes.HANDLERS,
    *survey_routes.HANDLERS,
)
