"""`/w/<workspace>/contacts`: the page, its worker that keeps it without a connection, and the way in for contacts."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import JSONBody
from litestar.response import File
from msgspec import Meta

from hanhtrinh.app.contacts import MOST_AT_ONCE, MOST_NOTE, MOST_PERSON, Contact, ContactDesk
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.inbox import Busy
from hanhtrinh.values import instant_of
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.contacts.page import contacts_page
from hanhtrinh.web.contacts.worker import WORKER
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page

MOST_BYTES = 500_000
Instant = Annotated[datetime, Meta(tz=True)]


class SaidContact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One contact as it is posted; see `app.contacts.Contact`. Without `at` it is now."""

    id: Annotated[str, Meta(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
    kind: Annotated[str, Meta(max_length=200)]
    at: Instant | None = None
    person: Annotated[str, Meta(max_length=MOST_PERSON)] = ""
    note: Annotated[str, Meta(max_length=MOST_NOTE)] = ""
    mood: Annotated[int, Meta(ge=-2, le=2)] | None = None


class Posted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is posted: contacts, and the sender's own time, by which a wrong clock is corrected."""

    contacts: Annotated[tuple[SaidContact, ...], Meta(max_length=MOST_AT_ONCE)]
    sent_at: Instant | None = None


def desk(services: Services) -> ContactDesk:
    """Return where contacts are logged."""
    return ContactDesk(services.shelf, services.inbox, services.instruments)


@get("/w/{slug:str}/contacts", sync_to_thread=True)
def show(
    asking: NamedDependency[Asking], space: NamedDependency[Space], services: NamedDependency[Services]
) -> Response[str]:
    """Show what can be logged."""
    kinds = desk(services).kinds(asking.actor, space)
    title = tr("contacts.title", asking.lang)
    content = contacts_page(asking, space, kinds)
    return page(asking, space, title, content, active="contacts", sheets=("contacts.css",), scripts=("contacts.js",))


@get("/w/{slug:str}/contacts/kinds", sync_to_thread=True)
def kinds(
    asking: NamedDependency[Asking], space: NamedDependency[Space], services: NamedDependency[Services]
) -> dict[str, Any]:
    """Return what can be logged, for programs."""
    found = desk(services).kinds(asking.actor, space)
    return {"kinds": msgspec.to_builtins(found)}


@get("/w/{slug:str}/contacts/worker.js", sync_to_thread=False)
def worker(asking: NamedDependency[Asking], space: NamedDependency[Space]) -> File:
    """Return the service worker that keeps the page at hand without a connection."""
    headers = {"service-worker-allowed": f"/w/{space.slug}/contacts", "cache-control": "no-cache"}
    return File(WORKER, media_type="text/javascript", headers=headers, content_disposition_type="inline")


@post("/w/{slug:str}/contacts", status_code=200, sync_to_thread=True, request_max_body_size=MOST_BYTES)
def log(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    data: JSONBody[Posted],
) -> Response[dict[str, Any]]:
    """Make contacts durable, each once; says which are stored, and why others never will be."""
    now = services.clock()
    sent_at = instant_of(data.sent_at) if data.sent_at else None
    contacts = [_contact(said, sent_at or now) for said in data.contacts]
    try:
        logged = desk(services).log(asking.actor, space, contacts, sent_at, now)
    except Busy as busy:
        error = {"code": "contacts.busy", "message": tr("contacts.busy", asking.lang)}
        return Response({"error": error}, status_code=503, headers={"retry-after": str(busy.seconds)})
    refused = [{"id": p.id, "code": p.key, "message": tr(p.key, asking.lang, **p.params)} for p in logged.refused]
    return Response({"stored": list(logged.stored), "refused": refused})


def _contact(said: SaidContact, now: int) -> Contact:
    at = instant_of(said.at) if said.at else now
    return Contact(id=said.id, kind=said.kind, at=at, person=said.person, note=said.note, mood=said.mood)


HANDLERS: tuple[BaseRouteHandler, ...] = (show, kinds, worker, log)
