"""A sender that costs little: requests made beforehand, over connections that stay open, one at a time on each."""

import asyncio
import base64
import json
import resource
import time
from collections.abc import Iterator
from typing import NamedTuple

import uvloop

from ingest_server import KEY

EVENTS = ("page", "Product Viewed", "Product Added", "Checkout Started", "Order Completed")
_AUTHORIZATION = base64.b64encode(f"{KEY}:".encode()).decode()


class Load(NamedTuple):
    """What came of a load: acknowledged events and requests, how long it took, each request's seconds, CPU seconds."""

    events: int
    requests: int
    seconds: float
    waits: list[float]
    cpu: float
    wrong: int


def event(number: int) -> dict[str, object]:
    """Return one event as a browser library sends it, about 500 bytes, with an id of its own."""
    person = number * 7_919 % 100_000
    return {
        "type": "track",
        "event": EVENTS[number % len(EVENTS)],
        "messageId": f"ajs-next-{number:032x}",
        "anonymousId": f"507f191e-810c-4972-9de8-{person:012x}",
        "userId": f"user-{person}" if number % 3 == 0 else None,
        "timestamp": "2026-11-22T12:00:00.123Z",
        "properties": {"order_id": f"A{number}", "total": number % 1_000 + 0.5, "product": "Áo khoác len"},
        "context": {
            "page": {"path": "/ao-khoac", "url": "https://shop.vn/ao-khoac", "referrer": "https://www.google.com/"},
            "locale": "vi-VN",
            "library": {"name": "analytics.js", "version": "2.1"},
        },
    }


def requests(count: int, size: int, start: int) -> list[bytes]:
    """Return whole HTTP requests of `size` events each; one event goes to `/v1/track`, more to `/v1/batch`."""
    return [
        _request([event(number) for number in range(at, at + size)]) for at in range(start, start + count * size, size)
    ]


def _request(events: list[dict[str, object]]) -> bytes:
    batch: object = events[0] if len(events) == 1 else {"batch": events, "sentAt": "2026-11-22T12:00:01.000Z"}
    body = json.dumps(batch, ensure_ascii=False, separators=(",", ":")).encode()
    path = "track" if len(events) == 1 else "batch"
    head = (
        f"POST /v1/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {_AUTHORIZATION}\r\n"
        f"User-Agent: analytics-bench/1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class _Sender(asyncio.Protocol):
    """One connection. `answered` is called with whether it was 200 when the answer is whole."""

    def __init__(self) -> None:
        self.got = b""
        self.answer: asyncio.Future[bool] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.got += data
        if self.got.endswith(b"}") and self.answer is not None:
            good = self.got.startswith(b"HTTP/1.1 200") and self.got.endswith(b'{"success":true}')
            self.got = b""
            self.answer.set_result(good)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(False)

    async def send(self, request: bytes) -> bool:
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)  # type: ignore[attr-defined]
        return await self.answer


def run(port: int, made: list[bytes], size: int, connections: int, rate: float = 0) -> Load:
    """Send requests, as fast as the server answers, or at a rate of requests a second.

    At a rate, a request's wait counts from when it was due, also where it could not be sent then.
    """
    return uvloop.run(_run(port, made, size, connections, rate))


async def _run(port: int, made: list[bytes], size: int, connections: int, rate: float) -> Load:
    loop = asyncio.get_running_loop()
    senders = [(await loop.create_connection(_Sender, "127.0.0.1", port))[1] for _ in range(connections)]
    waits: list[float] = []
    wrong = 0
    before, start = _cpu(), time.perf_counter()
    waiting: Iterator[tuple[int, bytes]] = iter(enumerate(made))

    async def work(sender: _Sender) -> None:
        nonlocal wrong
        for i, request in waiting:
            due = start + i / rate if rate else time.perf_counter()
            if rate and due > time.perf_counter():
                await asyncio.sleep(due - time.perf_counter())
            good = await sender.send(request)
            waits.append(time.perf_counter() - due)
            wrong += not good

    await asyncio.gather(*(work(sender) for sender in senders))
    seconds, cpu = time.perf_counter() - start, _cpu() - before
    for sender in senders:
        sender.transport.close()
    right = len(made) - wrong
    return Load(right * size, right, seconds, waits, cpu, wrong)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
