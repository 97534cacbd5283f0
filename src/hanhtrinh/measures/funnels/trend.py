"""A funnel over time: conversion by the period of entry, and how long conversions take as a histogram.

A unit counts once in every period in which it enters: with its furthest entry there. With entry `every`, a unit may
enter in several periods; with `best` or `first` it has one entry and stands in one period.
"""

from collections.abc import Sequence
from math import ceil
from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from hanhtrinh.errors import InputError
from hanhtrinh.measures.funnel import Outcomes, funnel_outcomes
from hanhtrinh.measures.funnels.question import Funnel
from hanhtrinh.measures.funnels.shapes import NEVER, OPEN, RATED
from hanhtrinh.measures.results import Reading
from hanhtrinh.measures.selection import Bucket, bucket_starts
from hanhtrinh.measures.statistics import wilson
from hanhtrinh.measures.timelines import Timelines
from hanhtrinh.values import MICROSECONDS, Period, datetime_of, start_of_day

I64 = npt.NDArray[np.int64]
TrendBucket = Literal["hour", "day", "week", "month", "quarter", "year"]
MOST_BUCKETS = 10_000
_LEAST_BINS, _MOST_BINS = 3, 60


class FunnelPoint(msgspec.Struct, frozen=True, kw_only=True):
    """One period of entry: units with a rated entry, how many of them reached each step, and those still open.

    `final` tells that the window of every entry of the period has passed: the numbers will not change any more.
    """

    start: int
    final: bool
    rated: int
    open: int
    reached: tuple[int, ...]
    conversion: Reading


class FunnelTrend(msgspec.Struct, frozen=True, kw_only=True):
    """A funnel's periods of entry in order, without gaps; by value of the breakdown where there is one."""

    bucket: TrendBucket
    points: tuple[FunnelPoint, ...]
    breakdown: dict[str, tuple[FunnelPoint, ...]] = {}


class TimesToConvert(msgspec.Struct, frozen=True, kw_only=True):
    """How long rated units took from one step to another: their number, mean and median in seconds, and a histogram.

    `bins` are (from second, units), each `width` seconds wide; the last holds the longest.
    """

    units: int
    mean_seconds: float | None
    median_seconds: float | None
    width: int
    bins: tuple[tuple[int, int], ...]


