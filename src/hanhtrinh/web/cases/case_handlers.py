"""Routes of one case."""

from collections.abc import Callable, Mapping
from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from hanhtrinh.access import Right, may
from hanhtrinh.app.cases import handling
from hanhtrinh.app.cases.again import ask_later
from hanhtrinh.app.cases.handling import Seen, see_case
from hanhtrinh.app.cases.replying import Written, address_of, is_vouched, reply, written
from hanhtrinh.app.people.profile import Profile, profile
from hanhtrinh.errors import HanhtrinhError, InputError, NotFound
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import parse_instant
from hanhtrinh.voice.cases.model import CLOSED
from hanhtrinh.web.asking import Asking, the_user
from hanhtrinh.web.cases.case_page import Shown, case_page
from hanhtrinh.web.cases.handlers import HOME, MOST_BYTES
from hanhtrinh.web.cases.parts import Room, cases_page, room
from hanhtrinh.web.cases.rule_form import number
from hanhtrinh.web.components import empty, link_button
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.maps.commands import keep_pace
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.voice.tabs import voice_page

_ONE = f"{HOME}/{{case:str}}"
Fields = Annotated[dict[str, str], FORM]


@get(_ONE, sync_to_thread=True)
def one(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    case: FromPath[str],
    close: FromQuery[str] = "",
) -> Response[str]:
    """Show a case; one that is gone, with its customer perhaps, leads to the others."""
    try:
        seen = see_case(asking.actor, space, services.cases, case)
    except NotFound as error:
        here = room(services, asking, space)
        others = link_button(here.say("title"), here.base, icon="arrow-left")
        gone = empty("life-buoy", error.message(asking.lang), here.say("gone"), others)
        return cases_page(here, "board", here.say("title"), gone, status=404)
    return _page(services, asking, space, seen, closing=close)


def _page(
    services: Services,
    asking: Asking,
    space: Space,
    seen: Seen,
    *,
    closing: str = "",
    draft: Mapping[str, str] = {},
    preview: Written | None = None,
    wrong: Mapping[str, str] = {},
) -> Response[str]:
    here = room(services, asking, space)
    surveys = dict(here.desk.surveys(space))
    address = address_of(here.desk, space, seen.case)
    vouched = not address or is_vouched(here.desk, space, seen.case.person, address)
    shown = Shown(
        seen, _profile(here, seen), address, surveys, services.settings.mails, closing,
        draft, _templates(services, here), preview, wrong, vouched,
    )  # fmt: skip
    title = f"#{seen.case.number} {here.customer(seen.case)}"
    sheets = ("people.css", "cases.css")
    return voice_page(
        asking, space, "cases", title, *case_page(here, shown), sheets=sheets, scripts=("cases.js",),
        status=400 if wrong else 200,
    )  # fmt: skip


def _profile(here: Room, seen: Seen) -> Profile | None:
    """Return the person's profile to who may see people; None to others, and where nothing of theirs is left."""
    if not may(here.asking.actor, here.space.id, Right.SEE_PEOPLE):
        return None
    try:
        return profile(here.asking.actor, here.space, here.desk.people, seen.case.person)
    except HanhtrinhError:
        return None


def _templates(services: Services, here: Room) -> list[tuple[str, str]]:
    """Return the team's own drafts of replies in the reader's language."""
    drafts = services.said_marks.templates(here.space.id)
    return [(one.text, one.name) for one in drafts if one.lang == here.lang]


def _done(asking: Asking, space: Space, to: str, said: str) -> Redirect:
    return redirect(asking, f"/w/{space.slug}/voice/cases/{to}".rstrip("/"), f"cases.{said}")


def _tried(
    services: Services, asking: Asking, space: Space, case: str, sent: Mapping[str, str], field: str,
    act: Callable[[], object], done: str, to: str | None = None,
) -> Response[str] | Redirect:  # fmt: skip
    """Do what a form of the page asks for; what cannot be done is said beside its field, with what was typed."""
    try:
        act()
    except InputError as error:
        seen = see_case(asking.actor, space, services.cases, case)
        return _page(services, asking, space, seen, draft=sent, wrong={field: error.message(asking.lang)})
    return _done(asking, space, case if to is None else to, done)


