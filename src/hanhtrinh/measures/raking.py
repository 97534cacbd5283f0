"""Weights that make a sample's margins those of a known population: raking, or post-stratification with one margin.

Weights belong to cells (combinations of values), so that ten thousand answers cost no more than ten. With one margin
raking is post-stratification, exactly. Method, sources and a worked example: `docs/statistics.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

CAP = 5.0
"""No weight is larger than so many times the average."""
TOLERANCE = 1e-6
"""Margins that are so near to their shares are reached: one in a million."""
_STILL = 1e-12
_SWEEPS = 2_000


@dataclass(frozen=True)
class Margin:
    """One variable: which of its values each cell has, and the share each value has of the population."""

    codes: Codes
    shares: Floats


@dataclass(frozen=True)
class Raked:
    """The weights of cells, on average 1 an answer; which stand at the cap, and whether all margins are reached."""

    weights: Floats
    capped: npt.NDArray[np.bool_]
    reached: bool


def rake(counts: Floats, margins: Sequence[Margin], cap: float = CAP) -> Raked:
    """Return the weight of every cell such that each margin has its shares, and no weight exceeds `cap` × the average.

    Deming & Stephan's iterative proportional fitting; after each sweep weights above the cap are set to it and the
    others raised alike, until nothing moves. Shares of values that no answer has are spread over the other values in
    proportion. Where margins contradict each other or the cap, the last sweep's weights are returned, not `reached`.
    Raises ValueError without cells, for a cell without answers, and where a value in the sample has no share.
    """
    wanted = [_present(counts, margin) for margin in margins]
    weights = np.ones(len(counts))
    for _ in range(_SWEEPS):
        before = weights
        for margin, totals in zip(margins, wanted, strict=True):
            now = np.bincount(margin.codes, counts * weights, len(totals))
            weights = weights * np.divide(totals, now, out=np.zeros_like(totals), where=now > 0)[margin.codes]
        weights = _capped(counts, weights, cap)
        if np.abs(weights - before).max() <= _STILL * cap:
            break
    total = counts.sum()
    missed = max(
        float(np.abs(np.bincount(margin.codes, counts * weights, len(totals)) - totals).max())
        for margin, totals in zip(margins, wanted, strict=True)
    )
    return Raked(weights, weights >= cap * (1 - 1e-9), bool(missed <= TOLERANCE * total))


def _present(counts: Floats, margin: Margin) -> Floats:
    """Return how much each value is to weigh: its share among the values some answer has, of all answers."""
    there = np.bincount(margin.codes, counts, len(margin.shares)) > 0
    if not len(counts) or (counts <= 0).any() or not (np.isfinite(margin.shares) & (margin.shares > 0))[there].all():
        raise ValueError("a cell holds at least one answer, and each value that is there has a share")
    shares = np.where(there, margin.shares, 0.0)
    return np.asarray(shares / fsum(shares) * counts.sum())


def _capped(counts: Floats, weights: Floats, cap: float) -> Floats:
    """Return weights that are 1 on average and at most `cap`: those above are cut, the others raised by one factor."""
    full = np.zeros(len(weights), np.bool_)
    total = float(counts.sum())
    while True:
        rest = total - cap * float(counts[full].sum())
        raised = np.where(full, cap, weights * (rest / float((counts * weights)[~full].sum())))
        above = ~full & (raised > cap)
        if not above.any():
            return np.asarray(raised)
        full |= above
