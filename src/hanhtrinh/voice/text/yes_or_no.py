"""Logistic regression of several yes-or-no questions at once over sparse rows. Deterministic.

A row's log odds are offset + bias + x·w: `offset` is what is believed before anything is learned. Two kinds: each row
is answered (`fit`), or rows are the pieces of texts, and a text's answer is yes where at least one piece's is
(`fit_pieces`: multiple instances, joined by noisy-or). Both minimise the mean of −log of the chance given to the
answers, plus penalty/2 · ‖w / scale‖².
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hanhtrinh.voice.text.lowest import lowest

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_TURNS, _ENOUGH = 20, 1e-4
"""Steps towards the minimum, and slopes that are not worth another: more read held-out texts no better."""
_FURTHEST, _LEAST = 30.0, 1e-9
"""Log odds beyond which a chance is as good as sure, and the least −log of one: what keeps numbers finite."""


class Sums:
    """Adds up the lines of tables by a group of each, whatever their order; groups without a line get 0."""

    def __init__(self, take: Ints, group: Ints, size: int) -> None:
        """Line i of a sum goes to `group[i]` and is line `take[i]` of the table."""
        order = np.argsort(group, kind="stable")
        self._take, group, self._size = take[order].astype(np.int32), group[order], size
        self._first = np.flatnonzero(np.append(np.ones(min(1, len(group)), np.bool_), group[1:] != group[:-1]))
        self._groups = group[self._first]

    def of(self, table: npt.NDArray[np.floating[Any]]) -> Floats:
        """Return the sum of each group's lines, in single precision within."""
        total = np.zeros((self._size, table.shape[1]))
        if len(self._first):
            lines = table.astype(np.float32)[self._take]
            total[self._groups] = np.add.reduceat(lines, self._first, axis=0)
        return total


class Rows(NamedTuple):
    """A sparse matrix of `shape` by its entries: each is a 1; several at one place add up."""

    shape: tuple[int, int]
    row: Ints
    column: Ints

    def by_row(self) -> Sums:
        """Return what multiplies the matrix with a table that has a line for each column."""
        return Sums(self.column, self.row, self.shape[0])

    def by_column(self) -> Sums:
        """Return what multiplies the turned matrix with a table that has a line for each row."""
        return Sums(self.row, self.column, self.shape[1])


class Fitted(NamedTuple):
    """The weights (columns × questions) and the bias of each question."""

    weights: Floats
    bias: Floats


Slope = Callable[[Floats], tuple[float, Floats]]
"""Tells the loss of some log odds (rows × questions) and how it changes with each of them."""


def fit(rows: Rows, yes: Bools, offset: Floats, scale: Floats, penalty: float) -> Fitted:
    """Return what is learned from rows that are answered by `yes` (rows × questions).

    Of two columns the one of the larger `scale` (columns × questions, or × 1) is rather believed.
    """
    truth, size = yes.astype(np.float64), len(yes)

    def slope(odds: Floats) -> tuple[float, Floats]:
        value = (np.logaddexp(0, odds) - truth * odds).sum() / size
        return float(value), (_chances(odds) - truth) / size

    return _fitted(rows, slope, offset, scale, penalty)


def fit_pieces(rows: Rows, text: Ints, yes: Bools, offset: Floats, scale: Floats, penalty: float) -> Fitted:
    """Return what is learned from rows that are pieces of texts (`text`, ascending), where texts are answered."""
    truth, size, sums = yes.astype(np.float64), len(yes), Sums(np.arange(len(text)), text, len(yes))

    def slope(odds: Floats) -> tuple[float, Floats]:
        none = np.maximum(sums.of(np.logaddexp(0, odds)), _LEAST)  # −log of the chance that no piece says yes
        some = -np.expm1(-none)
        value = (none - truth * (none + np.log(some))).sum() / size
        return float(value), ((1 - truth / some) / size)[text] * _chances(odds)

    return _fitted(rows, slope, offset, scale, penalty)


def odds_of_texts(odds: Floats, text: Ints, size: int) -> Floats:
    """Return the log odds that at least one of a text's pieces says yes, given those of the pieces."""
    none = Sums(np.arange(len(text)), text, size).of(np.logaddexp(0, np.minimum(odds, _FURTHEST)))
    return np.asarray(np.log(np.expm1(np.clip(none, _LEAST, _FURTHEST))))


def _chances(odds: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(odds, -_FURTHEST, _FURTHEST)))


def _fitted(rows: Rows, slope: Slope, offset: Floats, scale: Floats, penalty: float) -> Fitted:
    columns, questions = rows.shape[1], offset.shape[1]
    by_row, by_column = rows.by_row(), rows.by_column()

    def loss(flat: Floats) -> tuple[float, Floats]:
        table = flat.reshape(columns + 1, questions)
        own = table[:-1]
        value, down = slope(offset + table[-1] + by_row.of(own * scale))
        tilt = np.vstack([by_column.of(down) * scale + penalty * own, down.sum(axis=0)])
        return value + penalty / 2 * float((own**2).sum()), tilt.ravel()

    found = lowest(loss, np.zeros((columns + 1) * questions), _TURNS, _ENOUGH).reshape(columns + 1, questions)
    return Fitted(found[:-1] * scale, found[-1])
