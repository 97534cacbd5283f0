"""Who asks for a page: the session's user or the key, the language, and the workspace the address names."""

from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Annotated, Any, Literal

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import PathParameter

from hanhtrinh.access import NOBODY, Actor, digest
from hanhtrinh.errors import NotFound, NotSignedIn
from hanhtrinh.i18n import Lang
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.web.cookies import LANGUAGE_COOKIE, LOOK_COOKIE, SAID_COOKIE, SESSION_COOKIE, VISIT_COOKIE
from hanhtrinh.web.security import csrf_of
from hanhtrinh.web.services import Services

__all__ = [
    "LANGUAGE_COOKIE",
    "SESSION_COOKIE",
    "Asking",
    "address_of",
    "asking_of",
    "services_of",
    "space_of",
    "the_user",
]
Look = Literal["auto", "light", "dark"]


@dataclass(frozen=True)
class Asking:
    """One request's asker. `user` is None for somebody who has not signed in; `csrf` goes into every form.

    `path` is the address asked for, with its query. `part` names the one element the browser will take from the page
    (see `assets/js/parts.js`), empty for a whole page. `visit` is a secret to be handed out with the page, if any.
    `unseen` counts the comments of a workspace that name the asker and were not seen yet.
    """

    actor: Actor
    user: User | None
    lang: Lang
    csrf: str
    path: str
    spaces: tuple[Space, ...] = ()
    look: Look = "auto"
    said: str = ""
    part: str = ""
    visit: str = ""
    secure: bool = False
    session: str = field(default="", repr=False)
    unseen: Callable[[Space], int] = lambda space: 0
    my_cases: Callable[[Space], int] = lambda space: 0


def services_of(request: Request) -> Services:  # type: ignore[type-arg]
    """Return the server's services."""
    services: Services = request.app.state.services
    return services


def asking_of(request: Request, services: NamedDependency[Services]) -> Asking:  # type: ignore[type-arg]
    """Return who asks; a missing or dead session is nobody, a key that is not known is refused.

    A request with a key of its own (`Authorization: Bearer …`) is that key's and nobody's session.
    """
    if "authorization" in request.headers:
        return _plain(request, _key_actor(request, services), services)
    token = request.cookies.get(SESSION_COOKIE, "")
    found = services.accounts.session(digest(token), services.clock()) if token else None
    if found is None:
        return _plain(request, NOBODY, services)
    user, actor = found
    return _asking(request, actor, services, user=user, secret=token)


def _plain(request: Request, actor: Actor, services: Services) -> Asking:  # type: ignore[type-arg]
    secret = request.cookies.get(SESSION_COOKIE) or request.cookies.get(VISIT_COOKIE)
    visit = "" if secret else services.new_token()
    return _asking(request, actor, services, user=None, secret=secret or visit, visit=visit)


def _asking(
    request: Request,  # type: ignore[type-arg]
    actor: Actor,
    services: Services,
    *,
    user: User | None,
    secret: str,
    visit: str = "",
) -> Asking:
    return Asking(
        actor=actor,
        user=user,
        lang=language_of(request, user),
        csrf=csrf_of(secret),
        path=path_of(request),
        spaces=tuple(services.accounts.spaces_of(user.id)) if user else (),
        look=_look(request),
        said=request.cookies.get(SAID_COOKIE, ""),
        part=request.headers.get("x-part", ""),
        visit=visit,
        secure=services.settings.public_address.startswith("https://"),
        session=digest(secret) if user else "",
        unseen=lambda space: services.comments.comments.unseen(space.id, user.id) if user else 0,
        my_cases=lambda space: services.case_store.mine(space.id, user.id) if user else 0,
    )


def _key_actor(request: Request, services: Services) -> Actor:  # type: ignore[type-arg]
    scheme, _, key = request.headers["authorization"].partition(" ")
    actor = services.sources.actor_of_secret_key(key.strip()) if scheme.lower() == "bearer" else None
    if actor is None:
        raise NotSignedIn("access.unknown_key")
    return actor


def path_of(request: Request) -> str:  # type: ignore[type-arg]
    """Return the address a request asks for, with its query."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def language_of(request: Request, user: User | None = None) -> Lang:  # type: ignore[type-arg]
    """Return the language to answer in: chosen on this device, else the user's own, else the browser's."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in ("vi", "en"):
        return chosen  # type: ignore[return-value]
    if user is not None:
        return user.language
    accepted = (part.strip()[:2] for part in request.headers.get("accept-language", "").lower().split(","))
    return "en" if next((part for part in accepted if part in ("vi", "en")), "vi") == "en" else "vi"


def _look(request: Request) -> Look:  # type: ignore[type-arg]
    match request.cookies.get(LOOK_COOKIE):
        case "light":
            return "light"
        case "dark":
            return "dark"
        case _:
            return "auto"


def address_of(request: Request[Any, Any, Any]) -> str:
    """Return whose pace is kept: an address; of the sixth version its network, for one device has all of that."""
    try:
        host = ip_address(request.client.host if request.client else "")
    except ValueError:
        return ""
    if isinstance(host, IPv6Address):
        return str(host.ipv4_mapped or ip_network((host, 64), strict=False))
    return str(host)


def the_user(asking: Asking) -> User:
    """Return who has signed in; NotSignedIn for nobody and for a key."""
    if asking.user is None:
        raise NotSignedIn("access.sign_in_first")
    return asking.user


def space_of(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    slug: Annotated[str, PathParameter(description="The workspace's address.")],
) -> Space:
    """Return the workspace an address names; NotFound to whoever does not belong to it, NotSignedIn to nobody."""
    if asking.actor is NOBODY:
        raise NotSignedIn("access.sign_in_first")
    space = services.accounts.space(slug)
    if space is None or (asking.actor.kind != "server" and space.id not in asking.actor.rights):
        raise NotFound("access.no_workspace")
    return space
