"""A map held against a draft: whose events are whose, what nobody claims, whether people keep to the map's order."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Frame
from hanhtrinh.events.lens import compile_lens
from hanhtrinh.events.parts import Parts
from hanhtrinh.journey.rules import Rule
from hanhtrinh.measures.draft.kernels import count_people
from hanhtrinh.measures.draft.units import Units, firsts_of
from hanhtrinh.measures.rule_preview import kept_frames, touched

I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Count = tuple[int, int]
"""Events, and the people they are of."""
_NOBODY: Count = (0, 0)


@dataclass(frozen=True)
class Crossing:
    """What a map's touchpoints claim, and what of a draft's steps they leave.

    `claimed` holds the events and people of each touchpoint, `drafted` those of each drafted step, `free` those of a
    drafted step that no touchpoint claims. `shared[step, touchpoint]` are events both have. `ordered` of `pairs` pairs
    of first meetings of one person keep to the order of the touchpoints as they were given.
    """

    events: int
    people: int
    on_map: Count
    claimed: Mapping[str, Count]
    drafted: Mapping[str, Count]
    free: Mapping[str, Count]
    shared: Mapping[tuple[str, str], int]
    ordered: int
    pairs: int

    @property
    def met(self) -> int:
        """How many touchpoints somebody met."""
        return sum(1 for events, _ in self.claimed.values() if events)

    @property
    def order(self) -> float | None:
        """The share of pairs that keep to the order; None where nobody met two touchpoints."""
        return self.ordered / self.pairs if self.pairs else None

    @property
    def share(self) -> float:
        """The share of events that are on the map."""
        return self.on_map[0] / self.events if self.events else 0.0

    def sharing(self, step: str) -> tuple[str, float]:
        """Return the touchpoint that has most events of a drafted step, and the share of them it has."""
        total = self.drafted.get(step, _NOBODY)[0]
        most = max(((n, key) for (one, key), n in self.shared.items() if one == step), default=(0, ""))
        return (most[1], most[0] / total) if total and most[0] else ("", 0.0)


def cross(parts: Parts, rules: Mapping[str, Rule], drafted: Mapping[str, Rule]) -> Crossing:
    """Return the rules of a map, in its order, held against those of a draft's steps; RuleError for a rule too wide."""
    found = [_Crossed(frame, keep, parts.now, rules, drafted) for frame, keep in kept_frames(parts)]
    names, steps = tuple(rules), tuple(drafted)
    table = np.sum([one.table for one in found], axis=0)
    counted = [one.people() for one in found]
    by_point, by_step, free, on_map, everybody = (np.sum(same, axis=0) for same in zip(*counted, strict=True))
    before = np.sum([one.before() for one in found], axis=0)
    return Crossing(
        events=int(table.sum()),
        people=int(everybody[0]),
        on_map=(int(table[:, 1:].sum()), int(on_map[0])),
        claimed={key: (int(table[:, i].sum()), int(by_point[i - 1])) for i, key in enumerate(names, 1)},
        drafted={key: (int(table[i].sum()), int(by_step[i - 1])) for i, key in enumerate(steps, 1)},
        free={key: (int(table[i, 0]), int(free[i - 1])) for i, key in enumerate(steps, 1)},
        shared={
            (step, name): int(table[i, j])
            for i, step in enumerate(steps, 1)
            for j, name in enumerate(names, 1)
            if table[i, j]
        },
        ordered=int(np.triu(before, 1).sum()),
        pairs=int(before.sum()),
    )


class _Crossed:
    """One frame looked up twice: with the map's rules, and with the draft's."""

    def __init__(
        self, frame: Frame, keep: Mask, now: int, rules: Mapping[str, Rule], drafted: Mapping[str, Rule]
    ) -> None:
        self.bounds = np.array(frame.offsets, np.int64)  # a copy: kernels are compiled for writable arrays
        self.time, self.points, self.steps = frame.time, len(rules), len(drafted)
        self.counts = np.repeat(keep, np.diff(frame.offsets)) & (frame.time <= now)
        self.touch = touched(compile_lens(rules, frame.columns), frame).astype(np.int64)
        self.mine = touched(compile_lens(drafted, frame.columns), frame).astype(np.int64)
        cell = self.mine[self.counts] * (self.points + 1) + self.touch[self.counts]
        size = (self.steps + 1) * (self.points + 1)
        self.table = np.bincount(cell, minlength=size).reshape(self.steps + 1, self.points + 1)

    def people(self) -> tuple[I64, I64, I64, I64, I64]:
        """Return the people of each touchpoint, of each step, of each step's free events, on the map, and all."""
        there = np.where(self.counts, 0, -1)
        return (
            self._counted(np.where(self.counts, self.touch, 0) - 1, self.points),
            self._counted(np.where(self.counts, self.mine, 0) - 1, self.steps),
            self._counted(np.where(self.counts & (self.touch == 0), self.mine, 0) - 1, self.steps),
            self._counted(np.where(self.touch > 0, there, -1), 1),
            self._counted(there, 1),
        )

    def _counted(self, code: I64, size: int) -> I64:
        found = np.zeros(max(1, size), np.int64)
        count_people(self.bounds, code, found)
        return found[:size]

    def before(self) -> I64:
        """Return how many people met which touchpoint first before which."""
        on_map = np.flatnonzero(self.counts & (self.touch > 0))
        bounds = np.searchsorted(on_map, self.bounds).astype(np.int64)
        code = (self.touch[on_map] - 1).astype(np.int16)
        units = Units(bounds, code, self.time[on_map], on_map, np.arange(len(bounds) - 1))
        return firsts_of(units, self.points).before
