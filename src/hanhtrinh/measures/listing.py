"""The people behind a number: the passes a reading counted, found again from the same pass table."""

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.conformance import deviating
from hanhtrinh.measures.friction import met_friction
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.lateness import LATE, ON_TIME, first_visits, promises
from hanhtrinh.measures.pass_table import COMPLETED, LEFT, NEVER, OPEN
from hanhtrinh.measures.results import Who
from hanhtrinh.measures.step_voice import StepVoices
from hanhtrinh.values import MICROSECONDS, Period

Mask = npt.NDArray[np.bool_]
_ALWAYS = Period()
_BY_ANSWER = ("answered", "unhappy")
_BY_ALIGNMENT = ("fitting", "followed", "unplanned", "skipped", "repeated", "out_of_order")


def counted(reading: JourneyReading, who: Who, keep: Mask) -> Mask:
    """Tell, per pass, whether a reading with this `who` counted it; KeyError for a step or stage not on the map."""
    if who.what in _BY_ANSWER:
        people = _answering(StepVoices(reading), reading, who, keep)
        return keep & np.isin(reading.passes.person, people)
    if who.what in _BY_ALIGNMENT:
        return deviating(reading, who.what, who.step, keep)
    return keep & _mask(reading, who)


def without_pass(reading: JourneyReading, who: Who, keep: Mask, period: Period) -> npt.NDArray[np.int64]:
    """Return the people a reading counted who are in no kept pass: those who answered and left no other trace.

    `keep` must hold all passes of the period: such people are in no segment of passes.
    """
    if who.what not in _BY_ANSWER:
        return np.empty(0, np.int64)
    people = _answering(StepVoices(reading, everyone=keep), reading, who, keep, period)
    return np.setdiff1d(people, reading.passes.person[keep])


def _answering(
    voices: StepVoices, reading: JourneyReading, who: Who, keep: Mask, period: Period = _ALWAYS
) -> npt.NDArray[np.int64]:
    find = voices.unhappy if who.what == "unhappy" else voices.answered
    return find(_step(reading, who, missing=-1), who.instrument, keep, period)


def people_of(reading: JourneyReading, passes: Mask) -> npt.NDArray[np.int64]:
    """Return the people of some passes, each once, in frame order."""
    return np.unique(reading.passes.person[passes])


def _step(reading: JourneyReading, who: Who, missing: int) -> int:
    return missing if who.step is None else reading.journey.step_index[who.step]


def _mask(reading: JourneyReading, who: Who) -> Mask:
    passes = reading.passes
    match who.what:
        case "completed" | "left":
            return np.equal(passes.state, COMPLETED if who.what == "completed" else LEFT)
        case "stage":
            return _stage(reading, who.stage or "")
        case "open" if who.step is None:
            return np.equal(passes.state, OPEN)
        case "all":
            return np.ones(len(passes), np.bool_)
    return _at_step(reading, who, reading.journey.step_index[who.step or ""])


def _stage(reading: JourneyReading, stage: str) -> Mask:
    place = [s.key for s in reading.journey.stages].index(stage) if stage in _stages(reading) else None
    if place is None:
        raise KeyError(stage)
    mask = np.zeros(len(reading.passes), np.bool_)
    for step, at in enumerate(reading.journey.stage_of):
        if at == place:
            mask |= reading.passes.reached_step(step)
    return mask


def _stages(reading: JourneyReading) -> set[str]:
    return {stage.key for stage in reading.journey.stages}


def _at_step(reading: JourneyReading, who: Who, step: int) -> Mask:
    passes = reading.passes
    here: Mask = np.equal(passes.last_step, step)
    left, still_open = np.equal(passes.state, LEFT), np.equal(passes.state, OPEN)
    match who.what:
        case "reached":
            return passes.reached_step(step)
        case "dropped":
            return np.logical_and(here, left)
        case "open":
            return np.logical_and(here, still_open)
        case "went_on":
            return _went_on(reading, step)
        case "late" | "on_time":
            held = promises(reading.frame, passes, reading.journey, step, reading.run)
            wanted = LATE if who.what == "late" else ON_TIME
            return np.zeros(len(passes), np.bool_) if held is None else held.standing == wanted
        case "friction":
            return met_friction(reading, step, who.kind)
    raise KeyError(who.what)


def _went_on(reading: JourneyReading, step: int) -> Mask:
    """Tell which rated arrivals visited a later step; arrivals still open here are not rated."""
    passes = reading.passes
    first = first_visits(passes, step, reading.run)
    rated = (first != NEVER) & (first <= passes.as_of - passes.window_seconds * MICROSECONDS)
    rated &= ~((passes.last_step == step) & (passes.state == OPEN))
    later = np.zeros(len(passes), np.bool_)
    for other in range(step + 1, passes.step_count):
        later |= passes.reached_step(other)
    result: Mask = np.logical_and(rated, later)
    return result
