"""`/hanhtrinh.js`: open to everybody, cached for ten minutes, so that a change of consent is soon everywhere."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery

from hanhtrinh.web.services import Services
from hanhtrinh.web.tracker.script import script

_HEADERS = {
    "cache-control": "public, max-age=600",
    # Pages under `Cross-Origin-Embedder-Policy` load only what says that it may be loaded.
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
    "x-content-type-options": "nosniff",
}


@get("/hanhtrinh.js", opt={"exclude_from_auth": True}, sync_to_thread=True)
def tracker(
    request: Request[Any, Any, Any], services: NamedDependency[Services], key: FromQuery[str] = ""
) -> Response[bytes]:
    """Return the tracker; for the key of a source that needs consent, one that waits for it."""
    found = services.door(key)
    made = script(found is not None and found[0].settings.needs_consent)
    headers = {**_HEADERS, "etag": made.tag}
    if made.tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers, media_type="text/javascript")
    return Response(made.content, headers=headers, media_type="text/javascript; charset=utf-8")


HANDLERS: tuple[BaseRouteHandler, ...] = (tracker,)
