"""Each person's values: the overall score, and before it what they said, met and went through at each step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.about import US
from hanhtrinh.measures.drivers.results import Predictor
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.lateness import promises
from hanhtrinh.measures.pass_table import NEVER
from hanhtrinh.measures.voice import emotions, on_scale
from hanhtrinh.values import MICROSECONDS, Period

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

SAME_SITTING = 3_600 * MICROSECONDS
"""Scores of steps given so long after the overall score still belong to it: one questionnaire asks for both."""
MOST_REPEATS = 5
MILLI = 1_000


class DriverQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Whose overall scores: latest ones to `outcome` given in `period`, of one segment or persona. Without an outcome
    it is the most answered relationship question, else the most answered score there is.
    """

    outcome: str | None = None
    period: Period = Period()
    segment: str | None = None


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Which outcome and which predictors: the same for all parts of the people."""

    outcome: str
    predictors: tuple[Predictor, ...]
    question: DriverQuestion


@dataclass(frozen=True)
class Table:
    """One row per person with an overall score: `values` (n, p) in thousandths where `present`, the overall score
    first, then one column per predictor; `met` (n, p − 1) whether they came by the predictor's step. `features` (n, 5)
    of their step scores (`results.Extreme`, in that order) where there are two of them or more (`several`).
    """

    people: tuple[str, ...]
    values: Integers
    present: Truths
    met: Truths
    features: Integers
    several: Truths


def plan_of(readings: Sequence[JourneyReading], question: DriverQuestion) -> Plan | None:
    """Return what is looked at; None where nobody gave an overall score."""
    journey = readings[0].journey
    spoken = _spoken(readings)
    outcome = question.outcome or _outcome(readings, spoken)
    if outcome is None:
        return None
    found: list[Predictor] = []
    for index, step in enumerate(journey.steps):
        by_use = sorted((-n, key) for (at, key), n in spoken.items() if at == index and key != outcome)
        kinds = [(key, _kind(readings, key)) for _, key in by_use]
        scores = [key for key, kind in kinds if kind not in ("ces", "text")]
        own = [step.instrument] if step.instrument in scores else scores
        efforts = [key for key, kind in kinds if kind == "ces"]
        found += [Predictor(kind="score", step=step.key, instrument=str(key)) for key in own[:1]]
        found += [Predictor(kind="effort", step=step.key, instrument=key) for key in efforts[:1]]
        if step.promise is not None:
            found.append(Predictor(kind="late", step=step.key))
        if readings[0].measured[index]:
            found += [Predictor(kind="repeats", step=step.key), Predictor(kind="reached", step=step.key)]
    return Plan(outcome=outcome, predictors=tuple(found), question=question)


def _spoken(readings: Iterable[JourneyReading]) -> dict[tuple[int, str], int]:
    """Return how many answers there are by step (−1: none) and instrument."""
    found: dict[tuple[int, str], int] = {}
    for reading in readings:
        answers, keys = reading.frame.answers, sorted(reading.frame.instruments)
        rows = np.flatnonzero(_given(reading) & ~np.isnan(answers.score))
        place = reading.attached.step[rows].astype(np.int64) * len(keys) + answers.instrument[rows]
        for code, count in zip(*np.unique(place, return_counts=True), strict=True):
            at = int(code) // len(keys), keys[int(code) % len(keys)]
            found[at] = found.get(at, 0) + int(count)
    return found


def _given(reading: JourneyReading) -> Truths:
    answers = reading.frame.answers
    past = reading.frame.time[answers.event] <= reading.as_of
    given: Truths = ~answers.asked & (reading.about == US) & past & reading.current
    return given


def _kind(readings: Sequence[JourneyReading], key: str) -> str:
    return next((str(r.frame.instruments[key].kind) for r in readings if key in r.frame.instruments), "text")


def _outcome(readings: Sequence[JourneyReading], spoken: dict[tuple[int, str], int]) -> str | None:
    counts: dict[str, int] = {}
    for (_, key), n in spoken.items():
        counts[key] = counts.get(key, 0) + n
    known = {key: one for reading in readings for key, one in reading.frame.instruments.items() if key in counts}
    usable = [key for key, one in known.items() if one.kind not in ("ces", "text")]
    return min(usable, key=lambda key: (not known[key].relationship, -counts[key], key), default=None)


def table_of(reading: JourneyReading, plan: Plan) -> Table:
    """Return the values of the people of a reading."""
    who, when, score = _overall(reading, plan)
    columns = [_Column(score, np.ones(len(who), np.bool_), np.ones(len(who), np.bool_))]
    ways = _Ways(reading, who, when)
    for predictor in plan.predictors:
        columns.append(_column(reading, predictor, who, when, ways))
    values = np.column_stack([c.value for c in columns])
    present = np.column_stack([c.present for c in columns])
    scores = [i for i, p in enumerate(plan.predictors, 1) if p.kind == "score"]
    times = np.column_stack([columns[i].time for i in scores]) if scores else np.zeros((len(who), 0), np.int64)
    features, several = _features(values[:, scores], present[:, scores], times)
    people = tuple(reading.frame.people.gather(who).to_list())
    met = np.column_stack([np.zeros((len(who), 0), np.bool_), *(c.met for c in columns[1:])])
    return Table(people, values, present, met, features, several)


@dataclass(frozen=True)
class _Column:
    value: Integers
    present: Truths
    met: Truths
    time: Integers = field(default_factory=lambda: np.empty(0, np.int64))


def _overall(reading: JourneyReading, plan: Plan) -> tuple[Integers, Integers, Integers]:
    """Return the people with an overall score, ascending, its instant and its value, high is good."""
    nobody = np.empty(0, np.int64)
    found = _said(reading, plan.outcome, None, plan.question.period)
    if found is None:
        return nobody, nobody, nobody
    person, time, score = found
    order = np.lexsort((np.arange(len(person)), time, person))
    last = order[np.append(person[order][1:] != person[order][:-1], True)] if len(order) else order
    if plan.question.segment is not None:
        inside = np.zeros(reading.frame.person_count, np.bool_)
        inside[reading.passes.person[reading.in_group(plan.question.segment)]] = True
        last = last[inside[person[last]]]
    return person[last], time[last], np.rint(score[last] * MILLI).astype(np.int64)


def _said(
    reading: JourneyReading,
    key: str,
    step: int | None,
    period: Period = Period(),  # noqa: B008 - a value
) -> tuple[Integers, Integers, Floats] | None:
    """Return person, instant and score (high is good; a step's as an emotion) of the answers to an instrument."""
    frame, answers = reading.frame, reading.frame.answers
    if key not in frame.instruments:
        return None
    instrument = frame.instruments[key]
    rows = np.flatnonzero(_given(reading) & (answers.instrument == sorted(frame.instruments).index(key)))
    rows = rows[~np.isnan(answers.score[rows]) & on_scale(instrument, answers.score[rows])]
    if step is not None:
        rows = rows[reading.attached.step[rows] == step]
    time = frame.time[answers.event[rows]]
    inside = (time >= (period.start if period.start is not None else NEVER)) & (
        time < (period.end if period.end is not None else np.iinfo(np.int64).max)
    )
    rows, time = rows[inside], time[inside]
    score = answers.score[rows]
    if step is not None and instrument.kind != "ces":
        score = emotions(instrument, score)
    elif instrument.direction == "low_is_good":
        score = instrument.low + instrument.high - score
    return reading.attached.person[rows], time, score


class _Ways:
    """What people with an overall score had gone through before it: in all, and in the pass they were in."""

    def __init__(self, reading: JourneyReading, who: Integers, when: Integers) -> None:
        passes = reading.passes
        slot = np.full(reading.frame.person_count, -1, np.int64)
        slot[who] = np.arange(len(who))
        owner = slot[passes.person]
        begun = (owner >= 0) & (passes.start <= when[owner]) if len(who) else np.zeros(len(passes), np.bool_)
        self.current = np.full(len(who), -1, np.int64)
        np.maximum.at(self.current, owner[begun], np.flatnonzero(begun))
        size = len(who), passes.step_count
        self.visits, self.met = np.zeros(size, np.int64), np.zeros(size, np.bool_)
        of = owner[passes.visit_pass]
        seen = np.flatnonzero(of >= 0)
        seen = seen[passes.time[seen] <= when[of[seen]]]
        self.met[of[seen], passes.step[seen]] = True
        now = seen[self.current[of[seen]] == passes.visit_pass[seen]]
        np.add.at(self.visits, (of[now], passes.step[now].astype(np.int64)), 1)


def _column(reading: JourneyReading, predictor: Predictor, who: Integers, when: Integers, ways: _Ways) -> _Column:
    index = reading.journey.step_index[predictor.step]
    met = ways.met[:, index]
    in_pass = ways.current >= 0
    match predictor.kind:
        case "score" | "effort":
            return _scored(reading, predictor.instrument, index, who, when, met)
        case "late":
            return _late(reading, index, when, ways, met)
        case "repeats":
            times = np.minimum(ways.visits[:, index] - 1, MOST_REPEATS)
            return _Column(np.maximum(times, 0) * MILLI, times >= 0, met)
        case "reached":
            return _Column((ways.visits[:, index] > 0) * np.int64(MILLI), in_pass, met)


def _scored(
    reading: JourneyReading, key: str, index: int, who: Integers, when: Integers, met: Truths
) -> _Column:  # fmt: skip
    value, time = np.zeros(len(who), np.int64), np.full(len(who), NEVER)
    found = _said(reading, key, index)
    if found is None or not len(who):
        return _Column(value, np.zeros(len(who), np.bool_), met, time)
    person, at, score = found
    slot = np.minimum(np.searchsorted(who, person), len(who) - 1)
    mine = np.flatnonzero((who[slot] == person) & (at <= when[slot] + SAME_SITTING))
    mine = mine[np.argsort(at[mine], kind="stable")]
    value[slot[mine]], time[slot[mine]] = np.rint(score[mine] * MILLI).astype(np.int64), at[mine]
    present = time != NEVER
    return _Column(value, present, met | present, time)


def _late(reading: JourneyReading, index: int, when: Integers, ways: _Ways, met: Truths) -> _Column:
    kept = promises(reading.frame, reading.passes, reading.journey, index, reading.run)
    if kept is None:
        nothing = np.zeros(len(when), np.int64)
        return _Column(nothing, nothing.astype(np.bool_), met)
    there = ways.current >= 0
    at = np.maximum(ways.current, 0)
    promised = np.where(there, kept.promised[at], NEVER) if len(kept.promised) else np.full(len(when), NEVER)
    arrived = np.where(there, kept.arrived[at], NEVER) if len(kept.promised) else np.full(len(when), NEVER)
    came = (arrived != NEVER) & (arrived <= when)
    late = np.where(came, arrived > promised, promised < when)
    return _Column(late * np.int64(MILLI), (promised != NEVER) & (came | (promised < when)), met)


def _features(value: Integers, present: Truths, time: Integers) -> tuple[Integers, Truths]:
    """Return mean, lowest, highest, peak and end of each person's step scores, and who has two or more.

    The peak is the score farthest from 0, of two as far the unhappy one; the end the one given last.
    """
    count = present.sum(axis=1)
    several: Truths = count >= 2
    if not value.shape[1]:
        return np.zeros((len(value), 5), np.int64), several
    large = np.iinfo(np.int64).max // 4
    lowest = np.where(present, value, large).min(axis=1)
    highest = np.where(present, value, -large).max(axis=1)
    mean = np.rint(np.where(present, value, 0).sum(axis=1) / np.maximum(count, 1)).astype(np.int64)
    peak = np.where(-lowest >= highest, lowest, highest)
    end = value[np.arange(len(value)), np.where(present, time, NEVER).argmax(axis=1)]
    found = np.column_stack([mean, lowest, highest, peak, end])
    return np.where(several[:, None], found, 0), several
