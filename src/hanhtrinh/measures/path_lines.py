"""The lines paths are made of: each unit's nodes in order, filtered, collapsed and cut, ready to be counted.

A *unit* is a pass, a person or a session, and has one line. A *node* is what an event is called on a path: its step,
its touchpoint, its name, or the value of a property; events that have none (code 0) are passed over. Units stand in
order of person, so that counting a person once needs no more than the person counted last.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.frame import Codes, Frame, Offsets, Times
from hanhtrinh.measures.pass_table import Passes
from hanhtrinh.values import MICROSECONDS, Part, Period, Runner, in_one_part

I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
NameOf = Callable[[int], str]

START, EARLIER, COMPLETED, LEFT, OPEN, END, MORE = range(7)
"""What stands at the ends of a line. The states of a pass are two below: `ending = state + 2`."""

SPECIALS = ("(start)", "(earlier)", "(completed)", "(left)", "(open)", "(end)", "(more)")
OTHER = "(other)"
KEPT, FRONT, BACK, REACHED, NOTHING, NO_START, NO_END, OUT = 0, 1, 2, 4, 8, 16, 32, 64
"""Bits of a line's state: cut in front, cut behind, ends where it was asked to; or left out, and why."""

_LOWEST, _HIGHEST = np.iinfo(np.int64).min, np.iinfo(np.int64).max


@dataclass(frozen=True)
class Lines:
    """Units and their events. Unit `u` is events `offsets[u]:offsets[u + 1]` of `person[u]`, which never falls.

    `code` is an event's node (0: none, else 1…`size`), `time` its instant, `ending[u]` what stands at the end of the
    line (COMPLETED, LEFT, OPEN or END). Units that are not in `keep` do not exist; events outside `low` ≤ time <
    `high` are not seen. `people` are the ids of persons (None: their number).
    """

    offsets: Offsets
    person: I64
    code: Codes
    time: Times
    ending: U8
    size: int
    name_of: NameOf
    keep: Mask
    low: int = _LOWEST
    high: int = _HIGHEST
    people: pl.Series | None = None

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def person_id(self, person: int) -> str:
        """Return the id of a person."""
        return str(person) if self.people is None else str(self.people[person])


@dataclass(frozen=True)
class Cut:
    """How lines are cut. Codes of the nodes they begin and end at (0: where they do), at their first or last
    occurrence; at most `depth` nodes (0: all), the last ones if `backwards`; repeats collapsed to one.
    """

    start: int = 0
    end: int = 0
    last: bool = False
    depth: int = 0
    backwards: bool = False
    collapse: bool = True


@dataclass(frozen=True)
class Walks:
    """Lines after cutting. Unit `u` walks nodes `code[begin[u]:begin[u] + size[u]]`, one after the other different if
    collapsed; `moment` holds the instants of arrival where they were asked for. `state[u]` tells how it was cut.
    """

    lines: Lines
    code: Codes
    moment: Times
    begin: I64
    size: I64
    state: U8

    def __len__(self) -> int:
        return len(self.begin)

    @property
    def walked(self) -> Mask:
        """Tell, per unit, whether it has a path."""
        return np.greater(self.size, 0)

    def count(self) -> int:
        """Return how many units have a path."""
        return int(np.count_nonzero(self.size))

    def people(self) -> int:
        """Return how many people have a path."""
        who = self.lines.person[self.walked]
        return int(np.count_nonzero(np.diff(who))) + 1 if len(who) else 0

    def left_out(self) -> dict[str, int]:
        """Return how many units have no path, by reason."""
        reasons = (("no_node", NOTHING), ("no_start", NO_START), ("no_end", NO_END))
        found = {reason: int(np.count_nonzero(self.state == bit)) for reason, bit in reasons}
        return {reason: n for reason, n in found.items() if n}


@numba.njit(cache=True, nogil=True)
def _occurrence(wanted: int, lo: int, hi: int, last: bool, out: Codes) -> int:
    """Return the first (or last) place in lo…hi at which a node stands, −1 where it does not."""
    if last:
        for i in range(hi - 1, lo - 1, -1):
            if out[i] == wanted:
                return i
    else:
        for i in range(lo, hi):
            if out[i] == wanted:
                return i
    return -1


