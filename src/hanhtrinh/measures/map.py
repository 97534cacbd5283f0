"""Every reading of one map, for a period and a segment, as of an instant."""

from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.beside import read_beside
from hanhtrinh.measures.durations import KeyedCounts
from hanhtrinh.measures.evidence import evidence_grade, measured_share
from hanhtrinh.measures.flow import Flow, flow
from hanhtrinh.measures.funnel import funnel_partial, result
from hanhtrinh.measures.funnels.question import Funnel, FunnelMatch
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.lateness_reading import lateness_reading
from hanhtrinh.measures.pass_table import COMPLETED, LEFT, OPEN
from hanhtrinh.measures.reach import Tally, everyone, tallies, tally
from hanhtrinh.measures.results import (
    Beside,
    Counted,
    Duration,
    Edge,
    FunnelReadings,
    Lateness,
    MapReadings,
    MapUnit,
    Reading,
    SegmentReadings,
    StageReadings,
    StepReadings,
    TrendPoint,
    Voice,
    Who,
)
from hanhtrinh.measures.selection import Bucket, When, bucket_starts, by_bucket
from hanhtrinh.measures.shares import share
from hanhtrinh.measures.step_voice import StepVoices
from hanhtrinh.measures.survival import duration_reading
from hanhtrinh.measures.timelines import SESSION_GAP_SECONDS
from hanhtrinh.measures.timing import Waits, cycle, waits
from hanhtrinh.measures.units import Units, lines_of, units_of
from hanhtrinh.measures.voice import voice_of
from hanhtrinh.values import MICROSECONDS, Period, format_duration, parse_duration

Mask = npt.NDArray[np.bool_]
ENDS = {COMPLETED: "(completed)", LEFT: "(left)", OPEN: "(open)"}
_TREND_BUCKETS: tuple[Bucket, ...] = ("day", "week", "month", "quarter", "year")
_MOST_POINTS = 26


class MapQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """What a map is asked for: passes begun in `period`, of one segment or persona, beside trends and all segments.

    `when`, where given, stands instead of the moment segments look at themselves. `unit` is what is counted
    (`measures.units`). `beside` asks for the readings that stand beside the map's own: friction, effort, answers to
    research questions, competitors, channels, what is off the map, and how passes kept to it.
    """

    period: Period = Period()
    segment: str | None = None
    when: When | None = None
    unit: MapUnit = "pass"
    trend: Bucket | Literal["auto", "none"] = "auto"
    compare: bool = True
    beside: bool = False


_EVERYTHING = MapQuestion()


def read_map(reading: JourneyReading, question: MapQuestion = _EVERYTHING, keep: Mask | None = None) -> MapReadings:
    """Return every reading of a map; KeyError for a segment the journey does not have.

    `keep`, where given, tells which passes count instead of the question's period and segment.
    """
    return _MapReader(reading, question, keep).read()


