"""What senders are answered."""

from collections.abc import Mapping
from http import HTTPStatus
from math import ceil
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from hanhtrinh.i18n import Lang, tr

Headers = list[tuple[bytes, bytes]]

_COMMON: Headers = [
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"access-control-allow-origin", b"*"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]
_PREFLIGHT: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"POST, GET, OPTIONS"),
    (b"access-control-allow-headers", b"Authorization, Content-Type, Content-Encoding, X-Retry-Count"),
    (b"access-control-max-age", b"86400"),
    (b"content-length", b"0"),
]


class Reply(NamedTuple):
    """A whole answer: `start` and `body` are the two messages of ASGI."""

    start: dict[str, object]
    body: dict[str, object]


def reply(status: int, body: bytes, more: Headers | None = None) -> Reply:
    """Return an answer with a JSON body."""
    headers = [*_COMMON, (b"content-length", str(len(body)).encode()), *(more or [])]
    start = {"type": "http.response.start", "status": int(status), "headers": headers}
    return Reply(start, {"type": "http.response.body", "body": body})


ACCEPTED = reply(200, b'{"success":true}')
PREFLIGHT = Reply(
    {"type": "http.response.start", "status": 204, "headers": _PREFLIGHT}, {"type": "http.response.body", "body": b""}
)


def accepted(refused: int) -> Reply:
    """Return the answer to a request that was accepted, all of it or but for some messages."""
    return ACCEPTED if not refused else reply(200, msgspec.json.encode({"success": True, "rejected": refused}))


class Failure(Exception):
    """A request is refused as a whole: the status, a message key with its parameters, and when to try again."""

    def __init__(
        self,
        status: HTTPStatus,
        reason: str,
        params: Mapping[str, str | int] = MappingProxyType({}),
        *,
        retry_after: float = 0,
        close: bool = False,
    ) -> None:
        super().__init__(status, reason, params)
        self.status = status
        self.reason = reason
        self.params = params
        self.retry_after = retry_after
        self.close = close

    def reply(self, lang: Lang) -> Reply:
        """Return the answer: our one JSON shape of errors, and what Segment's libraries look for."""
        message = tr(self.reason, lang, **self.params)
        said = {"code": self.reason, "message": message}
        headers: Headers = []
        if self.retry_after:
            headers.append((b"retry-after", str(max(1, ceil(self.retry_after))).encode()))
        if self.close:
            headers.append((b"connection", b"close"))
        return reply(self.status, msgspec.json.encode({"success": False, "error": said, **said}), headers)
