"""Who asks for a page: the session's user, the language, and the workspace the address names."""

import hashlib
from dataclasses import dataclass
from typing import Annotated

from litestar import Request
from litestar.params import Parameter

from hanhtrinh.access import NOBODY, Actor
from hanhtrinh.errors import NotFound
from hanhtrinh.i18n import Lang
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.web.services import Services

SESSION_COOKIE = "hanhtrinh_session"
LANGUAGE_COOKIE = "hanhtrinh_language"


@dataclass(frozen=True)
class Asking:
    """One request's asker. `user` is None for somebody who has not signed in; `csrf` goes into every form."""

    actor: Actor
    user: User | None
    lang: Lang
    csrf: str
    path: str


def digest(token: str) -> str:
    """Return what is stored of a secret: its SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def services_of(request: Request) -> Services:  # type: ignore[type-arg]
    """Return the server's services."""
    services: Services = request.app.state.services
    return services


def asking_of(request: Request, services: Services) -> Asking:  # type: ignore[type-arg]
    """Return who asks; a missing or dead session is nobody."""
    token = request.cookies.get(SESSION_COOKIE)
    found = services.accounts.session(digest(token), services.clock()) if token else None
    user, actor = found or (None, NOBODY)
    csrf = str(request.scope.get("state", {}).get("csrf", ""))
    return Asking(actor, user, _language(request, user), csrf, request.url.path)


def _language(request: Request, user: User | None) -> Lang:  # type: ignore[type-arg]
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in ("vi", "en"):
        return chosen  # type: ignore[return-value]
    if user is not None:
        return user.language
    accepted = request.headers.get("accept-language", "").lower()
    first = next((part[:2] for part in accepted.split(",") if part.strip()[:2] in ("vi", "en")), "vi")
    return "en" if first == "en" else "vi"


def space_of(
    services: Services, asking: Asking, slug: Annotated[str, Parameter(description="The workspace's address.")]
) -> Space:
    """Return the workspace an address names; NotFound to whoever does not belong to it."""
    space = services.accounts.space(slug)
    if space is None or (asking.actor.kind != "server" and space.id not in asking.actor.rights):
        raise NotFound("access.no_workspace")
    return space
