"""Drivers of an overall score: exact sums over people, and what is read from them (`docs/drivers.md`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.drivers.results import Driver, Drivers, Estimate, Extreme, PeakEnd, Predictor
from hanhtrinh.measures.drivers.sums import (
    CrossSums,
    correlations,
    cross_sums,
    groups_of,
    noise_of,
    replicate_weights,
)
from hanhtrinh.measures.drivers.variables import MILLI, DriverQuestion, Plan, Table, plan_of, table_of
from hanhtrinh.measures.drivers.weights import positive_definite, relative_weights
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.results import Interval
from hanhtrinh.measures.statistics import MICRO, Moments, moments, welch

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

LEAST = 30
"""People a pair of variables needs."""
SELDOM = 0.05
"""What fewer (or all but fewer) people did than this share of them parts nobody from anybody."""
LOW, HIGH = -500, 500
"""Step scores below and above are low and high, between them middling; in thousandths of an emotion."""
WRONG = 0.05
EXTREMES: tuple[Extreme, ...] = ("mean", "lowest", "highest", "peak", "end")
_TOGETHER = (1, 2, 4)


@dataclass(frozen=True)
class DriverPartial:
    """What some people add: cross sums of overall score, predictors and noise; of overall score and features; how many
    met each predictor's step; the overall score of those low, middling and high. Partials of one plan add up.
    """

    sums: CrossSums
    features: CrossSums
    met: tuple[int, ...]
    levels: tuple[tuple[Moments, Moments, Moments], ...]

    def __add__(self, other: "DriverPartial") -> "DriverPartial":
        levels = tuple((a[0] + b[0], a[1] + b[1], a[2] + b[2]) for a, b in zip(self.levels, other.levels, strict=True))
        met = tuple(a + b for a, b in zip(self.met, other.met, strict=True))
        return DriverPartial(self.sums + other.sums, self.features + other.features, met, levels)


def driver_partial(reading: JourneyReading, plan: Plan) -> DriverPartial:
    """Return what the people of a reading add."""
    table = table_of(reading, plan)
    group = groups_of(table.people)
    noise = noise_of(table.people)[:, None]
    values, present = np.hstack([table.values, noise]), np.hstack([table.present, np.ones_like(noise, np.bool_)])
    features = np.hstack([table.values[:, :1], table.features])
    several = np.broadcast_to(table.several[:, None], features.shape)
    met = tuple(int(n) for n in table.met.sum(axis=0))
    levels = tuple(_levels(table, i, p) for i, p in enumerate(plan.predictors, 1))
    return DriverPartial(cross_sums(values, present, group), cross_sums(features, several, group), met, levels)


def _levels(table: Table, column: int, predictor: Predictor) -> tuple[Moments, Moments, Moments]:
    """Return the overall score of people low, middling and high; of what happened or did not: with it, without it."""
    value, there = table.values[:, column], table.present[:, column]
    overall = table.values[:, 0] * (MICRO // MILLI)
    if predictor.kind == "score":
        low, high = there & (value < LOW), there & (value > HIGH)
        return moments(overall[low]), moments(overall[there & ~low & ~high]), moments(overall[high])
    if predictor.kind == "effort":
        return Moments(), Moments(), Moments()
    return moments(overall[there & (value > 0)]), moments(overall[there & (value == 0)]), Moments()


def read_drivers(readings: Sequence[JourneyReading], question: DriverQuestion) -> Drivers | None:
    """Return what drives an overall score over the people of all readings; None where nobody gave one."""
    plan = plan_of(readings, question)
    return None if plan is None else drivers(reduce(add, (driver_partial(r, plan) for r in readings)), plan)


def drivers(partial: DriverPartial, plan: Plan) -> Drivers:
    """Return what the sums of all people say."""
    weights = replicate_weights()
    found, counts = correlations(partial.sums, weights)
    people = int(counts[0, 0, 0])
    noise = len(plan.predictors) + 1
    usable = [i for i, p in enumerate(plan.predictors, 1) if _varies(partial, i, p)]
    strong = [i for i in usable if counts[0, 0, i] >= LEAST and not np.isnan(found[0, 0, i])]
    joint = _joint(counts[0], strong)
    joined = len(joint) > 1
    weighed = _weigh(found, joint, noise) if joined else None
    rows = [_driver(partial, plan, found, counts[0], i) for i in usable]
    if weighed is not None:
        rows = [_weighed(row, weighed, joint, i) for row, i in zip(rows, usable, strict=True)]
    several = int(partial.features.n[:, 0, 0].sum())
    return Drivers(
        outcome=plan.outcome, people=people, joined=joined,
        r2=None if weighed is None else _estimate(weighed.weights.sum(axis=1), people),
        corrected=0.0 if weighed is None else weighed.corrected,
        least=int(min((counts[0, i, j] for i in (0, *joint) for j in (0, *joint)), default=0)) if joined else 0,
        drivers=tuple(sorted(rows, key=_order)), several=several,
        peaks=_peaks(partial, weights) if several >= LEAST else (),
    )  # fmt: skip


def _varies(partial: DriverPartial, index: int, predictor: Predictor) -> bool:
    """Tell whether a predictor can part people: what hardly anybody, or nearly everybody, did is left out."""
    n = int(partial.sums.n[:, index, index].sum())
    if predictor.kind in ("score", "effort"):
        return n > 0
    with_it = partial.levels[index - 1][0].count
    return n > 0 and SELDOM <= with_it / n <= 1 - SELDOM


def _joint(counts: Floats, strong: list[int]) -> list[int]:
    """Return the predictors all pairs of which have people enough; those thin in most pairs are left out first."""
    left = list(strong)
    while left:
        thin = {i: sum(counts[i, j] < LEAST for j in left) for i in left}
        worst = max(left, key=lambda i: (thin[i], -counts[0, i], i))
        if not thin[worst]:
            break
        left.remove(worst)
    return left


@dataclass(frozen=True)
class _Weighed:
    """Relative weights (replicates + 1, p), the first row those of the data; which are beyond noise; ranks from 1."""

    weights: Floats
    sure: Truths
    ranks: Integers
    corrected: float


def _weigh(found: Floats, joint: list[int], noise: int) -> _Weighed:
    weights, corrected = _relative(found, joint)
    with_noise, _ = _relative(found, [*joint, noise])
    ahead = with_noise[1:, :-1] - with_noise[1:, -1:]
    p = (1 + (ahead <= 0).sum(axis=0)) / (len(ahead) + 1)
    ranks = 1 + np.argsort(np.argsort(-weights, axis=1, kind="stable"), axis=1)
    return _Weighed(weights, discoveries(p), ranks, corrected)


def _relative(found: Floats, which: list[int]) -> tuple[Floats, float]:
    """Return relative weights for every replicate, and the largest change made to the data's own correlations.

    A pair that says nothing (no spread where both are known) counts as unrelated.
    """
    every = np.nan_to_num(found[:, [0, *which]][:, :, [0, *which]])
    every[:, np.arange(len(which) + 1), np.arange(len(which) + 1)] = 1.0
    fixed, changes = positive_definite(every)
    return relative_weights(fixed[:, 1:, 1:], fixed[:, 0, 1:]), float(changes[0])


def discoveries(p: Floats, wrong: float = WRONG) -> Truths:
    """Tell which of several findings stand when at most a share `wrong` of them may be false.

    Source: Benjamini & Hochberg (1995), JRSS B 57:289.

    >>> discoveries(np.array([0.001, 0.02, 0.04, 0.6])).tolist()
    [True, True, False, False]
    """
    order = np.argsort(p, kind="stable")
    passing = np.flatnonzero(p[order] <= wrong * np.arange(1, len(p) + 1) / max(len(p), 1))
    stands = np.zeros(len(p), np.bool_)
    stands[order[: passing[-1] + 1 if len(passing) else 0]] = True
    return stands


def _driver(partial: DriverPartial, plan: Plan, found: Floats, counts: Floats, index: int) -> Driver:
    predictor, n = plan.predictors[index - 1], int(counts[0, index])
    few, alike = n < LEAST, bool(np.isnan(found[0, 0, index]))
    low, middle, high = partial.levels[index - 1]
    return Driver(
        predictor=predictor, met=partial.met[index - 1], n=n, why="few" if few else "alike" if alike else "",
        r=None if few or alike else _estimate(found[:, 0, index], n),
        penalty=_contrast(low, middle), reward=_contrast(high, middle), low=low.count, high=high.count,
    )  # fmt: skip


def _contrast(one: Moments, other: Moments) -> Estimate | None:
    if one.mean is None or other.mean is None or min(one.count, other.count) < 5:
        return None
    return Estimate(value=one.mean - other.mean, n=one.count + other.count, interval=welch(one, other))


def _weighed(row: Driver, weighed: _Weighed, joint: list[int], index: int) -> Driver:
    if index not in joint:
        return row if row.why else _with(row, why="few")
    at = joint.index(index)
    weights, total = weighed.weights[:, at], weighed.weights.sum(axis=1)
    share = weights / np.where(total > 0, total, 1.0)
    low, high = np.percentile(weighed.ranks[1:, at], [2.5, 97.5], method="inverted_cdf")
    return _with(
        row, weight=_estimate(weights, row.n), share=_estimate(share, row.n), rank=int(weighed.ranks[0, at]),
        ranks=(int(low), int(high)), sure=bool(weighed.sure[at]), why="" if weighed.sure[at] else "noise",
    )  # fmt: skip


def _with(row: Driver, **changes: object) -> Driver:
    values = {name: getattr(row, name) for name in row.__struct_fields__}
    return Driver(**(values | changes))


def _estimate(values: Floats, n: int) -> Estimate:
    """Return the data's own value with the 2.5th and 97.5th percentile of the replicates."""
    drawn = values[1:][~np.isnan(values[1:])]
    if not len(drawn):
        return Estimate(value=float(values[0]), n=n, interval=None)
    low, high = (float(x) for x in np.percentile(drawn, [2.5, 97.5]))
    value = float(values[0])
    return Estimate(value=value, n=n, interval=Interval(low=min(low, value), high=max(high, value), method="bootstrap"))


def _order(row: Driver) -> tuple[bool, int, float, str]:
    return row.rank is None, row.rank or 0, -abs(row.r.value) if row.r else 0.0, row.predictor.key


def _peaks(partial: DriverPartial, weights: Floats) -> tuple[PeakEnd, ...]:
    found, counts = correlations(partial.features, weights)
    n = int(counts[0, 0, 0])
    known = not np.isnan(found[0, 0, _index(_TOGETHER)]).any()
    # Each of the three is a score of the same few: their weights say which of them carries the overall score.
    relative = _relative(found, _index(_TOGETHER))[0] if known else None
    rows = []
    for i, feature in enumerate(EXTREMES):
        r = None if np.isnan(found[0, 0, i + 1]) else _estimate(found[:, 0, i + 1], n)
        at = _TOGETHER.index(i) if i in _TOGETHER and relative is not None else None
        weight = None if at is None or relative is None else _estimate(relative[:, at], n)
        rows.append(PeakEnd(feature=feature, r=r, weight=weight))
    return tuple(rows)


def _index(features: Sequence[int]) -> list[int]:
    """Return the columns of features in their cross sums, where the overall score stands first."""
    return [feature + 1 for feature in features]
