"""Routes of proposed pains."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.maps.asked import Asked, question_of
from hanhtrinh.app.understanding.pains import PainDesk, put_pain_aside, see_proposals, take_pain
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.maps.commands import keep_pace
from hanhtrinh.web.pains.page import pains_page
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page


class Deciding(msgspec.Struct):
    """What becomes of one proposal: taken with these words, put aside, or proposed again."""

    id: str = ""
    text: str = ""
    do: Literal["take", "aside", "back"] = "take"


def _desk(services: Services, space: Space) -> PainDesk:
    return PainDesk(services.desk, services.maps(space), services.refusals)


def _question(services: Services, space: Space) -> MapQuestion:
    return question_of(Asked(span="all"), services.zone(space))


@get("/w/{slug:str}/maps/{journey:str}/pains", sync_to_thread=True)
def pains(
    request: Request[Any, Any, Any],
    journey: FromPath[str],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
) -> Response[str]:
    """Show the pains that customers' words propose."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    question = _question(services, space)
    found, new, aside = see_proposals(asking.actor, space, _desk(services, space), journey, question)
    waiting = services.maps(space).readings(found, question).said is None
    words, base = Words(asking.lang, services.zone(space)), f"/w/{space.slug}/maps/{journey}"
    passage = services.understanding.reader(space).passage
    content = pains_page(asking, base, found, new, aside, words, waiting, passage)
    return page(asking, space, tr("pains.title", asking.lang), *content, active="journeys", sheets=("pains.css",))


@post("/w/{slug:str}/maps/{journey:str}/pains", sync_to_thread=True)
def decide(
    journey: FromPath[str],
    data: Annotated[Deciding, FORM],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
) -> Redirect:
    """Take a proposed pain, put it aside, or let it be proposed again."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    keep_pace(services, asking, 1)
    desk, way = _desk(services, space), f"/w/{space.slug}/maps/{journey}/pains"
    if data.do == "take":
        question = _question(services, space)
        take_pain(asking.actor, space, desk, journey, data.id, data.text, asking.lang, question)
        return redirect(asking, way, "pains.taken")
    put_pain_aside(asking.actor, space, desk, journey, data.id, back=data.do == "back")
    return redirect(asking, way, "pains.was_aside" if data.do == "aside" else "pains.was_back")


HANDLERS = (pains, decide)
