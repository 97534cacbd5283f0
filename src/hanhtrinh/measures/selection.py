"""Which passes a reading looks at: those of a period, those of a segment."""

from collections.abc import Callable
from datetime import timedelta
from functools import reduce
from typing import Literal

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Frame, Offsets
from hanhtrinh.events.lens import Touches, compile_lens, touches
from hanhtrinh.journey.rules import Rule
from hanhtrinh.journey.segments import AllOf, AnyOf, Did, InPass, NotOf, SegmentRule
from hanhtrinh.measures.pass_table import Passes
from hanhtrinh.values import Period, Runner, datetime_of, in_one_part, start_of_day

Mask = npt.NDArray[np.bool_]
When = Literal["now", "at_entry"]
Bucket = Literal["day", "week", "month", "quarter", "year"]
_NOT_FOUND = np.iinfo(np.int64).max


def in_period(passes: Passes, period: Period) -> Mask:
    """Tell, per pass, whether its first on-map event lies in the period."""
    keep = np.ones(len(passes), np.bool_)
    if period.start is not None:
        keep &= passes.start >= period.start
    if period.end is not None:
        keep &= passes.start < period.end
    return keep


def bucket_starts(first: int, last: int, bucket: Bucket, zone: str) -> list[int]:
    """Return the instants at which the calendar buckets that cover first…last begin, in a time zone; weeks begin on
    Monday. A day the zone left out (Samoa's 30 December 2011) is no bucket.
    """
    day = datetime_of(first, zone).date()
    back: Callable[..., object] = {
        "day": lambda d: d,
        "week": lambda d: d - timedelta(days=d.weekday()),
        "month": lambda d: d.replace(day=1),
        "quarter": lambda d: d.replace(month=(d.month - 1) // 3 * 3 + 1, day=1),
        "year": lambda d: d.replace(month=1, day=1),
    }[bucket]
    ahead = {"day": 1, "week": 7, "month": 32, "quarter": 93, "year": 367}[bucket]
    starts: list[int] = []
    day = back(day)  # type: ignore[assignment]
    while (begin := start_of_day(day, zone)) <= last:
        if not starts or begin > starts[-1]:
            starts.append(begin)
        day = back(day + timedelta(days=ahead))  # type: ignore[assignment]
    return starts


@numba.njit(cache=True, nogil=True)
def _first_hits(lo: int, hi: int, offsets: Offsets, hit: Touches, first: npt.NDArray[np.int64]) -> None:
    for who in range(lo, hi):
        for i in range(offsets[who], offsets[who + 1]):
            if hit[i] != 0:
                first[who] = i
                break


@numba.njit(cache=True, nogil=True)
def _visit_hits(
    lo: int, hi: int, offsets: Offsets, event: npt.NDArray[np.int64], hit: Touches, entry: bool, result: Mask
) -> None:
    for p in range(lo, hi):
        end = offsets[p] + 1 if entry else offsets[p + 1]
        for v in range(offsets[p], end):
            if hit[event[v]] != 0:
                result[p] = True
                break


def _did(rule: Rule, when: When, frame: Frame, passes: Passes, run: Runner) -> Mask:
    hit = touches(compile_lens({"hit": rule}, frame.columns), frame, run)
    first = np.full(frame.person_count, _NOT_FOUND)
    run(lambda lo, hi: _first_hits(lo, hi, frame.offsets, hit, first), frame.person_count)
    mine: npt.NDArray[np.int64] = first[passes.person]
    if when == "at_entry":
        return mine <= passes.event[passes.offsets[:-1]]
    if frame.span is None or frame.span[1] <= passes.as_of:
        return np.asarray(mine != _NOT_FOUND)
    known = np.flatnonzero(mine != _NOT_FOUND)
    result = np.zeros(len(passes), np.bool_)
    result[known] = frame.time[mine[known]] <= passes.as_of
    return result


def _in_pass(rule: Rule, when: When, frame: Frame, passes: Passes, run: Runner) -> Mask:
    hit = touches(compile_lens({"hit": rule}, frame.columns), frame, run)
    result = np.zeros(len(passes), np.bool_)
    entry = when == "at_entry"
    run(lambda lo, hi: _visit_hits(lo, hi, passes.offsets, passes.event, hit, entry, result), len(passes))
    return result


def in_segment(rule: SegmentRule, when: When, frame: Frame, passes: Passes, run: Runner = in_one_part) -> Mask:
    """Tell, per pass, whether it belongs to a segment.

    `did` looks at the person's events up to as-of, with `at_entry` only up to and including the pass's first visit;
    `in_pass` looks at the pass's visits, with `at_entry` only at the first.
    """
    match rule:
        case Did(inner):
            return _did(inner, when, frame, passes, run)
        case InPass(inner):
            return _in_pass(inner, when, frame, passes, run)
        case NotOf(part):
            return ~in_segment(part, when, frame, passes, run)
        case AllOf(parts):
            return reduce(np.logical_and, (in_segment(part, when, frame, passes, run) for part in parts))
        case AnyOf(parts):
            return reduce(np.logical_or, (in_segment(part, when, frame, passes, run) for part in parts))
