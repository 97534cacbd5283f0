"""Calendar days as numbers, and the weeks, months, quarters and years they lie in.

Day 1 is 0001-01-01 (`date.toordinal`). A day begins where `values.start_of_day` says, in the workspace's time zone.
"""

from datetime import date
from functools import lru_cache

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.selection import Bucket
from hanhtrinh.values import MICROSECONDS, datetime_of, start_of_day

I64 = npt.NDArray[np.int64]
_DAY = 86_400 * MICROSECONDS
_EPOCH = date(1970, 1, 1).toordinal()


def days_of(instants: I64, zone: str) -> I64:
    """Return the number of the calendar day each instant lies on, in a time zone."""
    if not len(instants):
        return np.empty(0, np.int64)
    low, high = datetime_of(int(instants.min()), zone).year, datetime_of(int(instants.max()), zone).year
    edges = np.concatenate([_day_starts(year, zone) for year in range(low, high + 1)])
    result = np.empty(len(instants), np.int64)
    _days(np.ascontiguousarray(instants), edges, date(low, 1, 1).toordinal(), result)
    return result


@lru_cache(maxsize=4096)
def _day_starts(year: int, zone: str) -> I64:
    days = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
    return np.array([start_of_day(date.fromordinal(day), zone) for day in days], np.int64)


@numba.njit(cache=True, nogil=True)
def _days(instants: I64, edges: I64, first: int, result: I64) -> None:
    last = len(edges) - 1
    for i in range(len(instants)):
        at = min(max((instants[i] - edges[0]) // _DAY, 0), last)
        while at > 0 and instants[i] < edges[at]:
            at -= 1
        while at < last and instants[i] >= edges[at + 1]:
            at += 1
        result[i] = first + at


def first_days(days: I64, bucket: Bucket) -> I64:
    """Return the first day of the calendar bucket each day lies in; weeks begin on Monday."""
    if bucket == "day":
        return days
    if bucket == "week":
        return days - (days - 1) % 7
    months = (days - _EPOCH).astype("M8[D]").astype("M8[M]").astype(np.int64)
    size = {"month": 1, "quarter": 3, "year": 12}[bucket]
    return (months // size * size).astype("M8[M]").astype("M8[D]").astype(np.int64) + _EPOCH
