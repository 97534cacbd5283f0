"""Connections that say nothing, or too much: closed, so that they cannot use up all there are."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which itself waits for ever for the head of a connection's first request, however long."""

    head_seconds = 15.0
    most_head = 64 * 1_024
    """Bytes that may come before a head is whole, and between two parts of a body (trailers); some more at once."""
    _head_timer: asyncio.TimerHandle | None = None
    _held = 0

    def connection_made(self, transport: Any) -> None:
        """Give the sender some seconds for the head of the request."""
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(self.head_seconds, transport.abort)

    def data_received(self, data: bytes) -> None:
        """Read on; a sender whose head or trailers do not end is hung up on, before they fill the memory."""
        self._held += len(data)
        super().data_received(data)
        if self._held > self.most_head:
            self.transport.abort()

    def on_body(self, body: bytes) -> None:
        """A part of the body is there: nothing is held but what follows."""
        self._held = 0
        super().on_body(body)

    def on_headers_complete(self) -> None:
        """The head is there: from here on the reading of the body has a time limit of its own."""
        self._held = 0
        self._stop_timer()
        super().on_headers_complete()

    def on_message_begin(self) -> None:
        """A further request begins on the same connection."""
        super().on_message_begin()
        self._held = 0
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.head_seconds, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is left to wait for."""
        self._stop_timer()
        super().connection_lost(exc)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
