"""Routes of the board and the list, of cases opened by hand, and of whether it helps."""

from typing import Annotated

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.cases.by_hand import open_case
from hanhtrinh.app.cases.handling import MOST_AT_ONCE, assign_all, list_cases, on_board
from hanhtrinh.app.cases.measuring import DAYS as RECOVERY_DAYS
from hanhtrinh.app.cases.measuring import at_step, open_at_steps, recoveries
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.cases import Wanted
from hanhtrinh.values import natural
from hanhtrinh.voice.cases.model import OPEN, STATES, State
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.cases.board_page import board
from hanhtrinh.web.cases.list_page import Turn, filters, listed, query_of
from hanhtrinh.web.cases.parts import Room, cases_page, room
from hanhtrinh.web.cases.recovery_page import door, recovery_page
from hanhtrinh.web.cases.rule_form import every, last
from hanhtrinh.web.components import empty, link_button, notice
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.maps.commands import keep_pace
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services

HOME = "/w/{slug:str}/voice/cases"
MOST_BYTES = 64_000
Form = Annotated[dict[str, str | list[str]], FORM]


@get(HOME, sync_to_thread=True)
def cases(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    view: FromQuery[str] = "",
) -> Response[str]:
    """Show the cases as a board or as a list."""
    require(asking.actor, space.id, Right.HANDLE_CASES)
    here = room(services, asking, space)
    if view == "list":
        return _list(request, here)
    if not here.desk.cases.counts(space.id):
        return cases_page(here, "board", here.say("title"), _nothing(here), lead=here.say("lead"))
    wanted = _wanted(request, here.now, view)
    chosen = filters(here, wanted, "", "board", here.desk.cases.places(space.id))
    content = board(here, on_board(asking.actor, space, here.desk, wanted), wanted)
    return cases_page(here, "board", here.say("title"), chosen, content, lead=here.say("lead"))


def _list(request: Request, here: Room, wrong: str = "") -> Response[str]:  # type: ignore[type-arg]
    """Return the list an address asks for, with what is wrong where something with several cases cannot be done."""
    title, lead = here.say("title"), here.say("lead")
    if not here.desk.cases.counts(here.space.id):
        return cases_page(here, "list", title, _nothing(here), lead=lead)
    turn = _turn(request, here)
    found, count = list_cases(here.asking.actor, here.space, here.desk, turn.wanted, turn.start)
    chosen = filters(here, turn.wanted, turn.state, "list", here.desk.cases.places(here.space.id))
    said = [notice(wrong, "bad")] if wrong else []
    content = listed(here, found, turn._replace(many=count))
    return cases_page(here, "list", title, chosen, *said, content, lead=lead, status=400 if wrong else 200)


def _turn(request: Request, here: Room) -> Turn:  # type: ignore[type-arg]
    asked = request.query_params
    return Turn(_wanted(request, here.now, "list"), asked.get("state", ""), natural(asked.get("start", "")) or 0, 0)


def _wanted(request: Request, now: int, view: str) -> Wanted:  # type: ignore[type-arg]
    asked = request.query_params
    state = asked.get("state", "")
    journey, mark, step = asked.get("step", "").partition("/")
    named = next((one for one in STATES if one == state), None)
    states: tuple[State, ...] = (named,) if named else OPEN if state == "open" else ()
    return Wanted(
        states=states if view == "list" else (), owner=asked.get("owner", "")[:80], why=_why(asked.get("why", "")),
        step=(journey, step) if mark else None, overdue_at=now if asked.get("overdue") else None,
    )  # fmt: skip


def _why(given: str) -> str:
    return given if given in ("low_score", "angry_text", "broken_promise", "by_hand") else ""


def _nothing(here: Room) -> Markup:
    on = sum(rule.since is not None for rule in here.desk.cases.rules(here.space.id))
    if on:
        look = link_button(here.say("rules"), f"{here.base}/rules", icon="list-checks")
        return empty("life-buoy", here.say("nothing"), here.say("nothing_yet", count=on), look)
    go = link_button(here.say("nothing_go"), f"{here.base}/rules", kind="main", icon="plus")
    return empty("life-buoy", here.say("nothing"), here.say("nothing_text"), go)


@post(HOME, sync_to_thread=True, request_max_body_size=MOST_BYTES)
def open_by_hand(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space], data: Form
) -> Redirect:
    """Open a case for what a customer said, or for a customer."""
    keep_pace(services, asking, 1, services.pace)
    made = open_case(
        asking.actor, space, services.cases, last(data, "person"), answer=last(data, "answer"), text=last(data, "text")
    )
    return redirect(asking, f"/w/{space.slug}/voice/cases/{made.id}")


@post(f"{HOME}/bulk", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def bulk(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    data: Form,
) -> Response[str] | Redirect:
    """Take several cases, or give them to somebody, all or none; the list stays as it was asked for."""
    require(asking.actor, space.id, Right.HANDLE_CASES)
    chosen = every(data, "case")[:MOST_AT_ONCE]
    keep_pace(services, asking, max(len(chosen), 1), services.pace)
    to, here = asking.actor.id if last(data, "do") == "take" else last(data, "to"), room(services, asking, space)
    try:
        if not chosen:
            raise InputError("cases.bulk_none")
        assign_all(asking.actor, space, services.cases, chosen, to)
    except (InputError, NotFound) as error:
        return _list(request, here, error.message(asking.lang))
    turn = _turn(request, here)
    return redirect(asking, f"{here.base}?{query_of(turn.wanted, turn.state, turn.start)}", "cases.done_bulk")


@get(f"{HOME}/recovery", sync_to_thread=True)
def recovery(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space]
) -> Response[str]:
    """Show whether closing the loop helps."""
    found = recoveries(asking.actor, space, services.cases)
    here = room(services, asking, space)
    return cases_page(here, "recovery", here.say("recovery"), *recovery_page(here, found))


@get(f"{HOME}/at/{{journey:str}}/{{step:str}}", sync_to_thread=True)
def step_door(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    step: FromPath[str],
) -> Response[str]:
    """Say how the cases at a step went, as a piece of the step's door; nothing where there were none."""
    found = at_step(asking.actor, space, services.cases, journey, step)
    piece = door(room(services, asking, space), found, RECOVERY_DAYS) if found else h("span")
    return Response(str(piece), media_type="text/html; charset=utf-8", headers={"cache-control": "no-store"})


@get(f"{HOME}/on/{{journey:str}}", sync_to_thread=True)
def on_map(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[dict[str, int]]:
    """Say how many cases are open at each step of a map: small signs on its page lead to them."""
    found = open_at_steps(asking.actor, space, services.cases, journey)
    return Response(dict(found), headers={"cache-control": "no-store"})


HANDLERS = (cases, open_by_hand, bulk, recovery, step_door, on_map)
