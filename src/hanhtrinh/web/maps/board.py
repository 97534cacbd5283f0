"""One map as it is drawn now, shared by everybody who watches it; each is told what changed since their last look.

Nothing is queued for a watcher: whoever is slow finds the newest state when they look again, and holds nobody up.
"""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from hanhtrinh.draw.markup import Markup
from hanhtrinh.web.maps.drawing import Drawn

_REMEMBERED, _TOLD = 64, 256


@dataclass(frozen=True)
class News:
    """What a watcher is told: the state's name, and the pieces to exchange. `whole`: the page must be drawn anew."""

    at: str
    pieces: Mapping[str, Markup] = field(default_factory=dict)
    whole: bool = False


@dataclass(frozen=True)
class Told:
    """Something everybody on a map is told at once, beside its pieces: that it was edited, who is there."""

    event: str
    data: str


class Board:
    """The newest drawing, when each piece last changed, and the names of the states before.

    `poked` is set when the journey's file has just been written, so that nobody waits for the next look at it.
    """

    def __init__(self) -> None:
        self.drawn: Drawn | None = None
        self.watchers = 0
        self.closed = False
        self.poked = asyncio.Event()
        self.heard = 0
        self._told: deque[Told] = deque(maxlen=_TOLD)
        self._turn = 0
        self._changed: dict[str, int] = {}
        self._states: deque[tuple[str, int]] = deque(maxlen=_REMEMBERED)
        self._news = asyncio.Condition()

    async def show(self, drawn: Drawn) -> None:
        """Put up a new drawing and wake the watchers, if anything on it is new."""
        before, self.drawn = self.drawn, drawn
        if before is not None and before.at == drawn.at:
            return
        self._turn += 1
        if before is not None and before.shape != drawn.shape:
            self._states.clear()
        old = before.pieces if before else {}
        for name, piece in drawn.pieces.items():
            if old.get(name) != piece:
                self._changed[name] = self._turn
        self._states.append((drawn.at, self._turn))
        async with self._news:
            self._news.notify_all()

    def since(self, at: str, shape: str) -> News | None:
        """Return what changed since a state, None where it is the newest; everything where that cannot be told."""
        drawn = self.drawn
        if drawn is None or drawn.at == at:
            return None
        if drawn.shape != shape:
            return News(drawn.at, whole=True)
        turn = next((turn for name, turn in self._states if name == at), None)
        if turn is None:
            return News(drawn.at, drawn.pieces)
        later = {name: piece for name, piece in drawn.pieces.items() if self._changed[name] > turn}
        return News(drawn.at, later)

    async def tell(self, told: Told) -> None:
        """Tell every watcher something; who is so slow that much else was told since misses it."""
        self._told.append(told)
        self.heard += 1
        async with self._news:
            self._news.notify_all()

    def told_since(self, heard: int) -> list[Told]:
        """Return what was told after so many other things."""
        new = min(self.heard - heard, len(self._told))
        return list(self._told)[-new:] if new > 0 else []

    async def changed(self, at: str, seconds: float, heard: int | None = None) -> bool:
        """Wait until there is another state than one, or more was told than `heard`, so long at most.

        Tells whether there is.
        """

        def is_news() -> bool:
            return self.closed or self._is_news(at) or (heard is not None and self.heard > heard)

        try:
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(is_news)
        except TimeoutError:
            return False
        return True

    def _is_news(self, at: str) -> bool:
        return self.drawn is not None and self.drawn.at != at

    async def close(self) -> None:
        """Let every watcher look again, for the last time."""
        self.closed = True
        async with self._news:
            self._news.notify_all()
