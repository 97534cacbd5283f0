"""When something that was said is said anew: each saying holds until the next one of the same name by its person."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
NEVER_REPLACED = np.iinfo(np.int64).max
TAKEN_BACK = "taken_back"
"""The state (`said_state`) of what replaces something said and says nothing itself."""


def replaced_at(person: I64, time: I64, names: Sequence[I64]) -> I64:
    """Return when each saying was replaced; `NEVER_REPLACED` where it was not, and where its first name is 0.

    Sayings stand in frame order. Those of one person that agree in all `names` (codes, 0: none) are one thing said
    again and again.

    >>> person, time, name = np.array([0, 0, 1]), np.array([5, 9, 7]), np.array([3, 3, 3])
    >>> (replaced_at(person, time, [name]) == NEVER_REPLACED).tolist()
    [False, True, True]
    """
    result = np.full(len(person), NEVER_REPLACED)
    rows = np.flatnonzero(names[0]) if names else np.empty(0, np.int64)
    if not len(rows):
        return result
    keys = [person[rows], *(name[rows] for name in names)]
    order = np.lexsort(keys[::-1])  # stable: those of one name stay in frame order
    same = np.ones(len(rows) - 1, np.bool_)
    for key in keys:
        same &= key[order][1:] == key[order][:-1]
    earlier, later = order[:-1][same], order[1:][same]
    result[rows[earlier]] = time[rows[later]]
    return result
