"""Routes of the tab."""

from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from hanhtrinh.access import Right, may
from hanhtrinh.app.asking.explaining import explain
from hanhtrinh.app.asking.leaving import leaving
from hanhtrinh.app.asking.silent import silent
from hanhtrinh.app.asking.tab import let_ask, overview, set_budget, stop_asking
from hanhtrinh.draw.markup import Markup
from hanhtrinh.draw.words import Words
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.asking_tab.page import Here, Refused, content_of
from hanhtrinh.web.asking_tab.person_pages import nobody_page, silent_page, why_page
from hanhtrinh.web.asking_tab.words import t
from hanhtrinh.web.components import head, link_button
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.maps.commands import keep_pace
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.voice.tabs import voice_page

HOME = "/w/{slug:str}/voice/asking"
Form = Annotated[dict[str, str], FORM]
_SHEETS = ("asking.css",)


@get(HOME, sync_to_thread=True)
def asking_home(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space]
) -> Response[str]:
    """Show what is asked and what came of it."""
    keep_pace(services, asking, 1, services.looks)
    return _home(services, asking, space)


def _home(services: Services, asking: Asking, space: Space, refused: Refused | None = None) -> Response[str]:
    seen = overview(asking.actor, space, services.asks)
    why = leaving(asking.actor, space, services.asks)
    content = content_of(Here(asking, space, seen, why, services.shelf.usable(space), refused))
    title, status = t(asking.lang, "title"), 400 if refused else 200
    top = head(title, t(asking.lang, "lead"), *_install(asking, space))
    return voice_page(asking, space, "asking", title, top, *content, sheets=_SHEETS, status=status)


def _install(asking: Asking, space: Space) -> list[Markup]:
    if not may(asking.actor, space.id, Right.SEE_SOURCES):
        return []
    return [link_button(t(asking.lang, "install_title"), f"/w/{space.slug}/sources", icon="waypoints")]


@post(f"{HOME}/budget", sync_to_thread=True)
def change_budget(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space], data: Form
) -> Response[str] | Redirect:
    """Keep the contact budget; one that cannot be is shown again as it was typed."""
    keep_pace(services, asking, 1, services.looks)
    try:
        set_budget(asking.actor, space, services.asks, data)
    except InputError as error:
        wrong = Refused(data, str(error.params.get("field", "")), error.message(asking.lang))
        return _home(services, asking, space, wrong)
    return redirect(asking, f"/w/{space.slug}/voice/asking", "asking.budget_saved")


@get(f"{HOME}/why", sync_to_thread=True)
def why(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    person: FromQuery[str] = "",
) -> Response[str]:
    """Show why somebody was or was not asked."""
    keep_pace(services, asking, 1, services.looks)
    given, lang = person[:256], asking.lang
    try:
        found = explain(asking.actor, space, services.asks, given)
    except NotFound as error:
        content = nobody_page(lang, space, given, error.message(lang))
        return voice_page(asking, space, "asking", t(lang, "why_title"), *content, sheets=_SHEETS, status=404)
    title = t(asking.lang, "why_of", name=found.name)
    content = why_page(Words(asking.lang, services.zone(space)), space, found, services.asks.open(space))
    return voice_page(asking, space, "asking", title, *content, sheets=_SHEETS)


@get(f"{HOME}/silent/{{survey:str}}", sync_to_thread=True)
def who_is_silent(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    survey: FromPath[str],
) -> Response[str]:
    """Show who of those asked did not answer."""
    keep_pace(services, asking, 4, services.looks)
    found = silent(asking.actor, space, services.asks, survey)
    content = silent_page(asking.lang, space, found)
    return voice_page(asking, space, "asking", t(asking.lang, "silent_link"), *content, sheets=_SHEETS)


@post(f"{HOME}/stops", sync_to_thread=True)
def add_stop(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space], data: Form
) -> Redirect:
    """Ask an address or a person nothing more."""
    stop_asking(asking.actor, space, services.asks, data.get("name", ""))
    return redirect(asking, f"/w/{space.slug}/voice/asking", "asking.stops_added")


@post(f"{HOME}/stops/remove", sync_to_thread=True)
def remove_stop(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space], data: Form
) -> Redirect:
    """Let somebody be asked again."""
    let_ask(asking.actor, space, services.asks, data.get("id", "")[:64])
    return redirect(asking, f"/w/{space.slug}/voice/asking", "asking.stops_removed")


HANDLERS = (asking_home, change_budget, why, who_is_silent, add_stop, remove_stop)
