"""Routes of segments."""

from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.app.people.choosing import choices_of
from hanhtrinh.app.people.segmenting import (
    Counted,
    count_people,
    list_segments,
    open_segment,
    read_rule,
    remove_segment,
    save_segment,
    to_edit,
)
from hanhtrinh.draw.markup import Markup
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.people.parts import words_of
from hanhtrinh.web.people.segment_form import Form, form_from, form_of, plain_of
from hanhtrinh.web.people.segment_pages import Draft, builder_page, fixed_page, names_in, segments_page, spoken
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page

Sent = Annotated[dict[str, str | list[str]], FORM]


def _page(asking: Asking, space: Space, *content: Markup, status: int = 200) -> Response[str]:
    title = spoken(asking.lang, "title")
    sheets, scripts = ("people.css",), ("segment.js",)
    return page(asking, space, title, *content, active="people", sheets=sheets, scripts=scripts, status=status)


def _one_each(data: dict[str, str | list[str]]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value[-1] for name, value in data.items()}


@get("/w/{slug:str}/segments", sync_to_thread=True)
def segments(
    asking: NamedDependency[Asking], space: NamedDependency[Space], services: NamedDependency[Services]
) -> Response[str]:
    """Return the segments with their counts."""
    desk = services.people
    found = list_segments(asking.actor, space, desk)
    said = names_in(desk.journeys(asking.actor, space), asking.lang, desk.zone(space))
    content = segments_page(asking, space, found, said, words_of(asking.lang, desk.zone(space)))
    return _page(asking, space, *content)


@get("/w/{slug:str}/segments/new", sync_to_thread=True)
def new(
    asking: NamedDependency[Asking], space: NamedDependency[Space], services: NamedDependency[Services]
) -> Response[str]:
    """Return an empty builder."""
    to_edit(asking.actor, space)
    return _builder(asking, space, services, Draft(Form()))


@get("/w/{slug:str}/segments/{key:str}", sync_to_thread=True)
def one(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    key: FromPath[str],
) -> Response[str]:
    """Return the builder with a segment in it, or its words where it says more than a builder can."""
    desk, lang = services.people, asking.lang
    segment, zone = open_segment(asking.actor, space, desk, key), desk.zone(space)
    to_edit(asking.actor, space)
    try:
        rule = read_rule(space, desk, segment.rule)
    except HanhtrinhError as problem:
        counted, form = Counted(segment, None, None, problem), None
    else:
        counted, form = Counted(segment, rule, None), form_from(segment.name, rule, zone)
    if form is None:
        said = names_in(desk.journeys(asking.actor, space), lang, zone)
        return _page(asking, space, *fixed_page(asking, space, counted, said, words_of(lang, zone)))
    return _builder(asking, space, services, _drafted(asking, space, services, form), key)


@post("/w/{slug:str}/segments/draft", sync_to_thread=True, status_code=200)
def draft(
    asking: NamedDependency[Asking], space: NamedDependency[Space], services: NamedDependency[Services], data: Sent
) -> Response[str]:
    """Return the builder with what was chosen so far, what it says and how many it counts; nothing is kept."""
    to_edit(asking.actor, space)
    given = _one_each(data)
    return _builder(
        asking, space, services, _drafted(asking, space, services, form_of(given)), given.get("key", "")[:200]
    )


@post("/w/{slug:str}/segments/save", sync_to_thread=True)
def save(
    asking: NamedDependency[Asking], space: NamedDependency[Space], services: NamedDependency[Services], data: Sent
) -> Response[str] | Redirect:
    """Keep a segment; what is wrong with it is said beside the form, and nothing typed is lost."""
    given = _one_each(data)
    form, key = form_of(given), given.get("key", "")[:200]
    to_edit(asking.actor, space)
    try:
        save_segment(asking.actor, space, services.people, name=form.name, data=plain_of(form), key=key or None)
    except HanhtrinhError as problem:
        wrong = Draft(form, problem=problem.message(asking.lang))
        return _builder(asking, space, services, wrong, key, status=400)
    return redirect(asking, f"/w/{space.slug}/segments", "segments_page.saved")


@post("/w/{slug:str}/segments/{key:str}/remove", sync_to_thread=True)
def remove(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    key: FromPath[str],
) -> Redirect:
    """Forget a segment."""
    remove_segment(asking.actor, space, services.people, key)
    return redirect(asking, f"/w/{space.slug}/segments", "segments_page.removed")


def _drafted(asking: Asking, space: Space, services: Services, form: Form) -> Draft:
    """Return a form with what it says and how many it counts, or what is wrong with it."""
    desk = services.people
    if not form.rows:
        return Draft(form)
    try:
        rule = read_rule(space, desk, plain_of(form))
        said = names_in(desk.journeys(asking.actor, space), asking.lang, desk.zone(space)).of(rule)
        return Draft(form, said, count_people(asking.actor, space, desk, rule))
    except HanhtrinhError as problem:
        return Draft(form, problem=problem.message(asking.lang))


def _builder(
    asking: Asking, space: Space, services: Services, draft: Draft, key: str = "", status: int = 200
) -> Response[str]:
    choices = choices_of(asking.actor, space, services.people)
    words = words_of(asking.lang, services.people.zone(space))
    return _page(asking, space, *builder_page(asking, space, draft, choices, words, key), status=status)


HANDLERS = (segments, new, draft, save, one, remove)
