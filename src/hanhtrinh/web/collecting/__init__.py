"""The collection API (`/v1/…`): one small ASGI application of its own, for speed.

It is reached through Litestar (`HANDLERS`), or stands before it (`in_front`), which is faster: the same object answers.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Litestar, asgi
from litestar.handlers import BaseRouteHandler
from litestar.types import Receive, Scope, Send

from hanhtrinh.app.taking_in.messages import Known
from hanhtrinh.web.collecting.endpoint import Collecting
from hanhtrinh.web.collecting.options import CollectingOptions
from hanhtrinh.web.collecting.robots import is_robot
from hanhtrinh.web.collecting.said import SaidDoor

App = Callable[[Any, Any, Any], Awaitable[None]]
PREFIX = "/v1/"
ASKING = "/v1/asking/"
"""What the survey widget asks (`web.asking_widget`): not of the tracking protocol, answered by Litestar."""
_STATE = "collecting"


def collecting_of(app: Litestar) -> Collecting:
    """Return the collection API of a server; one is made when it is first asked for."""
    found: Collecting | None = app.state.get(_STATE)
    if found is None:
        services = app.state.services
        found = app.state[_STATE] = Collecting(
            inbox=services.inbox,
            key_book=services.key_book,
            clock=services.clock,
            seed=lambda: services.new_token().encode(),
            address=services.settings.public_address,
            options=CollectingOptions(key_rate=services.settings.key_rate, address_rate=services.settings.address_rate),
            said=SaidDoor(
                services.said_hooks,
                services.accounts,
                Known(services.instruments),
                services.saying_joins_case,
            ),
        )
    return found


@asgi(PREFIX, is_mount=True, copy_scope=True)
async def collect(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand a request over to the collection API."""
    await collecting_of(scope["litestar_app"])(scope, receive, send)


def in_front(app: Litestar) -> App:
    """Return an application that answers the collection API itself and hands everything else on to Litestar."""
    collecting = collecting_of(app)
    is_robot("warm")  # the first look at the list of robots takes a third of a second

    async def either(scope: Any, receive: Any, send: Any) -> None:
        mine = scope["type"] == "http" and scope["path"].startswith(PREFIX) and not scope["path"].startswith(ASKING)
        await (collecting if mine else app)(scope, receive, send)

    return either


HANDLERS: tuple[BaseRouteHandler, ...] = (collect,)
"""This area's routes."""
