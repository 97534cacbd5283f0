"""A property with a promised time: which step it promised, and how often that came late."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.frame import Frame
from hanhtrinh.journey.model import Promise
from hanhtrinh.measures.draft.goal import carried_by
from hanhtrinh.measures.draft.kinds import Kinds
from hanhtrinh.measures.draft.shapes import Reason, because
from hanhtrinh.measures.draft.units import Units
from hanhtrinh.measures.draft.view import View
from hanhtrinh.measures.draft.vocabulary import Vocabulary
from hanhtrinh.measures.lateness import end_of_day
from hanhtrinh.values import MICROSECONDS

I64 = npt.NDArray[np.int64]
NEVER = np.iinfo(np.int64).min
_FEWEST = 30
_CARRIES = 0.5
_LEAST_LATE, _MOST_LATE = 0.002, 0.6
_AHEAD, _SAME_SECONDS, _RECORDED = 0.9, 60, 0.2
_MIDNIGHTS = 0.95


@dataclass(frozen=True)
class Found:
    """A promise of a kind, and why it is taken for one."""

    kind: int
    promise: Promise
    reasons: tuple[Reason, ...]


def find_promises(view: View, kinds: Kinds, units: Units, order: list[int], vocabulary: Vocabulary) -> list[Found]:
    """Return the promises properties hold, at most one a kind, those called like one before others.

    A property promises the last kind in order that carries it. It must be known before, lie ahead when it is first
    known, be kept more often than not, and not be a record of what happened.
    """
    found: dict[int, tuple[tuple[bool, str], Found]] = {}
    for name, column in view.frame.columns.items():
        if not isinstance(column.values.dtype, pl.Datetime):
            continue
        named = vocabulary.names_property(name, "promise")
        promised = _promised(view, kinds, units, order, name)
        if promised is not None:
            rank = (not named, name)
            if promised.kind not in found or rank < found[promised.kind][0]:
                found[promised.kind] = (rank, promised)
    return [found[k][1] for k in order if k in found]


def _promised(view: View, kinds: Kinds, units: Units, order: list[int], name: str) -> Found | None:
    carried = carried_by(view, kinds, name)
    carriers = [k for k in order if carried[k] >= _CARRIES]
    if len(carriers) < 2:
        return None
    kind = carriers[-1]
    codes = view.codes(name)[units.event]
    instants = np.concatenate([[NEVER], view.frame.columns[name].values.dt.timestamp("us").to_numpy()])
    known, promised = _first(units, codes > 0, instants[codes])
    _, came = _first(units, units.code == kind, units.time)
    both = (promised != NEVER) & (came != NEVER) & (known < came)
    if np.count_nonzero(both) < _FEWEST:
        return None
    ahead = np.mean(promised[both] >= known[both])
    recorded = np.mean(np.abs(promised[both] - came[both]) <= _SAME_SECONDS * MICROSECONDS)
    whole_day = _is_whole_day(view.frame, view.frame.columns[name].values)
    due = _end_of_day(promised[both], view.frame.zone) if whole_day else promised[both]
    late = float(np.mean(came[both] > due))
    if ahead < _AHEAD or recorded > _RECORDED or not _LEAST_LATE <= late <= _MOST_LATE:
        return None
    n = int(np.count_nonzero(both))
    why = because("promise_late", property=name, event=kinds.kinds[kind].label, late_share=late, n=n)
    day = (because("promise_day"),) if whole_day else ()
    return Found(kind, Promise(by=name, whole_day=whole_day), (why, *day))


def _first(units: Units, wanted: npt.NDArray[np.bool_], values: npt.NDArray[Any]) -> tuple[I64, I64]:
    """Return, per unit, the instant of its first wanted event and a value there; NEVER where there is none."""
    place = np.flatnonzero(wanted)
    unit = np.searchsorted(units.bounds, place, side="right") - 1
    first = np.r_[True, unit[1:] != unit[:-1]] if len(unit) else np.zeros(0, np.bool_)
    when, what = np.full(len(units), NEVER), np.full(len(units), NEVER)
    when[unit[first]], what[unit[first]] = units.time[place[first]], values[place[first]]
    return when, what


def _is_whole_day(frame: Frame, values: pl.Series) -> bool:
    local = values.dt.convert_time_zone(frame.zone)
    midnights = (local == local.dt.truncate("1d")).sum()
    return bool(len(values) and midnights >= _MIDNIGHTS * len(values))


def _end_of_day(instants: I64, zone: str) -> I64:
    ends = end_of_day(pl.Series(instants).cast(pl.Datetime("us", "UTC")), zone)
    found: I64 = ends.dt.timestamp("us").to_numpy()
    return found
