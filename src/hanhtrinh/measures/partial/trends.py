"""Trends: the tallies of calendar days gathered into buckets that suit the span of what began."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.calendar_days import first_days
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.measures.partial.groups import BUCKETS, Group, bucket_kind
from hanhtrinh.measures.partial.map_partial import MapPartial
from hanhtrinh.measures.reach import Tally, tally_of
from hanhtrinh.measures.selection import Bucket
from hanhtrinh.values import start_of_day

I64 = npt.NDArray[np.int64]
_DAYS = (1, 7, 30, 91, 365)
_MOST_POINTS = 26


@dataclass(frozen=True)
class Trend:
    """A trend's calendar buckets: when each starts, its tally (a row each), and its group among the voices."""

    starts: tuple[int, ...]
    counts: Tally
    groups: tuple[Group, ...]


def trend_of(partial: MapPartial, question: MapQuestion, steps: int, zone: str) -> Trend | None:
    """Return the trend of a map; None where none was asked for or nothing began."""
    days = partial.days.keys[:, 0]
    began = np.append(days, partial.began.keys[:, 0])
    if question.trend == "none" or not len(began):
        return None
    first, last = int(began.min()), int(began.max())
    bucket = suiting(last - first) if question.trend == "auto" else question.trend
    buckets = np.unique(first_days(np.arange(first, last + 1), bucket))
    counts = np.zeros((len(buckets), partial.days.counts.shape[1]), np.int64)
    np.add.at(counts, np.searchsorted(buckets, first_days(days, bucket)), partial.days.counts)
    kind = bucket_kind(bucket)
    return Trend(
        starts=tuple(start_of_day(date.fromordinal(day), zone) for day in buckets.tolist()),
        counts=tally_of(counts, steps),
        groups=tuple((kind, day) for day in buckets.tolist()),
    )


def suiting(days: int) -> Bucket:
    """Return the finest buckets of which so many days make no more than a picture can show."""
    sizes = zip(BUCKETS, _DAYS, strict=True)
    return next((bucket for bucket, size in sizes if days / size <= _MOST_POINTS), "year")
