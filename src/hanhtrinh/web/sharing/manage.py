"""Routes by which links to a map are made, renewed and ended."""

from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import parse_qsl

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.maps.asked import Asked, asked_for
from hanhtrinh.app.sharing.making import (
    Made,
    Wish,
    links_of,
    make_link,
    remove_link,
    renew_link,
    revoke_link,
    sites_of,
)
from hanhtrinh.app.sharing.seeing import Seen, see
from hanhtrinh.draw.shared import lane_kind
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import LANGS, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import MICROSECONDS, start_of_day
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.maps.subject import MapSubject
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.sharing.embedding import snippet
from hanhtrinh.web.sharing.manage_page import LIVES, Fresh, manage_page
from hanhtrinh.web.shell import page

_DAY = 86_400 * MICROSECONDS


class New(msgspec.Struct, frozen=True):
    """The form of a link; one box ticked is a text, several are a list."""

    title: str = ""
    lane: list[str] | str = ""
    period: str = "90d"
    segment: str = ""
    still: str = ""
    life: str = "30"
    until: str = ""
    password: str = ""
    lang: str = ""
    downloads: str = ""
    sites: str = ""


@get("/w/{slug:str}/maps/{journey:str}/share", sync_to_thread=True)
def links_page(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[str]:
    """Show the links of a map, and the form of another."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    return _page(services, asking, space, journey, asked_for(request.query_params))


@post("/w/{slug:str}/maps/{journey:str}/share", sync_to_thread=True, status_code=200)
def make(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    data: Annotated[New, FORM],
) -> Response[str]:
    """Make a link and show it in full, this once."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    asked = asked_for(_query(data))
    try:
        wish = _wish(services, space, data, asked)

        def look() -> Seen:
            return see(space, services.maps(space), services.desk, journey, asked, wish.lanes)

        made = make_link(asking.actor, space, services.links, journey, wish, look)
    except InputError as error:
        return _page(services, asking, space, journey, asked, wrong=error.message(asking.lang))
    return _page(services, asking, space, journey, asked, fresh=_fresh(services, made))


@post("/w/{slug:str}/maps/{journey:str}/share/{share:str}/renew", sync_to_thread=True, status_code=200)
def renew(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    share: FromPath[str],
) -> Response[str]:
    """Give a link another secret and show it, this once."""
    made = renew_link(asking.actor, space, services.links, journey, share)
    return _page(services, asking, space, journey, Asked(), fresh=_fresh(services, made))


@post("/w/{slug:str}/maps/{journey:str}/share/{share:str}/revoke", sync_to_thread=True, status_code=303)
def revoke(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    share: FromPath[str],
) -> Redirect:
    """End a link."""
    revoke_link(asking.actor, space, services.links, journey, share)
    return redirect(asking, f"/w/{space.slug}/maps/{journey}/share", "sharing.said_revoked")


@post("/w/{slug:str}/maps/{journey:str}/share/{share:str}/remove", sync_to_thread=True, status_code=303)
def remove(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    share: FromPath[str],
) -> Redirect:
    """Forget a link that has ended."""
    remove_link(asking.actor, space, services.links, journey, share)
    return redirect(asking, f"/w/{space.slug}/maps/{journey}/share", "sharing.said_removed")


def _page(
    services: Services, asking: Asking, space: Space, journey: str, asked: Asked, *, fresh: Fresh | None = None,
    wrong: str = "",
) -> Response[str]:  # fmt: skip
    drawn = MapSubject(services, space, journey, asked, asking.lang).drawn()
    lanes = {lane_kind(lane): lane.name for lane in drawn.scene.lanes if not lane.hidden}
    if "rivals" in lanes:
        lanes["rivals"] = tr("sharing.rivals", asking.lang)
    content = manage_page(
        asking, space, journey, drawn.journey, list(lanes.items()),
        links_of(asking.actor, space, services.links, journey),
        asked=asked, zone=services.zone(space), now=services.clock(), fresh=fresh, wrong=wrong,
    )  # fmt: skip
    return page(asking, space, tr("sharing.title", asking.lang), *content, active="journeys", sheets=("share.css",),
                scripts=("share-manage.js",), status=400 if wrong else 200)  # fmt: skip


def _query(data: New) -> dict[str, str]:
    """Return what the form asks for as an address's query says it: a fixed period brings its own."""
    query = dict(parse_qsl(data.period)) if "=" in data.period else {"period": data.period}
    return {**query, "segment": data.segment}


def _wish(services: Services, space: Space, data: New, asked: Asked) -> Wish:
    lanes = [data.lane] if isinstance(data.lane, str) else data.lane
    return Wish(
        title=data.title,
        lanes=tuple(dict.fromkeys(lane for lane in lanes if lane)),
        asked=asked,
        lang=next((lang for lang in LANGS if lang == data.lang), None),
        password=data.password,
        until=_until(data, services.clock(), services.zone(space)),
        still=data.still == "yes",
        downloads=data.downloads == "yes",
        sites=sites_of(data.sites),
    )


def _until(data: New, now: int, zone: str) -> int | None:
    """Return when the link ends: after so many days, at the end of a day, or never."""
    if data.life not in LIVES:
        raise InputError("sharing.no_life", given=data.life, allowed=", ".join(LIVES))
    if data.life.isdigit():
        return now + int(data.life) * _DAY
    if data.life == "never":
        return None
    try:
        return start_of_day(date.fromisoformat(data.until) + timedelta(days=1), zone)
    except (ValueError, OverflowError):
        raise InputError("sharing.no_day", given=data.until) from None


def _fresh(services: Services, made: Made) -> Fresh:
    address = f"{services.settings.public_address.rstrip('/')}/s/{made.token}"
    embeds = made.share.sites and not made.share.password
    return Fresh(made.share, address, snippet(address, made.share.title) if embeds else "")


HANDLERS = (links_page, make, renew, revoke, remove)
