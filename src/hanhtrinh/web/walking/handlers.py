"""Routes of walks."""

from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.walks import journey_to_walk, next_step, note_step, start_walk, step_of, take_up, walk_of
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import say, tr
from hanhtrinh.journey.model import Walk, WalkedStep
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import datetime_of
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page
from hanhtrinh.web.walking.answers import noted_of
from hanhtrinh.web.walking.ending import ending
from hanhtrinh.web.walking.overview import overview
from hanhtrinh.web.walking.screen import screen
from hanhtrinh.web.walking.way import Way

_WALK = "/w/{slug:str}/maps/{journey:str}/walk"
Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
_SHEETS, _SCRIPTS = ("map.css", "walk.css"), ("walk.js",)


def _way(services: Services, asking: Asking, space: Space, key: str) -> Way:
    journey = journey_to_walk(asking.actor, space, services.desk, key)
    files = {at.picture for walk in journey.walks.values() for at in walk.steps.values() if at.picture}
    return Way(asking, space, key, journey, services.pictures.there(space, files))


@get(_WALK, sync_to_thread=True)
def walks(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[str]:
    """Show the walks of a journey and what they found, and let a new one begin."""
    way = _way(services, asking, space, journey)
    title = tr("walking.title", asking.lang, name=way.name)
    return page(asking, space, title, *overview(way), active="journeys", sheets=_SHEETS, scripts=_SCRIPTS)


@post(_WALK, sync_to_thread=True)
def start(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    data: Form,
) -> Redirect:
    """Begin a walk and go to its first step."""
    today: date = datetime_of(services.clock(), services.zone(space)).date()
    by, role, device = (data.get(name, "").strip() for name in ("by", "role", "device"))
    begun = Walk(by=by, on=today.isoformat(), role=role, device=device)
    key = start_walk(asking.actor, space, services.desk, journey, begun)
    way = _way(services, asking, space, journey)
    first = way.journey.steps[0].key if way.journey.steps else ""
    return Redirect(way.at(key, first) if first else way.home, status_code=303)


@get(f"{_WALK}/{{walk:str}}", sync_to_thread=True)
def end(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    walk: FromPath[str],
) -> Response[str]:
    """Show one walk: what was noted at each step, and what of it was flagged."""
    way = _way(services, asking, space, journey)
    walk_of(way.journey, walk)
    title = tr("walking.title", asking.lang, name=way.name)
    return page(asking, space, title, *ending(way, walk), active="journeys", sheets=_SHEETS, scripts=_SCRIPTS)


@get(f"{_WALK}/{{walk:str}}/{{step:str}}", sync_to_thread=True)
def one_step(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    walk: FromPath[str],
    step: FromPath[str],
) -> Response[str]:
    """Show one step of a walk, to be gone and answered; `next` is the first one nothing was noted at."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    way = _way(services, asking, space, journey)
    found = walk_of(way.journey, walk)
    if step == "next":
        open_ = next_step(way.journey, found)
        return Redirect(way.at(walk, open_ or ""), status_code=303)
    title = say(way.journey.name_of_step(way.journey.steps[step_of(way.journey, step)]), asking.lang)
    return page(asking, None, title, screen(way, walk, step), kind="walking", sheets=_SHEETS, scripts=_SCRIPTS)


@post(f"{_WALK}/{{walk:str}}/{{step:str}}", sync_to_thread=True)
def answer(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    walk: FromPath[str],
    step: FromPath[str],
    data: Form,
) -> Response[Any]:
    """Keep what was noted at a step; a form goes on to where it says, the page's script stays."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    noted: WalkedStep | None = noted_of(data)
    if noted is not None:
        note_step(asking.actor, space, services.desk, journey, walk, step, noted)
    if "application/json" in request.headers.get("accept", ""):
        return Response({"saved": noted is not None})
    way = _way(services, asking, space, journey)
    return Redirect(way.after(walk, step, back=data.get("go") == "back"), status_code=303)


@post(f"{_WALK}/{{walk:str}}/{{step:str}}/take", sync_to_thread=True)
def take(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    walk: FromPath[str],
    step: FromPath[str],
    data: Form,
) -> Redirect:
    """Make what a walk found a pain point or an opportunity of the step."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    match what := data.get("what", ""):
        case "pains" | "opportunities":
            take_up(asking.actor, space, services.desk, journey, walk, step, what, asking.lang)
        case _:
            raise InputError("walking.bad_answer", given=what[:80], allowed="pains, opportunities")
    return Redirect(f"/w/{space.slug}/maps/{journey}/walk#found", status_code=303)


HANDLERS = (walks, start, end, one_step, answer, take)