@numba.njit(cache=True, nogil=True)
def _cut(
    a: int, b: int, start: int, end: int, last: bool, depth: int, backwards: bool, out: Codes
) -> tuple[int, int, int]:
    """Return where the nodes a…b are cut, and the state of what is left."""
    state = KEPT
    if start:
        a = _occurrence(start, a, b, last, out)
        if a < 0:
            return 0, 0, NO_START
    if end:
        found = _occurrence(end, a + (start != 0), b, last, out)
        if found < 0:
            return 0, 0, NO_END
        b, state = found + 1, REACHED
    if depth and b - a > depth:
        if backwards:
            return b - depth, b, state | FRONT
        return a, a + depth, BACK
    return a, b, state


@numba.njit(cache=True, nogil=True)
def _walk(
    lo: int,
    hi: int,
    offsets: Offsets,
    code: Codes,
    time: Times,
    keep: Mask,
    low: int,
    high: int,
    timed: bool,
    start: int,
    end: int,
    last: bool,
    depth: int,
    backwards: bool,
    collapse: bool,
    with_moments: bool,
    out: Codes,
    moment: Times,
    begin: I64,
    size: I64,
    state: U8,
) -> None:
    """Write the walks of units lo…hi, each where its events stand."""
    enough = depth if depth and not (start or end or backwards) else 0
    for u in range(lo, hi):
        first, size[u] = offsets[u], 0
        begin[u] = first
        if not keep[u]:
            state[u] = OUT
            continue
        n, before, more = first, 0, False
        for i in range(first, offsets[u + 1]):
            here = code[i]
            if here == 0 or (collapse and here == before):
                continue
            if timed and (time[i] < low or time[i] >= high):
                continue
            if enough and n - first == enough:
                more = True
                break
            before = here
            out[n] = here
            if with_moments:
                moment[n] = time[i]
            n += 1
        if n == first:
            state[u] = NOTHING
        elif enough:
            size[u] = n - first
            state[u] = BACK if more else KEPT
        else:
            a, b, state[u] = _cut(first, n, start, end, last, depth, backwards, out)
            begin[u], size[u] = a, b - a


def walks(lines: Lines, cut: Cut, run: Runner = in_one_part, *, moments: bool = False) -> Walks:
    """Return the lines cut as asked; with `moments`, the instant of every node."""
    units, out = len(lines), np.empty(len(lines.code), lines.code.dtype)
    moment = np.empty(len(lines.code) if moments else 1, np.int64)
    begin, size, state = np.empty(units, np.int64), np.empty(units, np.int64), np.empty(units, np.uint8)
    timed = lines.low != _LOWEST or lines.high != _HIGHEST
    columns = lines.offsets, lines.code, lines.time, lines.keep, lines.low, lines.high, timed
    how = cut.start, cut.end, cut.last, cut.depth, cut.backwards, cut.collapse, moments
    run(lambda lo, hi: _walk(lo, hi, *columns, *how, out, moment, begin, size, state), units)
    return Walks(lines, out, moment, begin, size, state)


def by_person(run: Runner, person: I64, task: Callable[[int, int], Part]) -> list[Part]:
    """Run a task over parts of the units that never part one person's units."""

    def whole(lo: int, hi: int) -> Part:
        return task(_edge(person, lo), _edge(person, hi))

    return run(whole, len(person))


def _edge(person: I64, at: int) -> int:
    """Return the first unit from `at` on whose person has none before it."""
    if at <= 0 or at >= len(person) or person[at] != person[at - 1]:
        return at
    return int(np.searchsorted(person, person[at], side="right"))


def pass_lines(frame: Frame, passes: Passes, code: Codes, size: int, name_of: NameOf, keep: Mask) -> Lines:
    """Return one line per pass, made of its visits; `code` is the node of every visit."""
    ending = passes.state + np.uint8(COMPLETED)
    where = passes.offsets, passes.person, code, passes.time, ending
    return Lines(*where, size, name_of, keep, people=frame.people)


def person_lines(
    frame: Frame, code: Codes, size: int, name_of: NameOf, *, as_of: int, period: Period, people: Mask | None = None
) -> Lines:
    """Return one line per person, made of the events of a period up to as-of; `code` is the node of every event."""
    units = frame.person_count
    low, high = _bounds(frame, as_of, period)
    keep = np.ones(units, np.bool_) if people is None else people
    person, ending = np.arange(units, dtype=np.int64), np.full(units, END, np.uint8)
    where = frame.offsets, person, code, frame.time, ending
    return Lines(*where, size, name_of, keep, low, high, frame.people)


