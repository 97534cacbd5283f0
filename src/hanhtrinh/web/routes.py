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
from hanhtrinh.web.answering import handlers as answering
from hanhtrinh.web.answering import kiosk_handlers, share_handlers
from hanhtrinh.web.asking_tab import handlers as asking_tab
from hanhtrinh.web.asking_widget import routes as asking_widget
from hanhtrinh.web.cases import case_handlers, rule_handlers
from hanhtrinh.web.cases import handlers as cases
from hanhtrinh.web.drifting import handlers as drifting
from hanhtrinh.web.drivers import handlers as drivers
from hanhtrinh.web.exports import routes as exports
from hanhtrinh.web.hooks import handlers as hooks
from hanhtrinh.web.maps import handlers
from hanhtrinh.web.pains import handlers as pains
from hanhtrinh.web.priorities import handlers as priorities
from hanhtrinh.web.rules import handlers as rules
from hanhtrinh.web.said_list import handlers as said_list
from hanhtrinh.web.sharing import handlers as sharing
from hanhtrinh.web.surveys import handlers as surveys
from hanhtrinh.web.surveys import weights_routes
from hanhtrinh.web.taking_in import handlers as taking_in
from hanhtrinh.web.themes import handlers as themes
from hanhtrinh.web.versions import HANDLERS as VERSIONS
from hanhtrinh.web.voice import handlers as voice

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
    *asking_widget.HANDLERS,
    *asking_tab.HANDLERS,
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
    *voice.HANDLERS,
    *taking_in.HANDLERS,
    *themes.HANDLERS,
    *cases.HANDLERS,
    *case_handlers.HANDLERS,
    *rule_handlers.HANDLERS,
    *hooks.HANDLERS,
    *surveys.HANDLERS,
    *weights_routes.HANDLERS,
    *said_list.HANDLERS,
    *pains.HANDLERS,
    *answering.HANDLERS,
    *kiosk_handlers.HANDLERS,
    *share_handlers.HANDLERS,
    *drivers.HANDLERS,
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
