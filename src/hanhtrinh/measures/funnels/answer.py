"""Running the kernels over ranges of units, and the exact partial results they add up to."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from hanhtrinh.measures.funnels.compile import Plan
from hanhtrinh.measures.funnels.fast import run_fast
from hanhtrinh.measures.funnels.general import run_general
from hanhtrinh.measures.funnels.shapes import EVERY, NEVER, ORDERED, Array, Outcome, Slices, Tables, scratch
from hanhtrinh.measures.funnels.tally import tally
from hanhtrinh.measures.timelines import Timelines
from hanhtrinh.values import MICROSECONDS

CHUNK = 8_192
MAX_TABLE = 1 << 24
Ints = npt.NDArray[np.int64]
KeyedSeconds = tuple[Ints, Ints]
Run = Callable[[int, int, int, Outcome], None]


@dataclass(frozen=True)
class Job:
    """Units ready to be worked out: `size` of them, `owner[i]` the unit of row i (None: row i is unit i), `run(low, high, row, out)`."""

    size: int
    owner: Ints | None
    slices: Slices
    run: Run


@dataclass(frozen=True)
class Counts:
    """Exact counts of outcomes: units by state, rated units by column, and their whole seconds from the entry, as keyed counts."""

    states: Ints
    reached: Ints
    seconds: tuple[KeyedSeconds, ...]

    def merge(self, other: "Counts") -> "Counts":
        """Return the counts of both; the order does not matter."""
        pairs = zip(self.seconds, other.seconds, strict=True)
        return Counts(self.states + other.states, self.reached + other.reached, tuple(_merged(a, b) for a, b in pairs))


def job_of(lines: Timelines, plan: Plan) -> Job:
    """Return the work of a question on timelines already cut as its scope wants."""
    lines = _contiguous(lines)
    if plan.slots is not None and lines.owner is None:
        return _fast_job(lines, plan)
    slices = _entries(lines, plan) if plan.rules.entry == EVERY else _slices(lines)
    owner = None
    if plan.rules.entry == EVERY:
        owner = lines.owners[np.searchsorted(lines.offsets, slices.pin, side="right") - 1]
    longest = int((slices.end - slices.begin).max(initial=0)) if plan.rules.per_step and plan.rules.order == ORDERED else 0

    def run(low: int, high: int, row: int, out: Outcome) -> None:
        run_general(slices, low, high, row, plan.tables, plan.rules, scratch(plan.tables, plan.rules, longest), out)

    return Job(len(slices.first) - 1, owner, slices, run)


def _contiguous(lines: Timelines) -> Timelines:
    if lines.code.dtype == np.uint16 and lines.code.flags.c_contiguous and lines.time.flags.c_contiguous:
        return lines
    arrays = {"code": np.ascontiguousarray(lines.code, np.uint16), "time": np.ascontiguousarray(lines.time)}
    return Timelines(**{**{name: getattr(lines, name) for name in lines.__dataclass_fields__}, **arrays})


def _fast_job(lines: Timelines, plan: Plan) -> Job:
    rules = plan.rules
    slots, cutoff = plan.slots, rules.as_of - rules.whole

    def run(low: int, high: int, row: int, out: Outcome) -> None:
        run_fast(
            lines.offsets, lines.code, lines.time, low, high, row, slots, rules.steps, rules.window, cutoff, rules.as_of, out
        )

    return Job(lines.unit_count, None, _slices(lines), run)


def _slices(lines: Timelines) -> Slices:
    if lines.owner is None:
        first = np.arange(lines.unit_count + 1, dtype=np.int64)
    else:
        first = np.searchsorted(lines.owner, np.arange(lines.unit_count + 1)).astype(np.int64)
    pin = np.full(lines.slice_count, -1, np.int64)
    return Slices(lines.offsets[:-1], lines.offsets[1:], first, pin, lines.code, lines.time)


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
    return Slices(at[pin] + low, lines.offsets[owner + 1], units, pin + low, lines.code, lines.time)


def room(rows: int, columns: int) -> Outcome:
    """Return unwritten outcomes of so many units."""
    return Outcome(
        np.empty(rows, np.uint8), np.empty(rows, np.int16), np.empty(rows, np.int64), np.empty(rows, np.int64),
        np.empty((rows, columns), np.int32),
    )  # fmt: skip


def outcomes(job: Job, plan: Plan) -> Outcome:
    """Return every unit's outcome."""
    out = room(job.size, plan.rules.columns)
    job.run(0, job.size, 0, out)
    return out


