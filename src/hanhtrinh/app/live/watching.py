"""Watchers: whoever wants to see a map change gets the newest readings, and never a queue of old ones."""

import asyncio
from collections.abc import AsyncIterator

from hanhtrinh.measures.results import MapReadings


class Watcher:
    """One watcher, living in the event loop it was made in; `give` may be called from any thread."""

    def __init__(self, first: MapReadings) -> None:
        self._loop = asyncio.get_running_loop()
        self._fresh = asyncio.Event()
        self._newest = first
        self._fresh.set()

    def give(self, readings: MapReadings) -> None:
        """Hand over newer readings; those not looked at yet are forgotten. Returns at once."""
        try:
            self._loop.call_soon_threadsafe(self._put, readings)
        except RuntimeError:  # the loop has ended: nobody is there to look
            return

    def _put(self, readings: MapReadings) -> None:
        self._newest = readings
        self._fresh.set()

    async def readings(self) -> AsyncIterator[MapReadings]:
        """Yield the newest readings, as often as there are newer ones."""
        while True:
            await self._fresh.wait()
            self._fresh.clear()
            yield self._newest
