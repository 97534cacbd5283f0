"""Reviewing a map: its stale cells, one step at a time, and how often that is done by whom."""

from typing import Annotated, Literal

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.app.maps.asked import Asked
from hanhtrinh.app.reviewing import marking
from hanhtrinh.app.reviewing.due import due_of, looked_at
from hanhtrinh.app.versions.good import shown_journey
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.maps.sheet import NAME
from hanhtrinh.web.maps.subject import MapSubject
from hanhtrinh.web.reviewing.pages import Reviewed, review_page
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page


class Answer(msgspec.Struct, frozen=True):
    """What the card of a step sends."""

    step: str = ""
    what: Literal["right", "later"] = "right"


class Rhythm(msgspec.Struct, frozen=True):
    """What the form of the rhythm sends."""

    period: str = ""
    reviewer: str = ""


@get("/w/{slug:str}/maps/{journey:str}/review", sync_to_thread=True)
def review(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[str]:
    """Show the first step whose cells ask to be looked at, or the one asked for."""
    kept, file, _ = shown_journey(asking.actor, space, services.version_desk, journey)
    zone = services.zone(space)
    drawn = MapSubject(services, space, journey, Asked(span="90d"), asking.lang).drawn()
    looked = dict(looked_at(services.review, space, kept, file.journey))
    due = due_of(file.journey, kept.changed_at, services.clock(), zone)
    reviewed = Reviewed(journey, file.journey, drawn.scene, due, looked, Words(asking.lang, zone))
    body = review_page(asking, space, reviewed, request.query_params.get("step", ""))
    return page(asking, space, tr("review.title", asking.lang), *body, active="journeys", sheets=(NAME, "truth.css"))


@post("/w/{slug:str}/maps/{journey:str}/review", sync_to_thread=True)
def answer(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    data: Annotated[Answer, FORM],
) -> Redirect:
    """Note that a step still holds, or ask about it later; then the next one."""
    act = marking.still_right if data.what == "right" else marking.ask_later
    act(asking.actor, space, services.review, journey, data.step)
    services.drift_turns.turn(space, journey)
    return redirect(asking, f"/w/{space.slug}/maps/{journey}/review", f"review.said_{data.what}")


@post("/w/{slug:str}/maps/{journey:str}/review/done", sync_to_thread=True)
def done(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Redirect:
    """Note that the whole map was reviewed today."""
    marking.mark_reviewed(asking.actor, space, services.review, journey)
    return redirect(asking, f"/w/{space.slug}/maps/{journey}/review", "review.said_done")


@post("/w/{slug:str}/maps/{journey:str}/review/rhythm", sync_to_thread=True)
def rhythm(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    data: Annotated[Rhythm, FORM],
) -> Redirect:
    """Store how often the map is reviewed, and who is asked."""
    marking.set_rhythm(asking.actor, space, services.review, journey, data.period, data.reviewer)
    return redirect(asking, f"/w/{space.slug}/maps/{journey}/review", "review.said_rhythm")


HANDLERS = (review, answer, done, rhythm)
