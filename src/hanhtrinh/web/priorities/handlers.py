"""Routes of priorities."""

from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.maps.asked import Asked, asked_for, question_of
from hanhtrinh.app.priorities.changing import (
    GivenSolution,
    Place,
    add_opportunity,
    describe,
    drop_solution,
    pin,
    solve,
)
from hanhtrinh.app.priorities.reading import also_in, see, told, unhappy, who_is_behind
from hanhtrinh.app.priorities.tickets import ticket_of
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import say
from hanhtrinh.measures.results import Who
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import datetime_of, natural
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import box, button, empty, field, form, head, link_button, select
from hanhtrinh.web.priorities.addresses import home_of
from hanhtrinh.web.priorities.board import Board, chosen_in
from hanhtrinh.web.priorities.matrix import matrix
from hanhtrinh.web.priorities.one_page import One, one_page
from hanhtrinh.web.priorities.people_page import KINDS, people_page
from hanhtrinh.web.priorities.table import filters, table
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page

_HOME = "/w/{slug:str}/maps/{journey:str}/priorities"
_ONE = f"{_HOME}/{{step:str}}/{{mark:str}}"
MOST_BYTES = 32_000
Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
_SHEETS, _SCRIPTS = ("priorities.css",), ("priorities.js",)


def _board(request: Request[Any, Any, Any], services: Services, asking: Asking, space: Space, key: str) -> Board:
    """Return what was asked for; where the address names no period and the usual one is empty, all there is."""
    asked, zone = asked_for(request.query_params), services.zone(space)
    maps, desk = services.maps(space), services.version_desk
    seen = see(asking.actor, space, desk, maps, key, question_of(asked, zone))
    if not asked.chosen and not seen.readings.passes and seen.readings.events:
        asked = Asked(span="all", segment=asked.segment)
        seen = see(asking.actor, space, desk, maps, key, question_of(asked, zone))
    return Board(asking, space, key, asked, seen, chosen_in(request.query_params))


