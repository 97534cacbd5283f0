"""What stands around the whole application: counts and logs each request, by its route and never by its address.

Addresses of people, names and ids of customers stand in paths and queries; the log knows the route's pattern alone.
"""

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog

from hanhtrinh.web.metrics import Metrics

App = Callable[[Any, Any, Any], Awaitable[None]]
_COLLECTING = "/v1/"
_QUIET = ("/assets/", "/health", "/metrics", _COLLECTING)
"""What is counted but not logged line by line."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_log = structlog.get_logger("hanhtrinh.requests")


def watched(app: App, metrics: Metrics) -> App:
    """Return an application with its requests counted and logged."""

    async def around(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        began, status, streamed = time.perf_counter(), 500, False

        async def sending(message: MutableMapping[str, Any]) -> None:
            nonlocal status, streamed
            if message["type"] == "http.response.start":
                status = message["status"]
                streamed = (b"content-type", b"text/event-stream") in [(k, v[:17]) for k, v in message["headers"]]
            await send(message)

        try:
            await app(scope, receive, sending)
        finally:
            _note(metrics, scope, status, None if streamed else time.perf_counter() - began)

    return around


def _note(metrics: Metrics, scope: MutableMapping[str, Any], status: int, seconds: float | None) -> None:
    path: str = scope["path"]
    route = _COLLECTING if path.startswith(_COLLECTING) else scope.get("path_template") or "(none)"
    method = scope["method"] if scope["method"] in _METHODS else "other"
    metrics.requests.labels(method, route, str(status)).inc()
    if seconds is not None:
        metrics.seconds.labels(route).observe(seconds)
    if not path.startswith(_QUIET):
        milliseconds = None if seconds is None else round(seconds * 1000, 1)
        _log.info("request", method=method, route=route, status=status, ms=milliseconds)