class Counter:
    """Adds up outcomes: durations go to a table of seconds while that pays, else to lists."""

    def __init__(self, plan: Plan, size: int) -> None:
        columns = plan.rules.columns
        width = plan.rules.window // MICROSECONDS * (plan.rules.steps if plan.rules.per_step else 1) + 1
        tabled = columns * width <= min(MAX_TABLE, 64 * size)
        self.states = np.zeros(4, np.int64)
        self.reached = np.zeros(columns, np.int64)
        self.table = np.zeros((columns, width if tabled else 0), np.int32)
        self.listed = np.empty((columns, 0 if tabled else size), np.int32)

    def add(self, out: Outcome, rows: int) -> None:
        """Add the first `rows` outcomes."""
        tally(out.state, out.seconds, rows, self.states, self.reached, self.table, self.listed)

    def counts(self) -> Counts:
        """Return what was added up."""
        return Counts(self.states, self.reached, tuple(self._keyed(c) for c in range(len(self.reached))))

    def _keyed(self, column: int) -> KeyedSeconds:
        if self.table.shape[1]:
            keys = np.flatnonzero(self.table[column])
            return keys, self.table[column, keys].astype(np.int64)
        keys, counts = np.unique(self.listed[column, : self.reached[column]], return_counts=True)
        return keys.astype(np.int64), counts.astype(np.int64)


def count(job: Job, plan: Plan, low: int, high: int) -> Counts:
    """Return the counts of a range of units; working space stays small enough for the processor's cache."""
    counter, out = Counter(plan, high - low), room(min(CHUNK, high - low), plan.rules.columns)
    for at in range(low, high, CHUNK):
        until = min(at + CHUNK, high)
        job.run(at, until, 0, out)
        counter.add(out, until - at)
    return counter.counts()


def count_rows(out: Outcome, rows: npt.NDArray[np.bool_], plan: Plan) -> Counts:
    """Return the counts of chosen outcomes."""
    size = int(rows.sum())
    counter = Counter(plan, size)
    counter.add(Outcome(*(np.ascontiguousarray(column[rows]) for column in out)), size)
    return counter.counts()


def _merged(one: KeyedSeconds, two: KeyedSeconds) -> KeyedSeconds:
    keys, place = np.unique(np.concatenate([one[0], two[0]]), return_inverse=True)
    counts = np.zeros(len(keys), np.int64)
    np.add.at(counts, place, np.concatenate([one[1], two[1]]))
    return keys, counts


@njit(cache=True, nogil=True)
def touched(slices: Slices, instants: Array, levels: Array, tables: Tables, found: Array) -> None:
    """Find, per unit, the first event at an instant that fills the step `levels[u]` (0: may be an entry; −1: any step); −1 if none."""
    for u in range(len(instants)):
        found[u] = -1
        if instants[u] == NEVER:
            continue
        for s in range(slices.first[u], slices.first[u + 1]):
            for i in range(slices.begin[s], slices.end[s]):
                if slices.time[i] != instants[u] or (levels[u] == 0 and slices.pin[s] >= 0 and i != slices.pin[s]):
                    continue
                kind = tables.kind_of[slices.code[i]]
                fits = tables.opens[kind] if levels[u] == 0 else tables.fills[levels[u], kind] if levels[u] > 0 else kind != 0
                if fits and (found[u] < 0 or i < found[u]):
                    found[u] = i
