"""How often the NPS interval holds the true score: exact, every possible outcome weighed by its probability."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy.special import gammaln

from hanhtrinh.measures.statistics import nps_interval

SIZES = (10, 20, 30, 50, 100, 200)
SHARES = [(p / 20, d / 20) for p, d in product(range(1, 19), repeat=2) if p + d <= 19]
"""Promoters and detractors in steps of 5 %, with no group (passives included) below 5 %: 171 cells."""

DOCS = Path(__file__).parents[2] / "docs" / "statistics.md"


def coverage(n, shares):
    """Return, per (promoters, detractors) share, the probability that the interval of n answers holds the score."""
    up, down = (a.ravel() for a in np.mgrid[: n + 1, : n + 1])
    possible = up + down <= n
    up, down = up[possible], down[possible]
    intervals = [nps_interval(p, d, n) for p, d in zip(up.tolist(), down.tolist(), strict=True)]
    low, high = (np.array([getattr(i, end) for i in intervals]) for end in ("low", "high"))
    ways = gammaln(n + 1) - gammaln(up + 1) - gammaln(down + 1) - gammaln(n - up - down + 1)
    found = []
    for p, d in shares:
        probability = np.exp(ways + up * np.log(p) + down * np.log(d) + (n - up - down) * np.log(1 - p - d))
        assert probability.sum() == pytest.approx(1)
        true = 100 * (p - d)
        found.append(probability[(low <= true + 1e-9) & (true - 1e-9 <= high)].sum())
    return np.array(found)


def test_nps_intervals_cover_95_percent_on_the_stated_grid():
    """Mean coverage on the grid is at least 95 %, no cell below 92.5 %, and the published table is the computed."""
    assert len(SHARES) == 171
    by_size = {n: coverage(n, SHARES) for n in SIZES}
    every = np.concatenate(list(by_size.values()))
    assert every.mean() >= 0.95
    assert every.min() >= 0.925
    table = DOCS.read_text(encoding="utf-8")
    for n, cells in by_size.items():
        assert f"| {n} | {100 * cells.mean():.1f} % | {100 * cells.min():.1f} % |" in table
        p, d = SHARES[int(cells.argmin())]
        assert cells.min() == pytest.approx(cells[SHARES.index((d, p))])
        assert any(f"| {a:.0%} / {b:.0%} |".replace("%", " %") in table for a, b in ((p, d), (d, p)))
    assert f"| all | **{100 * every.mean():.1f} %** | **{100 * every.min():.1f} %** | |" in table


def test_the_weak_places_of_the_nps_interval_are_as_published():
    """Off the grid: the stated minima at n = 5 and 11, and with a group of 1 %, are what the enumeration gives."""
    low = {n: coverage(n, SHARES).min() for n in (5, *range(10, 41))}
    assert [n for n in range(10, 41) if low[n] < 0.925] == [11]
    assert round(low[11], 3) == 0.924
    assert round(low[5], 3) == 0.896
    fifths = [i / 20 for i in range(1, 19)]
    rare = [(0.01, x) for x in fifths] + [(x, 0.01) for x in fifths] + [(x, 0.99 - x) for x in fifths]
    assert round(coverage(10, rare).min(), 3) == 0.879
    assert round(coverage(20, rare).min(), 3) == 0.925
