"""What is written on a map, for the page that writes on it; and the history of what was done, as data."""

from typing import Any

from litestar import MediaType, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from hanhtrinh.app.maps.written import PAGE, history, written
from hanhtrinh.app.versions.good import shown_journey
from hanhtrinh.draw.markup import Markup, data_block
from hanhtrinh.i18n import Lang
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import Deed
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.services import Services


@get("/w/{slug:str}/maps/{journey:str}/written.json", sync_to_thread=True)
def written_state(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[object]:
    """Give everything that is written on a map, in the page's language."""
    return Response(_state(services, asking, space, journey), media_type=MediaType.JSON)


@get("/w/{slug:str}/maps/{journey:str}/edits.json", sync_to_thread=True)
def edits_of(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    after: FromQuery[int] = 0,
) -> Response[object]:
    """Give what was done to a journey behind a number, in order, a page at a time."""
    deeds = history(asking.actor, space, services.desk, journey, max(0, min(after, 2**53)))
    found = [_told(deed, asking.lang) for deed in deeds]
    more = deeds[-1].number if len(deeds) == PAGE else None
    return Response({"edits": found, "next": more}, media_type=MediaType.JSON)


def written_block(services: Services, asking: Asking, space: Space, journey: str) -> Markup:
    """Return the state as a block of data inside the page."""
    return data_block(_state(services, asking, space, journey), id="map-written")


def _state(services: Services, asking: Asking, space: Space, journey: str) -> dict[str, Any]:
    shown = shown_journey(asking.actor, space, services.version_desk, journey)
    return written(asking.actor, space, services.desk, shown, asking.lang)


def _told(deed: Deed, lang: Lang) -> dict[str, object]:
    return {
        "number": deed.number, "id": deed.id, "by": deed.by, "name": deed.name, "at": deed.at, "state": deed.state,
        "places": deed.places, "said": deed.said.get(lang, ()), "takes_back": deed.takes_back, "version": deed.version,
    }  # fmt: skip
