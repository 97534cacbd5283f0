"""What was said in words on one map, as timelines are now: base rows are read once, those touched since anew."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hanhtrinh.events.frame import Frame
from hanhtrinh.events.parts import Parts
from hanhtrinh.events.together import people_between
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.measures.results import SaidReadings
from hanhtrinh.measures.said_partial import SaidPartial, said_partial
from hanhtrinh.measures.said_quotes import Spoken
from hanhtrinh.measures.said_readings import Understood, bucket_of, said_readings
from hanhtrinh.measures.said_rows import SaidRows, heard_rows, joined, worded
from hanhtrinh.measures.selection import Bucket
from hanhtrinh.measures.senses import Senses
from hanhtrinh.values import MICROSECONDS, Runner

PEOPLE_AT_ONCE = 125_000
_AHEAD = 60 * MICROSECONDS
Turn = tuple[str, str, int]
"""Who reads, what they were taught, and how often they read since (`Understanding.turn`)."""
SensesOf = Callable[[Frame], Senses]
"""What is understood of the texts `worded(frame)` names."""


@dataclass
class Heard:
    """A journey and a question. Not safe for several threads at once: `lock` is for whoever calls.

    `cost` is how long the last reading took, in microseconds, `made_at` when that was.
    """

    journey: Journey
    question: MapQuestion
    run: Runner

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self.asked_at = self.made_at = self.cost = 0
        self.told: SaidReadings | None = None
        self._base: tuple[Frame, int, SaidRows] | None = None
        self._beside: tuple[Frame, int, SaidRows] | None = None
        self._summed: tuple[object, SaidPartial] | None = None
        self._made_of: tuple[Frame, Frame, int | None, Turn] | None = None

    def ready(self, parts: Parts) -> bool:
        """Tell whether the base need not be read first."""
        return self._holds(self._base, parts.base, parts.now)

    @property
    def rows(self) -> int:
        """How many rows are held."""
        return len(self._base[2]) if self._base else 0

    def prepare(self, parts: Parts) -> SaidRows:
        """Read the base, some people at a time, and return its rows. Of a large one that takes seconds."""
        kept = self._base
        if kept is None or not self._holds(kept, parts.base, parts.now):
            rows = base_rows(parts.base, self.journey, self.question, parts.now, self.run)
            self._base = kept = (parts.base, parts.now, rows)
            self._summed = None
        return kept[2]

    def forget(self, parts: Parts) -> None:
        """Let go of frames that are no longer those of the timelines, unless somebody reads them this moment."""
        if not self.lock.acquire(blocking=False):
            return
        try:
            if self._base and self._base[0] is not parts.base:
                self._base = self._summed = self._made_of = self._beside = None
        finally:
            self.lock.release()

    def read_by(self, turn: Turn) -> bool:
        """Tell whether what is told was understood by who understands now."""
        return self._made_of is not None and self._made_of[3][:2] == turn[:2]

    def made_of(self, parts: Parts, turn: Turn) -> bool:
        """Tell whether what is told was made of the very same."""
        made = self._made_of
        if made is None or self.told is None or not self.ready(parts):
            return False
        return made[0] is parts.base and made[1] is parts.overlay and made[2:] == (self._start(parts), turn)

    def tell(self, told: SaidReadings, parts: Parts, turn: Turn) -> None:
        """Keep readings, and what they were made of."""
        self.told, self._made_of = told, (parts.base, parts.overlay, self._start(parts), turn)

    def readings(self, parts: Parts, understood: Understood, senses_of: SensesOf) -> SaidReadings:
        """Return what the words say now."""
        rows = self.prepare(parts)
        base = self._counted(parts, rows.understood(senses_of(parts.base)))
        gone = parts.superseded[base.person]
        beside = self._counted(parts, self._overlay(parts).understood(senses_of(parts.overlay)))
        said = [Spoken(parts.base, base.only(~gone)), Spoken(parts.overlay, beside)]
        zone, bucket = parts.base.zone, bucket_of(said, parts.base.zone)
        whole = self._sum(base, understood, bucket, zone)
        partial = whole - said_partial(base.only(gone), zone, bucket) + said_partial(beside, zone, bucket)
        return said_readings(said, self.journey, understood, zone, partial=partial, bucket=bucket)

    def _sum(self, base: SaidRows, understood: Understood, bucket: Bucket | None, zone: str) -> SaidPartial:
        """Return the sum over the base, kept until anything of it is another."""
        unread = int(np.count_nonzero(~base.read))
        felt = int(base.feeling.sum()), float(base.apart.feeling.sum(dtype=np.float64))
        key = understood, bucket, len(base), unread, *felt, int(base.themes.sum())
        if self._summed is None or self._summed[0] != key:
            self._summed = key, said_partial(base, zone, bucket)
        return self._summed[1]

    def _overlay(self, parts: Parts) -> SaidRows:
        if self._beside is None or not self._holds(self._beside, parts.overlay, parts.now):
            rows = base_rows(parts.overlay, self.journey, self.question, parts.now, self.run)
            self._beside = parts.overlay, parts.now, rows
        return self._beside[2]

    def _holds(self, kept: tuple[Frame, int, SaidRows] | None, frame: Frame, now: int) -> bool:
        """Tell whether rows are those of a frame: read when all of it had happened, or a moment ago."""
        if kept is None or kept[0] is not frame:
            return False
        return frame.span is None or frame.span[1] <= kept[1] or now - kept[1] < _AHEAD

    def _start(self, parts: Parts) -> int | None:
        """Return where a period that slides begins now."""
        slides = self.question.sliding is not None
        return self.question.period_at(parts.now, parts.base.zone).start if slides else None

    def _counted(self, parts: Parts, rows: SaidRows) -> SaidRows:
        """Return the rows that count now."""
        start = self._start(parts)
        return rows if start is None else rows.only(rows.since >= start)


def base_rows(frame: Frame, journey: Journey, question: MapQuestion, as_of: int, run: Runner) -> SaidRows:
    """Return a frame's rows, read some people at a time: their passes are forgotten before the next are read."""
    words, found = worded(frame), []
    speakers = frame.person_of(frame.answers.event[words])
    for lo in range(0, max(1, frame.person_count), PEOPLE_AT_ONCE):
        hi = min(lo + PEOPLE_AT_ONCE, frame.person_count)
        first, last = np.searchsorted(speakers, [lo, hi]).tolist()
        if first == last and lo:
            continue
        some = frame if lo == 0 and hi == frame.person_count else people_between(frame, lo, hi)
        rows = heard_rows(read_journey(some, journey, as_of=as_of, run=run), question)
        answers = int(np.searchsorted(frame.answers.event, frame.offsets[lo])) if some is not frame else 0
        found.append(rows.shifted(answers, first, lo) if some is not frame else rows)
    return joined(found)
