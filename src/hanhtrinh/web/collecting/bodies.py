"""Reading a request's body: no more than is allowed, no longer than is allowed, and whole."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from hanhtrinh.collect.limits import MAX_BODY
from hanhtrinh.collect.unpacking import ENCODINGS, Unpackable, unpack
from hanhtrinh.web.collecting.replies import Failure

_MOST_DIGITS = 18

Receive = Callable[[], Awaitable[Any]]


class Gone(Exception):
    """The sender went away before the end of the body: there is nobody to answer."""


class Room:
    """How many bytes of bodies may be held at once, by all requests together."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.taken = 0

    def take(self, count: int) -> None:
        """Take room for a body; Failure where there is none at present."""
        if self.taken + count > self.size:
            raise Failure(HTTPStatus.SERVICE_UNAVAILABLE, "collect.busy", retry_after=1, close=True)
        self.taken += count

    def give_back(self, count: int) -> None:
        """Give room back."""
        self.taken -= count


def declared(headers: dict[bytes, bytes]) -> int:
    """Return how much room a body needs; Failure where it says that it is larger than any may be."""
    length = headers.get(b"content-length")
    if length is None or not length.isdigit():
        return MAX_BODY
    if len(length) > _MOST_DIGITS or int(length) > MAX_BODY:
        raise too_large()
    return int(length)


async def read_body(receive: Receive, seconds: float) -> bytes:
    """Return a request's body; Gone, or Failure for one that is too large or too slow."""
    try:
        async with asyncio.timeout(seconds):
            return await _whole(receive)
    except TimeoutError:
        raise Failure(HTTPStatus.REQUEST_TIMEOUT, "collect.too_slow", close=True) from None


async def _whole(receive: Receive) -> bytes:
    message = await _received(receive)
    body: bytes = message.get("body", b"")
    if message.get("more_body", False):
        parts, size = [body], len(body)
        while message.get("more_body", False) and size <= MAX_BODY:
            message = await _received(receive)
            parts.append(message.get("body", b""))
            size += len(parts[-1])
        body = b"".join(parts)
    if len(body) > MAX_BODY:
        raise too_large()
    return body


async def _received(receive: Receive) -> Any:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise Gone
    return message


def unpacked(body: bytes, encoding: bytes) -> bytes:
    """Return a body unpacked; Failure for what cannot be."""
    if not encoding:
        return body
    try:
        return unpack(body, encoding.decode("latin-1"), MAX_BODY)
    except Unpackable as error:
        kind = str(error)
    if kind == "too_large":
        raise too_large()
    given = encoding.decode("latin-1")[:40]
    if kind == "unknown":
        allowed = ", ".join(ENCODINGS)
        said = {"given": given, "allowed": allowed}
        raise Failure(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "collect.unknown_encoding", said)
    raise Failure(HTTPStatus.BAD_REQUEST, "collect.damaged_encoding", {"given": given})


def too_large() -> Failure:
    """Return the failure of a body that is larger than any may be: 400 as Segment's, which no library tries again."""
    return Failure(HTTPStatus.BAD_REQUEST, "collect.body_too_large", {"allowed": MAX_BODY}, close=True)