class _MapReader:
    """Reads one map part by part; every part sees the same kept passes."""

    def __init__(self, reading: JourneyReading, question: MapQuestion, keep: Mask | None) -> None:
        self.reading, self.question = reading, question
        self.journey = reading.journey
        asked = question.period, question.segment, question.when
        self.keep = reading.keep(*asked) if keep is None else keep
        self.units = units_of(reading, self.keep, question.unit)
        others = [key for key in reading.groups if question.compare and key != question.segment]
        self.compared = {key: reading.keep(question.period, key, question.when) for key in others}
        everyone = self.keep if keep is None and question.segment is None else None
        self.voices = StepVoices(reading, everyone=everyone)
        self.steps = len(self.journey.steps)
        self.outcome = self.journey.step_index.get(self.journey.outcome or "", self.steps)
        self.measured = reading.measured
        self.instruments = [self.voices.main_instrument(step) for step in range(self.steps)]
        self.window = self.journey.window if question.unit != "session" else format_duration(SESSION_GAP_SECONDS)
        # Of passes it goes without saying; of other units every share and time says so.
        self.named: dict[str, str | int | float] = {} if question.unit == "pass" else {"unit": question.unit}

    def read(self) -> MapReadings:
        units = self.units
        groups = everyone(units.table, units.keep)
        of_segments = [units_of(self.reading, keep, self.question.unit) for keep in self.compared.values()]
        counts, *by_segment = self._tallies([units, *of_segments])
        waiting = waits(units.table, groups, self.reading.run)
        moved = flow(units.table, groups, self.reading.run)
        trends = self._trends()
        steps = tuple(self._step(i, counts, waiting, trends) for i in range(self.steps))
        segments = tuple(map(self._segment, self.compared, of_segments, by_segment))
        return self._map(counts, waiting, moved, steps, segments)

    def _tallies(self, units: list[Units]) -> list[Tally]:
        stage_of, run = self.journey.stage_of, self.reading.run
        if self.question.unit == "pass":
            return tallies(self.reading.passes, stage_of, [one.keep for one in units], run)
        return [tally(one.table, stage_of, everyone(one.table, one.keep), 1, run) for one in units]

    def _map(
        self,
        counts: Tally,
        waiting: Waits,
        moved: Flow,
        steps: tuple[StepReadings, ...],
        segments: tuple[SegmentReadings, ...],
    ) -> MapReadings:
        frame, as_of = self.reading.frame, self.reading.as_of
        first, last, events = self._seen()
        completed, left, still_open = (int(counts.states[0, state]) for state in (COMPLETED, LEFT, OPEN))
        return MapReadings(
            journey=self.journey.key,
            as_of=as_of,
            zone=frame.zone,
            period=self.question.period,
            segment=self.question.segment,
            data_from=first,
            data_to=last,
            events=events,
            people=int(np.count_nonzero(np.bincount(self.reading.passes.person[self.keep], minlength=1))),
            passes=int(self.units.keep.sum()),
            completed=completed,
            left=left,
            open=still_open,
            off_map_events=events - len(self.reading.passes.event),
            conversion=self._conversion(),
            funnel=self._funnel(),
            sales_cycle=self._cycle(waiting.cycle),
            journey_voice=self._journey_voice(),
            stages=self._stages(counts),
            steps=steps,
            edges=self._edges(moved),
            segments=segments,
            measured_share=measured_share(steps),
            beside=self._beside(),
            unit=self.question.unit,
            when=self.reading.moment_of(self.question.segment, self.question.when) if self.question.segment else None,
            outside=self.units.outside,
        )

    def _beside(self) -> Beside | None:
        return read_beside(self.reading, self.voices, self.keep, self.question.period) if self.question.beside else None

    def _seen(self) -> tuple[int | None, int | None, int]:
        """Return the oldest and newest instant up to as-of, and the number of events."""
        frame, as_of = self.reading.frame, self.reading.as_of
        if frame.span is not None and frame.span[1] <= as_of:
            return *frame.span, frame.event_count
        moments = frame.time[frame.time <= as_of]
        return (int(moments.min()), int(moments.max()), len(moments)) if len(moments) else (None, None, 0)

    def _step(self, step: int, counts: Tally, waiting: Waits, trends: list[tuple[TrendPoint, ...]]) -> StepReadings:
        key, voice = self.journey.steps[step].key, self._voice(step, self.keep)
        verbatims = self.voices.verbatims(step, self.keep, self.question.period)
        answered = 0 if voice is None else voice.emotion.n or (voice.score.n if voice.score else 0)
        newest = None if voice is None else voice.newest
        return StepReadings(
            key=key,
            measured=self.measured[step],
            reach=self._reach(counts, 0, step),
            drop_off=self._drop_off(counts, 0, step),
            went_on=self._went_on(counts, 0, step),
            open=int(counts.open[0, step]),
            time_to=self._time_to(waiting, step),
            voice=voice,
            other_voices=self._other_voices(step),
            lateness=self._lateness(step),
            verbatims=verbatims,
            evidence=evidence_grade(
                n=answered,
                quotes=len(verbatims),
                newest=newest,
                as_of=self.reading.as_of,
                review_seconds=parse_duration(self.journey.review_period),
            ),
            newest=newest,
            trend=trends[step] if trends else (),
        )

    def _reach(self, counts: Tally, group: int, step: int) -> Reading | None:
        if not self.measured[step]:
            return None
        n = int(counts.states[group].sum())
        who = self._who("reached", step)
        return share(int(counts.reached[group, step]), n, "reach", who=who, params=self.named)

    def _who(self, what: Counted, step: int | None = None) -> Who | None:
        """Return whom a reading counts; lists are of passes, so there is none of other units."""
        if self.named:
            return None
        return Who(what=what, step=None if step is None else self.journey.steps[step].key)

    def _drop_off(self, counts: Tally, group: int, step: int) -> Reading | None:
        ends_here = step >= self.outcome or (self.journey.outcome is None and step == self.steps - 1)
        if not self.measured[step] or ends_here:
            return None
        return self._rated(counts, group, step, counts.dropped, "drop_off", "dropped")

    def _went_on(self, counts: Tally, group: int, step: int) -> Reading | None:
        if not self.measured[step] or step < self.outcome or step == self.steps - 1:
            return None
        return self._rated(counts, group, step, counts.went_on, "went_on", "went_on")

    def _rated(
        self,
        counts: Tally,
        group: int,
        step: int,
        hits: npt.NDArray[np.int64],
        definition: str,
        what: Literal["dropped", "went_on"],
    ) -> Reading:
        rated, waiting = int(counts.rated[group, step]), int(counts.waiting[group, step])
        recent = int(counts.reached[group, step]) - rated - waiting
        return share(
            int(hits[group, step]),
            rated,
            definition,
            who=self._who(what, step),
            left_out={"recent": recent, "open": waiting},
            params={"window": self.window, **self.named},
        )

    def _time_to(self, waiting: Waits, step: int) -> Duration | None:
        if step == 0 or not self.measured[step] or not self.measured[step - 1]:
            return None
        before = self.journey.steps[step - 1].key
        params = {"from_step": before, "out_of_order": waiting.out_of_order[step], **self.named}
        who = self._who("reached", step)
        return duration_reading(waiting.steps[step], leaving="competes", definition="time_to", params=params, who=who)

    def _cycle(self, waiting: KeyedCounts) -> Duration | None:
        if self.journey.outcome is None:
            return None
        params = {"outcome": self.journey.outcome, **self.named}
        who = self._who("completed")
        return duration_reading(waiting, leaving="competes", definition="sales_cycle", params=params, who=who)

    def _voice(self, step: int, keep: Mask) -> Voice | None:
        instrument = self.instruments[step]
        return None if instrument is None else self.voices.voice(step, instrument, keep, self.question.period)

    def _other_voices(self, step: int) -> tuple[Voice, ...]:
        keys = [key for key in self.voices.instruments_at(step) if key != self.instruments[step]]
        found = (self.voices.voice(step, key, self.keep, self.question.period) for key in keys)
        return tuple(voice for voice in found if voice is not None)

    def _journey_voice(self) -> tuple[Voice, ...]:
        found = (self.voices.voice(-1, key, self.keep, self.question.period) for key in self.voices.instruments_at(-1))
        return tuple(voice for voice in found if voice is not None)

    def _lateness(self, step: int) -> Lateness | None:
        return lateness_reading(self.reading, self.voices, self.instruments, step, self.keep)

    def _conversion(self) -> Reading | None:
        if self.journey.outcome is None:
            return None
        table, keep = self.units.table, self.units.keep
        begun = table.start <= self.reading.as_of - table.window_seconds * MICROSECONDS
        rated = keep & begun & (table.state != OPEN)
        left_out = {
            "recent": int(np.count_nonzero(keep & ~begun)),
            "open": int(np.count_nonzero(keep & begun & (table.state == OPEN))),
        }
        return share(
            int(np.count_nonzero(rated & (table.state == COMPLETED))),
            int(np.count_nonzero(rated)),
            "conversion",
            who=self._who("completed"),
            left_out=left_out,
            params={"window": self.window, "outcome": self.journey.outcome, **self.named},
        )

    def _funnel(self) -> FunnelReadings | None:
        """Return the funnel to the outcome; none of sessions, whose funnels have no window (`hanhtrinh funnel`)."""
        wanted = [s for i, s in enumerate(self.journey.steps) if self._in_funnel(i)]
        if self.journey.outcome is None or len(wanted) < 2 or self.question.unit == "session":
            return None
        steps = tuple(FunnelMatch(key=s.key, touchpoints=(s.touchpoint or "",)) for s in wanted)
        unit, window = self.question.unit, self.journey.window_seconds
        account = self.journey.account if unit == "account" else None
        question = Funnel(steps=steps, window_seconds=window, unit=unit, account=account)
        lines = lines_of(self.reading, self.units)
        return result(funnel_partial(lines, question, self.reading.as_of, self.reading.run), question)

    def _in_funnel(self, step: int) -> bool:
        return step <= self.outcome and self.measured[step] and not self.journey.steps[step].optional

    def _stages(self, counts: Tally) -> tuple[StageReadings, ...]:
        n = int(counts.states[0].sum())
        result = []
        for i, stage in enumerate(self.journey.stages):
            any_measured = any(m for m, s in zip(self.measured, self.journey.stage_of, strict=True) if s == i)
            who = None if self.named else Who(what="stage", stage=stage.key)
            counted = int(counts.stages[0, i]) if any_measured else 0
            reach = share(counted, n, "stage_reach", who=who, params=self.named) if any_measured else None
            result.append(StageReadings(key=stage.key, reach=reach))
        return tuple(result)

    def _edges(self, moved: Flow) -> tuple[Edge, ...]:
        keys = [step.key for step in self.journey.steps]
        edges = [
            Edge(source="(start)", target=keys[s], passes=int(n), times=int(n)) for s, n in enumerate(moved.starts)
        ]
        for a, b in np.argwhere(moved.times).tolist():
            edges.append(
                Edge(source=keys[a], target=keys[b], passes=int(moved.passes[a, b]), times=int(moved.times[a, b]))
            )
        for s, state in np.argwhere(moved.ends).tolist():
            n = int(moved.ends[s, state])
            edges.append(Edge(source=keys[s], target=ENDS[state], passes=n, times=n))
        return tuple(edge for edge in edges if edge.times)

    def _segment(self, key: str, units: Units, counts: Tally) -> SegmentReadings:
        keep = self.compared[key]
        groups = everyone(units.table, units.keep)
        voices = [self._voice(step, keep) for step in range(self.steps)]
        places = range(self.steps)
        return SegmentReadings(
            key=key,
            passes=int(units.keep.sum()),
            reach=tuple(self._reach(counts, 0, step) for step in places),
            drop_off=tuple(self._drop_off(counts, 0, step) for step in places),
            emotion=tuple(None if v is None else v.emotion for v in voices),
            score=tuple(None if v is None else v.score for v in voices),
            sales_cycle=self._cycle(cycle(units.table, groups, self.reading.run)),
            when=self.reading.moment_of(key, self.question.when),
        )

    def _trends(self) -> list[tuple[TrendPoint, ...]]:
        table, keep = self.units.table, self.units.keep
        kept = np.concatenate([table.start[keep], self.reading.passes.start[self.keep]])
        if self.question.trend == "none" or not len(kept):
            return []
        first, last, zone = int(kept.min()), int(kept.max()), self.reading.frame.zone
        starts = bucket_starts(first, last, self._bucket(first, last), zone)
        counts = tally(table, self.journey.stage_of, by_bucket(table, keep, starts), len(starts), self.reading.run)
        # What was said counts with the pass it was said in, whatever the unit of the map.
        said = by_bucket(self.reading.passes, self.keep, starts)
        return [self._trend(step, counts, said, starts) for step in range(self.steps)]

    def _bucket(self, first: int, last: int) -> Bucket:
        if self.question.trend != "auto" and self.question.trend != "none":
            return self.question.trend
        days = (last - first) / (86_400 * MICROSECONDS)
        sizes = zip(_TREND_BUCKETS, (1, 7, 30, 91, 365), strict=True)
        return next((bucket for bucket, size in sizes if days / size <= _MOST_POINTS), "year")

    def _trend(
        self, step: int, counts: Tally, groups: npt.NDArray[np.uint16], starts: list[int]
    ) -> tuple[TrendPoint, ...]:
        instrument = self.instruments[step]
        voices: list[Voice | None] = [None] * len(starts)
        if instrument is not None:
            partials = self.voices.partials(step, instrument, groups, len(starts))
            voices = [voice_of(self.voices.instrument(instrument), partial) for partial in partials]
        points = []
        for group, (start, voice) in enumerate(zip(starts, voices, strict=True)):
            reach = self._reach(counts, group, step)
            points.append(
                TrendPoint(
                    start=start,
                    passes=int(counts.states[group].sum()),
                    reach=reach or share(0, 0, "reach", params=self.named),
                    drop_off=self._drop_off(counts, group, step),
                    emotion=voice.emotion if voice and voice.emotion.n else None,
                    score=voice.score if voice and voice.score and voice.score.n else None,
                )
            )
        return tuple(points)
