"""What makes people unhappy, found in timelines: low scores, angry words, broken promises, and where on a map."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.frame import Frame
from hanhtrinh.events.overlay import frame_of_rows, take_people
from hanhtrinh.events.parts import Parts
from hanhtrinh.events.said import current
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.about import US
from hanhtrinh.measures.journey_reading import JourneyReading, read_journey
from hanhtrinh.measures.lateness import LATE, PENDING, promises, standing
from hanhtrinh.measures.pass_table import NEVER
from hanhtrinh.measures.senses import Senses
from hanhtrinh.values import MICROSECONDS, Runner, in_one_part
from hanhtrinh.voice.cases.model import AngryText, BrokenPromise, CaseRule, LowScore, Trigger
from hanhtrinh.voice.cases.scores import feeling_of, is_low
from hanhtrinh.voice.text.theme_feeling import surety_of

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Understand = Callable[[pl.Series], Senses]
Dealt = Callable[[Sequence[str]], set[str]]
"""Tells which of some triggers (by key) were dealt with before."""


def none_dealt(keys: Sequence[str]) -> set[str]:
    """Say that nothing was dealt with before."""
    return set()


_FEW = 5_000
"""So many people are taken out of the timelines to see where they stand; for more of them all timelines are read."""
_LONGEST = 2_000
_HOUR = 3_600 * MICROSECONDS


@dataclass(frozen=True)
class Found:
    """Rows of a frame's answers that a rule calls unhappy, with what their words feel like (NaN: unknown)."""

    frame: Frame
    rows: Rows
    feeling: npt.NDArray[np.float32]


def unhappy_answers(
    parts: Parts,
    rule: CaseRule,
    since: int,
    understand: Understand,
    journeys: Mapping[str, Journey],
    *,
    dealt: Dealt = none_dealt,
    base: bool = True,
) -> Iterator[Trigger]:
    """Yield the answers since an instant that a rule is about, each with its place on a map.

    Those `dealt` with before are left out without being placed; `base` False: only people touched since are looked at.
    """
    asked = _chosen(rule, journeys)
    for frame, gone in (((parts.base, parts.superseded),) if base else ()) + ((parts.overlay, None),):
        found = _fresh(_matching(frame, rule, since, parts.now, gone, understand), dealt)
        if len(found.rows):
            yield from _placed(found, rule, asked, parts.now)


def _fresh(found: Found, dealt: Dealt) -> Found:
    """Leave out what was dealt with before: where it stands need not be found again."""
    keys = [key_of(found.frame, event) for event in found.frame.answers.event[found.rows].tolist()]
    known = dealt(keys)
    keep = np.array([key not in known for key in keys], np.bool_)
    return found if keep.all() else Found(found.frame, found.rows[keep], found.feeling[keep])


def _chosen(rule: CaseRule, journeys: Mapping[str, Journey]) -> dict[str, Journey]:
    return {key: journey for key, journey in journeys.items() if rule.journey in ("", key)}


def _matching(
    frame: Frame, rule: CaseRule, since: int, until: int, gone: npt.NDArray[np.bool_] | None, understand: Understand
) -> Found:
    answers = frame.answers
    time = frame.time[answers.event]
    fresh = (time >= since) & (time <= until) & ~answers.asked & current(frame, until)
    if gone is not None and len(answers):
        fresh &= ~gone[frame.person_of(answers.event)]
    rows = np.flatnonzero(fresh)
    match rule.condition:
        case LowScore() as low:
            rows = rows[_low(frame, rows, low)]
            return Found(frame, rows, np.full(len(rows), np.nan, np.float32))
        case AngryText() as angry:
            return _angry(frame, rows, angry, understand)
    return Found(frame, rows[:0], np.empty(0, np.float32))


def _low(frame: Frame, rows: Rows, condition: LowScore) -> npt.NDArray[np.bool_]:
    keys, found = sorted(frame.instruments), np.zeros(len(rows), np.bool_)
    instrument, score = frame.answers.instrument[rows], frame.answers.score[rows]
    for place, key in enumerate(keys):
        mine = instrument == place
        found[mine] = is_low(condition, frame.instruments[key], score[mine])
    if condition.survey:
        found &= _with_value(frame, "survey", condition.survey)[frame.answers.event[rows]]
    return found


def _with_value(frame: Frame, name: str, value: str) -> npt.NDArray[np.bool_]:
    """Tell which events have a value in a property."""
    column = frame.columns.get(name)
    if column is None:
        return np.zeros(frame.event_count, np.bool_)
    holds = np.concatenate([[False], (column.values.cast(pl.String) == value).to_numpy()])
    result: npt.NDArray[np.bool_] = holds[column.codes]
    return result


