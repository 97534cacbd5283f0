"""Waiting for the inbox: the many requests that one commit makes durable are woken together.

`asyncio.wrap_future` would go from the writer's thread into the event loop once for each of them.
"""

import asyncio
from collections import deque
from concurrent.futures import Future

from hanhtrinh.ports.inbox import Receipt


class Waiting:
    """Turns futures of the writer's thread into ones of the event loop that asks."""

    def __init__(self) -> None:
        self._ended: deque[tuple[asyncio.Future[Receipt], Future[Receipt]]] = deque()
        self._called = False

    async def durable(self, done: Future[Receipt]) -> Receipt:
        """Wait until a commit is on disk; raises what went wrong with it."""
        if done.done():
            return done.result()
        loop = asyncio.get_running_loop()
        mine: asyncio.Future[Receipt] = loop.create_future()

        def ended(theirs: Future[Receipt]) -> None:
            self._ended.append((mine, theirs))
            if not self._called:
                self._called = True
                loop.call_soon_threadsafe(self._wake)

        done.add_done_callback(ended)
        return await mine

    def _wake(self) -> None:
        # First this: what ends from here on is either seen below or calls again.
        self._called = False
        while self._ended:
            mine, theirs = self._ended.popleft()
            if mine.done():
                continue
            error = theirs.exception()
            if error is None:
                mine.set_result(theirs.result())
            else:
                mine.set_exception(error)
