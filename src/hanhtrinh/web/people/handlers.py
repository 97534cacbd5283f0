"""Routes of people."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect

from hanhtrinh.app.people.consenting import allow
from hanhtrinh.app.people.erasing import ask_erasure, erasure_job, to_erase
from hanhtrinh.app.people.erasing import records as list_records
from hanhtrinh.app.people.listing import Search, list_people
from hanhtrinh.app.people.merging import both, merge, to_merge, undo_merge
from hanhtrinh.app.people.profile import Filter, profile
from hanhtrinh.app.people.segmenting import names_of_segments
from hanhtrinh.app.people.taking_out import export_person
from hanhtrinh.draw.markup import Markup
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.i18n import say as text_in
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import natural
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.people.deed_pages import erase_page, erasure_page, merge_page, records_page
from hanhtrinh.web.people.list_page import list_page
from hanhtrinh.web.people.parts import say, words_of
from hanhtrinh.web.people.profile_page import profile_page
from hanhtrinh.web.person_address import person_of_token, person_path
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page

_TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}


class Merging(msgspec.Struct):
    """The form that merges: the id of the other person."""

    other: str = ""


class Undoing(msgspec.Struct):
    """The form that undoes a merge: on whose profile."""

    person: str = ""


class Allowing(msgspec.Struct):
    """The form that lets a category of consent count again."""

    category: str = ""


class Exporting(msgspec.Struct):
    """The form that exports: in which form."""

    form: Literal["json", "csv"] = "json"


class Erasing(msgspec.Struct):
    """The form that erases: the id typed to confirm, and whether anything may come in later."""

    confirm: str = ""
    how: str = "once"


def page_of(asking: Asking, space: Space, title: str, *content: Markup, status: int = 200) -> Response[str]:
    """Return a page of the area."""
    return page(asking, space, title, *content, active="people", sheets=("people.css",), status=status)


@get("/w/{slug:str}/people", sync_to_thread=True)
def everybody(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    q: FromQuery[str] = "",
    segment: FromQuery[str] = "",
    touchpoint: FromQuery[str] = "",
    days: FromQuery[str] = "",
    start: FromQuery[str] = "",
) -> Response[str]:
    """Return the people found."""
    journey, _, point = touchpoint.partition("/")
    wanted = Search(q[:200], segment, journey if point else "", point, natural(days, 8), natural(start, 8) or 0)
    desk = services.people
    found = list_people(asking.actor, space, desk, wanted)
    segments = names_of_segments(asking.actor, space, desk)
    journeys, words = desk.journeys(asking.actor, space), words_of(asking.lang, desk.zone(space))
    content = list_page(asking, space, found, wanted, segments, journeys, words)
    return page_of(asking, space, say(asking.lang, "title"), *content)


@get("/w/{slug:str}/people/{token:str}", sync_to_thread=True)
def one(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    token: FromPath[str],
    journey: FromQuery[str] = "",
    answers: FromQuery[str] = "",
    q: FromQuery[str] = "",
    before: FromQuery[int | None] = None,
) -> Response[str] | Redirect:
    """Return a person's profile; a raw id leads to the person it is part of."""
    name, wanted = person_of_token(token), Filter(journey, answers == "yes", q[:100].strip())
    found = profile(asking.actor, space, services.people, name, wanted=wanted, before=before)
    if found.person.id != name:
        return redirect(asking, person_path(space, found.person.id))
    words = words_of(asking.lang, services.people.zone(space))
    surveys = {one.key: text_in(one.draft.name, asking.lang) or one.key for one in services.surveys.all(space.id)}
    content = profile_page(asking, space, found, wanted, words, surveys)
    return page_of(asking, space, found.person.name, *content)


@post("/w/{slug:str}/people/{token:str}/export", sync_to_thread=True, status_code=200)
def export(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    token: FromPath[str],
    data: Annotated[Exporting, FORM],
) -> Response[bytes]:
    """Return everything known of a person as a file."""
    content = export_person(asking.actor, space, services.people, person_of_token(token), data.form)
    headers = {"content-disposition": f'attachment; filename="person.{data.form}"', "cache-control": "no-store"}
    return Response(content, media_type=_TYPES[data.form], headers=headers)


