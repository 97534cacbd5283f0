"""Figures of the understanding of text as lines of a table."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hanhtrinh.voice.text.learning import scored

HEAD = "| figure | set | part | n | accuracy | macro-F1 | accuracy, no marks | macro-F1, no marks | target |  |"
RULE = "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"


class Figure(NamedTuple):
    """One line: what was measured on what, with and without marks, and the least each must be (None: no target)."""

    name: str
    data: str
    split: str
    n: int
    marked: tuple[float, float]
    bare: tuple[float, float] | None = None
    target: float | None = None
    bare_target: float | None = None

    @property
    def met(self) -> bool | None:
        """Tell whether what has a target meets it; None where nothing has one."""
        if self.target is None:
            return None
        bare = self.bare_target if self.bare_target is not None else -1.0
        return self.marked[0] >= self.target and (self.bare is None or self.bare[0] >= bare)


def row(figure: Figure) -> str:
    """Return a figure as a line of the table."""
    bare = ("", "") if figure.bare is None else tuple(f"{value:.3f}" for value in figure.bare)
    target = "" if figure.target is None else f"≥ {figure.target:.3g}"
    if figure.bare_target is not None:
        target += f", ≥ {figure.bare_target:.3g}"
    cells = (
        figure.name, figure.data, figure.split, f"{figure.n:,}", *(f"{value:.3f}" for value in figure.marked), *bare,
        target, {True: "met", False: "MISSED", None: ""}[figure.met],
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def judged(truth: npt.NDArray[np.int64], guess: npt.NDArray[np.int64]) -> tuple[float, float]:
    """Return accuracy and macro-F1."""
    return scored(truth.astype(np.int64), guess.astype(np.int64))


def mean(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the mean accuracy and the mean macro-F1."""
    first, second = np.array(pairs).mean(axis=0)
    return float(first), float(second)
