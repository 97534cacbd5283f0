"""How many could be won back at a step: the gap to a target, or to the best comparable segment.

Both are counts of passes with an interval; which one was taken is part of the result. See `docs/priorities.md`.
"""

from typing import Literal, NamedTuple

import msgspec

from hanhtrinh.journey.model import Targets
from hanhtrinh.measures.results import Interval, MapReadings, Reading, StepReadings
from hanhtrinh.measures.statistics import LEVEL, newcombe

MEASURED_FROM = 30
Of = Literal["drop_off", "reach", "late", "csat"]


class Recoverable(msgspec.Struct, frozen=True, kw_only=True):
    """`people` of the `of` passes (or answers) here would be won at `goal`, from `interval.low` to `interval.high`.

    `against` is a target the team set for `what`, or the segment of that key, which is the best of `among`: the
    interval then holds for all of them at once (Bonferroni), because the best one was picked.
    """

    what: Of
    against: Literal["target", "segment"]
    segment: str | None = None
    among: int = 1
    goal: float
    now: float
    of: int
    people: float
    interval: Interval


class _Wanted(NamedTuple):
    what: Of
    goal: float | None
    reading: Reading | None
    more: bool


def recoverable(readings: MapReadings, index: int, targets: Targets) -> tuple[Recoverable, ...]:
    """Return what could be won at a step, against each target it misses and against the best segment.

    Nothing is said of a target that is met, and of a segment that nothing tells apart from the others.
    """
    step = readings.steps[index]
    found = [_to_target(wanted) for wanted in _wanted(step, targets)]
    return tuple(one for one in (*found, _to_segment(readings, index)) if one is not None)


def _wanted(step: StepReadings, targets: Targets) -> tuple[_Wanted, ...]:
    score = step.voice.score if step.voice else None
    return (
        _Wanted("drop_off", targets.drop_off, step.drop_off, more=False),
        _Wanted("reach", targets.reach, step.reach, more=True),
        _Wanted("late", targets.late, step.lateness.late if step.lateness else None, more=False),
        _Wanted("csat", targets.csat, score if score and score.unit == "csat_share" else None, more=True),
    )


def _to_target(wanted: _Wanted) -> Recoverable | None:
    """Return the gap to a target: share now minus share wanted, of all, with the bounds of the share's interval."""
    goal, reading = wanted.goal, wanted.reading
    if goal is None or reading is None or reading.value is None or reading.interval is None:
        return None
    ends = (reading.interval.low, reading.value, reading.interval.high)
    gaps = sorted(max(0.0, goal - end if wanted.more else end - goal) for end in ends)
    if gaps[1] == 0:
        return None
    low, middle, high = (gap * reading.n for gap in gaps)
    interval = Interval(low=low, high=high, method=reading.interval.method, level=reading.interval.level)
    return Recoverable(
        what=wanted.what, against="target", goal=goal, now=reading.value, of=reading.n, people=middle, interval=interval
    )


def _to_segment(readings: MapReadings, index: int) -> Recoverable | None:
    """Return what would be won if everybody else left as rarely as the best segment does.

    The others are everybody without the segment, so that the two are different passes.
    """
    all_, best = readings.steps[index].drop_off, _best(readings, index)
    if best is None or all_ is None or all_.count is None:
        return None
    key, found, among = best
    here, n = all_.count - (found.count or 0), all_.n - found.n
    apart = newcombe(here, n, found.count or 0, found.n, 1 - (1 - LEVEL) / among) if 0 <= here <= n else None
    if apart is None or apart.low <= 0 or found.value is None:
        return None
    return Recoverable(
        what="drop_off", against="segment", segment=key, among=among, goal=found.value, now=here / n, of=n,
        people=(here / n - found.value) * n,
        interval=Interval(low=apart.low * n, high=apart.high * n, method=apart.method, level=LEVEL),
    )  # fmt: skip


def _best(readings: MapReadings, index: int) -> tuple[str, Reading, int] | None:
    """Return the measured segment fewest leave of here, and of how many it is the best."""
    sides = [(one.key, one.drop_off[index]) for one in readings.segments]
    known = [(key, r) for key, r in sides if r is not None and r.value is not None and r.n >= MEASURED_FROM]
    if not known:
        return None
    key, reading = min(known, key=lambda item: (item[1].value or 0.0, item[0]))
    return key, reading, len(known)
