"""Removing a journey in the browser; what is written on its map goes by commands (`web/maps/commands.py`)."""

from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from hanhtrinh.app.maps.editing import remove_journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services


@post("/w/{slug:str}/maps/{journey:str}/remove", sync_to_thread=True)
def remove(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[Any]:
    """Move the journey into the trash folder."""
    remove_journey(asking.actor, space, services.desk, journey)
    return redirect(asking, f"/w/{space.slug}/journeys", "map_page.removed")
