"""Friction: passes that had to do a step again, turned back, met an error or asked for help (`docs/definitions.md`).

Each visit but a pass's first is at most one moment of friction, told from the visit before it: *repeat* (the same step
again, at a later instant), *back-step* (an earlier step; counted at the step that was left) or *loop* (forward again to
a step the pass had been at already). *Errors* and *support* contacts are events, on the map or off it, counted at the
last visit of the pass before them that is not such an event itself: errors within the journey's window of it, contacts
within `friction.support_within`.
"""

from dataclasses import dataclass, fields

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.events.lens import compile_lens, touches
from hanhtrinh.journey.rules import Rule
from hanhtrinh.measures.attachment import passes_of
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.results import FrictionKind, Reading, StepFriction, Who
from hanhtrinh.measures.shares import share
from hanhtrinh.measures.statistics import MICRO, Moments, mean_interval
from hanhtrinh.values import MICROSECONDS, parse_duration

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
KINDS: tuple[FrictionKind, ...] = ("repeat", "loop", "back_step", "error", "support")
_REPEAT, _LOOP, _BACK, _ERROR, _SUPPORT = range(5)
_NO_STEP = -1


@dataclass(frozen=True)
class FrictionTally:
    """Counts over kept passes, by step; partial results of disjoint people merge by adding.

    `reached` passes; of them `met` had any moment of friction at the step, `kinds[s, k]` one of kind k; `moments` of
    all kinds, and `squares`, the sum over passes of the square of their number.
    """

    reached: Counts
    met: Counts
    kinds: Counts
    moments: Counts
    squares: Counts

    def __add__(self, other: "FrictionTally") -> "FrictionTally":
        return FrictionTally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True)
class Spotted:
    """How many errors and support contacts are counted at each visit; empty where the journey names no such events."""

    errors: Counts
    support: Counts


def spotted(reading: JourneyReading) -> Spotted:
    """Return where errors and support contacts are counted."""
    rules = reading.journey.friction
    return Spotted(
        _at_visits(reading, rules.error_rule, reading.journey.window_seconds),
        _at_visits(reading, rules.support_rule, parse_duration(rules.support_within)),
    )


def _at_visits(reading: JourneyReading, rule: Rule | None, within_seconds: int) -> Counts:
    if rule is None:
        return np.empty(0, np.int64)
    frame, passes = reading.frame, reading.passes
    hit = touches(compile_lens({"hit": rule}, frame.columns), frame, reading.run)
    event = np.flatnonzero(hit)
    event = event[frame.time[event] <= reading.as_of]
    pass_of = passes_of(passes, event, frame.person_of(event), reading.key_of(event))
    visit = _last_visits(reading, hit[passes.event] == 0, event, pass_of)
    near = visit >= 0
    near[near] = frame.time[event[near]] - passes.time[visit[near]] <= within_seconds * MICROSECONDS
    return np.bincount(visit[near], minlength=len(passes.event)).astype(np.int64)


def _last_visits(reading: JourneyReading, plain: Mask, event: Counts, pass_of: Counts) -> Counts:
    """Return each event's last plain visit before it in its pass, −1 where there is none."""
    passes, candidates = reading.passes, np.flatnonzero(plain)
    if not len(candidates):
        return np.full(len(event), _NO_STEP, np.int64)
    # Visits stand pass by pass, by position within a pass: both together ascend.
    order = passes.visit_pass[candidates] << 32 | passes.event[candidates]
    place = np.searchsorted(order, pass_of << 32 | event) - 1
    visit = candidates[np.maximum(place, 0)]
    found: Counts = np.where((place >= 0) & (pass_of >= 0) & (passes.visit_pass[visit] == pass_of), visit, _NO_STEP)
    return found


