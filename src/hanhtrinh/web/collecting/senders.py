"""Who sends: the write key of a request, and what it stands for."""

import asyncio
from binascii import Error, a2b_base64
from collections.abc import Callable
from http import HTTPStatus

from hanhtrinh.app.collecting import Senders
from hanhtrinh.collect.envelope import Envelope
from hanhtrinh.ports.collecting import KeyBook, Sender
from hanhtrinh.web.collecting.buckets import Buckets
from hanhtrinh.web.collecting.replies import Failure

_SHOWN = 12
_LONGEST = 200


def key_of(headers: dict[bytes, bytes], envelope: Envelope | None) -> str | None:
    """Return the write key of a request: the user of Basic authentication, else `writeKey` in the body."""
    key = _basic(headers)[0]
    if key:
        return key
    said = envelope.write_key if envelope is not None else None
    return said if isinstance(said, str) and said else None


def secret_of(headers: dict[bytes, bytes]) -> str:
    """Return the secret a request shows: the password of Basic authentication, empty where there is none."""
    return _basic(headers)[1]


def _basic(headers: dict[bytes, bytes]) -> tuple[str, str]:
    scheme, _, coded = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() != b"basic":
        return "", ""
    try:
        user, _, password = a2b_base64(coded).decode().partition(":")
    except (Error, UnicodeDecodeError):
        return "", ""
    return user, password


class Gate:
    """Finds out who sends, without asking the database for every request, and slows down those who guess keys."""

    def __init__(self, book: KeyBook, unknown: Buckets) -> None:
        self._senders = Senders(book)
        self._unknown = unknown
        self._asked: dict[str, asyncio.Future[Sender | None]] = {}

    async def sender(self, key: str | None, address: str, now: int) -> Sender:
        """Return what a write key stands for; Failure for one that stands for nothing."""
        if key is None:
            raise Failure(HTTPStatus.UNAUTHORIZED, "collect.no_key")
        found = None
        if len(key) <= _LONGEST:
            known, found = self._senders.remembered(key, now)
            if not known:
                self._slow_down(address, now, take=False)
                found = await self._ask(key, now)
        if found is None:
            self._slow_down(address, now, take=True)
            given = key if len(key) <= _SHOWN else key[:_SHOWN] + "…"
            raise Failure(HTTPStatus.UNAUTHORIZED, "collect.unknown_key", {"given": given})
        return found

    def _slow_down(self, address: str, now: int, *, take: bool) -> None:
        wait = self._unknown.take(address, 1 if take else 0, now)
        if wait:
            raise Failure(HTTPStatus.TOO_MANY_REQUESTS, "collect.too_often", retry_after=wait)

    async def _ask(self, key: str, now: int) -> Sender | None:
        """Ask the book in a thread; whoever wants to know the same meanwhile waits for the same answer."""
        asked = self._asked.get(key)
        if asked is None:
            asked = asyncio.get_running_loop().run_in_executor(None, self._senders.ask, key, now)
            self._asked[key] = asked
            asked.add_done_callback(_forget(self._asked, key))
        return await asyncio.shield(asked)


def _forget(asked: dict[str, asyncio.Future[Sender | None]], key: str) -> Callable[[object], None]:
    def forget(_: object) -> None:
        asked.pop(key, None)

    return forget
