"""What the widget sends: checked as the collection API checks it (key, origin, size, pace), and who it speaks of."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from litestar import Request, Response
from msgspec import Meta

from hanhtrinh.app.asking.pages import Visitor
from hanhtrinh.collect.proving import is_proven
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.collecting import Sender
from hanhtrinh.ports.inbox import Busy
from hanhtrinh.web.asking import address_of
from hanhtrinh.web.collecting.origins import may_send
from hanhtrinh.web.collecting.robots import is_robot
from hanhtrinh.web.services import Services

BYTES = 64 * 1_024
KEPT = 60
"""For so many seconds a browser keeps what pages are told beforehand: a survey just opened is asked within them."""
Id = Annotated[str, Meta(max_length=256)]
Key = Annotated[str, Meta(max_length=60)]
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
_HEADERS = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "no-store",
}


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What every request names: the write key, the visitor's ids as the tracker has them, the page's language."""

    writeKey: Annotated[str, Meta(max_length=100)]  # noqa: N815 - as the tracking protocol writes it
    anonymousId: Id | None = None  # noqa: N815
    userId: Id | None = None  # noqa: N815
    userHash: Annotated[str, Meta(max_length=100)] | None = None  # noqa: N815
    lang: str = "vi"
    consent: bool | dict[str, bool] | None = None


class Look(Said, frozen=True, kw_only=True):
    """Events that just happened, as the tracker sends them."""

    events: Annotated[list[dict[str, Any]], Meta(max_length=5)]


class WantOffer(Said, frozen=True, kw_only=True):
    """A survey to be shown now."""

    survey: Key
    place: Literal["popup", "side", "inline"]
    step: Key = ""


class WasSeen(Said, frozen=True, kw_only=True):
    """An offer that was shown."""

    id: Digest


class Answered(Said, frozen=True, kw_only=True):
    """Answers that are new, or (`done`) the last of them; `response` is made once a filling in.

    `seen` are the questions they answer, or leave unanswered by now: all others stay as they are kept (None: every
    question is meant).
    """

    id: Digest
    token: Annotated[str, Meta(max_length=100)]
    response: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    page: Key = ""
    answers: Annotated[dict[Key, Any], Meta(max_length=500)]
    seen: Annotated[list[Key], Meta(max_length=500)] | None = None
    agreed: Annotated[list[Annotated[str, Meta(max_length=80)]], Meta(max_length=50)] = []
    done: bool = False


T = TypeVar("T", bound=Said)


class Refused(Exception):
    """A request that is not answered: its status and how long to wait."""

    def __init__(self, status: HTTPStatus, seconds: int = 0) -> None:
        super().__init__(status)
        self.status, self.seconds = status, seconds


def reply(body: object, status: int = 200, seconds: int = 0) -> Response[bytes]:
    """Return an answer any page may read, and nobody keeps."""
    headers = _HEADERS | ({"retry-after": str(seconds)} if seconds else {})
    return Response(msgspec.json.encode(body), status_code=status, headers=headers, media_type="application/json")


def kept(request: Request[Any, Any, Any], body: object) -> Response[bytes]:
    """Return an answer that is the same for everybody: browsers keep it for a minute, then ask whether it still is."""
    content = msgspec.json.encode(body)
    tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    headers = {**_HEADERS, "cache-control": f"public, max-age={KEPT}", "etag": tag, "vary": "origin"}
    known = tag in request.headers.get("if-none-match", "")
    return Response(
        b"" if known else content, status_code=304 if known else 200, headers=headers, media_type="application/json"
    )


def answering(work: Callable[[], object]) -> Response[bytes]:
    """Return what some work gives, or why it was refused: never in which way a person is known."""
    try:
        found = work()
        return found if isinstance(found, Response) else reply(found)
    except Refused as refused:
        return reply({"code": refused.status.phrase}, refused.status, refused.seconds)
    except Busy as busy:
        return reply({"code": "busy"}, HTTPStatus.SERVICE_UNAVAILABLE, busy.seconds)
    except HanhtrinhError as error:
        return reply({"code": error.key}, HTTPStatus.SERVICE_UNAVAILABLE, 5)


def opened(request: Request[Any, Any, Any], services: Services, body: bytes, kind: type[T]) -> tuple[T, Space, Visitor]:
    """Return what was sent, the workspace it belongs to and the visitor; Refused for what may not be sent."""
    _paced(request, services)
    if len(body) > BYTES:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        said = msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Refused(HTTPStatus.BAD_REQUEST) from None
    sender, space = _permitted(request, services, said.writeKey)
    return said, space, _visitor(request, said, sender, services.clock())


def space_of(request: Request[Any, Any, Any], services: Services, key: str) -> Space:
    """Return the workspace a write key belongs to; Refused for who may not send with it."""
    _paced(request, services)
    return _permitted(request, services, key)[1]


def _paced(request: Request[Any, Any, Any], services: Services) -> None:
    wait = services.widget_pace.wait(address_of(request), 1, services.clock())
    if wait:
        raise Refused(HTTPStatus.TOO_MANY_REQUESTS, wait)


def _permitted(request: Request[Any, Any, Any], services: Services, key: str) -> tuple[Sender, Space]:
    found = services.door(key)
    if found is None:
        raise Refused(HTTPStatus.UNAUTHORIZED)
    sender, space = found
    origin = request.headers.get("origin")
    if origin is not None and not may_send(origin, sender.settings.origins):
        raise Refused(HTTPStatus.FORBIDDEN)
    return sender, space


def _visitor(request: Request[Any, Any, Any], said: Said, sender: Sender, now: int) -> Visitor:
    consent = any(said.consent.values()) if isinstance(said.consent, dict) else said.consent
    if request.headers.get("sec-gpc") == "1" or request.headers.get("dnt") == "1":
        consent = consent or False  # who wishes not to be followed is asked only after a yes of their own
    robot = is_robot(request.headers.get("user-agent", ""))
    return Visitor(
        user=said.userId, device=said.anonymousId, source=sender.source, lang="en" if said.lang == "en" else "vi",
        robot=robot and not sender.settings.count_bots, needs_consent=sender.settings.needs_consent, consent=consent,
        proven=is_proven(said.userId, said.userHash, sender.proofs, now),
    )  # fmt: skip