@post(f"{_ONE}/take", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def take(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    case: FromPath[str],
) -> Redirect:
    """Make a case one's own."""
    keep_pace(services, asking, 1, services.pace)
    handling.take(asking.actor, space, services.cases, case)
    return _done(asking, space, case, "done_taken")


@post(f"{_ONE}/assign", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def assign(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    case: FromPath[str],
    data: Fields,
) -> Response[str] | Redirect:
    """Give a case to a colleague."""
    keep_pace(services, asking, 1, services.pace)

    def give() -> None:
        handling.assign(asking.actor, space, services.cases, case, data.get("owner", ""))

    return _tried(services, asking, space, case, data, "owner", give, "done_saved")


@post(f"{_ONE}/priority", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def priority(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    case: FromPath[str],
    data: Fields,
) -> Redirect:
    """Say how urgent a case is."""
    keep_pace(services, asking, 1, services.pace)
    handling.set_priority(asking.actor, space, services.cases, case, data.get("priority", ""))
    return _done(asking, space, case, "done_saved")


@post(f"{_ONE}/due", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def due(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    case: FromPath[str],
    data: Fields,
) -> Response[str] | Redirect:
    """Give a case another deadline."""
    keep_pace(services, asking, 1, services.pace)

    def put_off() -> None:
        handling.set_due(asking.actor, space, services.cases, case, _moment(data.get("due", ""), services.zone(space)))

    return _tried(services, asking, space, case, data, "due", put_off, "done_saved")


def _moment(given: str, zone: str) -> int:
    try:
        return parse_instant(given, zone)
    except (ValueError, OverflowError):
        raise InputError("cases.bad_moment", given=given[:40]) from None


@post(f"{_ONE}/note", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def note(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    case: FromPath[str],
    data: Fields,
) -> Response[str] | Redirect:
    """Add a note."""
    keep_pace(services, asking, 1, services.pace)

    def add() -> None:
        handling.note(asking.actor, space, services.cases, case, data.get("note", ""))

    return _tried(services, asking, space, case, data, "note", add, "done_noted", f"{case}#case-history")


@post(f"{_ONE}/move", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def move(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    case: FromPath[str],
    data: Fields,
) -> Response[str] | Redirect:
    """Bring a case into another state; closing without a reason leads to where one is given."""
    keep_pace(services, asking, 1, services.pace)
    to, reason = data.get("to", ""), data.get("reason", "")
    if to in CLOSED and not reason:
        handling.case_of(asking.actor, space, services.cases, case)
        return redirect(asking, f"/w/{space.slug}/voice/cases/{case}?close={to}#close")

    def go() -> None:
        handling.move(asking.actor, space, services.cases, case, to, reason, data.get("why", ""))

    said, place = ("done_closed", case) if reason else ("done_moved", "")
    return _tried(services, asking, space, case, data, "close", go, said, place)


@post(f"{_ONE}/reply", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def answer(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    case: FromPath[str],
    data: Fields,
) -> Response[str] | Redirect:
    """Write to the customer; what cannot be sent stays in the form."""
    keep_pace(services, asking, 4, services.looks)
    user, desk = the_user(asking), services.cases

    def send() -> None:
        reply(asking.actor, space, desk, case, user, data.get("subject", ""), data.get("reply", ""), asking.lang)

    return _tried(services, asking, space, case, data, "reply", send, "done_replied", f"{case}#case-history")


@post(f"{_ONE}/reply/preview", sync_to_thread=True, request_max_body_size=MOST_BYTES, status_code=200)
def look_at_answer(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    case: FromPath[str],
    data: Fields,
) -> Response[str]:
    """Show a letter to the customer as they would get it; nothing is sent."""
    keep_pace(services, asking, 1, services.looks)
    user, desk = the_user(asking), services.cases
    seen, made, wrong = see_case(asking.actor, space, desk, case), None, dict[str, str]()
    try:
        given = data.get("subject", ""), data.get("reply", "")
        made = written(asking.actor, space, desk, case, user, *given, asking.lang)
    except InputError as error:
        wrong["reply"] = error.message(asking.lang)
    return _page(services, asking, space, seen, draft=data, preview=made, wrong=wrong)


@post(f"{_ONE}/reask", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def reask(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    case: FromPath[str],
    data: Fields,
) -> Response[str] | Redirect:
    """Have the customer asked again some days after the case is resolved."""
    keep_pace(services, asking, 1, services.pace)

    def plan() -> None:
        days = int(number(data.get("days", "0") or "0", whole=True))
        ask_later(asking.actor, space, services.cases, case, data.get("survey", ""), days)

    return _tried(services, asking, space, case, data, "days", plan, "done_reask", f"{case}#reask")


HANDLERS = (one, take, assign, priority, due, note, move, answer, look_at_answer, reask)
