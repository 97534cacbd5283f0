"""Counters that tasks lend each other: as many as run at the same time, however many parts there are."""

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]


class Spare:
    """Arrays of one shape that tasks borrow and give back, so that there are as many as tasks at the same time."""

    def __init__(self, *shapes: tuple[int, ...]) -> None:
        self._shapes = shapes
        self._free: list[tuple[I64, ...]] = []

    def borrow(self) -> tuple[I64, ...]:
        """Return arrays nobody uses now; what they hold is kept and added up at the end."""
        try:
            return self._free.pop()
        except IndexError:
            return tuple(np.zeros(shape, np.int64) for shape in self._shapes)

    def give_back(self, arrays: tuple[I64, ...]) -> None:
        """Let other tasks go on with the arrays."""
        self._free.append(arrays)

    def totals(self) -> list[I64]:
        """Return the sums of all arrays."""
        given = self._free or [self.borrow()]
        return [np.sum(same, axis=0) for same in zip(*given, strict=True)]
