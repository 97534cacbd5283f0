"""From a reading to its map's partial, part by part; every part sees the same kept passes."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.measures.calendar_days import days_of, first_days
from hanhtrinh.measures.flow import flow
from hanhtrinh.measures.funnel import funnel_partial
from hanhtrinh.measures.heaps import Heap, Heaps, Key, heap
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.keyed import Keyed, compressed, keyed_of, nothing
from hanhtrinh.measures.lateness import LATE as KEPT_LATE
from hanhtrinh.measures.lateness import ON_TIME as KEPT_ON_TIME
from hanhtrinh.measures.lateness import Promises, promises
from hanhtrinh.measures.map_question import EVERYTHING, MapQuestion
from hanhtrinh.measures.marks import marks
from hanhtrinh.measures.partial.asked import compared, funnel_of, trend_buckets
from hanhtrinh.measures.partial.groups import LATE, MAIN, ON_TIME, SEGMENT, bucket_kind
from hanhtrinh.measures.partial.map_partial import DELAY, FUNNEL, MapPartial
from hanhtrinh.measures.partial.quotes import quotes_of
from hanhtrinh.measures.partial.said import Said, said
from hanhtrinh.measures.partial.voices import Column, Series, Voices, voices_of
from hanhtrinh.measures.pass_table import COMPLETED, OPEN
from hanhtrinh.measures.reach import NO_GROUP, Tally, everyone, matrix_of, tallies, tally
from hanhtrinh.measures.selection import Bucket
from hanhtrinh.measures.timing import WaitPartial, cycle_partial, wait_partial
from hanhtrinh.measures.units import Units, lines_of, units_of
from hanhtrinh.values import MICROSECONDS

I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_MOST_GROUPS = int(NO_GROUP) - 1
_STANDINGS = 5


def map_partial(reading: JourneyReading, question: MapQuestion = EVERYTHING, keep: Mask | None = None) -> MapPartial:
    """Return the exact partial of a map over all people of the reading's frame, as of the reading's instant.

    `keep`, where given, tells which passes count instead of the question's period and segment. Units are passes, people
    or sessions; by account a partial is of the whole company and nothing may be added to it. KeyError for a segment the
    journey does not have.
    """
    return _Builder(reading, question, keep).partial()


class _Builder:
    def __init__(self, reading: JourneyReading, question: MapQuestion, keep: Mask | None) -> None:
        self.reading, self.question, self.run = reading, question, reading.run
        self.journey, self.passes = reading.journey, reading.passes
        self.period = question.period_at(reading.as_of, reading.frame.zone)
        self.everyone = keep is None and question.segment is None
        self.keep = reading.keep(self.period, question.segment, question.when) if keep is None else keep
        self.segments = [reading.keep(self.period, key, question.when) for key in compared(self.journey, question)]
        self.units, *self.segment_units = [units_of(reading, k, question.unit) for k in (self.keep, *self.segments)]

    def partial(self) -> MapPartial:
        groups = everyone(self.units.table, self.units.keep)
        moved = flow(self.units.table, groups, self.run)
        promised, delays = self._promised()
        funnel, seconds = self._funnel()
        of_said = said(self.reading)
        kept = self._kept(of_said)
        return MapPartial(
            numbers={
                "totals": self._totals(),
                "tally": matrix_of(self._tallies()),
                "flow": np.concatenate([moved.times.ravel(), moved.passes.ravel(), moved.starts, moved.ends.ravel()]),
                "promised": promised,
                "funnel": funnel,
            },
            days=self._days(),
            began=self._began(),
            long=Heaps({**delays, **seconds}),
            voices=self._voices(of_said, kept),
            waits=wait_partial(self.units.table, groups, self.run),
            cycles=tuple(self._cycle(units) for units in self.segment_units),
            quotes=quotes_of(self.reading.frame, of_said, kept),
            mergeable=self.question.unit != "account",
        )

    def _totals(self) -> I64:
        table, keep, as_of = self.units.table, self.units.keep, self.reading.as_of
        begun = table.start <= as_of - table.window_seconds * MICROSECONDS
        waiting = table.state == OPEN
        rated = keep & begun & ~waiting
        counts = rated, rated & (table.state == COMPLETED), keep & ~begun, keep & begun & waiting
        people = np.count_nonzero(np.diff(self.passes.person[self.keep], prepend=-1))
        conversion = (np.count_nonzero(which) for which in counts)
        seen = self._events(), len(self.passes.event)
        return np.array([*seen, people, self.units.outside, *conversion], np.int64)

    def _events(self) -> int:
        frame, as_of = self.reading.frame, self.reading.as_of
        if frame.span is None or frame.span[1] <= as_of:
            return frame.event_count
        return int(np.count_nonzero(frame.time <= as_of))

    def _tallies(self) -> list[Tally]:
        stage_of, units = self.journey.stage_of, (self.units, *self.segment_units)
        if self.question.unit == "pass":
            return tallies(self.passes, stage_of, [one.keep for one in units], self.run)
        return [tally(one.table, stage_of, everyone(one.table, one.keep), 1, self.run) for one in units]

    def _cycle(self, units: Units) -> WaitPartial:
        return cycle_partial(units.table, everyone(units.table, units.keep), self.run)

    def _funnel(self) -> tuple[I64, dict[Key, Heap]]:
        """Return the funnel's fixed counts, and the seconds to each of its columns."""
        question = funnel_of(self.journey, self.question)
        if question is None:
            return np.empty(0, np.int64), {}
        lines = lines_of(self.reading, self.units)
        counts = funnel_partial(lines, question, self.reading.as_of, self.run).counts
        seconds: dict[Key, Heap] = {
            (FUNNEL, at): heap(*found) for at, found in enumerate(counts.seconds) if len(found[0])
        }
        return np.concatenate([counts.states, counts.reached]), seconds

    @cached_property
    def _held(self) -> dict[int, Promises]:
        """How the promise of each step that has one stands in every pass."""
        reading = self.reading
        steps = [at for at, step in enumerate(self.journey.steps) if step.promise is not None]
        found = ((at, promises(reading.frame, self.passes, self.journey, at, self.run)) for at in steps)
        return {at: held for at, held in found if held is not None}

    def _promised(self) -> tuple[I64, dict[Key, Heap]]:
        """Return kept passes by step and standing of its promise, and by how many seconds late ones were late."""
        counts = np.zeros((len(self.journey.steps), _STANDINGS), np.int64)
        delays: dict[Key, Heap] = {}
        for step, held in self._held.items():
            counts[step] = np.bincount(held.standing[self.keep], minlength=_STANDINGS)
            late = self.keep & (held.standing == KEPT_LATE)
            if late.any():
                delays[DELAY, step] = heap((held.arrived[late] - held.promised[late]) // MICROSECONDS)
        return counts, delays

    def _kept(self, of: Said) -> Mask:
        """Tell which of what was said counts on the map.

        At a step: what belongs to a kept pass. Answers of people who were asked at a touchpoint and left no other trace
        belong to no pass: where no segment is asked for, they go by their own time, as do questions about the company;
        with a segment, those of people with a kept pass.
        """
        own = of.inside(self.period)
        if not self.everyone:
            people = np.zeros(self.reading.frame.person_count, np.bool_)
            people[self.passes.person[self.keep]] = True
            return np.where(of.place >= 0, of.of_passes(self.keep), own & people[of.person])
        return np.where((of.place >= 0) & (of.pass_of >= 0), of.of_passes(self.keep), own)

    def _voices(self, of: Said, kept: Mask) -> Voices:
        at_step = of.place >= 0
        columns = [Column((MAIN, 0), kept, dated=True)]
        for number, keep in enumerate(self.segments):
            columns.append(Column((SEGMENT, number), at_step & of.of_passes(keep)))
        for step, held in self._held.items():
            for kind, standing in ((ON_TIME, KEPT_ON_TIME), (LATE, KEPT_LATE)):
                which = self.keep & (held.standing == standing)
                columns.append(Column((kind, step), (of.place >= step) & of.of_passes(which), dated=True))
        keys = marks([pl.Series(sorted(self.reading.frame.instruments), dtype=pl.String)])
        return voices_of(of, keys, columns, self._trend_series(of, at_step), self.run)

    def _trend_series(self, of: Said, at_step: Mask) -> Sequence[Series]:
        """Return the calendar buckets of what was said: those its passes began in, whatever the unit of the map."""
        sizes = trend_buckets(self.question)
        if not sizes:
            return ()
        rows = np.flatnonzero(at_step & of.of_passes(self.keep))
        days, place = compressed(days_of(self.passes.start[of.pass_of[rows]], self.reading.frame.zone))
        return [_series(len(of), rows, days, place, size) for size in sizes]

    def _days(self) -> Keyed:
        """Return the tally of the kept units that began on each calendar day."""
        table, keep = self.units.table, self.units.keep
        width = 3 + 6 * table.step_count + max(self.journey.stage_of, default=0) + 1
        if self.question.trend == "none" or not keep.any():
            return nothing(1, width)
        whole = bool(keep.all())  # spares copies of everything
        days, place = compressed(days_of(table.start if whole else table.start[keep], self.reading.frame.zone))
        if not whole:
            of_kept, place = place, np.full(len(table), -1, np.int64)
            place[keep] = of_kept
        found = [self._day_tally(place, low, len(days)) for low in range(0, len(days), _MOST_GROUPS)]
        return keyed_of([days], np.concatenate(found))

    def _day_tally(self, place: I64, low: int, size: int) -> I64:
        """Return the tallies of some of the days, one a row; there may be more than a kernel takes groups."""
        count = min(size - low, _MOST_GROUPS)
        groups = np.where((place >= low) & (place < low + count), place - low, NO_GROUP).astype(np.uint16)
        return matrix_of([tally(self.units.table, self.journey.stage_of, groups, count, self.run)])

    def _began(self) -> Keyed:
        """Return how many kept passes began on each calendar day, where that is not what `_days` tells."""
        if self.question.unit == "pass" or self.question.trend == "none":
            return nothing(1)
        return keyed_of([days_of(self.passes.start[self.keep], self.reading.frame.zone)])


def _series(size: int, rows: I64, days: I64, place: I64, bucket: Bucket) -> Series:
    """Return the calendar buckets of some rows, told by the day of each: `days[place]`."""
    numbers, of_day = compressed(first_days(days, bucket))
    of = np.full(size, -1, np.int64)
    of[rows] = of_day[place]
    return Series(bucket_kind(bucket), numbers, of)
