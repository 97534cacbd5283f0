"""From the partial of all people to the readings of a map."""

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.evidence import evidence_grade, measured_share
from hanhtrinh.measures.flow import Flow
from hanhtrinh.measures.funnel import FunnelPartial, result
from hanhtrinh.measures.funnels.answer import Counts
from hanhtrinh.measures.lateness_reading import delay_median, lateness_of
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.measures.partial.asked import compared, funnel_of, measured_steps, outcome_of
from hanhtrinh.measures.partial.groups import JOURNEY, LATE, MAIN, ON_TIME, SEGMENT, Group
from hanhtrinh.measures.partial.map_partial import (
    CONVERTED,
    DELAY,
    EVENTS,
    FUNNEL,
    OUTSIDE,
    PEOPLE,
    RATED,
    RECENT,
    VISITS,
    WAITING,
    MapPartial,
)
from hanhtrinh.measures.partial.trends import Trend, trend_of
from hanhtrinh.measures.partial.voice_reader import VoiceReader
from hanhtrinh.measures.pass_table import COMPLETED, LEFT, OPEN
from hanhtrinh.measures.reach import Tally, tally_of
from hanhtrinh.measures.results import (
    Beside,
    Counted,
    Duration,
    Edge,
    FunnelReadings,
    Lateness,
    MapReadings,
    Reading,
    SegmentReadings,
    StageReadings,
    StepReadings,
    TrendPoint,
    Voice,
    Who,
)
from hanhtrinh.measures.selection import When
from hanhtrinh.measures.shares import share
from hanhtrinh.measures.survival import duration_reading
from hanhtrinh.measures.timelines import SESSION_GAP_SECONDS
from hanhtrinh.measures.timing import WaitPartial, Waits, waits_at
from hanhtrinh.values import format_duration, parse_duration

I64 = npt.NDArray[np.int64]
Span = tuple[int, int]
ENDS = {COMPLETED: "(completed)", LEFT: "(left)", OPEN: "(open)"}
EVERYBODY: Group = (MAIN, 0)


def map_readings(
    partial: MapPartial,
    journey: Journey,
    question: MapQuestion,
    *,
    instruments: Mapping[str, Instrument],
    zone: str,
    as_of: int,
    span: Span | None,
    beside: Beside | None = None,
) -> MapReadings:
    """Return every reading of a map from the partial of all people, as of an instant.

    `as_of` may be later than the instant the partial's parts were read at, as long as nobody's `next_change` lies at or
    before it. `span` holds the oldest and the newest instant of all people's events up to as-of (None: no events):
    extremes do not subtract, `measures.partial.span` keeps them. `beside` is handed through.
    """
    return _MapReader(partial, journey, question, VoiceReader(partial, journey, instruments), zone, as_of).read(
        span, beside
    )