@numba.njit(cache=True, nogil=True)
def _friction(  # flat on purpose: a kernel takes arrays, not objects
    lo: int,
    hi: int,
    keep: Mask,
    offsets: Counts,
    step: npt.NDArray[np.uint16],
    time: Counts,
    errors: Counts,
    support: Counts,
    wanted: int,
    of_pass: npt.NDArray[np.uint8],
    reached: Counts,
    met: Counts,
    kinds: Counts,
    moments: Counts,
    squares: Counts,
) -> None:
    """Count passes lo…hi; of the step `wanted`, also set in `of_pass` the bits of the kinds each pass met there."""
    size = len(reached)
    here = np.zeros((size, 5), np.int64)
    last = np.full(size, np.int64(-1))
    touched = np.empty(size, np.int64)
    for p in range(lo, hi):
        if not keep[p]:
            continue
        count = 0
        for v in range(offsets[p], offsets[p + 1]):
            s = step[v]
            fresh = last[s] != p
            if fresh:
                last[s] = p
                here[s, :] = 0
                touched[count] = s
                count += 1
            if v > offsets[p]:
                before = step[v - 1]
                if s == before:
                    here[s, _REPEAT] += time[v] > time[v - 1]
                elif s < before:
                    here[before, _BACK] += 1
                elif not fresh:
                    here[s, _LOOP] += 1
            if len(errors):
                here[s, _ERROR] += errors[v]
            if len(support):
                here[s, _SUPPORT] += support[v]
        for i in range(count):
            s = touched[i]
            total = 0
            for k in range(5):
                total += here[s, k]
                kinds[s, k] += here[s, k] > 0
                if s == wanted and here[s, k] > 0:
                    of_pass[p] |= np.uint8(1 << k)
            reached[s] += 1
            met[s] += total > 0
            moments[s] += total
            squares[s] += total * total


def friction_tally(reading: JourneyReading, keep: Mask, at: Spotted | None = None) -> FrictionTally:
    """Return the counts over kept passes."""
    return _counted(reading, keep, spotted(reading) if at is None else at, _NO_STEP)[0]


def met_friction(reading: JourneyReading, step: int, kind: FrictionKind | None = None) -> Mask:
    """Tell, per pass, whether it met friction at a step: any, or of one kind."""
    everyone = np.ones(len(reading.passes), np.bool_)
    bits = _counted(reading, everyone, spotted(reading), step)[1]
    return np.asarray(bits != 0 if kind is None else bits >> np.uint8(KINDS.index(kind)) & 1 != 0)


def _counted(
    reading: JourneyReading, keep: Mask, at: Spotted, wanted: int
) -> tuple[FrictionTally, npt.NDArray[np.uint8]]:
    passes, size = reading.passes, reading.passes.step_count
    of_pass = np.zeros(len(passes) if wanted != _NO_STEP else 1, np.uint8)

    def task(lo: int, hi: int) -> FrictionTally:
        part = FrictionTally(*(np.zeros(shape, np.int64) for shape in (size, size, (size, 5), size, size)))
        visits = passes.offsets, passes.step, passes.time, at.errors, at.support
        _friction(lo, hi, keep, *visits, wanted, of_pass, *(getattr(part, f.name) for f in fields(part)))
        return part

    first, *others = reading.run(task, len(passes))
    return sum(others, start=first), of_pass


def friction_readings(reading: JourneyReading, keep: Mask) -> tuple[StepFriction | None, ...]:
    """Return the friction at each step over kept passes; None where the step is not measured."""
    rules, found = reading.journey.friction, friction_tally(reading, keep)
    silent = {kind for kind, rule in (("error", rules.errors), ("support", rules.support)) if rule is None}
    told = tuple(kind for kind in KINDS if kind not in silent)
    places = range(len(reading.journey.steps))
    return tuple(_of_step(reading, found, step, told) if reading.measured[step] else None for step in places)


def _of_step(reading: JourneyReading, found: FrictionTally, step: int, told: tuple[FrictionKind, ...]) -> StepFriction:
    n, key = int(found.reached[step]), reading.journey.steps[step].key

    def reading_of(kind: FrictionKind) -> Reading:
        count = int(found.kinds[step, KINDS.index(kind)])
        params = {"within": reading.journey.friction.support_within} if kind == "support" else None
        return share(count, n, f"friction_{kind}", who=Who(what="friction", step=key, kind=kind), params=params)

    return StepFriction(
        any=share(int(found.met[step]), n, "friction", who=Who(what="friction", step=key)),
        kinds={kind: reading_of(kind) for kind in told},
        per_pass=_per_pass(n, int(found.moments[step]), int(found.squares[step])),
    )


def _per_pass(n: int, moments: int, squares: int) -> Reading:
    of = Moments(n, moments * MICRO, squares * MICRO**2)
    variance = of.variance
    return Reading(
        value=of.mean,
        unit="events",
        n=n,
        definition="friction_per_pass",
        count=None,
        interval=mean_interval(of, low=0.0),
        spread=None if variance is None else float(np.sqrt(variance)),
    )
