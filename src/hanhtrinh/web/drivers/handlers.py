"""The route of drivers."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from hanhtrinh.access import Right, require
from hanhtrinh.app.drivers.reading import see_drivers
from hanhtrinh.app.maps.asked import Asked, asked_for, question_of
from hanhtrinh.i18n import tr
from hanhtrinh.measures.drivers.variables import DriverQuestion
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import empty, head, link_button
from hanhtrinh.web.drivers.view import View, content_of
from hanhtrinh.web.services import Services
from hanhtrinh.web.voice.tabs import voice_page


@get("/w/{slug:str}/voice/drivers", sync_to_thread=True)
def drivers(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
) -> Response[str]:
    """Show what drives an overall score on one journey."""
    require(asking.actor, space.id, Right.SEE_VOICE)
    title, journeys = tr("drivers.title", asking.lang), services.shelf.usable(space)
    top = head(title, tr("drivers.lead", asking.lang))
    if not journeys:
        way = link_button(tr("drivers.to_journeys", asking.lang), f"/w/{space.slug}/journeys")
        nothing = empty("route", tr("drivers.no_journey", asking.lang), tr("drivers.no_journey_text", asking.lang), way)
        return voice_page(asking, space, "drivers", title, top, nothing)
    wanted = str(request.query_params.get("journey", ""))
    key = wanted if wanted in journeys else next(iter(journeys))
    asked = asked_for({"period": "all", **request.query_params})
    seen = see_drivers(
        asking.actor, space, services.desk, services.maps(space), services.driver_memory, key,
        _question(request, services, space, asked), services.people_desk.run,
    )  # fmt: skip
    view = View(asking, space, key, journeys, asked, seen, str(request.query_params.get("outcome", "")))
    return voice_page(asking, space, "drivers", title, top, *content_of(view), sheets=("drivers.css",))


def _question(request: Request[Any, Any, Any], services: Services, space: Space, asked: Asked) -> DriverQuestion:
    zone = services.zone(space)
    period = question_of(asked, zone).period_at(services.clock(), zone)
    return DriverQuestion(outcome=request.query_params.get("outcome") or None, period=period, segment=asked.segment)


HANDLERS = (drivers,)
