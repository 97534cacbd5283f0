"""Running the kernels over ranges of units, and the exact partial results they add up to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from hanhtrinh.measures.funnels.compile import Plan
from hanhtrinh.measures.funnels.fast import count_fast, run_fast
from hanhtrinh.measures.funnels.general import run_general
from hanhtrinh.measures.funnels.shapes import EVERY, NEVER, ORDERED, Array, Outcome, Slices, Tables, scratch
from hanhtrinh.measures.funnels.tally import spread, tally
from hanhtrinh.measures.timelines import Timelines

CHUNK = 8_192
_PLACES_AN_ENTRY = 16
Ints = npt.NDArray[np.int64]
KeyedSeconds = tuple[Ints, Ints]
Run = Callable[[int, int, int, Outcome], None]


@dataclass(frozen=True)
class Job:
    """Units ready to be worked out.

    `size` of them; `owner[i]` is the unit of row i (None: row i is unit i); `run(low, high, row, out)` fills rows;
    `count(low, high, counter)`, where there is one, counts them without keeping their outcomes.
    """

    size: int
    owner: Ints | None
    slices: Callable[[], Slices]
    run: Run
    count: Callable[[int, int, "Counter"], None] | None = None


@dataclass(frozen=True)
class Counts:
    """Exact counts of outcomes.

    Units by state, rated units by column, and their whole seconds from the entry as keyed counts.
    """

    states: Ints
    reached: Ints
    seconds: tuple[KeyedSeconds, ...]

    def merge(self, other: "Counts") -> "Counts":
        """Return the counts of both; the order does not matter."""
        return merged([self, other])


def merged(parts: Sequence[Counts]) -> Counts:
    """Return the counts of all parts, of which there must be one; their order does not matter."""
    columns = zip(*(part.seconds for part in parts), strict=True)
    states, reached = (np.sum([getattr(part, name) for part in parts], axis=0) for name in ("states", "reached"))
    return Counts(states, reached, tuple(_merged(column) for column in columns))


def job_of(lines: Timelines, plan: Plan) -> Job:
    """Return the work of a question on timelines already cut as its scope wants."""
    lines = _contiguous(lines)
    if plan.slots is not None and lines.owner is None:
        return _fast_job(lines, plan, plan.slots)
    slices = _entries(lines, plan) if plan.rules.entry == EVERY else _slices(lines)
    owner = None
    if plan.rules.entry == EVERY:
        owner = lines.owners[np.searchsorted(lines.offsets, slices.pin, side="right") - 1]
    longest = (
        int((slices.end - slices.begin).max(initial=0)) if plan.rules.per_step and plan.rules.order == ORDERED else 0
    )

    def run(low: int, high: int, row: int, out: Outcome) -> None:
        run_general(slices, low, high, row, plan.tables, plan.rules, scratch(plan.tables, plan.rules, longest), out)

    return Job(len(slices.first) - 1, owner, lambda: slices, run)


def _contiguous(lines: Timelines) -> Timelines:
    if lines.code.dtype == np.uint16 and lines.code.flags.c_contiguous and lines.time.flags.c_contiguous:
        return lines
    arrays = {"code": np.ascontiguousarray(lines.code, np.uint16), "time": np.ascontiguousarray(lines.time)}
    return Timelines(**{**{name: getattr(lines, name) for name in lines.__dataclass_fields__}, **arrays})


def _fast_job(lines: Timelines, plan: Plan, slots: tuple[Array, Array]) -> Job:
    rules = plan.rules
    cutoff = rules.as_of - rules.whole

    def run(low: int, high: int, row: int, out: Outcome) -> None:
        columns = lines.offsets, lines.code, lines.time
        run_fast(*columns, low, high, row, *slots, rules.steps, rules.window, cutoff, rules.as_of, out)

    def counted(low: int, high: int, counter: Counter) -> None:
        columns: tuple[Any, ...] = (lines.offsets, lines.code, lines.time)
        spans: tuple[Any, ...] = (*slots, rules.steps, rules.window, cutoff, rules.as_of)
        into = room(1, rules.steps), counter.states, counter.reached, counter.listed
        count_fast(*columns, low, high, *spans, *into)  # type: ignore[call-arg] # it takes any tuple for more than fits

    return Job(lines.unit_count, None, lambda: _slices(lines), run, counted)


def _slices(lines: Timelines) -> Slices:
    if lines.owner is None:
        first = np.arange(lines.unit_count + 1, dtype=np.int64)
    else:
        first = np.searchsorted(lines.owner, np.arange(lines.unit_count + 1)).astype(np.int64)
    pin = np.full(lines.slice_count, -1, np.int64)
    return Slices(lines.offsets[:-1], lines.offsets[1:], first, pin, _last(lines), lines.code, lines.time)


def _last(lines: Timelines) -> Ints:
    return np.empty(0, np.int64) if lines.last_seen is None else lines.last_seen


def _entries(lines: Timelines, plan: Plan) -> Slices:
    """Return one unit per possible entry up to as-of: from the first event of its instant to the end of its slice."""
    low, high = int(lines.offsets[0]), int(lines.offsets[-1])
    time = lines.time[low:high]
    opens = plan.tables.opens[plan.tables.kind_of[lines.code[low:high]]]
    pin = np.flatnonzero(opens & (time <= plan.rules.as_of)).astype(np.int64)
    begins = np.ones(len(time), np.bool_)
    begins[1:] = time[1:] != time[:-1]
    begins[(lines.offsets[:-1] - low)[np.diff(lines.offsets) > 0]] = True
    at = np.maximum.accumulate(np.where(begins, np.arange(len(time)), 0)).astype(np.int64)
    owner = np.searchsorted(lines.offsets, pin + low, side="right") - 1
    units = np.arange(len(pin) + 1, dtype=np.int64)
    last = _last(lines)[owner] if lines.last_seen is not None else _last(lines)
    return Slices(at[pin] + low, lines.offsets[owner + 1], units, pin + low, last, lines.code, lines.time)


def room(rows: int, columns: int) -> Outcome:
    """Return unwritten outcomes of so many units."""
    return Outcome(
        np.empty(rows, np.uint8),
        np.empty(rows, np.int16),
        np.empty(rows, np.int64),
        np.empty(rows, np.int64),
        np.empty((rows, columns), np.int32),
    )


def outcomes(job: Job, plan: Plan) -> Outcome:
    """Return every unit's outcome."""
    out = room(job.size, plan.rules.columns)
    job.run(0, job.size, 0, out)
    return out


