"""The routes of the guided choice."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.maps.creating import Made, from_template, from_text
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.begin import pages
from hanhtrinh.web.begin.demo import load_demo
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page


class Wanted(msgspec.Struct, frozen=True):
    """What a form of these pages sends."""

    name: str = ""
    template: str = ""
    text: str = ""


Form = Annotated[Wanted, Body(media_type=RequestEncodingType.URL_ENCODED)]


@get("/w/{slug:str}/begin", sync_to_thread=True)
def begin(asking: NamedDependency[Asking], space: NamedDependency[Space]) -> Response[str]:
    """Show the ways to begin."""
    require(asking.actor, space.id, Right.SEE_MAPS)
    return _page(asking, space, "title", *pages.choices(asking, space))


@get("/w/{slug:str}/begin/template", sync_to_thread=True)
def choose_template(asking: NamedDependency[Asking], space: NamedDependency[Space]) -> Response[str]:
    """Show the templates."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    return _page(asking, space, "template", *pages.templates_page(asking, space))


@post("/w/{slug:str}/begin/template", sync_to_thread=True)
def make_from_template(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space], data: Form
) -> Redirect:
    """Make a journey from a template and open its map."""
    made = from_template(asking.actor, space, services.desk, data.template, data.name)
    return _opened(asking, space, made)


@get("/w/{slug:str}/begin/idea", sync_to_thread=True)
def write_idea(asking: NamedDependency[Asking], space: NamedDependency[Space]) -> Response[str]:
    """Show where an idea is written or pasted."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    return _page(asking, space, "idea", *pages.idea_page(asking, space))


@post("/w/{slug:str}/begin/idea", sync_to_thread=True, status_code=200)
def make_from_idea(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space], data: Form
) -> Response[str] | Redirect:
    """Make a journey from what was written and open its map; what cannot be read comes back with the reason."""
    try:
        made = from_text(asking.actor, space, services.desk, data.text, data.name)
    except InputError as error:
        content = pages.idea_page(asking, space, data.name, data.text, error.message(asking.lang))
        return _page(asking, space, "idea", *content, status=422)
    return _opened(asking, space, made)


@get("/w/{slug:str}/begin/survey", sync_to_thread=True)
def begin_with_answers(asking: NamedDependency[Asking], space: NamedDependency[Space]) -> Response[str]:
    """Show how survey answers become a map."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    return _page(asking, space, "survey", *pages.survey_page(asking, space))


def _opened(asking: Asking, space: Space, made: Made) -> Redirect:
    said = "begin.made_with_findings" if made.findings else "begin.made"
    return redirect(asking, f"/w/{space.slug}/maps/{made.kept.key}?edit=1", said)


def _page(asking: Asking, space: Space, title: str, *content: object, status: int = 200) -> Response[str]:
    name = tr(f"begin.{title}", asking.lang)
    return page(asking, space, name, *content, active="journeys", sheets=("map-page.css",), status=status)  # type: ignore[arg-type]


HANDLERS = (
    begin,
    choose_template,
    make_from_template,
    write_idea,
    make_from_idea,
    begin_with_answers,
    load_demo,
)
