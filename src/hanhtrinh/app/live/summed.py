"""A map kept as a sum over people: what touched people added is taken away, what they add now is put in its place."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.app.live.timelines import Advance, Timelines
from hanhtrinh.events.frame import Frame
from hanhtrinh.events.overlay import positions_of
from hanhtrinh.events.together import people_between
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.measures.partial import NEVER_CHANGES, MapPartial, map_partial, map_readings, next_change
from hanhtrinh.measures.results import Beside, MapReadings
from hanhtrinh.values import Runner, in_one_part

Ints = npt.NDArray[np.int64]
PEOPLE_AT_ONCE = 125_000
"""People read at a time where all are read: their passes are forgotten before the next are read."""
_TAKEN_AT_ONCE = 20_000


class SummedMap:
    """The exact partial of one journey and one question over all timelines, and when whose part of it changes next."""

    def __init__(self, journey: Journey, question: MapQuestion, as_of: int, people: int, run: Runner) -> None:
        self.journey, self.question, self.as_of = journey, question, as_of
        self.partial: MapPartial | None = None
        self._run = run
        self._next = np.full(people, NEVER_CHANGES)
        self._next_beside = np.empty(0, np.int64)  # by the position in the timelines' roster
        self._soonest = NEVER_CHANGES

    @classmethod
    def of_base(
        cls,
        base: Frame,
        journey: Journey,
        question: MapQuestion,
        *,
        as_of: int,
        run: Runner,
    ) -> "SummedMap":
        """Return the map of a base alone, read part by part."""
        made = cls(journey, question, as_of, base.person_count, run)
        for lo in range(0, max(1, base.person_count), PEOPLE_AT_ONCE):
            hi = min(lo + PEOPLE_AT_ONCE, base.person_count)
            partial, made._next[lo:hi] = made._read(people_between(base, lo, hi), as_of, run)
            made.partial = partial if made.partial is None else made.partial + partial
        made._find_soonest()
        return made

    def enter(self, timelines: Timelines) -> None:
        """Make the map of a base one of timelines over that base: whoever is superseded is counted as they are now."""
        out = np.flatnonzero(timelines.superseded)
        for some in _parts(out):
            self._change(timelines.of_base(some), -1)
        self._next[out] = NEVER_CHANGES
        names = list(timelines.roster)
        self._make_room(timelines)
        for lo in range(0, len(names), _TAKEN_AT_ONCE):
            frame = timelines.of_people(names[lo : lo + _TAKEN_AT_ONCE])
            self._expect(timelines, frame, self._change(frame, 1))
        self._find_soonest()

    def step(self, timelines: Timelines, advance: Advance | None, now: int) -> bool:
        """Go on to an instant, and past what came; tell whether anybody's part of the map was counted again."""
        moved = False
        if advance is not None:
            self._replace(timelines, advance, now)
            moved = True
        for people in self._due(timelines, now):
            frame = timelines.of_people(people)
            partial, changes = self._read(frame, now)
            self.partial = self._sum() + (partial - self._read_partial(frame, self.as_of))
            self._forget(timelines, people)
            self._expect(timelines, frame, changes)
            moved = True
        self.as_of = now
        if moved:
            self._find_soonest()
        return moved

    def readings(self, timelines: Timelines, beside: Beside | None) -> MapReadings:
        """Return every reading of the map, as of where it stands."""
        frame = timelines.base.frame
        return map_readings(
            self._sum(),
            self.journey,
            self.question,
            instruments=timelines.instruments,
            zone=frame.zone,
            as_of=self.as_of,
            span=timelines.span(self.as_of),
            beside=beside,
        )

    def copy(self) -> "SummedMap":
        """Return the same map to go its own way."""
        made = SummedMap(self.journey, self.question, self.as_of, 0, self._run)
        made.partial, made._soonest = self.partial, self._soonest
        made._next, made._next_beside = self._next.copy(), self._next_beside.copy()
        return made

    def rebased(self, old: Timelines, new: Timelines, place: Ints, there: npt.NDArray[np.bool_]) -> "SummedMap":
        """Return the same map over the same timelines on another base; `place` says where old people are `there`."""
        made = SummedMap(self.journey, self.question, self.as_of, new.base.frame.person_count, self._run)
        made.partial = self.partial
        plain = there & ~old.superseded
        made._next[place[plain]] = self._next[plain]
        self._make_room(old)
        names = pl.Series(list(old.roster), dtype=pl.String)
        at, known = positions_of(new.base.frame, names)
        made._next[at[known]] = self._next_beside[: len(names)][known]
        made._move_beside(self, old, new)
        made._find_soonest()
        return made

    def _move_beside(self, before: "SummedMap", old: Timelines, new: Timelines) -> None:
        """Take over when parts of those change who stand beside the new base."""
        self._make_room(new)
        for name, i in new.roster.items():
            if name in old.roster:
                self._next_beside[i] = before._next_beside[old.roster[name]]
        names = pl.Series(list(new.roster), dtype=pl.String)
        at, known = positions_of(new.base.frame, names)
        here = np.flatnonzero(known)
        self._next_beside[here] = np.minimum(self._next_beside[here], self._next[at[here]])
        self._next[at[here]] = NEVER_CHANGES

    # Parts of the sum

    def _sum(self) -> MapPartial:
        assert self.partial is not None  # noqa: S101 - `of_base` makes one before anything else can be asked
        return self.partial

    def _read(self, frame: Frame, as_of: int, run: Runner = in_one_part) -> tuple[MapPartial, Ints]:
        reading = read_journey(frame, self.journey, as_of=as_of, run=run)
        return map_partial(reading, self.question), next_change(reading, self.question)

    def _read_partial(self, frame: Frame, as_of: int) -> MapPartial:
        return map_partial(read_journey(frame, self.journey, as_of=as_of), self.question)

    def _change(self, frame: Frame, sign: int) -> Ints:
        """Add or take away some people's part, as of where the map stands; return when it changes next."""
        partial, changes = self._read(frame, self.as_of)
        self.partial = self._sum() + partial if sign > 0 else self._sum() - partial
        return changes

    def _replace(self, timelines: Timelines, advance: Advance, now: int) -> None:
        partial, changes = self._read(advance.after, now)
        self.partial = self._sum() + (partial - self._read_partial(advance.before, self.as_of))
        self._forget(timelines, advance.people)
        self._expect(timelines, advance.after, changes)

    # When parts change

    def _due(self, timelines: Timelines, now: int) -> Iterator[list[str]]:
        """Yield the people whose part changes up to an instant, some at a time."""
        if now < self._soonest:
            return
        people = timelines.base.frame.people
        for some in _parts(np.flatnonzero(self._next <= now)):
            yield people.gather(some).to_list()
        names = np.flatnonzero(self._next_beside <= now).tolist()
        roster = list(timelines.roster) if names else []
        for lo in range(0, len(names), _TAKEN_AT_ONCE):
            yield [roster[i] for i in names[lo : lo + _TAKEN_AT_ONCE]]

    def _forget(self, timelines: Timelines, people: Sequence[str]) -> None:
        """Expect no change of people any more."""
        self._make_room(timelines)
        place, there = positions_of(timelines.base.frame, pl.Series(people, dtype=pl.String))
        self._next[place[there]] = NEVER_CHANGES
        beside = [timelines.roster[name] for name in people if name in timelines.roster]
        self._next_beside[beside] = NEVER_CHANGES

    def _expect(self, timelines: Timelines, frame: Frame, changes: Ints) -> None:
        """Remember when the parts of a frame's people change."""
        place, there = positions_of(timelines.base.frame, frame.people)
        plain = there.copy()
        plain[there] = ~timelines.superseded[place[there]]
        self._next[place[plain]] = changes[plain]
        names = frame.people.to_list()
        beside = np.flatnonzero(~plain)
        self._next_beside[[timelines.roster[names[i]] for i in beside.tolist()]] = changes[beside]

    def _make_room(self, timelines: Timelines) -> None:
        missing = len(timelines.roster) - len(self._next_beside)
        if missing > 0:
            more = np.full(max(missing, len(self._next_beside) // 2), NEVER_CHANGES)
            self._next_beside = np.concatenate([self._next_beside, more])

    def _find_soonest(self) -> None:
        both = (self._next, self._next_beside)
        self._soonest = min((int(some.min()) for some in both if len(some)), default=NEVER_CHANGES)


def _parts(people: Ints) -> Iterator[Ints]:
    for lo in range(0, len(people), _TAKEN_AT_ONCE):
        yield people[lo : lo + _TAKEN_AT_ONCE]
