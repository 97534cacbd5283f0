"""Every route of the server, by area: each folder here holds its handlers in `HANDLERS`."""

from litestar.handlers import BaseRouteHandler

from hanhtrinh.settings import Role
from hanhtrinh.web import (
    account,
    assets,
    begin,
    choices,
    collecting,
    comments,
    contacts,
    drafting,
    imports,
    library,
    openapi,
    operations,
    people,
    pictures,
    reviewing,
    settings,
    sources,
    tracker,
    walking,
)
from hanhtrinh.web.drifting import handlers as drifting
from hanhtrinh.web.exports import routes as exports
from hanhtrinh.web.maps import handlers
from hanhtrinh.web.priorities import handlers as priorities
from hanhtrinh.web.rules import handlers as rules
from hanhtrinh.web.sharing import handlers as sharing
from hanhtrinh.web.versions import HANDLERS as VERSIONS

HANDLERS: tuple[BaseRouteHandler, ...] = (
    *operations.HANDLERS,
    *assets.HANDLERS,
    *choices.HANDLERS,
    *account.HANDLERS,
    *settings.HANDLERS,
    *imports.HANDLERS,
    *collecting.HANDLERS,
    *openapi.HANDLERS,
    *tracker.HANDLERS,
    *contacts.HANDLERS,
    *begin.HANDLERS,
    *drafting.HANDLERS,
    *handlers.HANDLERS,
    *rules.HANDLERS,
    *drifting.HANDLERS,
    *reviewing.HANDLERS,
    *sources.HANDLERS,
    *people.HANDLERS,
    *comments.HANDLERS,
    *pictures.HANDLERS,
    *walking.HANDLERS,
    *priorities.HANDLERS,
    *sharing.HANDLERS,
    *exports.HANDLERS,
    *VERSIONS,
    *library.HANDLERS,
)


def handlers_of(role: Role) -> tuple[BaseRouteHandler, ...]:
    """Return the routes of a process: a collector takes events, a worker answers only for its health."""
    match role:
        case "collect":
            return (*operations.HANDLERS, *collecting.HANDLERS, *openapi.HANDLERS, *tracker.HANDLERS)
        case "work":
            return operations.HANDLERS
        case _:
            return HANDLERS
