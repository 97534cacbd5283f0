"""The page tells where its user is on a map, and hears who else is there."""

import asyncio
from collections.abc import Callable

import msgspec
from litestar import MediaType, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from hanhtrinh.access import Right, require
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.maps.commands import keep_pace
from hanhtrinh.web.maps.present import LIFE_SECONDS, Here
from hanhtrinh.web.services import Services

_MOST_BYTES, _LONGEST_PLACE = 2_000, 200


@post("/w/{slug:str}/maps/{journey:str}/presence", status_code=200, request_max_body_size=_MOST_BYTES)
async def presence(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[object]:
    """Take down where somebody is on a map, and say who else is there."""
    require(asking.actor, space.id, Right.SEE_MAPS)
    keep_pace(services, asking, 1, services.moves)
    here = _here(await request.body())
    book, now = services.presence, services.clock
    there = await asyncio.to_thread(services.desk.journeys.path, space, journey)
    if there is None:
        raise NotFound("map_page.no_journey", given=journey)
    if book.note(space.id, journey, (asking.actor.id, asking.actor.name), here, now()):
        announce(services, space.id, journey)
    asyncio.get_running_loop().call_later(LIFE_SECONDS + 1, _sweeper(services, space.id, journey))
    return Response({"people": book.people(space.id, journey, now())}, media_type=MediaType.JSON)


def announce(services: Services, space: str, journey: str) -> None:
    """Tell everybody on a map who is there."""
    people = services.presence.people(space, journey, services.clock())
    services.hub.announce(space, journey, "present", {"people": people})


def _sweeper(services: Services, space: str, journey: str) -> Callable[[], None]:
    def sweep() -> None:
        if services.presence.sweep(space, journey, services.clock()):
            announce(services, space, journey)

    return sweep


def _here(body: bytes) -> Here:
    try:
        found = msgspec.json.decode(body, type=Here)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise InputError("commands.unreadable", reason="tab, place") from None
    if len(found.tab) > _LONGEST_PLACE or len(found.place) > _LONGEST_PLACE:
        raise InputError("commands.too_long", given=len(found.place), allowed=_LONGEST_PLACE)
    return found
