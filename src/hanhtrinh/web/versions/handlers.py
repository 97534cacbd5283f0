"""The routes of versions: the timeline, one version, two compared; naming and restoring."""

from typing import Annotated

import msgspec
from litestar import MediaType, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.versions.comparing import Basis, compare, the_side
from hanhtrinh.app.versions.history import timeline
from hanhtrinh.app.versions.parts import Part
from hanhtrinh.app.versions.restoring import restore
from hanhtrinh.app.versions.taking import name_version, numbers_of, save_as, the_version
from hanhtrinh.draw.words import Words
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.i18n import say as said_in
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import natural
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.maps.sheet import NAME, journey_rules
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page
from hanhtrinh.web.versions.compare_page import compare_page
from hanhtrinh.web.versions.parts import NOW, base_of, names_of, say
from hanhtrinh.web.versions.timeline import timeline_page
from hanhtrinh.web.versions.viewing import version_page

_SHEETS = ("versions.css",)
_MAP_SHEETS = (NAME, "map-page.css", "versions.css")
_FOREVER = "private, max-age=31536000, immutable"
_OFFERED = 200
"""How many versions a list to choose from holds."""


class Naming(msgspec.Struct):
    """The form that gives a name."""

    name: str = ""
    note: str = ""


class Restoring(msgspec.Struct):
    """The form that restores: `part` is `stage/<key>` or `step/<key>`, empty for the whole journey."""

    part: str = ""


def _words(services: Services, asking: Asking, space: Space) -> Words:
    return Words(asking.lang, services.desk.journeys.about(space).zone)


@get("/w/{slug:str}/maps/{journey:str}/versions", sync_to_thread=True)
def versions_page(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    before: FromQuery[str] = "",
) -> Response[str]:
    """Show the timeline."""
    upto = natural(before, 18)
    found = timeline(asking.actor, space, services.version_desk, journey, upto)
    content = timeline_page(
        asking, space, journey, said_in(found.name, asking.lang), found.versions,
        names_of(services, space, found.versions), _words(services, asking, space),
        now=services.clock(), unsaved=found.unsaved, older=found.older,
    )  # fmt: skip
    title = f"{say(asking.lang, 'title')} · {said_in(found.name, asking.lang)}"
    return page(asking, space, title, content, active="journeys", sheets=_SHEETS)


@get("/w/{slug:str}/maps/{journey:str}/versions/{version:str}", sync_to_thread=True)
def one_version(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    version: FromPath[str],
    numbers: FromQuery[str] = "own",
) -> Response[str]:
    """Show a version as a map, with its own numbers or with today's."""
    desk = services.version_desk
    kept = the_version(asking.actor, space, desk, journey, version)
    side = the_side(asking.actor, space, desk, journey, version)
    own = numbers != "today" and side.readings is not None
    readings = side.readings if own else numbers_of(space, desk, side.file.journey)
    words = _words(services, asking, space)
    content = version_page(
        asking, space, services, journey, side, kept, readings, words,
        own=own, names=dict(names_of(services, space, [kept])),
    )  # fmt: skip
    title = f"{kept.name or words.moment(kept.at)} · {said_in(side.file.journey.name, asking.lang)}"
    return page(asking, space, title, content, active="journeys", kind="wide", sheets=_MAP_SHEETS)


@get("/w/{slug:str}/maps/{journey:str}/versions/{version:str}/rules.css", sync_to_thread=True)
def version_rules(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    version: FromPath[str],
) -> Response[str]:
    """Give the rules that depend on a version's journey."""
    side = the_side(asking.actor, space, services.version_desk, journey, _kept(version))
    headers = {"cache-control": _FOREVER}
    return Response(journey_rules(side.file.journey), media_type=MediaType.CSS, headers=headers)


@get("/w/{slug:str}/maps/{journey:str}/versions/{version:str}/journey.yaml", sync_to_thread=True)
def version_source(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    version: FromPath[str],
) -> Response[str]:
    """Give a version's file."""
    found = the_version(asking.actor, space, services.version_desk, journey, version)
    texts = services.versions.texts(space.id, journey, found.id)
    headers = {"content-disposition": f'attachment; filename="{journey}.{found.text_version[:8]}.yaml"'}
    return Response(texts.text if texts else "", media_type="application/yaml; charset=utf-8", headers=headers)


@get("/w/{slug:str}/maps/{journey:str}/versions/compare", sync_to_thread=True)
def compared(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    old: FromQuery[str] = NOW,
    new: FromQuery[str] = NOW,
    by: FromQuery[str] = "",
) -> Response[str]:
    """Show what changed between two versions."""
    basis: Basis | None = "then" if by == "then" else "today" if by == "today" else None
    found = compare(asking.actor, space, services.version_desk, journey, old, new, basis)
    offered = services.versions.list(space.id, journey, limit=_OFFERED)
    content = compare_page(asking, space, journey, found, offered, _words(services, asking, space))
    title = f"{say(asking.lang, 'compare')} · {said_in(found.new.file.journey.name, asking.lang)}"
    return page(asking, space, title, content, active="journeys", sheets=_SHEETS)


@post("/w/{slug:str}/maps/{journey:str}/versions", sync_to_thread=True)
def save(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    data: Annotated[Naming, FORM],
) -> Redirect:
    """Keep the journey as it stands under a name."""
    save_as(asking.actor, space, services.version_desk, journey, data.name, data.note)
    return redirect(asking, base_of(space, journey), "versions.saved")


@post("/w/{slug:str}/maps/{journey:str}/versions/{version:str}/name", sync_to_thread=True)
def rename(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    version: FromPath[str],
    data: Annotated[Naming, FORM],
) -> Redirect:
    """Give a version a name."""
    name_version(asking.actor, space, services.version_desk, journey, version, data.name, data.note)
    return redirect(asking, f"{base_of(space, journey)}#v-{version}", "versions.named")


@post("/w/{slug:str}/maps/{journey:str}/versions/{version:str}/restore", sync_to_thread=True)
def take_back(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    version: FromPath[str],
    data: Annotated[Restoring, FORM],
) -> Redirect:
    """Restore a version, or one stage or step of it."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    done = restore(asking.actor, space, services.version_desk, journey, version, _part(data.part))
    said = "versions.nothing_to_restore" if done is None else "versions.restored"
    return redirect(asking, f"/w/{space.slug}/maps/{journey}" if done else base_of(space, journey), said)


def _part(given: str) -> tuple[Part, str] | None:
    kind, _, key = given.partition("/")
    if not given:
        return None
    if kind not in ("stage", "step") or not key:
        raise InputError("versions.bad_part", given=given[:80])
    return ("stage" if kind == "stage" else "step"), key


def _kept(version: str) -> str:
    """Return the id of a version; the present has none."""
    if version == NOW:
        raise NotFound("versions.none", given=version)
    return version


HANDLERS = (versions_page, one_version, version_rules, version_source, compared, save, rename, take_back)
