"""Where a smooth convex function is lowest: L-BFGS with a backtracking line search, in numpy alone. Deterministic.

Source: Nocedal & Wright, Numerical Optimization (2006), algorithms 3.1, 7.4 and 7.5.
"""

from collections import deque
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Loss = Callable[[Floats], tuple[float, Floats]]
"""Tells the value at a place, and its slope there."""
_MEMORY, _HALVINGS, _SUFFICIENT = 8, 30, 1e-4
"""Steps remembered, halvings of a step at most, and the share of the hoped-for descent that is enough: usual ones."""
_STRAIGHT = 1e-12
"""A step that bends the slope less tells nothing of the curvature."""
_Step = tuple[Floats, Floats, float]


def lowest(loss: Loss, at: Floats, steps: int, small: float) -> Floats:
    """Return where a function is lowest, looked for from `at`: until no slope exceeds `small`, or for so many steps."""
    known: deque[_Step] = deque(maxlen=_MEMORY)
    value, slope = loss(at)
    for _ in range(steps):
        if np.abs(slope).max(initial=0.0) <= small:
            break
        way = -_curved(slope, known)
        descent, length = _dot(slope, way), 1.0 if known else 1.0 / max(1.0, float(np.abs(slope).sum()))
        for _ in range(_HALVINGS):
            there = at + length * way
            new_value, new_slope = loss(there)
            if new_value <= value + _SUFFICIENT * length * descent:
                break
            length /= 2
        else:
            break
        step, change = there - at, new_slope - slope
        at, value, slope = there, new_value, new_slope
        bend = _dot(step, change)
        if bend > _STRAIGHT:
            known.append((step, change, bend))
    return at


def _curved(slope: Floats, known: deque[_Step]) -> Floats:
    """Return the slope times what the last steps tell of the inverse curvature."""
    found, shares = slope.copy(), list[float]()
    for step, change, bend in reversed(known):
        share = _dot(step, found) / bend
        shares.append(share)
        found -= share * change
    if known:
        _, change, bend = known[-1]
        found *= bend / _dot(change, change)
    for (step, change, bend), share in zip(known, reversed(shares), strict=True):
        found += (share - _dot(change, found) / bend) * step
    return found


def _dot(left: Floats, right: Floats) -> float:
    """Return the inner product, by one thread: as many as there are cores would only wait for each other."""
    return float(np.einsum("i,i->", left, right))
