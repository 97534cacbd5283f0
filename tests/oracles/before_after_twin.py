"""Before and after the slow, obvious way: days counted one by one, passes one after another, the formula in full."""

from datetime import date, timedelta
from math import sqrt

from hanhtrinh.values import start_of_day
from tests.oracles.reach_twin import is_dropped, is_rated

Z = 1.959963984540054


def longest(shipped: date, zone, data_from, until, most=28):
    """Return the most whole weeks, in days, that fit on both sides of a day; 0 where not even one does."""
    found = 0
    for days in range(1, most + 1):
        back, ahead = (start_of_day(shipped + timedelta(days=n), zone) for n in (-days, days))
        if days % 7 == 0 and back >= data_from and ahead <= until:
            found = days
    return found


def dropped(runs, step, period, as_of, window):
    """Return how many rated arrivals at a step left there, and how many were rated, of passes begun in a period."""
    left = rated = 0
    for run, state in runs:
        if not period.start <= run.visits[0][0] < period.end:
            continue
        rated += is_rated(run, state, step, as_of, window)
        left += is_dropped(run, state, step, as_of, window)
    return left, rated


def newcombe(left1, n1, left2, n2):
    """Return Newcombe's interval of first minus second share: method 10, from two score intervals."""
    (low1, high1), (low2, high2) = _score(left1, n1), _score(left2, n2)
    p1, p2 = left1 / n1, left2 / n2
    down = sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    up = sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return p1 - p2 - down, p1 - p2 + up


def _score(k, n):
    p = k / n
    middle, half = p + Z * Z / (2 * n), Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)
