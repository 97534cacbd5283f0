"""What becomes of errors: a calm page in the asker's language, or the one JSON shape of the API.

`{"error": {"code": "access.no_workspace", "message": "…"}}`; an error nobody foresaw carries a `reference`
that stands in the log beside its cause. What went wrong inside is never shown.
"""

import traceback
from collections.abc import Callable
from http import HTTPStatus
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from hanhtrinh.errors import (
    HanhtrinhError,
    InputError,
    NotAllowed,
    NotFound,
    NotSignedIn,
    StorageError,
    WorkspaceError,
)
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.web.asking import language_of, path_of
from hanhtrinh.web.error_page import error_page
from hanhtrinh.web.exports.sending import TooMany

_BUSY = "sources.workspace_busy"
_LEFT = "client disconnected prematurely"  # how Litestar says that a body broke off
_STATUS: dict[type[HanhtrinhError], int] = {
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    NotAllowed: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    InputError: HTTPStatus.BAD_REQUEST,
    WorkspaceError: HTTPStatus.SERVICE_UNAVAILABLE,
    StorageError: HTTPStatus.SERVICE_UNAVAILABLE,
    TooMany: HTTPStatus.SERVICE_UNAVAILABLE,
    HanhtrinhError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
_KEYS = {
    HTTPStatus.NOT_FOUND: "web.no_page",
    HTTPStatus.METHOD_NOT_ALLOWED: "web.no_method",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "web.too_large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "web.bad_request",
    HTTPStatus.TOO_MANY_REQUESTS: "web.too_many",
}
_DATABASE = ("storage.database_full", "storage.database_refuses")
"""Where the database stands and what it says is for the log: whoever asks is told to come again."""
_PLACES = ("path", "file", "folder")
_log = structlog.get_logger("hanhtrinh.web")


def status_of(error: HanhtrinhError) -> int:
    """Return the HTTP status that says what kind of error it is; a subclass is its parent's kind."""
    if error.key == _BUSY:
        return HTTPStatus.CONFLICT
    return next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)


def known(request: Request[Any, Any, Any], error: HanhtrinhError) -> Response[Any]:
    """Answer with an error the product can explain; nobody on a page of a workspace is asked to sign in."""
    lang = language_of(request)
    if isinstance(error, NotSignedIn) and request.method == "GET" and not _wants_json(request):
        return Redirect(f"/sign-in?next={quote(path_of(request))}", status_code=303)
    status = status_of(error)
    _hide_folders(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("refused", code=error.key, status=status, detail=error.params.get("detail"))
    message = tr("web.database_away", lang) if error.key in _DATABASE else error.message(lang)
    return _answer(request, status, error.key, message, lang)


def _hide_folders(error: HanhtrinhError) -> None:
    """Let an error name files and workspaces without the folders of the server's disk: they are nobody's business."""
    error.params |= {name: PurePath(str(error.params[name])).name for name in _PLACES if name in error.params}


def from_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Answer with what Litestar refuses by itself: no such page, bad parameters, a body too large."""
    lang, status = language_of(request), error.status_code
    if error.detail == _LEFT:  # nobody is there to be answered, and nothing went wrong here
        status = HTTPStatus.BAD_REQUEST
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return unexpected(request, error)
    key = _KEYS.get(HTTPStatus(status), "web.bad_request")
    answer = _answer(request, status, key, tr(key, lang), lang)
    for name, value in (error.headers or {}).items():
        answer.set_header(name, value)
    return answer


def too_deep(request: Request[Any, Any, Any], error: RecursionError) -> Response[Any]:
    """Answer who sent what nobody can read to its end (JSON of thousands of lists in each other)."""
    if traceback.extract_tb(error.__traceback__)[-1].name != "decode_json":
        return unexpected(request, error)
    lang = language_of(request)
    return _answer(request, HTTPStatus.BAD_REQUEST, "web.bad_request", tr("web.bad_request", lang), lang)


def unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer with a reference; its cause goes to the log: kind and place, never the data it was about."""
    lang, reference = language_of(request), request.app.state.services.new_id()[:8]
    places = [f"{f.filename.rpartition('/')[2]}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
    _log.error("unexpected", reference=reference, kind=type(error).__name__, places=places[-12:])
    message = tr("web.unexpected", lang, reference=reference)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return _answer(request, status, "web.unexpected", message, lang, reference=reference)


def _answer(
    request: Request[Any, Any, Any], status: int, key: str, message: str, lang: Lang, **more: str
) -> Response[Any]:
    if _wants_json(request):
        body = {"error": {"code": key, "message": message, **more}}
        return Response(body, status_code=status, media_type=MediaType.JSON)
    again = path_of(request) if status == HTTPStatus.SERVICE_UNAVAILABLE and request.method == "GET" else ""
    return error_page(status, key, message, lang, again)


def _wants_json(request: Request[Any, Any, Any]) -> bool:
    accept = request.headers.get("accept", "")
    sent = request.headers.get("content-type", "")
    return (
        request.url.path.startswith(("/api/", "/v1/"))
        or "authorization" in request.headers
        or "application/json" in accept
        or sent.startswith("application/json")
    )


HANDLERS: dict[int | type[Exception], Callable[[Request[Any, Any, Any], Any], Response[Any]]] = {
    HanhtrinhError: known,
    HTTPException: from_http,
    RecursionError: too_deep,
    Exception: unexpected,
}
