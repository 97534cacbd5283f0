"""One workspace's living maps (`ports.maps.Maps`): timelines that take in what comes, and the maps kept over them.

Everything that changes does so under one lock, in ticks: what came is taken in, every kept map goes on to the same
instant. Reading all of a large base, and building another one, happen beside it.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import polars as pl
from msgspec.structs import replace

from hanhtrinh.app.live.kept import KeptMap
from hanhtrinh.app.live.late import Arrivals, DayBegin, LateChanges, end_of_yesterday, without_words
from hanhtrinh.app.live.listing import list_in_parts, nobody_of
from hanhtrinh.app.live.naming import name_of
from hanhtrinh.app.live.summed import SummedMap
from hanhtrinh.app.live.timelines import Advance, Timelines
from hanhtrinh.app.live.watching import Watcher
from hanhtrinh.app.looping import each, is_time
from hanhtrinh.app.measuring import measure_map, read_checked
from hanhtrinh.events.frame import Frame
from hanhtrinh.events.overlay import positions_of
from hanhtrinh.events.parts import Parts
from hanhtrinh.events.together import whole
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.measures.results import MapReadings, Who
from hanhtrinh.ports.live import Generation, LiveSpace, Opening
from hanhtrinh.values import MICROSECONDS, Runner

SUMMED_FROM_EVENTS = 200_000
"""From so many events on a map is summed over people; below, reading it whole takes a fraction of a second."""
FRESH = MICROSECONDS // 4
"""Readings younger than this are not made again for whoever asks."""
LIVE_DAYS = 7
"""A workspace is live for so long after the last message it accepted."""
KEPT_MAPS = 24
IDLE = 900 * MICROSECONDS
"""A map nobody looked at for so long is forgotten."""
QUIET = 30 * MICROSECONDS
"""While nothing happens a watched map is told again after so long: waits that are still open grow by themselves."""
BESIDE_AGAIN = 600 * MICROSECONDS
"""How long what stands beside a map is not read again where that failed."""
_HOUR, _DAY = 3_600 * MICROSECONDS, 86_400 * MICROSECONDS


class LiveMaps:
    """A workspace's timelines and maps, kept current by whoever calls `tick`."""

    def __init__(self, space: LiveSpace, run: Runner, *, summed_from: int = SUMMED_FROM_EVENTS) -> None:
        self._space, self._run, self._summed_from = space, run, summed_from
        self._lock, self._opening = threading.RLock(), threading.Lock()
        self._maps: dict[str, KeptMap] = {}
        self._whole: tuple[int, Frame] | None = None
        self._accepted = space.history.accepted_at() or 0
        self._now = self._ticked = 0
        self._arrivals = Arrivals(space.clock())
        self._catching_up = True
        self._timelines = Timelines(space, space.history.generation() or space.history.build())
        self._take_in()
        self._catching_up = False

    # Asking

    def readings(self, journey: Journey, question: MapQuestion) -> MapReadings:
        """Return the readings of a map as of now; InputError for a segment the journey does not have."""
        kept = self._kept(journey, question)
        with self._lock:
            self._refresh()
            return self._read(kept)

    def people(self, journey: Journey, question: MapQuestion, who: Who) -> pl.DataFrame:
        """Return the passes a reading counted (columns of `app.measuring.list_people`)."""
        return list_in_parts(self.parts(), journey, question, who, self._run)

    def parts(self) -> Parts:
        """Return all timelines as they are known now."""
        with self._lock:
            self._refresh()
            return self._timelines.parts(self._now)

    def late_changes(self, journey: Journey, question: MapQuestion) -> LateChanges:
        """Return what events that came late changed in what was said of the time before today."""
        kept = self._kept(journey, question)
        with self._lock:
            self._refresh()
        self._begin_day(kept)
        with self._lock:
            begin = kept.begin
            assert begin is not None  # noqa: S101 - `_begin_day` made it
            return begin.against(self._read_as_of(kept, begin.summed, begin.opening.as_of), self._arrivals)

    @asynccontextmanager
    async def watch(self, journey: Journey, question: MapQuestion) -> AsyncIterator[AsyncIterator[MapReadings]]:
        """Give the readings now and again whenever they have changed (see `ports.maps.Maps`)."""
        first = await asyncio.to_thread(self.readings, journey, question)
        watcher = Watcher(first)
        kept = await asyncio.to_thread(self._watch, journey, question, watcher, first)
        try:
            yield watcher.readings()
        finally:
            kept.watchers.remove(watcher)

    def _watch(self, journey: Journey, question: MapQuestion, watcher: Watcher, first: MapReadings) -> KeptMap:
        kept = self._kept(journey, question)
        with self._lock:
            kept.watchers.append(watcher)
            if kept.told != first:
                kept.told, kept.moved = first, True
        return kept

    @property
    def watched(self) -> bool:
        """Whether anybody watches one of the maps."""
        return any(kept.watchers for kept in list(self._maps.values()))

    # Keeping current

    def tick(self) -> None:
        """Take in what came, go on to the present, and tell whoever watches a map that changed."""
        with self._lock:
            self._refresh(force=True)
            self._forget_idle()
            each(list(self._maps.values()), self._tell)

    def outgrown(self) -> bool:
        """Tell whether another base is due: too much stands beside this one, or it is no longer true."""
        with self._lock:
            return self._timelines.outgrown

    def rebase(self) -> None:
        """Build another base and go on with it. Takes a while; everything else goes on meanwhile."""
        generation = self._space.history.build()
        with self._lock:
            self._take_in()  # the base may know facts and rows that these timelines have not met yet
            same = not self._timelines.stale and generation.version <= self._timelines.version
            old, new = self._timelines.base.frame, generation.frame
            same &= (dict(old.instruments), old.zone) == (dict(new.instruments), new.zone)
        if same:
            self._move_to(generation)
        else:
            self._begin_anew(generation)

    def begin_anew(self) -> None:
        """Forget what is held in memory and read it again: somebody was erased, or instruments changed."""
        self._begin_anew(self._space.history.generation() or self._space.history.build())

    def refresh_beside(self) -> None:
        """Read what stands beside maps that are summed, for those whose base has changed since. Takes a while."""
        with self._lock:
            generation = self._timelines.base.frame.generation
            asked = [k for k in self._maps.values() if k.summed and k.question.beside and k.beside_of != generation]
            now, clock = self._now, self._space.clock()

        def read(kept: KeptMap) -> None:
            kept.beside_tried = clock  # whatever comes of it: what failed is not tried again every few seconds
            found = self._space.history.beside(kept.journey, kept.question, now)
            with self._lock:
                kept.put_beside(found, generation)

        each([kept for kept in asked if is_time(kept.beside_tried, BESIDE_AGAIN, clock)], read)

    def _refresh(self, *, force: bool = False) -> None:
        """Take in what came, unless that was done a moment ago."""
        clock = self._space.clock()
        if force or not 0 <= clock - self._ticked < FRESH:
            self._ticked = clock
            self._take_in()

    def _take_in(self) -> None:
        """Take in what came and bring every map to the present; what comes meanwhile waits for the next time."""
        self._step(None)
        for advance in _advances(self._timelines):
            self._step(advance)

    def _step(self, advance: Advance | None) -> None:
        """Bring every map to the present, and past what came."""
        self._note_accepted()
        now = self._present()
        self._end_day(now)
        self._now = now
        if advance is not None and not self._catching_up:
            self._arrivals.note(advance.came, self._space.clock(), self._timelines.base.frame.zone)
        for kept in self._maps.values():
            kept.step(self._timelines, advance, now)

    def _note_accepted(self) -> None:
        newest = self._timelines.accepted
        if newest > self._accepted + _HOUR:
            self._space.history.note_accepted(newest)
            self._accepted = newest

    def _present(self) -> int:
        """Return the instant readings are as of: the clock of a live workspace, else the newest event's."""
        clock = self._space.clock()
        live = clock - self._accepted < LIVE_DAYS * _DAY
        return max(self._now, clock if live else self._timelines.newest)

    def _tell(self, kept: KeptMap) -> None:
        if not kept.watchers:
            return
        kept.asked_at = self._space.clock()
        quiet = kept.told is not None and self._now - kept.told.as_of < QUIET
        if quiet and not kept.moved:
            return
        readings = self._read(kept)
        if kept.told is None or replace(readings, as_of=kept.told.as_of) != kept.told:
            for watcher in tuple(kept.watchers):  # who leaves meanwhile, in another thread, makes nobody else miss it
                watcher.give(readings)
        kept.told, kept.moved = readings, False

    def _forget_idle(self) -> None:
        clock = self._space.clock()
        idle = [name for name, kept in self._maps.items() if not kept.watchers and clock - kept.asked_at > IDLE]
        for name in idle:
            del self._maps[name]

    # Maps

    def _kept(self, journey: Journey, question: MapQuestion) -> KeptMap:
        """Return the kept map, opened first where it is not; the opening of a large one takes seconds."""
        name = name_of(journey, question)
        with self._lock:
            found = self._maps.get(name)
        if found is None:
            with self._opening:
                found = self._maps.get(name) or self._open(KeptMap(name, journey, question, self._run))
        found.asked_at = self._space.clock()
        return found

    def _open(self, kept: KeptMap) -> KeptMap:
        base = self._timelines.base.frame
        read_checked(nobody_of(base), kept.journey, kept.question, as_of=0, run=self._run)
        if not self._is_summed(base, kept.question):
            with self._lock:
                self._keep(kept)
            return kept
        while True:
            timelines = self._timelines
            summed = self._sum_of(timelines.base.frame, kept, self._now)
            with self._lock:
                if self._timelines is timelines:
                    kept.summed = summed
                    summed.enter(timelines)
                    self._keep(kept)
                    return kept

    def _keep(self, kept: KeptMap) -> None:
        kept.asked_at = self._space.clock()
        kept.step(self._timelines, None, self._now)
        self._maps[kept.name] = kept
        unwatched = [other for other in self._maps.values() if not other.watchers and other is not kept]
        if len(self._maps) > KEPT_MAPS and unwatched:
            del self._maps[min(unwatched, key=lambda other: other.asked_at).name]

    def _is_summed(self, base: Frame, question: MapQuestion) -> bool:
        """Tell whether a map is summed; accounts reach over people, so their maps are not sums over them."""
        return base.event_count >= self._summed_from and question.unit != "account"

    def _sum_of(self, base: Frame, kept: KeptMap, as_of: int) -> SummedMap:
        return SummedMap.of_base(base, kept.journey, kept.question, as_of=as_of, run=self._run)

    def _read(self, kept: KeptMap) -> MapReadings:
        return kept.readings(self._timelines, None if kept.summed else self._everything(), self._now)

    def _everything(self) -> Frame:
        """Return all timelines as one frame."""
        if self._whole is None or self._whole[0] != self._timelines.revision:
            self._whole = self._timelines.revision, whole(self._timelines.parts(self._now))
        return self._whole[1]

    def _read_as_of(self, kept: KeptMap, summed: SummedMap | None, as_of: int) -> MapReadings:
        if summed is not None:
            return summed.readings(self._timelines, None)
        question = replace(kept.question, beside=False)
        return measure_map(self._everything(), kept.journey, question, as_of=as_of, run=self._run)

    # Days

    def _begin_day(self, kept: KeptMap) -> None:
        """Make sure that a map knows how its day began; reads it whole where it was not looked at before today."""
        with self._opening:
            timelines, as_of = self._timelines, end_of_yesterday(self._now, self._timelines.base.frame.zone)
            if kept.begin is not None and kept.begin.opening.as_of == as_of:
                return
            summed = self._sum_of(timelines.base.frame, kept, as_of) if kept.summed else None
            with self._lock:
                if summed is not None and self._timelines is timelines:
                    summed.enter(timelines)
                elif summed is not None:
                    summed = self._entered(kept, as_of)
                self._open_day(kept, summed, as_of)

    def _entered(self, kept: KeptMap, as_of: int) -> SummedMap:
        summed = self._sum_of(self._timelines.base.frame, kept, as_of)
        summed.enter(self._timelines)
        return summed

    def _open_day(self, kept: KeptMap, summed: SummedMap | None, as_of: int) -> None:
        opening = self._space.history.opening(kept.name)
        if opening is None or opening.as_of != as_of:
            told = without_words(self._read_as_of(kept, summed, as_of))
            opening = Opening(as_of, self._space.clock(), told)
            self._space.history.keep_opening(kept.name, opening)
        kept.begin = DayBegin(opening, summed)

    def _end_day(self, now: int) -> None:
        """At midnight, keep how maps stand: that is how their next day begins. What comes now is not in it yet."""
        for kept in self._maps.values():
            if kept.begin is not None:
                as_of = end_of_yesterday(now, self._timelines.base.frame.zone)
                if as_of > kept.begin.opening.as_of:
                    self._open_day(kept, self._at(kept, as_of), as_of)

    def _at(self, kept: KeptMap, as_of: int) -> SummedMap | None:
        """Return a copy of a map's sums as of an instant that lies between where it stands and now."""
        if kept.summed is None:
            return None
        copy = kept.summed.copy()
        copy.step(self._timelines, None, max(as_of, copy.as_of))
        return copy if copy.as_of == as_of else self._entered(kept, as_of)

    # Another base

    def _move_to(self, generation: Generation) -> None:
        """Go on with the same timelines over another base."""
        old = self._timelines
        place, there = positions_of(generation.frame, old.base.frame.people)
        with self._lock:
            new = old.on(generation)
            for kept in self._maps.values():
                if kept.summed is not None:
                    kept.summed = kept.summed.rebased(old, new, place, there)
                if kept.begin is not None and kept.begin.summed is not None:
                    kept.begin.summed = kept.begin.summed.rebased(old, new, place, there)
            self._timelines = new

    def _begin_anew(self, generation: Generation) -> None:
        """Go on with what the lake and the inbox hold now, whatever was held before; maps are read again."""
        new = Timelines(self._space, generation)
        with self._opening:
            fresh = {kept.name: self._anew(kept, generation.frame) for kept in list(self._maps.values())}
            with self._lock:
                for _ in _advances(new):
                    pass
                new.revision += self._timelines.revision + 1
                self._timelines = new
                for name, kept in list(self._maps.items()):
                    kept.summed, kept.begin, kept.moved = fresh[name], None, True
                    if kept.summed is not None:
                        kept.summed.enter(new)
                self._take_in()

    def _anew(self, kept: KeptMap, base: Frame) -> SummedMap | None:
        return self._sum_of(base, kept, self._now) if self._is_summed(base, kept.question) else None


def _advances(timelines: Timelines) -> Iterator[Advance]:
    """Yield steps until all is taken in that had come at the beginning of the last one."""
    caught_up = False
    while not caught_up:
        advance = timelines.advance()
        if advance is not None:
            yield advance
        caught_up = timelines.caught_up
