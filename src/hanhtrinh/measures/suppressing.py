"""Readings a stranger may see: nothing in them rests on fewer than five people, and no difference of two of them does.

A reading is *small* when one to four people are behind its n, its count, or what is left of n without the count: each
of these numbers can be had from the others. Passes are counted, people are meant: a few people may have walked many
times, so `least_passes` passes is what five people must have walked together (`passes_of_five`). What is small is
taken out whole. Then what could be had by subtraction goes too: a number with its complement, a nested group with the
one around it, a part with the sum of the others, a segment with everybody else.

Nothing that leads to people stays: no `who`, no names, no scores or times of single answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from msgspec.structs import replace

from hanhtrinh.measures.results import (
    Beside,
    CompetitorReadings,
    Difference,
    Duration,
    Lateness,
    MapReadings,
    QuestionAnswer,
    Reading,
    StageReadings,
    StepFriction,
    StepReadings,
    TrendPoint,
    Verbatim,
    Voice,
)
from hanhtrinh.measures.suppressing_said import safe_said

FEWEST = 5
"""A group of fewer people is not shown to strangers."""
_OF_PEOPLE = frozenset({"people", "emotion", "nps", "csat_share", "ces"})
_TREND = ("reach", "drop_off", "emotion", "score")

_T = TypeVar("_T")
Place = tuple[str, int]
"""A lane and the position of a step; `people-flow` is what goes on or leaves there, `stage` counts stages."""

EVERYTHING: Place = ("everything", 0)
"""Where so few people are behind the whole map that nothing measured of it can be shown."""


@dataclass(frozen=True)
class Safe:
    """Readings without small groups, and where something was taken out."""

    readings: MapReadings
    hidden: frozenset[Place]


def passes_of_five(passes_by_person: Sequence[int]) -> int:
    """Return how many passes a group must have, so that four people cannot have walked them all."""
    return max(FEWEST, sum(sorted(passes_by_person, reverse=True)[: FEWEST - 1]) + 1)


def suppressed(
    readings: MapReadings, *, least_passes: int = FEWEST, everybody: MapReadings | None = None, voices: bool = False
) -> Safe:
    """Return the readings that may be shown to strangers.

    `everybody` are the readings of the same map and period without its segment, where the readings have one: a segment
    that all but a few people belong to would tell about these few. `voices` keeps one thing said a step, without who
    said it, when, and how they scored.
    """
    found = _Suppressing(max(FEWEST, least_passes), voices)
    return Safe(found.whole(readings, everybody), frozenset(found.hidden))


@dataclass
class _Suppressing:
    """One walk over readings."""

    least_passes: int
    voices: bool
    hidden: set[Place] = field(default_factory=set)

    def small(self, size: int | None, unit: str = "passes") -> bool:
        """Tell whether so many are at least one, and perhaps fewer than five people."""
        return size is not None and 0 < size < (FEWEST if unit in _OF_PEOPLE else self.least_passes)

    def reading(self, one: Reading | None, other: Reading | None = None, place: Place | None = None) -> Reading | None:
        """Return a reading without what leads to people; without its value where it is small."""
        if one is None:
            return None
        if one.value is not None and (self._is_small(one) or self._is_all_but_few(one, other)):
            return self._out(one, place)
        return replace(one, left_out={}, who=None, spread=None)

    def _is_small(self, one: Reading) -> bool:
        rest = None if one.count is None else one.n - one.count
        return any(self.small(size, one.unit) for size in (one.n, one.count, rest))

    def _is_all_but_few(self, one: Reading, other: Reading | None) -> bool:
        if other is None:
            return False
        counts = other.count - one.count if other.count is not None and one.count is not None else None
        return any(self.small(size, one.unit) for size in (other.n - one.n, counts))

    def _out(self, one: Reading, place: Place | None = None) -> Reading:
        if place is not None:
            self.hidden.add(place)
        params = {name: value for name, value in one.params.items() if name in ("instrument", "window", "from_step")}
        return Reading(value=None, unit=one.unit, n=0, definition=one.definition, params=params)

    def whole(self, readings: MapReadings, other: MapReadings | None) -> MapReadings:
        """Return the readings of a map."""
        steps = tuple(self._step(i, step, other.steps[i] if other else None) for i, step in enumerate(readings.steps))
        few = 0 < readings.people < FEWEST or (other is not None and 0 < other.people - readings.people < FEWEST)
        steps = self._promises(readings.steps, steps)
        stages = tuple(
            self._stage(i, stage, steps, other.stages[i] if other else None) for i, stage in enumerate(readings.stages)
        )
        passes = 0 if few or self.small(readings.passes) else readings.passes
        if readings.passes and not passes:
            self.hidden.add(EVERYTHING)
        return replace(
            readings,
            data_from=None, data_to=None,
            events=min(1, readings.events),
            people=0 if few or 0 < readings.passes - readings.people < FEWEST else readings.people,
            passes=passes,
            completed=0, left=0, open=0, off_map_events=0, outside=0,
            conversion=self.reading(readings.conversion, other.conversion if other else None) if passes else None,
            funnel=None,
            sales_cycle=self._duration(readings.sales_cycle, other.sales_cycle if other else None),
            journey_voice=self._voices(readings.journey_voice, other.journey_voice if other else ()),
            stages=stages,
            steps=steps,
            edges=(),
            segments=(),
            beside=self._beside(readings.beside, other.beside if other else None) if readings.beside else None,
            said=safe_said(
                self, readings.said if passes else None, other.said if other else None,
                lambda step: self.hidden.add(("said", step)),
            ),
        )  # fmt: skip

    # Steps

    def _step(self, i: int, step: StepReadings, other: StepReadings | None) -> StepReadings:
        reach = self.reading(step.reach, other.reach if other else None, ("people", i))
        flow = self._flow(step, other)
        if (step.drop_off or step.went_on) and flow == (None, None):
            self.hidden.add(("people-flow", i))
        voice = self._voice(step.voice, other.voice if other else None, i)
        return replace(
            step,
            reach=reach,
            drop_off=flow[0],
            went_on=flow[1],
            open=0,
            time_to=self._duration(step.time_to, other.time_to if other else None, ("time", i)),
            voice=voice,
            other_voices=(),
            lateness=self._lateness(step.lateness, other.lateness if other else None, i),
            verbatims=self._said(step, i),
            newest=step.newest if step.evidence in ("thin", "measured", "fresh") else None,
            trend=self._trend(step.trend, other.trend if other else ()),
        )

    def _flow(self, step: StepReadings, other: StepReadings | None) -> tuple[Reading | None, Reading | None]:
        """Return drop-off and who went on. Those still on their way are who reached the step and is in neither."""
        given = ((step.drop_off, other.drop_off if other else None), (step.went_on, other.went_on if other else None))
        found = []
        for one, beside in given:
            kept = self.reading(one, beside)
            shown = kept is not None and kept.value is not None
            found.append(kept if shown and one is not None and not self._few_open(step.reach, one) else None)
        return found[0], found[1]

    def _few_open(self, reach: Reading | None, flow: Reading) -> bool:
        if reach is None:
            return False
        return any(self.small(abs((size or 0) - flow.n)) for size in (reach.count, reach.n))

    def _said(self, step: StepReadings, i: int) -> tuple[Verbatim, ...]:
        if not self.voices or not step.verbatims:
            return ()
        speakers = len({said.person for said in step.verbatims})
        answered = step.voice.emotion.n if step.voice else 0
        if max(speakers, answered) < FEWEST:
            self.hidden.add(("thoughts", i))
            return ()
        mean = step.voice.emotion.value if step.voice else None
        typical = min(step.verbatims, key=lambda said: (abs((said.emotion or 0.0) - (mean or 0.0)), -said.time))
        return (replace(typical, person="", time=0, score=None, emotion=None),)

    def _duration(
        self, one: Duration | None, other: Duration | None = None, place: Place | None = None
    ) -> Duration | None:
        if one is None:
            return None
        kept = self.reading(one.reading, other.reading if other else None, place)
        if kept is None or kept.value is None or self.small(one.arrived):
            return replace(one, reading=self._out(one.reading, place), quartile_low=None, quartile_high=None,
                           arrived=0, censored=0, left=0, naive_median=None)  # fmt: skip
        return replace(one, reading=kept, arrived=0, censored=0, left=0, naive_median=None)

    def _trend(self, points: Sequence[TrendPoint], others: Sequence[TrendPoint]) -> tuple[TrendPoint, ...]:
        """Return the points of a trend; where just one of a kind is small, the next smallest goes with it."""
        beside = {point.start: point for point in others}
        kept = [self._point(point, beside.get(point.start)) for point in points]
        for name in _TREND:
            known = [i for i, point in enumerate(points) if _value(getattr(point, name)) is not None]
            shown = [i for i in known if _value(getattr(kept[i], name)) is not None]
            if len(known) - len(shown) == 1 and shown:
                i = min(shown, key=lambda i: _size(getattr(points[i], name)))
                kept[i] = replace(kept[i], **{name: self._out(getattr(points[i], name))})
        return tuple(kept)

    def _point(self, point: TrendPoint, other: TrendPoint | None) -> TrendPoint:
        found = {name: self.reading(getattr(point, name), getattr(other, name) if other else None) for name in _TREND}
        return replace(point, passes=0, **found)

    # Stages

    def _stage(
        self, i: int, stage: StageReadings, steps: Sequence[StepReadings], other: StageReadings | None
    ) -> StageReadings:
        """Return a stage; not where all but a few of it were at one of its steps."""
        kept = self.reading(stage.reach, other.reach if other else None, ("stage", i))
        counts = [step.reach.count for step in steps if step.reach is not None and step.reach.count is not None]
        reach = stage.reach
        if reach is None or reach.count is None or kept is None or kept.value is None:
            return StageReadings(key=stage.key, reach=kept)
        if any(self.small(reach.count - count) for count in counts):
            kept = self._out(reach, ("stage", i))
        return StageReadings(key=stage.key, reach=kept)

    # Voice

    def _voice(
        self, voice: Voice | None, other: Voice | None, i: int | None = None, lane: str = "satisfaction"
    ) -> Voice | None:
        if voice is None:
            return None
        if other is not None and other.instrument != voice.instrument:
            other = None
        places: tuple[Place | None, ...] = (None, None)
        if i is not None:
            places = (("emotion" if lane == "satisfaction" else lane, i), (lane, i))
        score = self.reading(voice.score, other.score if other else None, places[1])
        emotion = self.reading(voice.emotion, other.emotion if other else None, places[0])
        if emotion is None:
            return None
        if voice.score is None and emotion.value is None and places[1] is not None and voice.emotion.value is not None:
            self.hidden.add(places[1])
        few = emotion.value is None
        return Voice(
            instrument=voice.instrument, kind=voice.kind, answers=emotion.n, emotion=emotion, score=score,
            response_rate=None if few else self.reading(voice.response_rate), newest=None if few else voice.newest,
        )  # fmt: skip

    def _voices(self, voices: Sequence[Voice], others: Sequence[Voice]) -> tuple[Voice, ...]:
        beside = {other.instrument: other for other in others}
        found = (self._voice(voice, beside.get(voice.instrument)) for voice in voices)
        return tuple(voice for voice in found if voice is not None)

    # Promises

    def _lateness(self, one: Lateness | None, other: Lateness | None, i: int) -> Lateness | None:
        if one is None:
            return None
        late = self.reading(one.late, other.late if other else None, ("promise", i))
        if late is None or late.value is None:
            return replace(_bare(one), late=late or one.late, pending=0, delay_median=None)
        return replace(
            one, late=late, pending=0,
            on_time_voice=self._voice(one.on_time_voice, other.on_time_voice if other else None),
            late_voice=self._voice(one.late_voice, other.late_voice if other else None),
            emotion_difference=self._difference(one.emotion_difference),
            score_difference=self._difference(one.score_difference),
        )  # fmt: skip

    def _difference(self, one: Difference | None) -> Difference | None:
        if one is None:
            return None
        first, second = self.reading(one.first), self.reading(one.second)
        if first is None or second is None or first.value is None or second.value is None:
            return None
        return replace(one, first=first, second=second)

    def _promises(self, before: Sequence[StepReadings], steps: Sequence[StepReadings]) -> tuple[StepReadings, ...]:
        """Take out both sides of a promise where one is small, or the two and the step's own voice tell of a few."""
        voices = {step.key: step.voice for step in before}
        kept = []
        for was, step in zip(before, steps, strict=True):
            if step.lateness is not None and was.lateness is not None:
                voice = voices.get(was.lateness.voice_step or was.key)
                if not self._sides(was.lateness, step.lateness, voice):
                    step = replace(step, lateness=_bare(step.lateness))
            kept.append(step)
        return tuple(kept)

    def _sides(self, was: Lateness, one: Lateness, voice: Voice | None) -> bool:
        sides = ((was.on_time_voice, one.on_time_voice), (was.late_voice, one.late_voice))
        told = [side for side, _ in sides if side is not None and side.emotion.value is not None]
        shown = [side for _, side in sides if side is not None and side.emotion.value is not None]
        if len(told) != len(shown):
            return False
        if voice is None or not told:
            return True
        rest = [voice.emotion.n - sum(side.emotion.n for side in some) for some in (told, *([side] for side in told))]
        return not any(self.small(abs(size), "people") for size in rest)

    # Beside the map

    def _beside(self, one: Beside, other: Beside | None) -> Beside:
        friction = _pairs(one.friction, other.friction if other else ())
        effort = _pairs(one.effort, other.effort if other else ())
        answers = _pairs(one.answers, other.answers if other else ())
        rivals = {found.key: found for found in other.competitors} if other else {}
        return Beside(
            friction=tuple(self._friction(i, mine, theirs) for i, (mine, theirs) in enumerate(friction)),
            effort=tuple(self._voice(mine, theirs, i, "effort") for i, (mine, theirs) in enumerate(effort)),
            answers=tuple(self._answers(i, mine, theirs or ()) for i, (mine, theirs) in enumerate(answers)),
            competitors=tuple(self._rival(found, rivals.get(found.key)) for found in one.competitors),
        )

    def _friction(self, i: int, one: StepFriction | None, other: StepFriction | None) -> StepFriction | None:
        """Return the friction of a step; a kind goes where all but a few with any friction met it."""
        if one is None:
            return None
        place = ("friction", i)
        whole = self.reading(one.any, other.any if other else None, place)
        mean = self.reading(one.per_pass, other.per_pass if other else None)
        if whole is None or whole.value is None or mean is None:
            return StepFriction(any=self._out(one.any, place), kinds={}, per_pass=self._out(one.per_pass))
        kinds = {}
        for kind, reading in one.kinds.items():
            kept = self.reading(reading, other.kinds.get(kind) if other else None)
            nested = self.small((one.any.count or 0) - (reading.count or 0))
            if kept is not None and kept.value is not None and not nested:
                kinds[kind] = kept
        return StepFriction(any=whole, kinds=kinds, per_pass=mean)

    def _answers(
        self, i: int, answers: Sequence[QuestionAnswer], others: Sequence[QuestionAnswer]
    ) -> tuple[QuestionAnswer, ...]:
        beside = {(one.question, one.by): one for one in others}
        return tuple(self._answer(i, one, beside.get((one.question, one.by))) for one in answers)

    def _answer(self, i: int, one: QuestionAnswer, other: QuestionAnswer | None) -> QuestionAnswer:
        """Return an answer; small parts go to the others, and the next smallest with them while these are small."""
        around = {part.label: part.reading for part in other.parts} if other else {}
        few = self.small(one.n) or (other is not None and self.small(other.n - one.n))
        kept = [] if few else [(part, self.reading(part.reading, around.get(part.label))) for part in one.parts]
        shown = [(part, reading) for part, reading in kept if reading is not None and reading.value is not None]
        rest = one.n - sum(part.reading.count or 0 for part, _ in shown)
        while shown and one.ask != "what_keeps" and (self.small(rest) or len(one.parts) - len(shown) == 1):
            least = min(shown, key=lambda item: item[0].reading.count or 0)
            shown.remove(least)
            rest += least[0].reading.count or 0
        if one.parts and not shown:
            self.hidden.add(("questions", i))
        parts = tuple(replace(part, reading=reading) for part, reading in shown if reading is not None)
        return replace(one, n=one.n if parts else 0, parts=parts, other=0, verbatims=())

    def _rival(self, one: CompetitorReadings, other: CompetitorReadings | None) -> CompetitorReadings:
        lane = f"rival-{one.key}"
        emotion = tuple(
            self.reading(mine, theirs, (lane, i))
            for i, (mine, theirs) in enumerate(_pairs(one.emotion, other.emotion if other else ()))
        )
        return replace(
            one, answers=0, emotion=emotion,
            difference=tuple(self._difference(found) for found in one.difference),
            verbatims=tuple(() for _ in one.verbatims),
        )  # fmt: skip


def _size(one: Reading) -> int:
    return one.n if one.count is None else one.count


def _value(one: Reading | None) -> float | None:
    return None if one is None else one.value


def _bare(one: Lateness) -> Lateness:
    """Return a promise without how people felt about it."""
    return replace(one, on_time_voice=None, late_voice=None, emotion_difference=None, score_difference=None)


def _pairs(some: Sequence[_T], others: Sequence[_T]) -> list[tuple[_T, _T | None]]:
    return [(one, others[i] if i < len(others) else None) for i, one in enumerate(some)]