@get(_HOME, sync_to_thread=True)
def priorities(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[str]:
    """Show a journey's opportunities as a matrix and as a table."""
    require(asking.actor, space.id, Right.SEE_MAPS)
    board = _board(request, services, asking, space, journey)
    back = (f"{board.map}?{board.asked.query}", board.tr("back_to_map"))
    top = head(board.tr("title", name=board.name), board.tr("lead"), back=back)
    parts = (matrix(board), table(board)) if board.seen.tickets else (_nothing(board),)
    chosen = filters(board) if board.seen.tickets else None
    content = [part for part in (top, chosen, *parts, _adding(board)) if part is not None]
    title = board.tr("title", name=board.name)
    return page(asking, space, title, *content, active="journeys", sheets=_SHEETS, scripts=_SCRIPTS)


def _nothing(board: Board) -> Markup:
    return empty("lightbulb", board.tr("nothing"), board.tr("nothing_text"),
                 link_button(board.tr("back_to_map"), board.map))  # fmt: skip


def _adding(board: Board) -> Markup | None:
    if not board.edits or not board.seen.journey.steps:
        return None
    steps = [(one.key, say(board.seen.journey.name_of_step(one), board.lang)) for one in board.seen.journey.steps]
    content = form(
        board.asking, board.home,
        field(board.tr("opportunity"), "text", maxlength=2000, required=True),
        select(board.tr("step"), "step", steps),
        h("div.actions", button(board.tr("add"), icon="plus")), kind="pr-add",
    )  # fmt: skip
    return box(board.tr("add_opportunity"), content)


@post(_HOME, sync_to_thread=True, request_max_body_size=MOST_BYTES)
def add(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    data: Form,
) -> Redirect:
    """Put a new opportunity at a step."""
    step = data.get("step", "")
    mark = add_opportunity(asking.actor, space, services.desk, journey, step, asking.lang, data.get("text", ""))
    return _done(services, asking, space, Place(journey, step, mark))


@get(_ONE, sync_to_thread=True)
def one(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    step: FromPath[str],
    mark: FromPath[str],
) -> Response[str]:
    """Show one opportunity with everything that belongs to it."""
    require(asking.actor, space.id, Right.SEE_MAPS)
    board = _board(request, services, asking, space, journey)
    ticket, maps = ticket_of(board.seen.tickets, step, mark), services.maps(space)
    measured = board.seen.step(step).measured and board.seen.readings.passes
    found = One(
        board=board, ticket=ticket,
        unhappy=unhappy(asking.actor, space, maps, board.seen, step) if measured else 0,
        told=[(made, told(maps, board.seen, step, date.fromisoformat(made.shipped))) for made in ticket.shipped],
        used=also_in(asking.actor, space, services.desk, journey, ticket.opportunity.use or ""),
        today=_today(services, space),
    )  # fmt: skip
    return page(
        asking, space, board.text(ticket), *one_page(found), active="journeys", sheets=_SHEETS, scripts=_SCRIPTS
    )


def _today(services: Services, space: Space) -> str:
    return datetime_of(services.clock(), services.zone(space)).date().isoformat()


@get(f"{_ONE}/people", sync_to_thread=True)
def people(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    step: FromPath[str],
    mark: FromPath[str],
) -> Response[str]:
    """Show who is behind an opportunity: counts alone to those who may not see people."""
    require(asking.actor, space.id, Right.SEE_MAPS)
    what = request.query_params.get("what", "reached")
    if what not in KINDS:
        raise InputError("priorities.no_people", given=what[:40], allowed=", ".join(KINDS))
    start = request.query_params.get("start", "0")
    board = _board(request, services, asking, space, journey)
    ticket = ticket_of(board.seen.tickets, step, mark)
    who = Who(what=what, step=step)  # type: ignore[arg-type]
    at = natural(start) or 0
    behind = who_is_behind(asking.actor, space, services.maps(space), board.seen, who, at)
    content = people_page(board, ticket, what, behind)
    return page(asking, space, board.text(ticket), *content, active="journeys", sheets=_SHEETS)


@post(_ONE, sync_to_thread=True, request_max_body_size=MOST_BYTES)
def edit(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    step: FromPath[str],
    mark: FromPath[str],
    data: Form,
) -> Response[Any]:
    """Grade an opportunity, give it an owner, say it otherwise; a form goes back to where it stood."""
    place = Place(journey, step, mark)
    given = {name: data[name] for name in ("text", "value", "effort", "owner") if name in data}
    now = describe(asking.actor, space, services.desk, place, asking.lang, **given)
    if "application/json" in request.headers.get("accept", ""):
        _announce(services, asking, space, place)
        return Response({"mark": now, "saved": True})
    board = data.get("then") == "board"
    return _done(services, asking, space, Place(journey, step, now), board=board)


@post(f"{_ONE}/quotes", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def quotes(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    step: FromPath[str],
    mark: FromPath[str],
    data: Form,
) -> Redirect:
    """Let a customer's words speak for an opportunity, or no longer."""
    place = Place(journey, step, mark)
    pin(asking.actor, space, services.desk, place, data.get("quote", ""), pinned=data.get("pinned") == "1")
    return _done(services, asking, space, place, "#voices")


@post(f"{_ONE}/solutions", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def solution(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    step: FromPath[str],
    mark: FromPath[str],
    data: Form,
) -> Redirect:
    """Add, change or take out a solution."""
    place, was = Place(journey, step, mark), data.get("was", "")
    if data.get("do") == "remove":
        drop_solution(asking.actor, space, services.desk, place, was)
    else:
        given = GivenSolution(**{name: data[name] for name in GivenSolution.__struct_fields__ if name in data})
        solve(asking.actor, space, services.desk, place, asking.lang, given, was)
    return _done(services, asking, space, place, "#solutions")


def _done(
    services: Services, asking: Asking, space: Space, place: Place, part: str = "", *, board: bool = False
) -> Redirect:
    _announce(services, asking, space, place)
    home = home_of(space, place.journey)
    return Redirect(f"{home}#pr-table" if board else f"{home}/{place.step}/{place.mark}{part}", status_code=303)


def _announce(services: Services, asking: Asking, space: Space, place: Place) -> None:
    """Tell open maps at once that this cell was written."""
    kept = services.desk.journeys.get(space, place.journey)
    services.hub.poke(space.id, place.journey)
    told_of = {"version": kept.version if kept else "", "by": asking.actor.name, "id": asking.actor.id,
               "places": [f"steps/{place.step}/opportunities"]}  # fmt: skip
    services.hub.announce(space.id, place.journey, "edited", told_of)


HANDLERS = (priorities, add, one, people, edit, quotes, solution)