class Counter:
    """Lists outcomes of at most `size` units: how many of each state, and the seconds of those at each column."""

    def __init__(self, columns: int, size: int) -> None:
        self.states = np.zeros(4, np.int64)
        self.reached = np.zeros(columns, np.int64)
        # One place more than can be needed: the kernel writes first and keeps what counts.
        self.listed = np.empty((columns, size + 1), np.int32)

    def add(self, out: Outcome, rows: int) -> None:
        """Add the first `rows` outcomes."""
        tally(out.state, out.seconds, rows, self.states, self.reached, self.listed)


def collected(parts: Sequence[Counter]) -> Counts:
    """Return the counts of all that was listed, in whatever parts."""
    states = np.sum([part.states for part in parts], axis=0)
    reached = np.sum([part.reached for part in parts], axis=0)
    listed = ([part.listed[column, : part.reached[column]] for part in parts] for column in range(len(reached)))
    return Counts(states, reached, tuple(map(_keyed, listed)))


def _keyed(lists: Sequence[npt.NDArray[np.int32]]) -> KeyedSeconds:
    size = sum(len(seconds) for seconds in lists)
    longest = max((int(seconds.max(initial=0)) for seconds in lists), default=0)
    if longest == 0:
        return np.zeros(min(1, size), np.int64), np.full(min(1, size), size)
    if _is_dense(longest, size):
        counts = np.zeros(longest + 1, np.int64)
        for seconds in lists:
            spread(seconds, counts)
        return _filled(counts)
    ordered = np.sort(np.concatenate(lists))
    last = np.ones(len(ordered), np.bool_)
    last[:-1] = ordered[1:] != ordered[:-1]
    ends = np.flatnonzero(last)
    return ordered[ends].astype(np.int64), np.diff(ends, prepend=-1)


def _is_dense(longest: int, entries: int) -> bool:
    """Tell whether one place for every second up to the longest costs less than sorting the entries."""
    return longest <= _PLACES_AN_ENTRY * entries


def _filled(counts: Ints) -> KeyedSeconds:
    seconds = np.flatnonzero(counts)
    return seconds, counts[seconds]


def count(job: Job, plan: Plan, low: int, high: int) -> Counter:
    """Return the outcomes of a range of units listed; working space stays small enough for the processor's cache."""
    counter = Counter(plan.rules.columns, high - low)
    if job.count is not None:
        job.count(low, high, counter)
        return counter
    out = room(min(CHUNK, high - low), plan.rules.columns)
    for at in range(low, high, CHUNK):
        until = min(at + CHUNK, high)
        job.run(at, until, 0, out)
        counter.add(out, until - at)
    return counter


def count_rows(out: Outcome, rows: npt.NDArray[np.bool_], plan: Plan) -> Counts:
    """Return the counts of chosen outcomes."""
    size = int(rows.sum())
    counter = Counter(plan.rules.columns, size)
    counter.add(Outcome(*(np.ascontiguousarray(column[rows]) for column in out)), size)
    return collected([counter])


def _merged(parts: Sequence[KeyedSeconds]) -> KeyedSeconds:
    longest = max((int(seconds[-1]) for seconds, _ in parts if len(seconds)), default=0)
    if _is_dense(longest, sum(len(seconds) for seconds, _ in parts)):
        total = np.zeros(longest + 1, np.int64)
        for seconds, times in parts:
            total[seconds] += times
        return _filled(total)
    keys, place = np.unique(np.concatenate([seconds for seconds, _ in parts]), return_inverse=True)
    counts = np.zeros(len(keys), np.int64)
    np.add.at(counts, place, np.concatenate([times for _, times in parts]))
    return keys, counts


@njit(cache=True, nogil=True)
def touched(slices: Slices, instants: Array, levels: Array, tables: Tables, found: Array) -> None:
    """Find, per unit, the first event at an instant that fills the step `levels[u]`; −1 if there is none.

    Level 0 looks for an entry, level −1 for any step.
    """
    for u in range(len(instants)):
        found[u] = -1
        if instants[u] == NEVER:
            continue
        for s in range(slices.first[u], slices.first[u + 1]):
            for i in range(slices.begin[s], slices.end[s]):
                if slices.time[i] != instants[u] or (levels[u] == 0 and slices.pin[s] >= 0 and i != slices.pin[s]):
                    continue
                kind = tables.kind_of[slices.code[i]]
                fits = (
                    tables.opens[kind]
                    if levels[u] == 0
                    else tables.fills[levels[u], kind]
                    if levels[u] > 0
                    else kind != 0
                )
                if fits and (found[u] < 0 or i < found[u]):
                    found[u] = i
