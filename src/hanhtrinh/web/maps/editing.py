"""Editing a map in the browser: the sheet with a cell's form, saving, arranging steps and stages, taking back."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from hanhtrinh.access import Right, require
from hanhtrinh.app.maps import arranging
from hanhtrinh.app.maps.cells import Cell, Entry, entries_of
from hanhtrinh.app.maps.editing import Changed, can_undo, change, remove_journey, undo
from hanhtrinh.app.maps.filled import Filled, edit_from
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.errors import HanhtrinhError, InputError, NotFound
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.journey.edits import Conflict, Edit
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.maps.forms import Shown, fields_of, otherwise, sheet, shown
from hanhtrinh.web.maps.fragment import fragment
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services

_MOST_CELLS = 12
Make = Callable[[Journey], Edit | None]


class _Hidden(msgspec.Struct, frozen=True):
    """What a form keeps of a cell while somebody fills it."""

    field: str
    lang: Lang
    was: tuple[Entry, ...]


@get("/w/{slug:str}/maps/{journey:str}/edit", sync_to_thread=True)
def edit_form(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    thing: FromQuery[str] = "journey",
    key: FromQuery[str] = "",
    field: FromQuery[str] = "",
) -> Response[str]:
    """Give the form of a cell, or of a step, a stage, the journey itself."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    _, file = usable_journey(asking.actor, space, services.desk, journey)
    cells = shown(file.written, thing, key, fields_of(thing, field), asking.lang)
    if not cells:
        raise NotFound("map_page.no_form")
    return fragment(*sheet(file.journey, cells, asking.lang, arrange=not field))


@post("/w/{slug:str}/maps/{journey:str}/edit", status_code=200)
async def save(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[Any]:
    """Save a form; where somebody else has written the same cell since, give it back with both texts."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    filled = _filled(await request.form())

    def make(journey: Journey) -> Edit | None:
        return edit_from(journey, filled)

    try:
        done = await asyncio.to_thread(change, asking.actor, space, services.desk, journey, make)
    except (Conflict, InputError) as error:
        return await asyncio.to_thread(_again, services, asking, space, journey, filled, error)
    return _told(asking, done, services, space, journey)


@post("/w/{slug:str}/maps/{journey:str}/arrange", status_code=200)
async def arrange(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[Any]:
    """Add, move or remove a step or a stage."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    make = _arranged(await request.form(), asking.lang)
    done = await asyncio.to_thread(change, asking.actor, space, services.desk, journey, make)
    return _told(asking, done, services, space, journey)


@post("/w/{slug:str}/maps/{journey:str}/undo", status_code=200, sync_to_thread=True)
def take_back(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[Any]:
    """Take back one's own last edit."""
    done = undo(asking.actor, space, services.desk, journey)
    return _told(asking, done, services, space, journey, "undone" if done else "nothing_to_undo")


@post("/w/{slug:str}/maps/{journey:str}/remove", sync_to_thread=True)
def remove(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[Any]:
    """Move the journey into the trash folder."""
    remove_journey(asking.actor, space, services.desk, journey)
    return redirect(asking, f"/w/{space.slug}/journeys", "map_page.removed")


def _filled(form: FormMultiDict) -> tuple[Filled, ...]:
    """Return what a form says; InputError where it is none of ours."""
    thing, key = str(form.get("thing", "")), str(form.get("key", ""))
    hidden = form.getall("cell", [])
    if not hidden or len(hidden) > _MOST_CELLS:
        raise InputError("map_page.no_form")
    try:
        kept = [msgspec.json.decode(str(text), type=_Hidden) for text in hidden]
    except msgspec.MsgspecError:
        raise InputError("map_page.no_form") from None
    return tuple(
        Filled(Cell(thing=thing, key=key, field=one.field, lang=one.lang), one.was, _given(form, f"c{i}"))
        for i, one in enumerate(kept)
    )


def _given(form: FormMultiDict, name: str) -> tuple[Entry, ...]:
    texts = [str(text).replace("\r\n", "\n") for text in form.getall(f"{name}.text", [])]
    levels = [str(level) for level in form.getall(f"{name}.level", [])]
    size = max(len(texts), len(levels), 1)
    texts, levels = texts + [""] * (size - len(texts)), levels + [""] * (size - len(levels))
    return tuple(Entry(text=text, level=level) for text, level in zip(texts, levels, strict=True))


def _again(
    services: Services, asking: Asking, space: Space, key: str, filled: tuple[Filled, ...], error: HanhtrinhError
) -> Response[str]:
    """Give a form back with what was written in it: with what stands there now, or with what is wrong."""
    _, file = usable_journey(asking.actor, space, services.desk, key)
    cells = tuple(_reopened(file.written, one) for one in filled)
    conflict = isinstance(error, Conflict)
    parts = sheet(file.journey, cells, asking.lang, error="" if conflict else error.message(asking.lang))
    return fragment(*parts, status=409 if conflict else 422)


def _reopened(journey: Journey, one: Filled) -> Shown:
    now = entries_of(journey, one.cell)
    written = tuple(entry for entry in one.given if entry.text or entry.level) or one.given
    kept = one.given if one.cell.kind in ("text", "feeling", "mark") else written
    theirs = now if now != one.was else None
    return Shown(cell=one.cell, was=now, now=kept, theirs=theirs, otherwise=otherwise(journey, one.cell))


def _arranged(form: FormMultiDict, lang: Lang) -> Make:
    thing, key, do = (str(form.get(name, "")) for name in ("thing", "key", "do"))
    name, steps = str(form.get("name", "")), str(form.get("thing", "")) == "steps"
    first = tr("map_page.first_step", lang)
    match do:
        case "add":
            return lambda j: arranging.new_step(j, key, name) if steps else arranging.new_stage(j, key, name, first)
        case "before" | "after":
            return lambda j: arranging.moved_step(j, key, do) if steps else arranging.moved_stage(j, key, do)
        case "remove":
            return lambda j: arranging.without_step(j, key) if steps else arranging.without_stage(j, key)
    raise InputError("map_page.no_deed", given=do or thing)


def _told(
    asking: Asking, done: Changed | None, services: Services, space: Space, journey: str, key: str = ""
) -> Response[Any]:
    said = tr(f"map_page.{key or ('saved' if done else 'nothing_new')}", asking.lang)
    more = can_undo(asking.actor, space, services.desk, journey)
    return Response({"said": said, "undo": more}, media_type=MediaType.JSON)
