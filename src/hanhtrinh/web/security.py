"""What stands between the server and the rest of the web: which page may send, what a page may load.

**Forged requests.** Every request that changes something carries a token bound to its session: in the form field
`_csrf_token` or the header `x-csrftoken`. It is derived from the session's own secret, so there is nothing to store
and none can be made without the cookie. A request from a page of another origin is refused before that. The
collection API and requests with a key of their own (`Authorization`) are free of it: no browser sends those by itself,
and `asking_of` never looks at the cookie of a request that carries one.
"""

import hashlib
import hmac
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import RequestEncodingType
from litestar.handlers import BaseRouteHandler
from litestar.types import HTTPScope, Message, Scope

from hanhtrinh.draw.markup import source_hash
from hanhtrinh.errors import NotAllowed, NotFound
from hanhtrinh.web.cookies import SESSION_COOKIE, VISIT_COOKIE

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD, HEADER = "_csrf_token", "x-csrftoken"
FORM_BYTES = 1_000_000
"""Largest body of an ordinary request. Larger ones (uploads) set their own limit and carry the token in the header."""
_FORMS = {RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{styles}; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not "no-referrer": under it browsers hide the origin of our own forms from us.
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}
_YEAR = 31_536_000
_RETRY_SECONDS = "10"
"""Whoever cannot be served now is told to come again after so long, where nothing else was said."""


def csrf_of(secret: str) -> str:
    """Return the token that forms of a session carry; `secret` is what its cookie holds."""
    return hmac.new(secret.encode(), b"hanhtrinh form", hashlib.sha256).hexdigest()


def policy(styles: Sequence[str] = ()) -> str:
    """Return the content security policy of a page; `styles` are style sheets it may carry inside itself."""
    return _POLICY.format(styles="".join(f" '{source_hash(text)}'" for text in styles))


async def only_our_pages(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """Refuse a request that changes something and does not come from a page of ours (see the module)."""
    _refuse_zeros(connection)
    if not isinstance(connection, Request) or connection.method in SAFE_METHODS or _has_own_proof(connection, handler):
        return
    if not _same_origin(connection):
        raise NotAllowed("web.other_origin")
    secret = connection.cookies.get(SESSION_COOKIE) or connection.cookies.get(VISIT_COOKIE)
    given = await _given_token(connection, handler) if secret else ""
    if not (secret and given and hmac.compare_digest(given.encode(), csrf_of(secret).encode())):
        raise NotAllowed("web.stale_form")


def _refuse_zeros(connection: ASGIConnection) -> None:  # type: ignore[type-arg]
    """Refuse an address with a zero character in it: nobody writes one, and some databases take none."""
    if "\0" in connection.scope["path"] or b"%00" in connection.scope["query_string"]:
        raise NotFound("web.no_page")


def _has_own_proof(request: Request, handler: BaseRouteHandler) -> bool:  # type: ignore[type-arg]
    return (
        request.url.path.startswith("/v1/")
        or "authorization" in request.headers
        or bool(handler.opt.get("exclude_from_csrf"))
    )


def _same_origin(request: Request) -> bool:  # type: ignore[type-arg]
    origin = request.headers.get("origin")
    if origin in (None, "null"):
        return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    public = request.app.state.services.settings.public_address
    host = urlsplit(str(origin)).netloc
    return host in (request.headers.get("host", ""), urlsplit(public).netloc)


async def _given_token(request: Request, handler: BaseRouteHandler) -> str:  # type: ignore[type-arg]
    header = request.headers.get(HEADER)
    large = (handler.resolve_request_max_body_size() or FORM_BYTES + 1) > FORM_BYTES  # type: ignore[attr-defined]
    if header or large or request.content_type[0] not in _FORMS:
        return header or ""
    value = (await request.form()).get(FIELD)
    return value if isinstance(value, str) else ""


async def add_headers(message: Message, scope: Scope) -> None:
    """Give every response the headers that bind browsers; a page's own content security policy stays."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("content-security-policy", policy())
    headers.setdefault("cache-control", "no-store")
    if message["status"] == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.setdefault("retry-after", _RETRY_SECONDS)
    if _secure(scope):
        headers.setdefault("strict-transport-security", f"max-age={_YEAR}")


def _secure(scope: Scope) -> bool:
    app: HTTPScope = scope  # type: ignore[assignment]
    address: str = app["litestar_app"].state.services.settings.public_address
    return address.startswith("https://")


def local_path(given: str | None, otherwise: str = "/") -> str:
    """Return where to go next if that is a page of this server, else `otherwise`: never another site."""
    path = given or ""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if plain else otherwise