@get("/w/{slug:str}/people/{token:str}/merge", sync_to_thread=True)
def ask_merge(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    token: FromPath[str],
    other: Annotated[str, QueryParameter(name="with")] = "",
) -> Response[str]:
    """Return the page that shows two people and asks whether they are one."""
    return _merging(asking, space, services, person_of_token(token), other)


def _merging(asking: Asking, space: Space, services: Services, name: str, other: str) -> Response[str]:
    desk, problem, second = services.people, "", None
    first = to_merge(asking.actor, space, desk, name)
    if other:
        try:
            first, second = both(asking.actor, space, desk, name, other)
        except HanhtrinhError as error:
            problem = error.message(asking.lang)
    words = words_of(asking.lang, desk.zone(space))
    content = merge_page(asking, space, first, second, other, problem, words)
    return page_of(asking, space, say(asking.lang, "merge_title"), *content, status=400 if problem else 200)


@post("/w/{slug:str}/people/{token:str}/merge", sync_to_thread=True)
def do_merge(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    token: FromPath[str],
    data: Annotated[Merging, FORM],
) -> Redirect:
    """Merge two people."""
    stays = merge(asking.actor, space, services.people, person_of_token(token), data.other)
    return redirect(asking, person_path(space, stays), "people.merged")


@post("/w/{slug:str}/people/merges/{number:str}/undo", sync_to_thread=True)
def do_undo(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    number: FromPath[str],
    data: Annotated[Undoing, FORM],
) -> Redirect:
    """Undo a merge."""
    undo_merge(asking.actor, space, services.people, number)
    return redirect(asking, person_path(space, data.person), "people.merge_undone")


@post("/w/{slug:str}/people/{token:str}/consent", sync_to_thread=True)
def do_allow(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    token: FromPath[str],
    data: Annotated[Allowing, FORM],
) -> Redirect:
    """Note that a person told the team they agree."""
    person = allow(asking.actor, space, services.people, person_of_token(token), data.category)
    return redirect(asking, person_path(space, person), "people.consent_said")


@get("/w/{slug:str}/people/{token:str}/erase", sync_to_thread=True)
def ask_erase(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    token: FromPath[str],
) -> Response[str]:
    """Return the page that says what erasing means."""
    desk = services.people
    person = to_erase(asking.actor, space, desk, person_of_token(token))
    return page_of(asking, space, say(asking.lang, "erase_title"), *erase_page(asking, space, person))


@post("/w/{slug:str}/people/{token:str}/erase", sync_to_thread=True)
def do_erase(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    token: FromPath[str],
    data: Annotated[Erasing, FORM],
) -> Response[str] | Redirect:
    """Have a person erased, if their id was typed."""
    desk = services.people
    person = to_erase(asking.actor, space, desk, person_of_token(token))
    if data.confirm.strip() != person.id.strip():
        content = erase_page(asking, space, person, say(asking.lang, "erase_differs"))
        return page_of(asking, space, say(asking.lang, "erase_title"), *content, status=400)
    job = ask_erasure(asking.actor, space, desk, person.id, for_ever=data.how == "ever")
    return redirect(asking, f"/w/{space.slug}/people/erasures/{job}")


@get("/w/{slug:str}/people/erasures/{job:str}", sync_to_thread=True)
def under_way(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    job: FromPath[str],
) -> Response[str]:
    """Return how far an erasure is."""
    found = erasure_job(asking.actor, space, services.people, job)
    return page_of(asking, space, say(asking.lang, "erasing_title"), *erasure_page(asking, space, found))


@get("/w/{slug:str}/people/records", sync_to_thread=True)
def records(
    asking: NamedDependency[Asking], space: NamedDependency[Space], services: NamedDependency[Services]
) -> Response[str]:
    """Return the exports and erasures of a workspace."""
    exports, erasures = list_records(asking.actor, space, services.people)
    words = words_of(asking.lang, services.people.zone(space))
    content = records_page(asking, space, exports, erasures, words)
    return page_of(asking, space, say(asking.lang, "records"), *content)


HANDLERS = (
    everybody, records, under_way, one, export, ask_merge, do_merge, do_undo, do_allow, ask_erase, do_erase,
)  # fmt: skip
