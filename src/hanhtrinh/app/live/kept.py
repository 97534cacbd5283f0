"""A map that is kept current: summed over people where they are many, read whole where they are few."""

from dataclasses import dataclass, field

from hanhtrinh.app.live.late import DayBegin
from hanhtrinh.app.live.summed import SummedMap
from hanhtrinh.app.live.timelines import Advance, Timelines
from hanhtrinh.app.live.watching import Watcher
from hanhtrinh.app.measuring import read_checked
from hanhtrinh.events.frame import Frame
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.map import MapQuestion, read_map
from hanhtrinh.measures.partial import NEVER_CHANGES, next_change
from hanhtrinh.measures.results import Beside, MapReadings
from hanhtrinh.values import Runner


@dataclass
class KeptMap:
    """One journey and question. `summed` is None where the map is read whole.

    `beside_tried` is when what stands beside it was last read in vain.
    `moved` says that something other than the clock may have changed it since `told` was told to the watchers.
    """

    name: str
    journey: Journey
    question: MapQuestion
    run: Runner
    summed: SummedMap | None = None
    beside: Beside | None = None
    beside_of: str = ""
    beside_tried: int = 0
    begin: DayBegin | None = None
    watchers: list[Watcher] = field(default_factory=list)
    asked_at: int = 0
    moved: bool = False
    told: MapReadings | None = None
    _made: tuple[tuple[int, int], MapReadings] | None = None
    _soonest: int = NEVER_CHANGES

    def step(self, timelines: Timelines, advance: Advance | None, now: int) -> None:
        """Go on to an instant, and past what came."""
        if self.begin is not None and advance is not None:
            self.begin.step(timelines, advance)
        if self.summed is not None:
            self.moved |= self.summed.step(timelines, advance, now)
        else:
            self.moved |= advance is not None or now >= self._soonest

    def readings(self, timelines: Timelines, whole: Frame | None, now: int) -> MapReadings:
        """Return the readings as of an instant; `whole` is everything in one frame, for a map that is read whole."""
        at = timelines.revision, now
        if self._made is None or self._made[0] != at:
            self._made = at, self._read(timelines, whole, now)
        return self._made[1]

    def _read(self, timelines: Timelines, whole: Frame | None, now: int) -> MapReadings:
        if self.summed is not None:
            return self.summed.readings(timelines, self.beside)
        assert whole is not None  # noqa: S101 - made by the caller for every map that is not summed
        reading = read_checked(whole, self.journey, self.question, as_of=now, run=self.run)
        changes = next_change(reading, self.question)
        self._soonest = int(changes.min()) if len(changes) else NEVER_CHANGES
        return read_map(reading, self.question)

    def put_beside(self, beside: Beside | None, of: str) -> None:
        """Show other readings beside the map: those of a generation."""
        self.beside, self.beside_of, self._made, self.moved = beside, of, None, True
        self.beside_tried = 0