class _MapReader:
    """Reads one map part by part, all from the same partial."""

    def __init__(
        self, partial: MapPartial, journey: Journey, question: MapQuestion, voices: VoiceReader, zone: str, as_of: int
    ) -> None:
        self.partial, self.journey, self.question, self.voices = partial, journey, question, voices
        self.zone, self.as_of = zone, as_of
        self.steps, self.outcome = len(journey.steps), outcome_of(journey)
        self.measured = measured_steps(journey)
        self.instruments = [voices.main_instrument(step) for step in range(self.steps)]
        self.window = journey.window if question.unit != "session" else format_duration(SESSION_GAP_SECONDS)
        self.counts = tally_of(partial.numbers["tally"], self.steps)
        # Of passes it goes without saying; of other units every share and time says so.
        self.named: dict[str, str | int | float] = {} if question.unit == "pass" else {"unit": question.unit}

    def read(self, span: Span | None, beside: Beside | None) -> MapReadings:
        totals = self.partial.numbers["totals"].tolist()
        completed, left, still_open = (int(self.counts.states[0, state]) for state in (COMPLETED, LEFT, OPEN))
        waits = waits_at(self.partial.waits, self.as_of)
        steps = tuple(self._step(step, waits) for step in range(self.steps))
        segment = self.question.segment
        first, last = span or (None, None)
        return MapReadings(
            journey=self.journey.key,
            as_of=self.as_of,
            zone=self.zone,
            period=self.question.period_at(self.as_of, self.zone),
            segment=segment,
            data_from=first,
            data_to=last,
            events=totals[EVENTS],
            people=totals[PEOPLE],
            passes=completed + left + still_open,
            completed=completed,
            left=left,
            open=still_open,
            off_map_events=totals[EVENTS] - totals[VISITS],
            conversion=self._conversion(totals),
            funnel=self._funnel(),
            sales_cycle=self._cycle(self.partial.waits, self.steps),
            journey_voice=self._journey_voice(),
            stages=self._stages(),
            steps=steps,
            edges=self._edges(),
            segments=tuple(self._segment(i, key) for i, key in enumerate(compared(self.journey, self.question))),
            measured_share=measured_share(steps, last, self.as_of, parse_duration(self.journey.review_period)),
            beside=beside,
            unit=self.question.unit,
            when=self._moment_of(segment) if segment else None,
            outside=totals[OUTSIDE],
        )

    def _moment_of(self, group: str) -> When:
        """Return the moment as of which people belong to a segment or persona."""
        of = self.journey.segments.get(group) or self.journey.personas[group]
        return self.question.when or of.when

    def _step(self, step: int, waits: Waits) -> StepReadings:
        key, voice = self.journey.steps[step].key, self._voice(step, EVERYBODY)
        verbatims = self.partial.quotes.chosen(step)
        answered = 0 if voice is None else voice.emotion.n or (voice.score.n if voice.score else 0)
        newest = None if voice is None else voice.newest
        return StepReadings(
            key=key,
            measured=self.measured[step],
            reach=self._reach(self.counts, 0, step),
            drop_off=self._drop_off(self.counts, 0, step),
            went_on=self._went_on(step),
            open=int(self.counts.open[0, step]),
            time_to=self._time_to(waits, step),
            voice=voice,
            other_voices=self._other_voices(step),
            lateness=self._lateness(step),
            verbatims=verbatims,
            evidence=evidence_grade(
                n=answered,
                quotes=len(verbatims),
                newest=newest,
                as_of=self.as_of,
                review_seconds=parse_duration(self.journey.review_period),
            ),
            newest=newest,
            trend=self._trend_of(step),
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

    def _went_on(self, step: int) -> Reading | None:
        if not self.measured[step] or step < self.outcome or step == self.steps - 1:
            return None
        return self._rated(self.counts, 0, step, self.counts.went_on, "went_on", "went_on")

    def _rated(
        self,
        counts: Tally,
        group: int,
        step: int,
        hits: I64,
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

    def _time_to(self, waits: Waits, step: int) -> Duration | None:
        if step == 0 or not self.measured[step] or not self.measured[step - 1]:
            return None
        before = self.journey.steps[step - 1].key
        params = {"from_step": before, "out_of_order": waits.out_of_order[step], **self.named}
        who = self._who("reached", step)
        return duration_reading(waits.steps[step], leaving="competes", definition="time_to", params=params, who=who)

    def _cycle(self, waits: WaitPartial, series: int) -> Duration | None:
        if self.journey.outcome is None:
            return None
        params = {"outcome": self.journey.outcome, **self.named}
        counts, who = waits.counts(series, self.as_of), self._who("completed")
        return duration_reading(counts, leaving="competes", definition="sales_cycle", params=params, who=who)

    def _voice(self, step: int, group: Group) -> Voice | None:
        instrument = self.instruments[step]
        return None if instrument is None else self.voices.voice(step, instrument, group)

    def _other_voices(self, step: int) -> tuple[Voice, ...]:
        keys = [key for key in self.voices.scored_at(step) if key != self.instruments[step]]
        found = (self.voices.voice(step, key, EVERYBODY) for key in keys)
        return tuple(voice for voice in found if voice is not None)

    def _journey_voice(self) -> tuple[Voice, ...]:
        found = (self.voices.voice(JOURNEY, key, EVERYBODY) for key in self.voices.scored_at(JOURNEY))
        return tuple(voice for voice in found if voice is not None)

    def _lateness(self, step: int) -> Lateness | None:
        standing = self.partial.numbers["promised"][step]
        if not standing[1:].any():
            return None
        at = next((s for s in range(step, self.steps) if self.instruments[s] is not None), None)
        instrument = None if at is None else self.instruments[at]
        voices = None
        if at is not None and instrument is not None:
            good, bad = (self.voices.partial(at, instrument, (kind, step)) for kind in (ON_TIME, LATE))
            voices = self.voices.known[instrument], good, bad
        return lateness_of(
            self.journey,
            step,
            standing,
            delay=delay_median(self.partial.long[DELAY, step].net),
            voices=voices,
            voice_step=None if at is None else self.journey.steps[at].key,
        )

    def _conversion(self, totals: list[int]) -> Reading | None:
        if self.journey.outcome is None:
            return None
        return share(
            totals[CONVERTED],
            totals[RATED],
            "conversion",
            who=self._who("completed"),
            left_out={"recent": totals[RECENT], "open": totals[WAITING]},
            params={"window": self.window, "outcome": self.journey.outcome, **self.named},
        )

    def _funnel(self) -> FunnelReadings | None:
        question = funnel_of(self.journey, self.question)
        if question is None:
            return None
        numbers, columns = self.partial.numbers["funnel"], len(self.partial.numbers["funnel"]) - 4
        tables = [self.partial.long[FUNNEL, column].net for column in range(columns)]
        seconds = tuple((table.keys[:, 0], table.counts[:, 0]) for table in tables)
        return result(FunnelPartial(Counts(numbers[:4], numbers[4:], seconds)), question)

    def _stages(self) -> tuple[StageReadings, ...]:
        n = int(self.counts.states[0].sum())
        result = []
        for i, stage in enumerate(self.journey.stages):
            any_measured = any(m for m, s in zip(self.measured, self.journey.stage_of, strict=True) if s == i)
            who = None if self.named else Who(what="stage", stage=stage.key)
            counted = int(self.counts.stages[0, i]) if any_measured else 0
            reach = share(counted, n, "stage_reach", who=who, params=self.named) if any_measured else None
            result.append(StageReadings(key=stage.key, reach=reach))
        return tuple(result)

    def _edges(self) -> tuple[Edge, ...]:
        keys, size = [step.key for step in self.journey.steps], self.steps
        times, passes, starts, ends = np.split(self.partial.numbers["flow"], np.cumsum([size**2, size**2, size]))
        moved = Flow(times.reshape(size, size), passes.reshape(size, size), starts, ends.reshape(size, 3))
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

    def _segment(self, number: int, key: str) -> SegmentReadings:
        voices = [self._voice(step, (SEGMENT, number)) for step in range(self.steps)]
        counts, row, places = self.counts, number + 1, range(self.steps)
        return SegmentReadings(
            key=key,
            passes=int(counts.states[row].sum()),
            reach=tuple(self._reach(counts, row, step) for step in places),
            drop_off=tuple(self._drop_off(counts, row, step) for step in places),
            emotion=tuple(None if v is None else v.emotion for v in voices),
            score=tuple(None if v is None else v.score for v in voices),
            sales_cycle=self._cycle(self.partial.cycles[number], 0),
            when=self._moment_of(key),
        )

    @cached_property
    def _trend(self) -> Trend | None:
        return trend_of(self.partial, self.question, self.steps, self.zone)

    def _trend_of(self, step: int) -> tuple[TrendPoint, ...]:
        if self._trend is None:
            return ()
        return tuple(self._point(step, at, group) for at, group in enumerate(self._trend.groups))

    def _point(self, step: int, at: int, group: Group) -> TrendPoint:
        assert self._trend is not None  # noqa: S101 - for the type checker: asked above
        counts, instrument = self._trend.counts, self.instruments[step]
        voice = None if instrument is None else self.voices.voice_or_empty(step, instrument, group)
        reach = self._reach(counts, at, step)
        return TrendPoint(
            start=self._trend.starts[at],
            passes=int(counts.states[at].sum()),
            reach=reach or share(0, 0, "reach", params=self.named),
            drop_off=self._drop_off(counts, at, step),
            emotion=voice.emotion if voice and voice.emotion.n else None,
            score=voice.score if voice and voice.score and voice.score.n else None,
        )
