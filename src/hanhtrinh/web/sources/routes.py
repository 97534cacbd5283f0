"""Routes of sources: how they are doing, connecting, installing, settings, the live debugger."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.debugging import Debugger
from hanhtrinh.app.source_watch import SourceWatch
from hanhtrinh.app.sources import SourceDesk
from hanhtrinh.draw.markup import Markup
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.sources import PLATFORMS, SourceSettings
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page
from hanhtrinh.web.sources import key_routes
from hanhtrinh.web.sources.install_page import connect_page, install_page, settings_page
from hanhtrinh.web.sources.list_page import sources_page
from hanhtrinh.web.sources.live_page import live_page


class Connected(msgspec.Struct, frozen=True):
    """The form that makes a source."""

    name: str = ""
    platform: str = ""


class Renamed(msgspec.Struct, frozen=True):
    """The form that renames a source."""

    name: str = ""


class Taken(msgspec.Struct, frozen=True):
    """The form of what a source takes and keeps; a box that is not ticked is not sent."""

    origins: str = ""
    needs_consent: str = ""
    keep_addresses: str = ""
    count_bots: str = ""


def desk(services: Services) -> SourceDesk:
    """Return where sources are looked after."""
    return SourceDesk(services.sources, services.audit)


def watch(services: Services) -> SourceWatch:
    """Return who looks how sources are doing."""
    return SourceWatch(services.sources, services.activities)


def shown(asking: Asking, space: Space, title: str, content: Markup, status: int = 200) -> Response[str]:
    """Return a page of this area."""
    sheets, scripts = ("sources.css",), ("sources.js",)
    return page(asking, space, title, content, active="sources", sheets=sheets, scripts=scripts, status=status)


@get("/w/{slug:str}/sources", sync_to_thread=True)
def all_sources(
    asking: NamedDependency[Asking], space: NamedDependency[Space], services: NamedDependency[Services]
) -> Response[str]:
    """Show every source and how it is doing."""
    now = services.clock()
    watched = watch(services).all(asking.actor, space.id, now, services.zone(space))
    return shown(asking, space, tr("sources_page.title", asking.lang), sources_page(asking, space, watched, now))


@get("/w/{slug:str}/sources/connect", sync_to_thread=False)
def connect_form(asking: NamedDependency[Asking], space: NamedDependency[Space]) -> Response[str]:
    """Show the form that makes a source."""
    require(asking.actor, space.id, Right.MANAGE_SOURCES)
    return shown(asking, space, tr("sources_page.connect", asking.lang), connect_page(asking, space))


@post("/w/{slug:str}/sources/connect", sync_to_thread=True)
def connect(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    data: Annotated[Connected, FORM],
) -> Response[str]:
    """Make a source with its write key and go to what is to be pasted."""
    ids = {"key_id": services.new_id(), "token": services.new_token()}
    try:
        source = desk(services).connect(
            asking.actor, space.id, data.name, data.platform, **ids, now=services.clock()
        )  # fmt: skip
    except InputError as error:
        content = connect_page(asking, space, data.name, data.platform, error.message(asking.lang))
        return shown(asking, space, tr("sources_page.connect", asking.lang), content, 400)
    return redirect(asking, f"/w/{space.slug}/sources/{source.key}")


@get("/w/{slug:str}/sources/live", sync_to_thread=True)
def live_all(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    source: FromQuery[str] = "",
) -> Response[str]:
    """Show what arrives, from every source or from one that has no page of its own."""
    live = Debugger(services.recent, services.shelf).look(asking.actor, space, source or None)
    content = live_page(asking, space, live, None, services.zone(space))
    return shown(asking, space, tr("sources_page.live_title", asking.lang), content)


@get("/w/{slug:str}/sources/{source:str}", sync_to_thread=True)
def install(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    source: FromPath[str],
    platform: FromQuery[str] = "",
) -> Response[str]:
    """Show what is to be pasted, and whether anything has arrived."""
    found = desk(services).one(asking.actor, space.id, source)
    key = desk(services).write_key(asking.actor, space.id, source)
    now = services.clock()
    watched = watch(services).one(asking.actor, space.id, source, now, services.zone(space))
    chosen = next((one for one in PLATFORMS if one == platform), found.platform)
    address = services.settings.public_address
    return shown(asking, space, found.name, install_page(asking, space, found, watched, key, chosen, address, now))


@get("/w/{slug:str}/sources/{source:str}/live", sync_to_thread=True)
def live_one(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    source: FromPath[str],
) -> Response[str]:
    """Show what arrives from one source."""
    found = desk(services).one(asking.actor, space.id, source)
    live = Debugger(services.recent, services.shelf).look(asking.actor, space, source)
    return shown(asking, space, found.name, live_page(asking, space, live, found, services.zone(space)))


@get("/w/{slug:str}/sources/{source:str}/settings", sync_to_thread=True)
def settings(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    source: FromPath[str],
) -> Response[str]:
    """Show what a source takes and keeps."""
    require(asking.actor, space.id, Right.MANAGE_SOURCES)
    found = desk(services).one(asking.actor, space.id, source)
    return shown(asking, space, found.name, settings_page(asking, space, found, services.zone(space)))


@post("/w/{slug:str}/sources/{source:str}/name", sync_to_thread=True, status_code=303)
def rename(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    source: FromPath[str],
    data: Annotated[Renamed, FORM],
) -> Redirect:
    """Give a source another name."""
    desk(services).rename(asking.actor, space.id, source, data.name)
    return redirect(asking, f"/w/{space.slug}/sources/{source}/settings", "sources_page.saved")


@post("/w/{slug:str}/sources/{source:str}/settings", sync_to_thread=True)
def change(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    source: FromPath[str],
    data: Annotated[Taken, FORM],
) -> Response[str]:
    """Change what a source takes and keeps."""
    ticks = {name: bool(getattr(data, name)) for name in ("needs_consent", "keep_addresses", "count_bots")}
    wanted = SourceSettings(origins=tuple(data.origins.split()), **ticks)
    try:
        desk(services).set(asking.actor, space.id, source, wanted)
    except InputError as error:
        found = desk(services).one(asking.actor, space.id, source)
        wrong = error.message(asking.lang)
        content = settings_page(asking, space, found, services.zone(space), wrong, data.origins)
        return shown(asking, space, found.name, content, 400)
    return redirect(asking, f"/w/{space.slug}/sources/{source}/settings", "sources_page.saved")


HANDLERS: tuple[BaseRouteHandler, ...] = (
    all_sources, connect_form, connect, live_all, *key_routes.HANDLERS, install, live_one, settings, rename, change,
)  # fmt: skip
