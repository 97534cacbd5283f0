"""In what slices of a timeline a journey runs once: a case or order, what lies between long pauses, else all of it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.journey.rules import EVENT
from hanhtrinh.measures.draft.kernels import count_adjacent, count_firsts
from hanhtrinh.measures.draft.kinds import Kinds
from hanhtrinh.measures.draft.pages import information
from hanhtrinh.measures.draft.view import View
from hanhtrinh.measures.draft.vocabulary import Vocabulary
from hanhtrinh.values import MICROSECONDS

I16 = npt.NDArray[np.int16]
I64 = npt.NDArray[np.int64]
HOUR, DAY = 3_600, 86_400
_DAYS = (1, 2, 3, 7, 14, 21, 30, 45, 60, 90, 180)
PAUSES = (600, 1_800, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, *(days * DAY for days in _DAYS))
"""Lengths of a pause, in seconds, after which people may be found to begin anew."""

_FEWEST_PAUSES = 30
_MOST_CARRIED, _MOST_UNLIKE = 0.1, 0.3
_STEADY, _CLEARLY_CARRIED, _CLEARLY_UNLIKE = 0.95, 0.02, 0.1
_COVERAGE, _OF_ONE_PERSON, _KINDS_A_VALUE, _MORE_THAN_PEOPLE = 0.9, 1.01, 1.8, 1.002
_SESSION_SECONDS = 6 * HOUR


@dataclass(frozen=True)
class Units:
    """Slices of the candidates' events: unit u is `bounds[u]:bounds[u + 1]`, in canonical order.

    `code` is each event's kind, `time` its instant, `event` its place in the view; `person` the unit's person.
    """

    bounds: I64
    code: I16
    time: I64
    event: I64
    person: I64

    def __len__(self) -> int:
        return len(self.bounds) - 1


@dataclass(frozen=True)
class Firsts:
    """Who is first met before whom; see `kernels.count_firsts`."""

    before: I64
    both: I64
    apart: I64
    reach: I64
    last: I64
    first: I64
    units: int


@dataclass(frozen=True)
class Restart:
    """A pause of `seconds` after which people begin anew.

    Of `pauses` longer ones, what comes after depends on what came before by `carried` of `whole` bits, and is as unlike
    a first beginning as `unlike` (0: the same, 1: nothing shared).
    """

    seconds: int
    pauses: int
    carried: float
    whole: float
    unlike: float


@dataclass(frozen=True)
class PassKey:
    """A property that tells passes apart: how many `values`, how many kinds each binds, the share of events with it.

    `median_seconds` is how long a value lasts; where `session` is set it is one visit, not one journey.
    """

    property: str
    values: int
    people: int
    kinds_each: float
    coverage: float
    median_seconds: float
    session: bool


def units_of(view: View, kinds: Kinds, *, key: str | None = None, restart_seconds: int | None = None) -> Units:
    """Return the units: one a value of the key, else cut at pauses longer than the restart's, else one a person."""
    mask = kinds.code >= 0
    if key is not None:
        mask &= view.codes(key) > 0
    event = np.flatnonzero(mask)
    person = view.person[event]
    if key is not None:
        label = person * (len(view.frame.columns[key].values) + 1) + view.codes(key)[event]
        order = np.argsort(label, kind="stable")
        event, person, label = event[order], person[order], label[order]
        begins = np.flatnonzero(np.r_[True, label[1:] != label[:-1]]) if len(label) else label
    else:
        pause = np.diff(view.time[event]) > (restart_seconds or 0) * MICROSECONDS
        fresh = (person[1:] != person[:-1]) | (pause if restart_seconds is not None else False)
        begins = np.flatnonzero(np.r_[True, fresh]) if len(event) else event
    bounds = np.append(begins, len(event)).astype(np.int64)
    return Units(bounds, kinds.code[event], view.time[event], event, person[begins])


def firsts_of(units: Units, size: int) -> Firsts:
    """Return who is first met before whom among `size` kinds."""
    before, both, apart = (np.zeros((size, size), np.int64) for _ in range(3))
    reach, last, first = (np.zeros(size, np.int64) for _ in range(3))
    count_firsts(units.bounds, units.code, units.time, before, both, apart, reach, last, first)
    return Firsts(before, both, apart, reach, last, first, len(units))


def adjacent_of(units: Units, size: int) -> tuple[I64, I64]:
    """Return what units start with, and neighbours by pause: `pairs[g]` longer than g of `PAUSES`."""
    starts = np.zeros(size, np.int64)
    pairs = np.zeros((len(PAUSES) + 1, size, size), np.int64)
    edges = np.array(PAUSES, np.int64) * MICROSECONDS
    count_adjacent(units.bounds, units.code, units.time, edges, starts, pairs)
    return starts, pairs


