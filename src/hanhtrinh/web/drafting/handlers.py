"""Routes of drafts taken piece by piece."""

from dataclasses import replace
from typing import Annotated

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.draft_pieces import beginning, for_map
from hanhtrinh.app.draft_pieces.beginning import MadeOfOther, known_of
from hanhtrinh.app.draft_pieces.memory import StillAtWork
from hanhtrinh.app.draft_pieces.shapes import Choices, Plan
from hanhtrinh.app.maps.editing import can_undo, undo
from hanhtrinh.draw.markup import Markup
from hanhtrinh.draw.words import Words
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.drafting.begin_page import PICTURE, BeginPage, at_work_page, choose_page, too_little
from hanhtrinh.web.drafting.map_page import MapPage
from hanhtrinh.web.drafting.rows import spoken
from hanhtrinh.web.drafting.sent import MOST_KEPT, sent_of
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.maps.commands import keep_pace
from hanhtrinh.web.maps.fragment import fragment
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page

Form = Annotated[dict[str, str | list[str]], FORM]
BYTES = 200_000
"""Largest form of a draft: a hundred pieces with their names are far below it."""
_BEGIN = "/w/{slug:str}/begin/draft"
_MAP = "/w/{slug:str}/maps/{journey:str}/draft"


def _page(asking: Asking, space: Space, *content: Markup | None, status: int = 200) -> Response[str]:
    shown = [part for part in content if part is not None]
    sheets, scripts = ("map-page.css", "drafting.css"), ("drafting.js",)
    title = spoken(asking.lang, "title")
    return page(asking, space, title, *shown, active="journeys", sheets=sheets, scripts=scripts, status=status)


def _words(services: Services, asking: Asking, space: Space) -> Words:
    return Words(asking.lang, services.zone(space))