def session_lines(
    frame: Frame,
    code: Codes,
    size: int,
    name_of: NameOf,
    *,
    gap_seconds: int,
    as_of: int,
    period: Period,
    people: Mask | None = None,
    run: Runner = in_one_part,
) -> Lines:
    """Return one line per session begun in a period: a new one begins after more than the gap without any event.

    `code` is the node of every event; events without a node keep a session alive.
    """
    offsets, person = _sessions(frame, gap_seconds, run)
    begun = frame.time[offsets[:-1]] if len(person) else np.empty(0, np.int64)
    keep = np.logical_and(begun <= as_of, begun >= (_LOWEST if period.start is None else period.start))
    keep &= begun < (_HIGHEST if period.end is None else period.end)
    if people is not None:
        keep &= people[person]
    _, high = _bounds(frame, as_of, Period())
    ending = np.full(len(person), END, np.uint8)
    where = offsets, person, code, frame.time, ending
    return Lines(*where, size, name_of, keep, _LOWEST, high, frame.people)


def _bounds(frame: Frame, as_of: int, period: Period) -> tuple[int, int]:
    """Return the bounds of the instants that are seen, without a limit where none is needed."""
    low = _LOWEST if period.start is None else period.start
    high = _HIGHEST if period.end is None else period.end
    if frame.span is not None and frame.span[1] > as_of:
        high = min(high, as_of + 1)
    return low, high


@numba.njit(cache=True, nogil=True)
def _count_sessions(lo: int, hi: int, offsets: Offsets, time: Times, gap: int) -> int:
    count = 0
    for who in range(lo, hi):
        for i in range(offsets[who], offsets[who + 1]):
            count += i == offsets[who] or time[i] - time[i - 1] > gap
    return count


@numba.njit(cache=True, nogil=True)
def _find_sessions(lo: int, hi: int, offsets: Offsets, time: Times, gap: int, at: int, begin: I64, person: I64) -> None:
    for who in range(lo, hi):
        for i in range(offsets[who], offsets[who + 1]):
            if i == offsets[who] or time[i] - time[i - 1] > gap:
                begin[at], person[at] = i, who
                at += 1


def _sessions(frame: Frame, gap_seconds: int, run: Runner) -> tuple[Offsets, I64]:
    """Return the offsets of all sessions, and the person of each."""
    columns = frame.offsets, frame.time, gap_seconds * MICROSECONDS

    def count(lo: int, hi: int) -> tuple[int, int]:
        return lo, _count_sessions(lo, hi, *columns)

    sizes = run(count, frame.person_count)
    firsts = np.cumsum([0, *(n for _, n in sizes)]).tolist()
    begins = dict(zip((lo for lo, _ in sizes), firsts, strict=False))
    offsets, person = np.empty(firsts[-1] + 1, np.int64), np.empty(firsts[-1], np.int64)
    offsets[-1] = frame.event_count
    run(lambda lo, hi: _find_sessions(lo, hi, *columns, begins[lo], offsets, person), frame.person_count)
    return offsets, person


def listed(names: Sequence[str]) -> NameOf:
    """Return the names of codes 1… as a function."""
    return lambda code: names[code - 1]


@numba.njit(cache=True, nogil=True)
def _spans(
    units: I64, offsets: Offsets, code: Codes, time: Times, low: int, high: int, first: Times, last: Times
) -> None:
    for k in range(len(units)):
        begun = False
        for i in range(offsets[units[k]], offsets[units[k] + 1]):
            if code[i] != 0 and time[i] >= low and time[i] < high:
                if not begun:
                    first[k], begun = time[i], True
                last[k] = time[i]


def spans(lines: Lines, units: I64) -> tuple[Times, Times]:
    """Return the instants of the first and the last node of units that have one."""
    first, last = np.zeros(len(units), np.int64), np.zeros(len(units), np.int64)
    _spans(units, lines.offsets, lines.code, lines.time, lines.low, lines.high, first, last)
    return first, last
