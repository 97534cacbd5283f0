"""Late against promise: when a step was promised, when it came, and what is still owed."""

from dataclasses import dataclass
from datetime import timedelta

import numba
import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.frame import Codes, Column, Frame
from hanhtrinh.journey.model import Journey, Promise
from hanhtrinh.measures.pass_table import NEVER, Passes
from hanhtrinh.values import MICROSECONDS, Runner, in_one_part, parse_duration, start_of_day

I64 = npt.NDArray[np.int64]
NONE, NOT_DUE, ON_TIME, LATE, PENDING = 0, 1, 2, 3, 4


@dataclass(frozen=True)
class Promises:
    """Per pass: when the step was promised and when it first came (NEVER: not), and how that stands.

    `standing` is NONE (no promise), NOT_DUE (promised for after as-of: open, whatever happened already), ON_TIME,
    LATE or PENDING (due, and the step has not come).
    """

    promised: I64
    arrived: I64
    standing: npt.NDArray[np.uint8]


@numba.njit(cache=True, nogil=True)
def _first_visits(
    lo: int, hi: int, offsets: I64, step: npt.NDArray[np.uint16], time: I64, wanted: int, first: I64
) -> None:
    for p in range(lo, hi):
        for v in range(offsets[p], offsets[p + 1]):
            if step[v] == wanted:
                first[p] = time[v]
                break


def first_visits(passes: Passes, step: int, run: Runner = in_one_part) -> I64:
    """Return, per pass, the instant of the first visit to a step, NEVER where there is none."""
    first = np.full(len(passes), NEVER)
    columns = passes.offsets, passes.step, passes.time
    run(lambda lo, hi: _first_visits(lo, hi, *columns, step, first), len(passes))
    return first


@numba.njit(cache=True, nogil=True)
def _promised(
    lo: int,
    hi: int,
    offsets: I64,
    event: I64,
    time: I64,
    codes: Codes,
    instants: I64,
    arrived: I64,
    promised: I64,
) -> None:
    for p in range(lo, hi):
        for v in range(offsets[p], offsets[p + 1]):
            code = codes[event[v]]
            if code == 0:
                continue
            if arrived[p] != NEVER and time[v] > arrived[p] and promised[p] != NEVER:
                break
            promised[p] = instants[code]


def _by_property(column: Column, passes: Passes, arrived: I64, whole_day: bool, zone: str, run: Runner) -> I64:
    values = column.values
    if not isinstance(values.dtype, pl.Datetime):
        return np.full(len(passes), NEVER)
    if whole_day:
        values = end_of_day(values, zone)
    instants = np.concatenate([np.array([NEVER]), values.dt.timestamp("us").to_numpy()])
    promised = np.full(len(passes), NEVER)
    codes: Codes = column.codes
    columns = passes.offsets, passes.event, passes.time, codes, instants, arrived
    run(lambda lo, hi: _promised(lo, hi, *columns, promised), len(passes))
    return promised


def end_of_day(instants: pl.Series, zone: str) -> pl.Series:
    """Return the last microsecond of the calendar day each instant falls on, in a time zone.

    Where a clock change swallows midnight, the day ends at that change.
    """
    days = instants.dt.convert_time_zone(zone).dt.date()
    met = days.drop_nulls().unique()
    ends = [start_of_day(day + timedelta(days=1), zone) - 1 for day in met]
    return days.replace_strict(met, pl.Series(ends, dtype=pl.Int64), return_dtype=pl.Int64).cast(instants.dtype)


def _after_step(promise: Promise, journey: Journey, passes: Passes, zone: str, run: Runner) -> I64:
    begun = first_visits(passes, journey.step_index[promise.after or ""], run)
    promised = np.where(begun == NEVER, NEVER, begun + parse_duration(promise.within or "0s") * MICROSECONDS)
    if promise.whole_day:
        known = promised != NEVER
        days = pl.Series(promised[known]).cast(pl.Datetime("us", "UTC"))
        promised[known] = end_of_day(days, zone).dt.timestamp("us").to_numpy()
    return promised


def promises(frame: Frame, passes: Passes, journey: Journey, step: int, run: Runner = in_one_part) -> Promises | None:
    """Return how the promise of a step stands in every pass; None where the step has none that can be measured."""
    promise = journey.steps[step].promise
    if promise is None:
        return None
    arrived = first_visits(passes, step, run)
    if promise.by is not None:
        column = frame.columns.get(promise.by)
        if column is None:
            return None
        promised = _by_property(column, passes, arrived, promise.whole_day, frame.zone, run)
    else:
        promised = _after_step(promise, journey, passes, frame.zone, run)
    return Promises(promised, arrived, standing(promised, arrived, passes.as_of))


def standing(promised: I64, arrived: I64, as_of: int) -> npt.NDArray[np.uint8]:
    """Return how promises stand as of an instant; the promised instant itself is still on time."""
    there = arrived != NEVER
    return np.select(
        [promised == NEVER, promised > as_of, ~there, arrived <= promised],
        [np.uint8(NONE), np.uint8(NOT_DUE), np.uint8(PENDING), np.uint8(ON_TIME)],
        np.uint8(LATE),
    )
