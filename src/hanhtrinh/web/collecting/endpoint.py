"""The collection API: one request in, checked, durable, answered."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
import structlog

from hanhtrinh.app.collecting import Delivery, deliver, keep_refused
from hanhtrinh.collect.devices import FLAGS, device_of
from hanhtrinh.collect.envelope import Envelope, Unreadable, open_batch, open_call
from hanhtrinh.collect.proving import is_secret
from hanhtrinh.errors import HanhtrinhError, StorageError
from hanhtrinh.i18n import Lang
from hanhtrinh.ports.collecting import KeyBook, Sender
from hanhtrinh.ports.inbox import Busy, Inbox
from hanhtrinh.web.collecting.bodies import Gone, Room, declared, read_body, unpacked
from hanhtrinh.web.collecting.buckets import Buckets
from hanhtrinh.web.collecting.library_settings import library_settings
from hanhtrinh.web.collecting.options import CollectingOptions
from hanhtrinh.web.collecting.origins import may_send
from hanhtrinh.web.collecting.paths import Target, target_of
from hanhtrinh.web.collecting.replies import ACCEPTED, PREFLIGHT, Failure, Reply, accepted, reply
from hanhtrinh.web.collecting.robots import is_robot
from hanhtrinh.web.collecting.said import SaidDoor, key_of_hook
from hanhtrinh.web.collecting.senders import Gate, key_of, secret_of
from hanhtrinh.web.collecting.waiting import Waiting

Headers = dict[bytes, bytes]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

Put = TypeVar("Put")

_STORAGE_SECONDS = 5
_log = structlog.get_logger("hanhtrinh.collect")


class Collecting:
    """The ASGI application of the collection API. `seed` gives bytes that were never given before."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        key_book: KeyBook,
        clock: Callable[[], int],
        seed: Callable[[], bytes],
        address: str = "",
        options: CollectingOptions | None = None,
        said: SaidDoor | None = None,
    ) -> None:
        options = options or CollectingOptions()
        self._inbox, self._clock, self._seed, self._public = inbox, clock, seed, address
        self._body_seconds = options.body_seconds
        self._room = Room(options.room)
        self._waiting = Waiting()
        self._said = said
        self._gate = Gate(key_book, Buckets(options.unknown_rate, 10 * options.unknown_rate))
        self._keys = Buckets(options.key_rate, 2 * options.key_rate)
        self._addresses = Buckets(options.address_rate, 2 * options.address_rate)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers: Headers = dict(scope["headers"])
        try:
            answer = await self._answer(scope, headers, receive)
        except Gone:
            return
        except Failure as failure:
            answer = failure.reply(_language(headers))
        except StorageError as error:
            answer = _not_kept(error).reply(_language(headers))
        await send(answer.start)
        await send(answer.body)

    async def _answer(self, scope: Any, headers: Headers, receive: Receive) -> Reply:
        target, key = target_of(scope["path"])
        method = scope["method"]
        if target is None:
            raise Failure(HTTPStatus.NOT_FOUND, "collect.no_address")
        if method == "OPTIONS":
            return PREFLIGHT
        if method == "HEAD" and target.form == "said":
            return ACCEPTED
        if method != ("GET" if target.form == "settings" else "POST"):
            raise Failure(HTTPStatus.METHOD_NOT_ALLOWED, "collect.wrong_method", {"given": method[:10]})
        now, address = self._clock(), _address(scope)
        wait = self._addresses.take(address, 1, now)
        if wait:
            raise Failure(HTTPStatus.TOO_MANY_REQUESTS, "collect.too_often", retry_after=wait, close=True)
        if target.form == "settings":
            await self._gate.sender(key, address, now)
            return reply(200, msgspec.json.encode(library_settings(key, self._public)))
        size = declared(headers)
        self._room.take(size)
        try:
            if target.form == "said":
                return await self._take_said(key, scope, headers, address, receive)
            return await self._take(target, headers, address, receive)
        finally:
            self._room.give_back(size)

    async def _take(self, target: Target, headers: Headers, address: str, receive: Receive) -> Reply:
        packed = await read_body(receive, self._body_seconds)
        body = unpacked(packed, headers.get(b"content-encoding", b""))
        if target.form == "nothing":
            return ACCEPTED
        now = self._clock()
        envelope, problem = _opened(target, body)
        key = key_of(headers, envelope)
        if key is None and problem is not None:
            raise Failure(HTTPStatus.BAD_REQUEST, problem.reason, problem.params)
        sender = await self._gate.sender(key, address, now)
        _check_origin(headers, sender)
        if envelope is None or problem is not None:
            raise await self._refuse(sender, problem or Unreadable("collect.not_object"), body, now)
        wait = self._keys.take(f"{sender.workspace}/{sender.source}", max(1, len(envelope.parts)), now)
        if wait:
            raise Failure(HTTPStatus.TOO_MANY_REQUESTS, "collect.too_many_messages", retry_after=wait)
        return await self._deliver(target, headers, address, sender, envelope, now)

    async def _take_said(self, source: str, scope: Any, headers: Headers, address: str, receive: Receive) -> Reply:
        """Take what a tool tells in its own words: by its source's write key, and signed where that was set up."""
        packed = await read_body(receive, self._body_seconds)
        body = unpacked(packed, headers.get(b"content-encoding", b""))
        now = self._clock()
        sender = await self._gate.sender(key_of_hook(headers, scope.get("query_string", b"")), address, now)
        if self._said is None or sender.source != source:
            raise Failure(HTTPStatus.NOT_FOUND, "taking_in.other_source", {"given": source[:60]})
        wait = self._keys.take(f"{sender.workspace}/{source}", 1, now)
        if wait:
            raise Failure(HTTPStatus.TOO_MANY_REQUESTS, "collect.too_many_messages", retry_after=wait)
        try:
            read = await asyncio.to_thread(self._said.read, sender, headers, body, now)
        except HanhtrinhError as error:  # a database that is away, a case that others are at: later
            raise _not_kept(error) from None
        done = _put(lambda: self._inbox.put(sender.workspace, read.messages, read.refusals))
        await self._waiting.durable(done)
        if read.refusals and not read.messages:
            status = HTTPStatus.FORBIDDEN if read.unproven else HTTPStatus.BAD_REQUEST
            raise Failure(status, read.refusals[0].reason, read.refusals[0].params)
        return accepted(len(read.refusals))

    async def _deliver(
        self, target: Target, headers: Headers, address: str, sender: Sender, envelope: Envelope, now: int
    ) -> Reply:
        agent = headers.get(b"user-agent", b"").decode("latin-1")
        device = device_of(agent)
        delivery = Delivery(
            sender=sender,
            envelope=envelope,
            kind=target.kind,
            received=now,
            seed=self._seed(),
            address=address,
            agent=agent,
            flags=FLAGS[device] if device else 0,
            private=headers.get(b"sec-gpc") == b"1" or headers.get(b"dnt") == b"1",
            trusted=bool(sender.proofs) and is_secret(secret_of(headers), sender.proofs, now),
        )
        done, count, refused = _put(lambda: deliver(self._inbox, delivery, is_robot))
        await self._waiting.durable(done)
        if refused and not count:
            raise Failure(HTTPStatus.BAD_REQUEST, refused[0].reason, refused[0].params)
        return accepted(len(refused))

    async def _refuse(self, sender: Sender, problem: Unreadable, body: bytes, now: int) -> Failure:
        done = _put(lambda: keep_refused(self._inbox, sender, problem.reason, problem.params, body, now))
        await self._waiting.durable(done)
        return Failure(HTTPStatus.BAD_REQUEST, problem.reason, problem.params)


def _opened(target: Target, body: bytes) -> tuple[Envelope | None, Unreadable | None]:
    try:
        return (open_batch if target.form == "batch" else open_call)(body), None
    except Unreadable as problem:
        return None, problem


def _not_kept(error: HanhtrinhError) -> Failure:
    _log.error("not kept", code=error.key)
    return Failure(HTTPStatus.SERVICE_UNAVAILABLE, "collect.storage", retry_after=_STORAGE_SECONDS)


def _check_origin(headers: Headers, sender: Sender) -> None:
    origin = headers.get(b"origin")
    if origin is not None and not may_send(origin.decode("latin-1"), sender.settings.origins):
        given = origin.decode("latin-1")[:80]
        raise Failure(HTTPStatus.FORBIDDEN, "collect.wrong_origin", {"given": given})


def _put(put: Callable[[], Put]) -> Put:
    try:
        return put()
    except Busy as busy:
        raise Failure(HTTPStatus.SERVICE_UNAVAILABLE, "collect.busy", retry_after=busy.seconds) from None


def _address(scope: Any) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _language(headers: Headers) -> Lang:
    return "vi" if headers.get(b"accept-language", b"").lower().startswith(b"vi") else "en"
