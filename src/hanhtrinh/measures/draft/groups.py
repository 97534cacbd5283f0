"""Customers worth looking at apart: the property by which reaching the aim differs most."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.journey.model import Segment
from hanhtrinh.journey.rules import EVENT
from hanhtrinh.measures.draft.shapes import Reason, SegmentProposal, because
from hanhtrinh.measures.draft.units import Units
from hanhtrinh.measures.draft.view import View
from hanhtrinh.measures.draft.words import is_writable, key_of, tidy
from hanhtrinh.measures.statistics import wilson

I64 = npt.NDArray[np.int64]
_MOST_VALUES, _FEWEST = 4, 100
_COVERAGE, _STEADY = 0.8, 0.95


@dataclass(frozen=True)
class _Group:
    value: str
    units: int
    reached: int

    @property
    def share(self) -> float:
        return self.reached / self.units


def find_groups(view: View, units: Units, aim: int) -> tuple[SegmentProposal, ...]:
    """Return segments by the property whose values differ most in the share of units that reach the aim.

    A property counts that has two to four values, hardly ever changes within a unit, and is known in most of them; the
    intervals of its best and its worst value must lie apart. None where there is no such property.
    """
    unit = np.repeat(np.arange(len(units)), np.diff(units.bounds))
    reached = np.zeros(len(units), np.bool_)
    reached[unit[units.code == aim]] = True
    best: tuple[float, str, list[_Group]] | None = None
    for name, column in sorted(view.frame.columns.items()):
        few = column.values.dtype == pl.String and 2 <= len(column.values) <= _MOST_VALUES
        if few and name not in (EVENT, "source") and all(map(is_writable, column.values)):
            codes = view.codes(name)[units.event].astype(np.int64)
            found = _groups(codes, unit, reached, column.values)
            apart = _apart(found)
            if apart > 0 and (best is None or apart > best[0]):
                best = (apart, name, found)
    return _proposals(best[1], best[2]) if best else ()


def _groups(codes: I64, unit: I64, reached: npt.NDArray[np.bool_], values: pl.Series) -> list[_Group]:
    here = codes > 0
    size = len(values) + 1
    both = np.bincount(unit[here] * size + codes[here], minlength=len(reached) * size).reshape(-1, size)
    known = both.any(axis=1)
    steady = np.count_nonzero((both > 0).sum(axis=1) == 1)
    if known.sum() < _COVERAGE * len(reached) or steady < _STEADY * known.sum():
        return []
    value = both.argmax(axis=1)
    counted = np.bincount(value[known], minlength=size)
    arrived = np.bincount(value[known & reached], minlength=size)
    large = [c for c in range(1, size) if counted[c] >= _FEWEST]
    return [_Group(str(values[c - 1]), int(counted[c]), int(arrived[c])) for c in large]


def _apart(groups: list[_Group]) -> float:
    """Return by how much the intervals of the best and the worst group lie apart (negative: they overlap)."""
    bounds = [wilson(g.reached, g.units) for g in groups]
    if len(bounds) < 2:
        return -1.0
    low, high = min(b.high for b in bounds if b), max(b.low for b in bounds if b)
    return high - low


def _proposals(name: str, groups: list[_Group]) -> tuple[SegmentProposal, ...]:
    taken: set[str] = set()
    return tuple(
        SegmentProposal(
            key=key_of(f"{name} {group.value}", taken, f"{name}_{i}"),
            segment=Segment(name=f"{tidy(name)}: {group.value}", match={"in_pass": {name: group.value}}),
            reasons=(_why(name, group, groups),),
        )
        for i, group in enumerate(groups, 1)
    )


def _why(name: str, group: _Group, groups: list[_Group]) -> Reason:
    low, high = min(g.share for g in groups), max(g.share for g in groups)
    return because(
        "segment_differs",
        property=name,
        value=group.value,
        reach_share=group.share,
        n=group.units,
        low_share=low,
        high_share=high,
    )
