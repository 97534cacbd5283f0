"""When time alone changes what a person adds to a map: a window closes, a promise falls due, a period slides on."""

from datetime import date

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Offsets, Times
from hanhtrinh.measures.calendar_days import days_of
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.lateness import promises
from hanhtrinh.measures.map_question import EVERYTHING, MapQuestion, Sliding
from hanhtrinh.measures.partial.asked import funnel_of
from hanhtrinh.measures.selection import in_period
from hanhtrinh.measures.timelines import SESSION_GAP_SECONDS
from hanhtrinh.values import MICROSECONDS, start_of_day

I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
NEVER_CHANGES = np.iinfo(np.int64).max


def next_change(reading: JourneyReading, question: MapQuestion = EVERYTHING) -> I64:
    """Return, per person of the frame, the first instant after the reading's at which time alone changes what the
    person adds to a map; `NEVER_CHANGES` if nothing will.

    At any as-of before it the person's partial is the very same. It may name an instant at which nothing changes after
    all, but never too late a one.
    """
    frame, passes, as_of = reading.frame, reading.passes, reading.as_of
    result = np.full(frame.person_count, NEVER_CHANGES)
    if frame.span is not None and frame.span[1] > as_of:
        _events_to_come(frame.offsets, frame.time, as_of, result)
    if question.unit == "session":
        _sessions(frame.offsets, frame.time, SESSION_GAP_SECONDS * MICROSECONDS, as_of, result)
    keep = in_period(passes, question.period_at(as_of, frame.zone))
    _earliest(passes.person, _of_passes(reading, question, keep), result)
    for promised in _promised(reading):
        _earliest(passes.person, np.where(keep & (promised > as_of), promised, NEVER_CHANGES), result)
    if question.sliding is not None:
        _slide(reading, question.sliding, keep, result)
    return result


@numba.njit(cache=True, nogil=True)
def _earliest(person: I64, instants: I64, result: I64) -> None:
    for i in range(len(person)):
        result[person[i]] = min(result[person[i]], instants[i])


@numba.njit(cache=True, nogil=True)
def _events_to_come(offsets: Offsets, time: Times, as_of: int, result: I64) -> None:
    for who in range(len(result)):
        i = offsets[who + 1] - 1
        while i >= offsets[who] and time[i] > as_of:
            result[who] = min(result[who], time[i])
            i -= 1


@numba.njit(cache=True, nogil=True)
def _sessions(offsets: Offsets, time: Times, gap: int, as_of: int, result: I64) -> None:
    """A session's arrivals are rated when its gap has passed, and it is over just after."""
    for who in range(len(result)):
        i = offsets[who + 1] - 1
        while i >= offsets[who] and time[i] + gap >= as_of:
            if time[i] <= as_of:
                rated = time[i] + gap
                result[who] = min(result[who], rated if rated > as_of else rated + 1)
            i -= 1


def _of_passes(reading: JourneyReading, question: MapQuestion, keep: Mask) -> I64:
    """Return when each kept pass next changes: at the end of the window of an arrival, or of its last visit."""
    passes, funnel = reading.passes, funnel_of(reading.journey, question)
    first = 0 if funnel is None else reading.lens.touchpoints.index(str(funnel.steps[0].touchpoints[0])) + 1
    result = np.full(len(passes), NEVER_CHANGES)
    visits = passes.offsets, passes.step, passes.time, passes.event
    span = passes.window_seconds * MICROSECONDS, passes.as_of

    def task(lo: int, hi: int) -> None:
        _windows(lo, hi, keep, *visits, passes.end, reading.touch, first, passes.step_count, *span, result)

    reading.run(task, len(passes))
    return result


@numba.njit(cache=True, nogil=True)
def _windows(
    lo: int,
    hi: int,
    keep: Mask,
    offsets: I64,
    step: npt.NDArray[np.uint16],
    time: I64,
    event: I64,
    end: I64,
    touch: npt.NDArray[np.uint16],
    entry: int,
    steps: int,
    window: int,
    as_of: int,
    result: I64,
) -> None:
    """Arrivals are first visits to a step, and every visit that may be an entry of the funnel."""
    met = np.full(steps, np.int64(-1))
    for p in range(lo, hi):
        if not keep[p] or end[p] + window < as_of:
            continue
        result[p] = end[p] + window + 1
        for v in range(offsets[p], offsets[p + 1]):
            arrives = met[step[v]] != p or (entry > 0 and touch[event[v]] == entry)
            met[step[v]] = p
            if arrives and time[v] + window > as_of:
                result[p] = time[v] + window
                break


def _promised(reading: JourneyReading) -> list[I64]:
    """Return, for each step with a promise, when it was promised in every pass."""
    steps = [at for at, step in enumerate(reading.journey.steps) if step.promise is not None]
    found = (promises(reading.frame, reading.passes, reading.journey, step, reading.run) for step in steps)
    return [held.promised for held in found if held is not None]


def _slide(reading: JourneyReading, sliding: Sliding, keep: Mask, result: I64) -> None:
    """Passes go with their beginning, what belongs to no pass with its own time."""
    frame, passes = reading.frame, reading.passes
    _earliest(passes.person[keep], _left_by(sliding, passes.start[keep], frame.zone), result)
    time = frame.time[frame.answers.event]
    there = np.flatnonzero(time <= reading.as_of)
    left = _left_by(sliding, time[there], frame.zone)
    _earliest(reading.attached.person[there], np.where(left > reading.as_of, left, NEVER_CHANGES), result)


def _left_by(sliding: Sliding, instants: I64, zone: str) -> I64:
    """Return when a sliding period no longer reaches back to each of some instants."""
    if sliding.unit == "second":
        return instants + (sliding.count * MICROSECONDS + 1)
    days, place = np.unique(days_of(instants, zone), return_inverse=True)
    left = [sliding.left_by(start_of_day(date.fromordinal(day), zone), zone) for day in days.tolist()]
    return np.array(left, np.int64)[place] if len(left) else instants