def _at_work(services: Services, asking: Asking, space: Space, since: int) -> Response[str]:
    known = known_of(asking.actor, space, services.drafting)
    seconds = max(0, (services.clock() - since) // MICROSECONDS)
    words = _words(services, asking, space)
    return _page(asking, space, *at_work_page(space, known.events, known.people, seconds, words))


@get(_BEGIN, sync_to_thread=True)
def begin_draft(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
) -> Response[str]:
    """Show what a first map could be made from, or (`from`) its draft."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    source, words = request.query_params.get("from", ""), _words(services, asking, space)
    try:
        if not source:
            found = beginning.offers(asking.actor, space, services.drafting)
            return _page(asking, space, *choose_page(asking, space, found, words))
        plan = beginning.plan(asking.actor, space, services.drafting, source, Choices(), asking.lang)
    except StillAtWork as work:
        return _at_work(services, asking, space, work.since)
    except InputError as error:
        return _nothing(services, asking, space, error)
    return _page(asking, space, *BeginPage(asking, space, plan, words).page())


def _nothing(services: Services, asking: Asking, space: Space, error: InputError) -> Response[str]:
    """Show that there is no journey in the events, and what is missing; other errors are told as they are."""
    if error.key != "draft.nothing":
        raise error
    known = known_of(asking.actor, space, services.drafting)
    words = _words(services, asking, space)
    return _page(asking, space, too_little(space, known.events, known.people, words, "too_little"))


@post(_BEGIN, sync_to_thread=True, status_code=200, request_max_body_size=BYTES)
def redraw(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space], data: Form
) -> Response[str]:
    """Draw a draft as somebody chose it; nothing is kept."""
    keep_pace(services, asking, 1, services.looks)
    sent, patient = sent_of(data), replace(services.drafting, patience=None)
    found = beginning.plan(asking.actor, space, patient, sent.source, sent.choices, asking.lang, sent.state)
    return _drawn(services, asking, space, found)


def _drawn(
    services: Services, asking: Asking, space: Space, plan: Plan, notice: str = "", said: str = "", status: int = 200
) -> Response[str]:
    drawn = BeginPage(asking, space, plan, _words(services, asking, space), notice, said)
    if asking.part == PICTURE:
        return fragment(drawn.picture())
    return _page(asking, space, *drawn.page(), status=status)


@post(f"{_BEGIN}/make", sync_to_thread=True, status_code=200, request_max_body_size=BYTES)
def make(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space], data: Form
) -> Response[str] | Redirect:
    """Make the map of exactly what was taken and open it for editing; what is in the way is said on the draft."""
    keep_pace(services, asking, 1, services.looks)
    sent, actor, desk = sent_of(data), asking.actor, services.drafting
    try:
        made = beginning.make(actor, space, desk, sent.source, sent.choices, asking.lang, sent.state, dict(sent.shown))
    except MadeOfOther as other:
        return _drawn(services, asking, space, other.plan, "changed", status=409)
    except InputError as error:
        if error.key != "drafting.no_step_left":
            raise
        patient = replace(desk, patience=None)
        plan = beginning.plan(actor, space, patient, sent.source, sent.choices, asking.lang, sent.state)
        return _drawn(services, asking, space, plan, said=error.message(asking.lang), status=422)
    return redirect(asking, f"/w/{space.slug}/maps/{made.kept.key}?edit=1", "drafting.made")


@get(_MAP, sync_to_thread=True)
def map_draft(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[str]:
    """Show what the data suggest for a map; nothing is changed."""
    keep = tuple(request.query_params.getall("keep", []))[:MOST_KEPT]
    try:
        found = for_map.suggestions(asking.actor, space, services.drafting, journey, keep)
    except StillAtWork as work:
        return _at_work(services, asking, space, work.since)
    known = known_of(asking.actor, space, services.drafting)
    back = "took" in request.query_params and can_undo(asking.actor, space, services.desk, journey)
    words = _words(services, asking, space)
    shown = MapPage(asking, space, journey, found, words, undo=back, known=(known.events, known.people))
    return _page(asking, space, *shown.page())


@post(f"{_MAP}/take", sync_to_thread=True, request_max_body_size=BYTES)
def take(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    data: Form,
) -> Redirect:
    """Change the map by one suggestion (`only`) or by all that are ticked, as one edit."""
    sent, desk = sent_of(data), replace(services.drafting, patience=None)
    chosen = {sent.only} if sent.only else sent.take
    wanted = {id: sent.shown.get(id, "") for id in chosen}
    keep, names = sent.choices.keep, sent.choices.names
    changed = for_map.take(
        asking.actor, space, desk, journey, wanted, names, asking.lang, keep, sent.state
    )  # fmt: skip
    said, took = ("drafting.took", "?took=1") if changed else ("drafting.nothing_chosen", "")
    return redirect(asking, f"/w/{space.slug}/maps/{journey}/draft{took}", said)


@post(f"{_MAP}/refuse", sync_to_thread=True, request_max_body_size=BYTES)
def refuse(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    data: Form,
) -> Redirect:
    """Put a suggestion aside."""
    for_map.put_aside(asking.actor, space, services.drafting, journey, sent_of(data).only)
    return redirect(asking, f"/w/{space.slug}/maps/{journey}/draft", "drafting.was_put_aside")


@post(f"{_MAP}/again", sync_to_thread=True, request_max_body_size=BYTES)
def again(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    data: Form,
) -> Redirect:
    """Let a suggestion that was put aside be made again."""
    for_map.put_back(asking.actor, space, services.drafting, journey, sent_of(data).only)
    return redirect(asking, f"/w/{space.slug}/maps/{journey}/draft", "drafting.is_back")


@post(f"{_MAP}/undo", sync_to_thread=True)
def take_back(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Redirect:
    """Take back the asker's own last edit of the map."""
    done = undo(asking.actor, space, services.desk, journey)
    said = "drafting.undone" if done else "drafting.no_undo"
    return redirect(asking, f"/w/{space.slug}/maps/{journey}/draft", said)


HANDLERS = (begin_draft, redraw, make, map_draft, take, refuse, again, take_back)
