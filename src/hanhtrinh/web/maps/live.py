"""What is pushed to an open map page: server-sent events with the pieces that have changed.

| event | data |
|---|---|
| `pieces` | `{"pieces": {name: html}, "icons": html}`; its id names the state the page is then in |
| `beat` | nothing: the server is still there |
| `redraw` | nothing: the page has other pieces by now and asks for itself again |
| `edited` | `{"version", "by", "id", "places"}`: somebody has written on the map |
| `present` | `{"people": [{"id", "name", "initials", "place"}]}`: who is on the map now |
| `comments` | `{"place"}`: the comments at a place have changed |
| `bye` | nothing: signed out, session over, key revoked, or the right to see maps is gone |
| `full` | nothing: too many are watching; the page asks again later |

A page that comes back says the state it is in (`Last-Event-ID`, or `at`): it is given what changed since, or all
pieces where that cannot be told.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage

from hanhtrinh.access import Right, may, require
from hanhtrinh.app.maps.asked import asked_for
from hanhtrinh.app.versions.good import shown_journey
from hanhtrinh.draw import vendored
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.maps.board import Board, News
from hanhtrinh.web.maps.hub import Crowded
from hanhtrinh.web.maps.subject import MapSubject
from hanhtrinh.web.services import Services

_RETRY_MILLISECONDS = 2_000
_RECHECK_SECONDS = 5.0


@get("/w/{slug:str}/maps/{journey:str}/live")
async def live(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    at: FromQuery[str] = "",
    shape: FromQuery[str] = "",
) -> ServerSentEvent:
    """Push what changes on a map, from the state the page is in, for as long as its user may see it."""
    require(asking.actor, space.id, Right.SEE_MAPS)
    subject = MapSubject(services, space, journey, asked_for(request.query_params), asking.lang)
    await asyncio.to_thread(shown_journey, asking.actor, space, services.version_desk, journey)
    state = request.headers.get("last-event-id") or at
    return ServerSentEvent(events(Watcher(subject, asking), state, shape))


@dataclass
class Watcher:
    """Somebody who watches a map; `allowed` looks at most every few seconds whether they still may."""

    subject: MapSubject
    asking: Asking
    _checked: float = 0.0

    async def allowed(self) -> bool:
        """Tell whether the watcher is still signed in and may see maps here."""
        if time.monotonic() - self._checked < _RECHECK_SECONDS:
            return True
        self._checked = time.monotonic()
        return await asyncio.to_thread(self._may)

    def _may(self) -> bool:
        services, space = self.subject.services, self.subject.space
        if not self.asking.session:
            return self._key_lives() and may(self.asking.actor, space.id, Right.SEE_MAPS)
        found = services.accounts.session(self.asking.session, services.clock())
        return found is not None and may(found[1], space.id, Right.SEE_MAPS)

    def _key_lives(self) -> bool:
        key, keys = self.asking.actor.id, self.subject.services.sources.keys(self.subject.space.id)
        return any(one.id == key and one.revoked_at is None for one in keys)


async def events(watcher: Watcher, at: str, shape: str) -> AsyncIterator[ServerSentEventMessage]:
    """Yield what a page is told, one message after the other."""
    yield ServerSentEventMessage(data=None, comment="here", retry=_RETRY_MILLISECONDS)
    hub = watcher.subject.services.hub
    try:
        async with hub.watching(watcher.subject, watcher.asking.actor.id) as board:
            async for message in _messages(watcher, board, at, shape):
                yield message
    except Crowded:
        yield ServerSentEventMessage(event="full", data="-")


async def _messages(watcher: Watcher, board: Board, at: str, shape: str) -> AsyncIterator[ServerSentEventMessage]:
    beat = watcher.subject.services.hub.limits.beat_seconds
    heard = board.heard
    yield _present(watcher)
    while not board.closed:
        if not await watcher.allowed():
            yield ServerSentEventMessage(event="bye", data="-")
            return
        for told in board.told_since(heard):
            yield ServerSentEventMessage(event=told.event, data=told.data)
        heard = board.heard
        news = board.since(at, shape)
        if news is not None:
            yield _message(news)
            at = news.at
            if news.whole:
                return
        elif not await board.changed(at, beat, heard):
            yield ServerSentEventMessage(event="beat", data="-")


def _present(watcher: Watcher) -> ServerSentEventMessage:
    """Return who is on the map, for somebody who has just come."""
    services, subject = watcher.subject.services, watcher.subject
    people = services.presence.people(subject.space.id, subject.journey, services.clock())
    return ServerSentEventMessage(event="present", data=msgspec.json.encode({"people": people}).decode())


def _message(news: News) -> ServerSentEventMessage:
    if news.whole:
        return ServerSentEventMessage(event="redraw", data="-")
    icons = vendored.symbols("".join(news.pieces.values()))
    pieces = {name: str(piece) for name, piece in news.pieces.items()}
    data = msgspec.json.encode({"pieces": pieces, "icons": str(icons)}).decode()
    return ServerSentEventMessage(event="pieces", id=news.at, data=data)
