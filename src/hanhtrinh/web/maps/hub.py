"""The boards of all maps somebody looks at: each is drawn once, whatever the number of its watchers.

A board's task follows the readings of its map and the journey's file; what is drawn is drawn in a thread. It ends a
while after the last watcher has gone.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Hashable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec
import structlog

from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.measures.results import MapReadings
from hanhtrinh.ports.maps import Maps
from hanhtrinh.web.maps.board import Board, Told
from hanhtrinh.web.maps.drawing import Drawn

_log = structlog.get_logger("hanhtrinh.maps")


_BY_HAND = Told("edited", '{"version":"","by":"","id":"","places":[]}')
"""The file has changed and nobody has said where: who holds what it said has to ask anew."""


class Subject(Protocol):
    """What a board shows: who draws it, from what, and by what one sees that its file has changed."""

    @property
    def key(self) -> Hashable:
        """What makes two subjects the same."""

    def stamp(self) -> object:
        """Return something that changes when the journey's file does."""

    def open(self) -> tuple[Maps, Journey, MapQuestion, Callable[[MapReadings], Drawn]]:
        """Return where readings come from, of what, and what draws them; HanhtrinhError while that is impossible."""


@dataclass(frozen=True)
class Limits:
    """How many may watch, for how long an unwatched board lives, how often files are looked at."""

    in_all: int = 500
    per_user: int = 12
    linger_seconds: float = 30.0
    look_seconds: float = 1.0
    retry_seconds: float = 5.0
    beat_seconds: float = 15.0


class Crowded(Exception):
    """There are as many watchers as there may be."""


class Hub:
    """All boards. Everything but `peek`, `poke` and `announce` belongs to the server's event loop."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.closing = False
        self._boards: dict[Hashable, Board] = {}
        self._tasks: dict[Hashable, asyncio.Task[None]] = {}
        self._users: Counter[str] = Counter()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._telling: set[asyncio.Task[None]] = set()

    def announce(self, space: str, journey: str, event: str, data: Mapping[str, Any]) -> None:
        """Tell everybody who watches a journey something at once, whatever period and language they look at it in.

        May be called from any thread; who is told nothing because nobody watches is no matter.
        """
        told = Told(event, msgspec.json.encode(data).decode())
        self._soon(lambda: self._tell(space, journey, told))

    def poke(self, space: str, journey: str) -> None:
        """Say that a journey's file has just been written: its boards look at it now and not at their next turn."""

        def poke() -> None:
            for board in self._of(space, journey):
                board.poked.set()

        self._soon(poke)

    def _soon(self, what: Callable[[], None]) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(what)

    def _tell(self, space: str, journey: str, told: Told) -> None:
        for board in self._of(space, journey):
            task = asyncio.ensure_future(board.tell(told))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    def _of(self, space: str, journey: str) -> list[Board]:
        """Return the boards of a journey: their keys begin with workspace and journey."""
        return [board for key, board in self._boards.items() if isinstance(key, tuple) and key[:2] == (space, journey)]

    def peek(self, key: Hashable) -> Drawn | None:
        """Return the newest drawing of a subject somebody watches, None where nobody does."""
        board = self._boards.get(key)
        return board.drawn if board else None

    @property
    def watchers(self) -> int:
        """How many are watching."""
        return self._users.total()

    @asynccontextmanager
    async def watching(self, subject: Subject, user: str) -> AsyncIterator[Board]:
        """Give the board of a subject for as long as somebody watches it; Crowded where too many do."""
        if self.closing or self.watchers >= self.limits.in_all or self._users[user] >= self.limits.per_user:
            raise Crowded
        self._loop = asyncio.get_running_loop()
        board = self._board(subject)
        board.watchers += 1
        self._users[user] += 1
        try:
            yield board
        finally:
            board.watchers -= 1
            self._users[user] -= 1
            if self._users[user] <= 0:
                del self._users[user]

    def _board(self, subject: Subject) -> Board:
        board = self._boards.get(subject.key)
        if board is None:
            board = self._boards[subject.key] = Board()
            self._tasks[subject.key] = asyncio.create_task(self._keep(subject, board))
        return board

    async def _keep(self, subject: Subject, board: Board) -> None:
        """Follow a subject until nobody has watched it for a while; who comes back in the last moment has it still."""
        try:
            left: float | None = None
            # Closing is looked at by itself: a task that is told to end while it leaves a stream does not hear of it.
            while not self.closing and (
                board.watchers or left is None or time.monotonic() - left < self.limits.linger_seconds
            ):
                if board.watchers:
                    await self._follow(subject, board)
                    left = None
                else:
                    left = left or time.monotonic()
                    await asyncio.sleep(min(self.limits.look_seconds, self.limits.linger_seconds))
        finally:
            if self._boards.get(subject.key) is board:
                del self._boards[subject.key], self._tasks[subject.key]

    async def _follow(self, subject: Subject, board: Board) -> None:
        """Follow a subject as its file stands, until that changes, something goes wrong or nobody is left."""
        stamp: object = None
        try:
            stamp = await asyncio.to_thread(subject.stamp)
            maps, journey, question, draw = await asyncio.to_thread(subject.open)
            async with maps.watch(journey, question) as stream:
                await self._draw_all(subject, board, stream, draw, stamp)
        except HanhtrinhError as error:
            _log.info("map not drawn", code=error.key)
            await self._rest(subject, board, stamp)
        except Exception as error:  # whatever happens to one map, the server goes on and this map is tried again
            _log.error("map not drawn", kind=type(error).__name__, exc_info=error)
            await self._rest(subject, board, stamp)

    async def _draw_all(
        self,
        subject: Subject,
        board: Board,
        stream: AsyncIterator[MapReadings],
        draw: Callable[[MapReadings], Drawn],
        stamp: object,
    ) -> None:
        async def next_reading() -> MapReadings:
            return await anext(stream)

        coming = asyncio.create_task(next_reading())
        try:
            while board.watchers:
                told = await self._look(board, coming)
                if await asyncio.to_thread(subject.stamp) != stamp:
                    if not told:
                        await board.tell(_BY_HAND)
                    return
                if coming.done():
                    await board.show(await asyncio.to_thread(draw, coming.result()))
                    coming = asyncio.create_task(next_reading())
        except StopAsyncIteration:
            await asyncio.sleep(self.limits.look_seconds)
        finally:
            coming.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await coming

    async def _look(self, board: Board, coming: asyncio.Task[MapReadings]) -> bool:
        """Wait for the next reading, for a file that was just written, or for the time to look at it.

        Tells whether it was written by a command, so that its watchers know already.
        """
        poked = asyncio.create_task(board.poked.wait())
        try:
            await asyncio.wait({coming, poked}, timeout=self.limits.look_seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            poked.cancel()
        told = board.poked.is_set()
        board.poked.clear()
        return told

    async def _rest(self, subject: Subject, board: Board, stamp: object) -> None:
        """Wait before trying again: for a while, or until the file is another one."""
        until = time.monotonic() + self.limits.retry_seconds
        while board.watchers and time.monotonic() < until:
            await asyncio.sleep(self.limits.look_seconds)
            with suppress(Exception):  # what cannot be looked at now is looked at again
                if await asyncio.to_thread(subject.stamp) != stamp:
                    return

    async def close(self) -> None:
        """Send every watcher home and stop drawing: the server is going down."""
        self.closing = True
        for board in list(self._boards.values()):
            await board.close()
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
