"""Living maps with what customers' words say: `ports.maps.Maps` over others, adding `MapReadings.said`.

Small companies are read at once. Of large ones the words are read beside: until then a map has no `said`, and says that
it is coming. What was said since the base was built is always in it.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import polars as pl
from msgspec.structs import replace

from hanhtrinh.app.by_frame import ByFrame
from hanhtrinh.app.live.naming import name_of
from hanhtrinh.app.understanding.heard import Heard
from hanhtrinh.app.understanding.understanding import Understanding
from hanhtrinh.events.frame import Frame
from hanhtrinh.events.parts import Parts
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.measures.results import MapReadings, SaidReadings, Who
from hanhtrinh.measures.said_readings import Understood
from hanhtrinh.measures.said_rows import worded
from hanhtrinh.measures.senses import Senses
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.maps import Late, Maps
from hanhtrinh.values import Runner

AT_ONCE_EVENTS = 200_000
MOST_ROWS, MOST_MAPS = 4_000_000, 48
_MOST_FRAMES = 2
LOOK_SECONDS = 2.0
"""How often a watched map looks whether anything was understood otherwise since."""
_REST = 5
"""After reading for a second a map is not read again for so many seconds; it says what it said. Whoever changed themes
or corrected a text sees it at once.
"""


class SaidMaps:
    """One workspace's maps with the words."""

    def __init__(
        self, maps: Maps, space: Space, understanding: Understanding, run: Runner,
        *, at_once_events: int = AT_ONCE_EVENTS,
    ) -> None:  # fmt: skip
        self._maps, self._space, self._understanding, self._run = maps, space, understanding, run
        self._at_once = at_once_events
        self._heard: dict[str, Heard] = {}
        self._senses: ByFrame[tuple[object, Senses, pl.Series]] = ByFrame(_MOST_FRAMES)
        self._lock = threading.Lock()
        self._preparing: set[str] = set()

    # What is passed on

    def people(self, journey: Journey, question: MapQuestion, who: Who) -> pl.DataFrame:
        """Return the passes a reading counted."""
        return self._maps.people(journey, question, who)

    def parts(self) -> Parts:
        """Return all timelines as they are known now."""
        return self._maps.parts()

    def late_changes(self, journey: Journey, question: MapQuestion) -> Late:
        """Return what events that came late changed since yesterday."""
        return self._maps.late_changes(journey, question)

    def forget(self) -> None:
        """Let go of all frames: somebody was erased."""
        with self._lock:
            self._heard.clear()
        self._senses.forget()

    # What is added to

    def readings(self, journey: Journey, question: MapQuestion) -> MapReadings:
        """Return the readings of a map as of now, with the words where what stands beside it is asked for."""
        found = self._maps.readings(journey, question)
        return self._with_words(found, journey, question)

    @asynccontextmanager
    async def watch(self, journey: Journey, question: MapQuestion) -> AsyncIterator[AsyncIterator[MapReadings]]:
        """Give the readings now and again whenever they, or what is understood of the words, changed."""
        async with self._maps.watch(journey, question) as stream:
            yield self._watched(stream, journey, question) if question.beside else stream

    async def _watched(
        self, stream: AsyncIterator[MapReadings], journey: Journey, question: MapQuestion
    ) -> AsyncIterator[MapReadings]:
        newest: MapReadings | None = None
        told: SaidReadings | None = None
        coming = asyncio.ensure_future(_next(stream))
        try:
            while True:
                await asyncio.wait({coming}, timeout=LOOK_SECONDS)
                came = coming.done()
                if came:
                    newest = coming.result()
                    if newest is None:
                        return
                    coming = asyncio.ensure_future(_next(stream))
                if newest is None:
                    continue
                fresh = await asyncio.to_thread(self._with_words, newest, journey, question)
                if came or fresh.said != told:
                    told = fresh.said
                    yield fresh
        finally:
            coming.cancel()

    def said(self, journey: Journey, question: MapQuestion) -> SaidReadings | None:
        """Return what the words say; None while they are read for the first time."""
        heard, parts = self._of(journey, question), self._maps.parts()
        for other in list(self._heard.values()):
            other.forget(parts)
        if not heard.ready(parts) and parts.base.event_count > self._at_once:
            self._prepare(heard, parts)
            return heard.told
        with heard.lock:
            turn = self._understanding.turn(self._space)
            rests = time.monotonic_ns() - heard.made_at < _REST * heard.cost and heard.read_by(turn)
            if rests or heard.made_of(parts, turn):
                return heard.told
            began = time.monotonic_ns()
            reader = self._understanding.reader(self._space)
            taxonomy = reader.taxonomy
            names = {key: theme.name for key, theme in taxonomy.themes.items()}
            version = f"{reader.version}.{reader.taught}"
            understood = Understood(version, reader.themes, names, taxonomy.general)
            heard.tell(heard.readings(parts, understood, self._senses_of), parts, turn)
            heard.made_at = time.monotonic_ns()
            heard.cost = heard.made_at - began
        return heard.told

    def _with_words(self, found: MapReadings, journey: Journey, question: MapQuestion) -> MapReadings:
        return replace(found, said=self.said(journey, question)) if question.beside else found

    def _of(self, journey: Journey, question: MapQuestion) -> Heard:
        name = name_of(journey, question)
        with self._lock:
            found = self._heard.pop(name, None) or Heard(journey, question, self._run)
            self._heard[name] = found  # the last asked for stands last
            names = list(self._heard)[:-1]
            while names and (len(self._heard) > MOST_MAPS or sum(h.rows for h in self._heard.values()) > MOST_ROWS):
                del self._heard[names.pop(0)]
        return found

    def _prepare(self, heard: Heard, parts: Parts) -> None:
        """Have a base read beside."""
        name = name_of(heard.journey, heard.question)
        with self._lock:
            if name in self._preparing:
                return
            self._preparing.add(name)

        def work() -> None:
            try:
                with heard.lock:
                    heard.prepare(parts)
            except Exception as error:  # whoever asks next has it read again
                self._understanding.on_error("reading the words of a map", error)
            finally:
                with self._lock:
                    self._preparing.discard(name)

        threading.Thread(target=work, name="words", daemon=True).start()

    def _senses_of(self, frame: Frame) -> Senses:
        """Return what is understood of a frame's texts; kept as long as the frame stands and nothing was read since."""
        turn = self._understanding.turn(self._space)
        kept = self._senses.get(frame)
        if kept is not None and kept[0] == turn:
            return kept[1]
        texts = frame.answers.text.gather(worded(frame)) if kept is None else kept[2]  # its digests are known
        senses = self._understanding.senses(self._space, texts)
        turn = turn if senses.unread else self._understanding.turn(self._space)
        return self._senses.keep(frame, (turn, senses, texts))[1]


async def _next(stream: AsyncIterator[MapReadings]) -> MapReadings | None:
    """Return the next readings; None at the end."""
    try:
        return await anext(stream)
    except StopAsyncIteration:
        return None


class WordedMaps:
    """Gives each workspace's maps with the words; each is made when it is first asked for."""

    def __init__(self, maps: Callable[[Space], Maps], understanding: Understanding, run: Runner) -> None:
        self._maps, self._understanding, self._run = maps, understanding, run
        self._made: dict[str, tuple[Maps, SaidMaps]] = {}
        self._lock = threading.Lock()

    def of(self, space: Space) -> SaidMaps:
        """Return a workspace's maps."""
        inner = self._maps(space)
        with self._lock:
            kept = self._made.get(space.id)
            if kept is None or kept[0] is not inner:
                kept = self._made[space.id] = inner, SaidMaps(inner, space, self._understanding, self._run)
            return kept[1]

    def forget(self, space: Space) -> None:
        """Let go of what is held of a workspace: somebody was erased."""
        kept = self._made.get(space.id)
        if kept is not None:
            kept[1].forget()