def find_restart(units: Units, size: int) -> Restart | None:
    """Return the shortest pause after which what people do next depends on nothing before, and looks like a beginning.

    Unless that is quite clear, longer pauses must be about as many. None where there is no such pause.
    """
    if size < 2:
        return None
    starts, pairs = adjacent_of(units, size)
    longer = [pairs[g + 1 :].sum(axis=0) for g in range(len(PAUSES))]
    counts = [int(table.sum()) for table in longer]
    for g, table in enumerate(longer):
        if counts[g] < _FEWEST_PAUSES:
            return None
        found = _restart(PAUSES[g], starts, table)
        steady = g + 1 == len(PAUSES) or counts[g + 1] >= _STEADY * counts[g]
        clear = found.carried <= _CLEARLY_CARRIED * found.whole and found.unlike <= _CLEARLY_UNLIKE
        if clear or (steady and found.carried <= _MOST_CARRIED * found.whole and found.unlike <= _MOST_UNLIKE):
            return found
    return None


def _restart(seconds: int, starts: I64, table: I64) -> Restart:
    after = table.sum(axis=0)
    share, begin = after / after.sum(), starts / max(1, starts.sum())
    whole = max(0.0, float(-(share[after > 0] * np.log2(share[after > 0])).sum()))
    carried = max(0.0, information(table.astype(np.float64)))
    return Restart(seconds, int(after.sum()), carried, whole, float(np.abs(share - begin).sum() / 2))


def parts_of(firsts: Firsts) -> tuple[tuple[int, ...], ...]:
    """Return the kinds in parts no person ever has events of two of (almost), the part most people are in first."""
    size = len(firsts.reach)
    least = np.maximum(3, 0.02 * np.minimum(firsts.reach[:, None], firsts.reach[None, :]))
    joined = firsts.both >= least
    part = np.arange(size)
    for _ in range(size):
        nearest = np.where(joined, part[None, :], size).min(axis=1, initial=size)
        fresh = np.minimum(part, nearest)
        fresh = fresh[fresh]
        if (fresh == part).all():
            break
        part = fresh
    groups = [tuple(np.flatnonzero(part == p).tolist()) for p in np.unique(part)]
    return tuple(sorted(groups, key=lambda g: (-int(firsts.reach[list(g)].max()), -len(g), g)))


def find_keys(view: View, kinds: Kinds, vocabulary: Vocabulary) -> tuple[PassKey, ...]:
    """Return the properties that could tell passes apart, the one with the most kinds a value first."""
    event = np.flatnonzero(kinds.code >= 0)
    names = [n for n, c in view.frame.columns.items() if c.values.dtype == pl.String and n not in (EVENT, "source")]
    found = [key for name in sorted(names) if (key := _as_key(view, kinds, event, name, vocabulary)) is not None]
    return tuple(sorted(found, key=lambda k: (k.session, -k.kinds_each, k.property)))


def _as_key(view: View, kinds: Kinds, event: I64, name: str, vocabulary: Vocabulary) -> PassKey | None:
    codes = view.codes(name)[event].astype(np.int64)
    here = codes > 0
    coverage = float(np.count_nonzero(here) / max(1, len(codes)))
    size = len(view.frame.columns[name].values) + 1
    if coverage < _COVERAGE or size <= 2:
        return None
    codes, event = codes[here], event[here]
    person = view.person[event]
    values = int(np.count_nonzero(np.bincount(codes, minlength=size)))
    people = int(np.count_nonzero(np.r_[True, person[1:] != person[:-1]]))
    if values < _MORE_THAN_PEOPLE * people:
        return None
    if len(np.unique(codes * view.people + person)) > _OF_ONE_PERSON * values:
        return None
    each = len(np.unique(codes * len(kinds.kinds) + kinds.code[event])) / values
    if each < _KINDS_A_VALUE:
        return None
    lasts = _median_span(codes, view.time[event])
    session = lasts < _SESSION_SECONDS or vocabulary.names_property(name, "session")
    return PassKey(name, values, people, each, coverage, lasts, session)


def _median_span(codes: I64, time: I64) -> float:
    """Return the median time in seconds from a value's first event to its last, of values with several."""
    order = np.argsort(codes, kind="stable")
    codes, time = codes[order], time[order]
    begins = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    spans = np.maximum.reduceat(time, begins) - np.minimum.reduceat(time, begins)
    several = np.diff(np.append(begins, len(codes))) > 1
    return float(np.median(spans[several]) / MICROSECONDS) if several.any() else 0.0