def _angry(frame: Frame, rows: Rows, condition: AngryText, understand: Understand) -> Found:
    spoken = frame.answers.text.gather(rows).str.len_bytes().to_numpy() > 0
    rows = rows[spoken]
    senses = understand(frame.answers.text.gather(rows))
    felt, sure = _about(senses, condition.themes) if condition.themes else (senses.feeling, senses.confidence)
    keep = senses.read & (felt <= condition.at_most) & (sure >= condition.confidence)
    return Found(frame, rows[keep], felt[keep])


def _about(senses: Senses, themes: Sequence[str]) -> tuple[Floats, Floats]:
    """Return the worst of what texts say of some themes, whatever else they praise (NaN: nothing), and how surely."""
    felt = np.full(len(senses), np.nan, np.float32)
    for theme in themes:
        felt = np.fmin(felt, np.where(senses.of(theme), senses.feeling_of(theme), np.float32(np.nan)))
    return felt, np.where(felt == senses.feeling, senses.confidence, surety_of(felt))


def _placed(found: Found, rule: CaseRule, journeys: Mapping[str, Journey], now: int) -> Iterator[Trigger]:
    """Yield the triggers with their place; answers about a competitor, or at other steps, are left out."""
    frame, rows = found.frame, found.rows
    person = frame.person_of(frame.answers.event[rows])
    people = np.unique(person)
    if len(people) <= _FEW:
        begins, ends = (np.searchsorted(frame.answers.event, frame.offsets[people + k]) for k in (0, 1))
        place = np.searchsorted(people, person)
        rows = rows - begins[place] + (np.cumsum(ends - begins) - (ends - begins))[place]
        frame = frame_of_rows(take_people(frame, people), frame.instruments, zone=frame.zone)
    readings = {key: read_journey(frame, journey, as_of=now) for key, journey in journeys.items()}
    for row, felt in zip(rows.tolist(), found.feeling.tolist(), strict=True):
        trigger = _trigger(frame, readings, row, rule, felt)
        if trigger is not None:
            yield trigger


def _trigger(
    frame: Frame, readings: Mapping[str, JourneyReading], row: int, rule: CaseRule, felt: float
) -> Trigger | None:
    """Return an answer at its place; None where it is about a competitor, or not where the rule looks."""
    places = {key: _place_of(reading, row) for key, reading in readings.items()}
    if any(place is None for place in places.values()):
        return None
    journey, step = next(((key, place) for key, place in places.items() if place), ("", ""))
    if (rule.steps and step not in rule.steps) or (rule.journey and not journey):
        return None
    return trigger_of(frame, row, rule, journey, step or "", None if np.isnan(felt) else round(felt, 2))


def _place_of(reading: JourneyReading, row: int) -> str | None:
    """Return the step an answer is about, empty for none; None where it is about a competitor."""
    if int(reading.about[row]) != US:
        return None
    step = int(reading.attached.step[row])
    return str(reading.journey.steps[step].key) if step >= 0 else ""


def trigger_of(frame: Frame, row: int, rule: CaseRule | None, journey: str, step: str, felt: float | None) -> Trigger:
    """Return an answer of a frame as what opens a case."""
    answers = frame.answers
    event, score = int(answers.event[row]), float(answers.score[row])
    instrument = frame.instruments[sorted(frame.instruments)[int(answers.instrument[row])]]
    given = None if np.isnan(score) else score
    feeling = feeling_of(instrument, given)
    survey = frame.columns.get("survey")
    code = 0 if survey is None else int(survey.codes[event])
    return Trigger(
        key=key_of(frame, event), person=str(frame.people[int(frame.person_of(np.array([event]))[0])]),
        at=int(frame.time[event]), why=rule.why if rule else "by_hand", rule=rule.id if rule else "",
        journey=journey, step=step, instrument=instrument.key, score=given,
        feeling=felt if feeling is None else round(feeling, 2), text=str(answers.text[row] or "")[:_LONGEST],
        survey=str(survey.values[code - 1]) if survey is not None and code else "",
    )  # fmt: skip


def key_of(frame: Frame, event: int) -> str:
    """Return by what an event of a frame is known again: the first bytes of its id."""
    if frame.tie is not None:
        return f"{int(frame.tie[event]):016x}"
    person = frame.people[int(frame.person_of(np.array([event]))[0])]
    return f"{person}@{int(frame.time[event])}"


