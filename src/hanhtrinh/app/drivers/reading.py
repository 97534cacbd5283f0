"""Use case: which steps, and what happened there, drive an overall score.

Of a large company that takes seconds: whoever asks is told that it is coming (or what it was a while ago, also before
the server was started anew) and asks again, while it is read beside.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.live.naming import name_of
from hanhtrinh.app.live.summed import PEOPLE_AT_ONCE
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.errors import HanhtrinhError, InputError
from hanhtrinh.events.frame import Frame
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.events.parts import Parts
from hanhtrinh.events.together import only_people
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.drivers.reading import read_drivers
from hanhtrinh.measures.drivers.results import Drivers
from hanhtrinh.measures.drivers.variables import DriverQuestion
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.drivers import Figures, FiguresShelf
from hanhtrinh.ports.maps import Maps
from hanhtrinh.values import MICROSECONDS, Runner

FRESH_SECONDS = 60
"""What was read is shown again for so long: nothing here changes by the second."""
AT_ONCE_EVENTS = 200_000
"""Timelines of so many events are read while somebody waits, larger ones beside."""
PATIENCE_SECONDS = 0.5
"""So long the page waits for what is read beside, before it says that it is coming."""
WANTED_SECONDS = 20.0
"""What nobody asked for during so long is not read any more."""
_MOST_KEPT = 32
_MADE_BY = f"{version('hanhtrinh')}/1"
"""Figures kept by another program are not shown; the number after the version rises where the same timelines give other
figures.
"""


@dataclass(frozen=True)
class Seen:
    """A journey's drivers, as of an instant; `outcomes` are the scores that can be asked about, `drivers` None where
    there are none. `coming` says that (newer) ones are being read.
    """

    journey: Journey
    drivers: Drivers | None
    outcomes: dict[str, Instrument]
    now: int
    zone: str
    coming: bool = False


class Place(NamedTuple):
    """Where figures are put by: the base of the timelines they were read from, and a name of what was asked."""

    space: Space
    generation: str
    name: str


@dataclass
class _Task:
    """What is being read: when it was asked for last, and what went wrong."""

    asked_at: float
    done: threading.Event = field(default_factory=threading.Event)
    failed: Exception | None = None


@dataclass
class DriverMemory:
    """What was read lately, by everything it follows from, and what is being read beside, one after the other."""

    shelf: FiguresShelf | None = None
    at_once_events: int = AT_ONCE_EVENTS
    patience: float = PATIENCE_SECONDS
    kept: dict[object, tuple[int, Seen]] = field(default_factory=dict)
    tasks: dict[object, _Task] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lock, self.reading = threading.Lock(), threading.Lock()

    def keep(self, name: object, seen: Seen) -> Seen:
        """Remember what was read."""
        with self.lock:
            self.kept.pop(name, None)
            self.kept[name] = seen.now, seen
            while len(self.kept) > _MOST_KEPT:
                self.kept.pop(next(iter(self.kept)))
        return seen

    def before(self, place: Place, coming: Seen) -> Seen | None:
        """Return what was read of these timelines before the server was started anew."""
        found = self.shelf.find(*place) if self.shelf is not None and place.generation else None
        if found is None or found.now > coming.now:
            return None
        return replace(coming, drivers=found.drivers, now=found.now, coming=False)

    def put_by(self, place: Place, seen: Seen) -> Seen:
        """Keep what was read for later; a disk that refuses costs only that."""
        if self.shelf is not None and place.generation:
            with suppress(HanhtrinhError):
                self.shelf.keep(*place, Figures(now=seen.now, drivers=seen.drivers))
        return seen

    def beside(self, name: object, read: Callable[[], Seen]) -> Seen | None:
        """Have something read beside; return it where that is done soon, None where it takes a while."""
        with self.lock:
            task = self.tasks.get(name)
            if task is None:
                task = self.tasks[name] = _Task(time.monotonic())
                threading.Thread(target=self._work, args=(name, task, read), name="drivers", daemon=True).start()
            task.asked_at = time.monotonic()
        if not task.done.wait(self.patience):
            return None
        if task.failed is not None:
            with self.lock:
                self.tasks.pop(name, None)
            raise task.failed
        return self.kept.get(name, (0, None))[1]

    def _work(self, name: object, task: _Task, read: Callable[[], Seen]) -> None:
        with self.reading:
            try:
                if time.monotonic() - task.asked_at < WANTED_SECONDS:
                    self.keep(name, read())
                with self.lock:
                    self.tasks.pop(name, None)
            except Exception as error:  # whoever asks next is told
                task.failed = error
            finally:
                task.done.set()


def see_drivers(
    actor: Actor, space: Space, desk: Desk, maps: Maps, memory: DriverMemory, key: str, question: DriverQuestion,
    run: Runner,
) -> Seen:  # fmt: skip
    """Return what drives an overall score on a journey; InputError for a score or a segment there is none of."""
    require(actor, space.id, Right.SEE_VOICE)
    kept, file = usable_journey(actor, space, desk, key)
    groups = {*file.journey.segments, *(k for k, p in file.journey.personas.items() if p.match is not None)}
    if question.segment is not None and question.segment not in groups:
        raise InputError("drivers.no_segment", given=question.segment, allowed=", ".join(sorted(groups)) or "–")
    parts = maps.parts()
    name = space.id, key, kept.version, question
    found = memory.kept.get(name)
    if found is not None and 0 <= parts.now - found[0] < FRESH_SECONDS * MICROSECONDS:
        return found[1]
    coming = Seen(file.journey, None, _outcomes(parts), parts.now, parts.base.zone, coming=True)
    if question.outcome is not None and question.outcome not in coming.outcomes:
        allowed = ", ".join(sorted(coming.outcomes)) or "–"
        raise InputError("drivers.no_outcome", given=question.outcome, allowed=allowed)

    def read() -> Seen:
        return replace(coming, drivers=_read(parts, file.journey, question, run), coming=False)

    if parts.base.event_count <= memory.at_once_events:
        return memory.keep(name, read())
    place = Place(space, parts.base.generation, name_of(file.journey, question, _MADE_BY))
    if found is None and (kept_before := memory.before(place, coming)) is not None:
        found = kept_before.now, memory.keep(name, kept_before)
    older = replace(found[1], coming=True) if found is not None else coming
    return memory.beside(name, lambda: memory.put_by(place, read())) or older


def _read(parts: Parts, journey: Journey, question: DriverQuestion, run: Runner) -> Drivers | None:
    readings = [read_journey(frame, journey, as_of=parts.now, run=run) for frame in _who_answered(parts)]
    return read_drivers(readings, question)


def _outcomes(parts: Parts) -> dict[str, Instrument]:
    """Return the instruments with a score that anybody answered, by key."""
    return {
        key: one
        for frame in (parts.base, parts.overlay)
        for key, one in _answered(frame)
        if one.kind not in ("ces", "text")
    }


def _answered(frame: Frame) -> Iterator[tuple[str, Instrument]]:
    scored = ~frame.answers.asked & ~np.isnan(frame.answers.score)
    used = np.unique(frame.answers.instrument[scored])
    keys = sorted(frame.instruments)
    yield from ((keys[i], frame.instruments[keys[i]]) for i in used.tolist())


def _who_answered(parts: Parts) -> Iterator[Frame]:
    """Yield frames of those who ever gave a score, so many people at a time: nobody else says anything of drivers."""
    base, overlay = _answerers(parts.base), _answerers(parts.overlay)
    for frame, people in ((parts.base, base[~parts.superseded[base]]), (parts.overlay, overlay)):
        for lo in range(0, max(1, len(people)), PEOPLE_AT_ONCE):
            yield only_people(frame, people[lo : lo + PEOPLE_AT_ONCE])


def _answerers(frame: Frame) -> npt.NDArray[np.int64]:
    rows = ~frame.answers.asked & ~np.isnan(frame.answers.score)
    return np.unique(frame.person_of(frame.answers.event[rows]))
