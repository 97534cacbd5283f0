"""Who comes first: the order of kinds that fewest of the units contradict."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.draft.kernels import count_furthest
from hanhtrinh.measures.draft.units import Firsts, Units
from hanhtrinh.measures.statistics import wilson

I64 = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_SHRINK = 10
_EVEN = 0.15
_FEWEST = 30


@dataclass(frozen=True)
class Coming:
    """How many units have a kind, of those that had come as far as one usually has when it is first met."""

    units: int
    of: int

    @property
    def share(self) -> float:
        """The share of units."""
        return self.units / self.of if self.of else 0.0


def order_of(firsts: Firsts) -> list[int]:
    """Return the kinds in the order that agrees best with who is first met before whom, over all pairs.

    Each pair weighs by its lead, (before − after) / (before + after + 10), so that few units count little. From the sum
    of leads each kind is moved to where it fits best until none moves: a local optimum of Kemeny's objective.
    """
    before = firsts.before.astype(np.float64)
    lead = (before - before.T) / (before + before.T + _SHRINK)
    order = sorted(range(len(lead)), key=lambda k: (-round(float(lead[k].sum()), 9), k))
    moved = True
    while moved:
        moved = False
        for k in list(order):
            moved |= _insert(order, k, lead)
    return order


def _insert(order: list[int], k: int, lead: Floats) -> bool:
    """Move a kind to where it fits best; tell whether it moved."""
    here = order.index(k)
    others = order[:here] + order[here + 1 :]
    ahead = lead[others, k] if others else np.zeros(0)
    fits = np.concatenate([[0.0], np.cumsum(ahead)]) + np.concatenate([np.cumsum(-ahead[::-1])[::-1], [0.0]])
    best = int(np.argmax(np.round(fits, 9)))
    if fits[best] <= fits[here] + 1e-6:
        return False
    order[:] = [*others[:best], k, *others[best:]]
    return True


def agreement(firsts: Firsts, order: list[int]) -> float:
    """Return the share of pairs of first meetings, over all units, that keep to an order."""
    ranked = firsts.before[np.ix_(order, order)]
    total = ranked.sum()
    return float(np.triu(ranked, 1).sum() / total) if total else 1.0


def coming_of(units: Units, firsts: Firsts, order: list[int]) -> list[Coming]:
    """Return, per kind, how many units have it, of those that had come as far as units have when they first meet it.

    Units that meet a kind had come to different steps before: the number of units that came to each is averaged over
    them.
    """
    size = len(order)
    rank = np.empty(size, np.int64)
    rank[order] = np.arange(size)
    before, overall = np.zeros((size, size + 1), np.int64), np.zeros(size, np.int64)
    count_furthest(units.bounds, units.code, rank, before, overall)
    came = np.concatenate([[len(units)], np.cumsum(overall[::-1])[::-1]])  # to nothing yet, to rank 0, 1 …
    met = np.maximum(1, before.sum(axis=1))
    usual = np.rint((before @ came) / met).astype(np.int64)
    return [Coming(int(firsts.reach[k]), max(int(usual[k]), int(firsts.reach[k]))) for k in range(size)]


def either_order(firsts: Firsts, a: int, b: int) -> tuple[int, int, int] | None:
    """Return how often a came before b, after it, and at the same moment, where neither order is usual.

    None where one is (the share's 95 % interval leaves 35–65 %), unless at least half came at the same moment.
    """
    ahead, behind = int(firsts.before[a, b]), int(firsts.before[b, a])
    same = int(firsts.both[a, b]) - ahead - behind
    if ahead + behind + same < _FEWEST:
        return None
    found = wilson(ahead, ahead + behind)
    even = found is not None and found.low >= 0.5 - _EVEN and found.high <= 0.5 + _EVEN
    return (ahead, behind, same) if even or same >= ahead + behind else None
