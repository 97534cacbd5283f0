"""Routes of keys."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.app.sources import SourceDesk
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page
from hanhtrinh.web.sources.keys_page import keys_page


class NewSecret(msgspec.Struct, frozen=True):
    """The form of a secret key; one box ticked is a text, several are a list."""

    name: str = ""
    scope: list[str] | str = ""


class NewWrite(msgspec.Struct, frozen=True):
    """The form of another write key."""

    source: str = ""


def _desk(services: Services) -> SourceDesk:
    return SourceDesk(services.sources, services.audit)


def _page(
    asking: Asking, space: Space, services: Services, made: str = "", wrong: str = "", status: int = 200,
    use: str = "secret_use",
) -> Response[str]:  # fmt: skip
    keys = _desk(services).keys(asking.actor, space.id)
    sources = _desk(services).list(asking.actor, space.id)
    secrets = services.proving.live(asking.actor, space)
    content = keys_page(asking, space, keys, sources, services.zone(space), secrets, made, wrong, use)
    title, sheets = tr("sources_page.keys_title", asking.lang), ("sources.css",)
    return page(asking, space, title, content, active="sources", sheets=sheets, status=status)


@get("/w/{slug:str}/sources/keys", sync_to_thread=True)
def all_keys(
    asking: NamedDependency[Asking], space: NamedDependency[Space], services: NamedDependency[Services]
) -> Response[str]:
    """Show every key."""
    return _page(asking, space, services)


@post("/w/{slug:str}/sources/keys", sync_to_thread=True, status_code=200)
def add_secret(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    data: Annotated[NewSecret, FORM],
) -> Response[str]:
    """Make a secret key and show it, this once."""
    scopes = [data.scope] if isinstance(data.scope, str) else data.scope
    ids = {"key_id": services.new_id(), "token": services.new_token()}
    try:
        made = _desk(services).add_secret_key(
            asking.actor, space.id, data.name, [scope for scope in scopes if scope], **ids, now=services.clock()
        )  # fmt: skip
    except InputError as error:
        return _page(asking, space, services, wrong=error.message(asking.lang), status=400)
    return _page(asking, space, services, made=made.whole)


@post("/w/{slug:str}/sources/keys/write", sync_to_thread=True, status_code=303)
def add_write(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    data: Annotated[NewWrite, FORM],
) -> Redirect:
    """Make another write key for a source."""
    ids = {"key_id": services.new_id(), "token": services.new_token()}
    _desk(services).add_write_key(asking.actor, space.id, data.source, **ids, now=services.clock())
    return redirect(asking, f"/w/{space.slug}/sources/keys", "sources_page.key_made")


@post("/w/{slug:str}/sources/keys/{key:str}/revoke", sync_to_thread=True, status_code=303)
def revoke(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    key: FromPath[str],
) -> Redirect:
    """Make a key useless."""
    _desk(services).revoke(asking.actor, space.id, key, services.clock())
    return redirect(asking, f"/w/{space.slug}/sources/keys", "sources_page.key_revoked")


@post("/w/{slug:str}/sources/keys/{key:str}/proof", sync_to_thread=True, status_code=200)
def make_proof(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    key: FromPath[str],
) -> Response[str]:
    """Make or renew the identity secret of a write key and show it, this once."""
    made = services.proving.make(asking.actor, space, key)
    return _page(asking, space, services, made=made, use="proof_use")


@post("/w/{slug:str}/sources/keys/{key:str}/proof/end", sync_to_thread=True, status_code=303)
def end_proof(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    key: FromPath[str],
) -> Redirect:
    """Let the identity secret before the newest one prove nothing more."""
    services.proving.end(asking.actor, space, key)
    return redirect(asking, f"/w/{space.slug}/sources/keys", "sources_page.proof_ended")


HANDLERS: tuple[BaseRouteHandler, ...] = (all_keys, add_secret, add_write, revoke, make_proof, end_proof)
