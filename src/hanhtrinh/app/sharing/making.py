"""Use cases: making links to a map, ending them, making them anew."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from hanhtrinh.access import Actor, Right, digest, require
from hanhtrinh.app.maps.asked import Asked
from hanhtrinh.app.sharing.desk import ShareDesk
from hanhtrinh.app.sharing.seeing import Seen, kept_still
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.i18n import Lang
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.shares import Share

LONGEST_TITLE, SHORTEST_PASSWORD, LONGEST_PASSWORD = 120, 6, 200
MOST_SITES, MOST_LINKS = 10, 100
_SITE = re.compile(r"https?://(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a new link is to be; `until` is the instant it ends, if it does."""

    title: str = ""
    lanes: tuple[str, ...]
    asked: Asked
    lang: Lang | None = None
    password: str = ""
    until: int | None = None
    still: bool = False
    downloads: bool = False
    sites: tuple[str, ...] = ()


class Made(NamedTuple):
    """A link and its secret, which is nowhere else from here on."""

    share: Share
    token: str


def links_of(actor: Actor, space: Space, desk: ShareDesk, journey: str) -> Sequence[Share]:
    """Return the links of a map, newest first."""
    require(actor, space.id, Right.EDIT_MAPS)
    return desk.shares.of(space.id, journey)


def make_link(actor: Actor, space: Space, desk: ShareDesk, journey: str, wish: Wish, look: Callable[[], Seen]) -> Made:
    """Make a link; `look` shows what it will show, once now, and is what a link that stands still keeps."""
    require(actor, space.id, Right.EDIT_MAPS)
    now, token = desk.clock(), desk.new_token()
    _check(desk, space, journey, wish, now)
    seen, title = look(), " ".join(wish.title.replace("\0", "").split())
    share = Share(
        id=desk.new_id(), workspace=space.id, journey=journey, token=digest(token), title=title,
        lanes=wish.lanes, asked=msgspec.structs.replace(wish.asked, editing=False).query, lang=wish.lang or "",
        by=actor.id, made_at=now, password=desk.passwords.kept(wish.password) if wish.password else "",
        expires_at=wish.until, frozen_at=now if wish.still else None, downloads=wish.downloads, sites=wish.sites,
    )  # fmt: skip
    desk.shares.add(share, kept_still(seen) if wish.still else None)
    desk.audit.note(actor, space.id, "share.made", journey, {"share": share.id, "lanes": ",".join(share.lanes)})
    return Made(share, token)


def renew_link(actor: Actor, space: Space, desk: ShareDesk, journey: str, share: str) -> Made:
    """Give a link another secret; what was passed on before opens nothing any more."""
    found = _found(actor, space, desk, journey, share)
    if not found.alive(desk.clock()):
        raise InputError("sharing.ended")
    token = desk.new_token()
    desk.shares.renew(space.id, share, digest(token))
    desk.audit.note(actor, space.id, "share.renewed", journey, {"share": share})
    return Made(msgspec.structs.replace(found, token=digest(token)), token)


def revoke_link(actor: Actor, space: Space, desk: ShareDesk, journey: str, share: str) -> None:
    """End a link."""
    _found(actor, space, desk, journey, share)
    desk.shares.revoke(space.id, share, desk.clock())
    desk.audit.note(actor, space.id, "share.revoked", journey, {"share": share})


def remove_link(actor: Actor, space: Space, desk: ShareDesk, journey: str, share: str) -> None:
    """Forget a link that shows nothing any more."""
    if _found(actor, space, desk, journey, share).alive(desk.clock()):
        raise InputError("sharing.still_alive")
    desk.shares.remove(space.id, share)
    desk.audit.note(actor, space.id, "share.removed", journey, {"share": share})


def _found(actor: Actor, space: Space, desk: ShareDesk, journey: str, share: str) -> Share:
    require(actor, space.id, Right.EDIT_MAPS)
    found = desk.shares.get(space.id, share)
    if found is None or found.journey != journey:
        raise NotFound("sharing.no_share")
    return found


def _check(desk: ShareDesk, space: Space, journey: str, wish: Wish, now: int) -> None:
    if not wish.lanes:
        raise InputError("sharing.no_lanes")
    if len(wish.title) > LONGEST_TITLE:
        raise InputError("sharing.long_title", given=len(wish.title), allowed=LONGEST_TITLE)
    if wish.password and not SHORTEST_PASSWORD <= len(wish.password) <= LONGEST_PASSWORD:
        raise InputError("sharing.bad_password", least=SHORTEST_PASSWORD, most=LONGEST_PASSWORD)
    if wish.until is not None and wish.until <= now:
        raise InputError("sharing.past")
    if len(wish.sites) > MOST_SITES:
        raise InputError("sharing.many_sites", given=len(wish.sites), allowed=MOST_SITES)
    if len(desk.shares.of(space.id, journey)) >= MOST_LINKS:
        raise InputError("sharing.many_links", allowed=MOST_LINKS)


def sites_of(text: str) -> tuple[str, ...]:
    """Return the sites somebody wrote down, one a line or parted by commas; InputError for what is no origin."""
    given = [part.strip().rstrip("/").lower() for part in re.split(r"[\s,;]+", text) if part.strip()]
    sites = tuple(dict.fromkeys(one if "://" in one else f"https://{one}" for one in given))
    wrong = next((site for site in sites if not _SITE.fullmatch(site)), None)
    if wrong is not None:
        raise InputError("sharing.no_site", given=wrong)
    return sites