def starts_of(first: int, last: int, bucket: TrendBucket, zone: str) -> list[int]:
    """Return the instants at which the periods that cover first…last begin, in a time zone."""
    if bucket != "hour":
        buckets: Bucket = bucket
        return bucket_starts(first, last, buckets, zone)
    hour = 3_600 * MICROSECONDS
    day = start_of_day(datetime_of(first, zone).date(), zone)
    return list(range(day + (first - day) // hour * hour, last + 1, hour))


def funnel_trend(
    lines: Timelines, question: Funnel, as_of: int, *, bucket: TrendBucket, zone: str, period: Period | None = None
) -> FunnelTrend:
    """Return a funnel by period of entry; entries outside `period` are left out, its empty periods are shown.

    Raises InputError when the question has no meaning, or when there would be more than 10,000 periods.
    """
    out = funnel_outcomes(lines, question, as_of)
    within = (out.entry != NEVER) & ((out.state == RATED) | (out.state == OPEN))
    if period is not None:
        within &= out.entry >= (NEVER if period.start is None else period.start)
        within &= out.entry < (np.iinfo(np.int64).max if period.end is None else period.end)
    span = _span(out.entry[within], period)
    if span is None:
        return FunnelTrend(bucket=bucket, points=())
    starts = starts_of(*span, bucket, zone)
    if len(starts) > MOST_BUCKETS:
        raise InputError("paths.out_of_range", field=f"periods ({bucket})", given=len(starts), low=1, high=MOST_BUCKETS)
    final = _final(starts, span[1], question, as_of, bucket, zone)
    points = _points(out, within, starts, final)
    if out.group is None:
        return FunnelTrend(bucket=bucket, points=points)
    values = {v: out.groups[v] for v in np.unique(out.group[within]).tolist()}
    groups = {label: _points(out, within & (out.group == v), starts, final) for v, label in values.items()}
    return FunnelTrend(bucket=bucket, points=points, breakdown=groups)


def _span(entry: I64, period: Period | None) -> tuple[int, int] | None:
    """Return the instants the periods must cover."""
    low = None if period is None else period.start
    high = None if period is None or period.end is None else period.end - 1
    if low is None and len(entry):
        low = int(entry.min())
    if high is None and len(entry):
        high = int(entry.max())
    return None if low is None or high is None or high < low else (low, high)


def _final(starts: list[int], last: int, question: Funnel, as_of: int, bucket: TrendBucket, zone: str) -> list[bool]:
    """Tell, per period, whether a window that opens at its very end has passed; a funnel without a window never is."""
    if question.window_scope not in ("total", "per_step") or question.window_seconds is None:
        return [False] * len(starts)
    steps = len(question.steps) - 1 if question.window_scope == "per_step" else 1
    window = question.window_seconds * steps * MICROSECONDS
    after = starts_of(last, last + 400 * 86_400 * MICROSECONDS, bucket, zone)[1]
    return [end - 1 + window <= as_of for end in [*starts[1:], after]]


def _points(
    out: Outcomes, rows: npt.NDArray[np.bool_], starts: list[int], final: Sequence[bool]
) -> tuple[FunnelPoint, ...]:
    size, steps = len(starts), out.seconds.shape[1]
    at = np.flatnonzero(rows)
    place = np.searchsorted(np.array(starts, np.int64), out.entry[at], side="right") - 1
    unit, which = np.unique(out.unit[at] * size + place, return_inverse=True)
    rated, reached = np.zeros(len(unit), np.bool_), np.zeros((len(unit), steps), np.bool_)
    is_rated = out.state[at] == RATED
    np.logical_or.at(rated, which, is_rated)
    np.logical_or.at(reached, which, (out.seconds[at] >= 0) & is_rated[:, None])
    bucket = unit % size
    n = np.bincount(bucket[rated], minlength=size)
    still_open = np.bincount(bucket[~rated], minlength=size)
    counts = np.array([np.bincount(bucket[reached[:, s]], minlength=size) for s in range(steps)]).T
    found = zip(starts, final, n.tolist(), still_open.tolist(), counts.tolist(), strict=True)
    return tuple(_point(*one) for one in found)


def _point(start: int, final: bool, rated: int, still_open: int, reached: list[int]) -> FunnelPoint:
    done = reached[-1]
    conversion = Reading(
        value=done / rated if rated else None,
        unit="share",
        n=rated,
        count=done,
        definition="funnel_over_time",
        interval=wilson(done, rated),
        left_out={"open": still_open} if still_open else {},
    )
    return FunnelPoint(
        start=start, final=final, rated=rated, open=still_open, reached=tuple(reached), conversion=conversion
    )


def times_to_convert(out: Outcomes, from_step: int, to_step: int, bins: int | None = None) -> TimesToConvert:
    """Return how long rated units took from one step to a later one (counted from 1).

    Without `bins` their number is the cube root of the number of units, from 3 to 60. Of units with several entries
    each counts. Raises ValueError for steps or a number of bins that make no sense.
    """
    if not 1 <= from_step < to_step <= out.seconds.shape[1] or (bins is not None and bins < 1):
        raise ValueError(f"from step {from_step} to step {to_step} in {bins} bins")
    both = out.reached(from_step) & out.reached(to_step)
    spent = (out.seconds[both, to_step - 1] - out.seconds[both, from_step - 1]).astype(np.int64)
    if not len(spent):
        return TimesToConvert(units=0, mean_seconds=None, median_seconds=None, width=0, bins=())
    shortest, longest = int(spent.min()), int(spent.max())
    wanted = bins or min(_MOST_BINS, max(_LEAST_BINS, ceil(round(len(spent) ** (1 / 3), 9))))
    width = ceil((longest - shortest) / wanted) or 60
    counts = np.bincount((spent - shortest) // width)
    return TimesToConvert(
        units=len(spent),
        mean_seconds=float(spent.mean()),
        median_seconds=float(np.median(spent)),
        width=width,
        bins=tuple((shortest + i * width, n) for i, n in enumerate(counts.tolist())),
    )