@dataclass(frozen=True)
class Owed:
    """Promises of one step that are broken, or will be when their time has come: one entry a pass.

    `allowed` is until when a rule lets them wait. A frame never changes: what time makes of it is seen without reading
    its journeys again.
    """

    frame: Frame
    journey: str
    step: str
    person: Rows
    first: Rows
    promised: Rows
    arrived: Rows
    allowed: Rows


def broken_promises(
    parts: Parts,
    rule: CaseRule,
    since: int,
    journeys: Mapping[str, Journey],
    run: Runner = in_one_part,
    *,
    based: Sequence[Owed] | None = None,
) -> Iterator[Trigger]:
    """Yield the promises since an instant that a rule calls broken: the step came late, or has not come.

    `based` are those of the base, where they are known already (`owed`, of the same instant or an earlier one).
    """
    base = owed(parts.base, rule, since, parts.now, journeys, run) if based is None else based
    for one in base:
        yield from _broken(one, rule, since, parts.now, parts.superseded)
    for one in owed(parts.overlay, rule, since, parts.now, journeys, run):
        yield from _broken(one, rule, since, parts.now, None)


def owed(
    frame: Frame, rule: CaseRule, since: int, now: int, journeys: Mapping[str, Journey], run: Runner = in_one_part
) -> list[Owed]:
    """Return the promises of a frame that a rule calls broken by now, or will; none of a rule about other things."""
    found: list[Owed] = []
    if not isinstance(rule.condition, BrokenPromise):
        return found
    wait = rule.condition.late_hours * _HOUR
    for key, journey in _chosen(rule, journeys).items():
        steps = [i for i, one in enumerate(journey.steps) if one.promise and (not rule.steps or one.key in rule.steps)]
        reading = read_journey(frame, journey, as_of=now, run=run) if steps else None
        found += [one for step in steps if reading and (one := _owed(reading, step, key, wait, since)) is not None]
    return found


def _owed(reading: JourneyReading, step: int, journey: str, wait: int, since: int) -> Owed | None:
    passes, stand = reading.passes, promises(reading.frame, reading.passes, reading.journey, step)
    if stand is None:
        return None
    allowed = stand.promised + wait
    open_ = (stand.arrived == NEVER) | (stand.arrived > allowed)
    of = np.flatnonzero((stand.promised != NEVER) & open_ & (allowed >= since))
    return Owed(
        reading.frame, journey, str(reading.journey.steps[step].key), passes.person[of].astype(np.int64),
        passes.event[passes.offsets[of]].astype(np.int64), stand.promised[of], stand.arrived[of], allowed[of],
    )  # fmt: skip


def _broken(one: Owed, rule: CaseRule, since: int, now: int, gone: npt.NDArray[np.bool_] | None) -> Iterator[Trigger]:
    stand = standing(one.promised, one.arrived, now)
    end = np.where(one.arrived == NEVER, now, one.arrived)
    late = ((stand == LATE) | (stand == PENDING)) & (end > one.allowed) & (one.allowed >= since)
    if gone is not None:
        late &= ~gone[one.person]
    for i in np.flatnonzero(late).tolist():
        came = int(one.arrived[i])
        yield Trigger(
            key=f"promise:{one.journey}:{one.step}:{key_of(one.frame, int(one.first[i]))}",
            person=str(one.frame.people[int(one.person[i])]), at=int(one.allowed[i]), why="broken_promise",
            rule=rule.id, journey=one.journey, step=one.step, promised_at=int(one.promised[i]),
            came_at=None if came == NEVER else came,
        )  # fmt: skip


def triggers_of(
    parts: Parts,
    rule: CaseRule,
    since: int,
    understand: Understand,
    journeys: Mapping[str, Journey],
    run: Runner,
    *,
    dealt: Dealt = none_dealt,
    base: bool = True,
    based: Sequence[Owed] | None = None,
) -> Sequence[Trigger]:
    """Return everything since an instant that a rule is about, oldest first.

    Of answers, those `dealt` with before may be left out, and with `base` False those of people not touched since.
    `based` are the promises owed in the base, where they are known already.
    """
    found: Iterable[Trigger]
    if isinstance(rule.condition, BrokenPromise):
        found = broken_promises(parts, rule, since, journeys, run, based=based)
    else:
        found = unhappy_answers(parts, rule, since, understand, journeys, dealt=dealt, base=base)
    return sorted(found, key=lambda one: (one.at, one.key))
