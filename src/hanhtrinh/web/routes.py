"""Every route of the server, by area: each folder here holds its handlers in `HANDLERS`."""

from litestar.handlers import BaseRouteHandler

from hanhtrinh.settings import Role
from hanhtrinh.web import (
    account,
    assets,
    begin,
    choices,
    collecting,
    contacts,
    imports,
    openapi,
    operations,
    people,
    settings,
    sources,
    tracker,
)
from hanhtrinh.web.maps import handlers

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
    *handlers.HANDLERS,
    *sources.HANDLERS,
    *people.HANDLERS,
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
