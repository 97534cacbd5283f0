"""`/survey.js`, and what it asks the server. Open to every page of a source; the write key says whose it is."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, RawBody

from hanhtrinh.access import digest
from hanhtrinh.app.asking.config import config_of
from hanhtrinh.app.asking.pages import look, offer, seen
from hanhtrinh.i18n import Lang
from hanhtrinh.web.asking_widget.answers import take
from hanhtrinh.web.asking_widget.requests import (
    BYTES,
    Answered,
    Look,
    Refused,
    WantOffer,
    WasSeen,
    answering,
    kept,
    opened,
    space_of,
)
from hanhtrinh.web.asking_widget.script import script
from hanhtrinh.web.asking_widget.surveyed import offered
from hanhtrinh.web.services import Services

Ask = Request[Any, Any, Any]
_OPEN = {"exclude_from_auth": True}
_HEADERS = {
    "cache-control": "public, max-age=600",
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
    "x-content-type-options": "nosniff",
}


@get("/survey.js", opt=_OPEN, sync_to_thread=True)
def widget(request: Ask) -> Response[bytes]:
    """Return the widget."""
    made = script()
    headers = {**_HEADERS, "etag": made.tag}
    known = made.tag in request.headers.get("if-none-match", "")
    return Response(
        b"" if known else made.content, status_code=304 if known else 200, headers=headers,
        media_type="text/javascript; charset=utf-8",
    )  # fmt: skip


@get("/v1/asking/config", opt=_OPEN, sync_to_thread=True)
def told(request: Ask, services: NamedDependency[Services], key: FromQuery[str] = "") -> Response[bytes]:
    """Say which surveys there are on pages and what may trigger them: the same for everybody, kept by browsers."""
    return answering(
        lambda: kept(request, {"surveys": config_of(services.asks, space_of(request, services, key))}),
    )


@post("/v1/asking/look", opt=_OPEN, sync_to_thread=True, status_code=200, request_max_body_size=BYTES)
def look_here(request: Ask, services: NamedDependency[Services], body: RawBody) -> Response[bytes]:
    """Say which surveys want a visitor after what they just did."""

    def work() -> Mapping[str, object]:
        said, space, visitor = opened(request, services, body, Look)
        found = look(services.asks, space, visitor, said.events)
        return {"arm": [msgspec.to_builtins(arm) for arm in found.arm], "quiet": found.quiet}

    return answering(work)


@post("/v1/asking/offer", opt=_OPEN, sync_to_thread=True, status_code=200, request_max_body_size=BYTES)
def offer_one(request: Ask, services: NamedDependency[Services], body: RawBody) -> Response[bytes]:
    """Give a survey to be shown now, or none."""

    def work() -> Mapping[str, object]:
        said, space, visitor = opened(request, services, body, WantOffer)
        found = offer(services.asks, space, visitor, said.survey, said.place, said.step)
        link = services.asks.page_of(found.token) if found else ""
        return {"ask": offered(found, link) if found else None}

    return answering(work)


@post("/v1/asking/seen", opt=_OPEN, sync_to_thread=True, status_code=200, request_max_body_size=BYTES)
def was_seen(request: Ask, services: NamedDependency[Services], body: RawBody) -> Response[bytes]:
    """Note that an offer was shown; `ok` is false where it must be taken away again."""

    def work() -> Mapping[str, object]:
        said, space, visitor = opened(request, services, body, WasSeen)
        return {"ok": seen(services.asks, space, said.id, visitor.lang)}

    return answering(work)


@post("/v1/asking/answer", opt=_OPEN, sync_to_thread=True, status_code=200, request_max_body_size=BYTES)
def answer(request: Ask, services: NamedDependency[Services], body: RawBody) -> Response[bytes]:
    """Keep answers; the same response is the same, however often it is sent."""

    def work() -> Mapping[str, object]:
        said, space, visitor = opened(request, services, body, Answered)
        lang: Lang = visitor.lang
        if digest(said.token) != said.id or not seen(services.asks, space, said.id, lang):
            raise Refused(HTTPStatus.NOT_FOUND)
        return take(services, said, lang)

    return answering(work)


HANDLERS = (widget, told, look_here, offer_one, was_seen, answer)
