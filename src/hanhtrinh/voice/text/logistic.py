"""Logistic regression over sparse features, in numpy alone: the minimum of a smooth convex sum.

The loss is the mean over weighted examples of −log of the chance given to their class, plus half of Σ strength ·
(weight − start)²: with little to learn from, the model stays at its start.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hanhtrinh.voice.text.features import Features
from hanhtrinh.voice.text.lowest import lowest

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Problem(NamedTuple):
    """What is to be learned: features, the class of each text, how much each counts, what holds the weights back."""

    features: Features
    classes: Integers
    shares: Floats
    start: Floats
    strength: Floats


def scores(features: Features, table: Floats) -> Floats:
    """Return each text's score for each class: features times a table of weights (feature by class)."""
    found = np.empty((features.texts, table.shape[1]))
    for k in range(table.shape[1]):
        pulled = features.values * table[features.columns, k]
        found[:, k] = np.bincount(features.rows, pulled, minlength=features.texts)
    return found


def chances(found: Floats) -> Floats:
    """Return scores as chances that sum to 1 in each row."""
    raised = np.exp(found - found.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def fit(problem: Problem, steps: int = 50, small: float = 1e-5) -> Floats:
    """Return the weights (feature by class) at the minimum, or after so many steps."""
    shape = problem.start.shape

    def loss(at: Floats) -> tuple[float, Floats]:
        return _loss(problem, at.reshape(shape))

    return lowest(loss, problem.start.ravel(), steps, small).reshape(shape)


def _loss(problem: Problem, table: Floats) -> tuple[float, Floats]:
    features, classes, shares = problem.features, problem.classes, problem.shares
    given = chances(scores(features, table))
    rows = np.arange(features.texts)
    away = table - problem.start
    held = problem.strength[:, None] * away
    value = -float(shares @ np.log(np.maximum(given[rows, classes], 1e-300))) + 0.5 * float((held * away).sum())
    given[rows, classes] -= 1.0
    given *= shares[:, None]
    slope = held
    for k in range(table.shape[1]):
        pushed = features.values * given[features.rows, k]
        slope[:, k] += np.bincount(features.columns, pushed, minlength=table.shape[0])
    return value, slope.ravel()
