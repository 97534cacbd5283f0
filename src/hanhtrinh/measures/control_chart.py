"""The EWMA control chart: which of a number's last days lie too far from what they were before to be chance.

    z₀ = μ,   z_t = λ·x_t + (1 − λ)·z_{t−1},   limits μ ± L·s_t
    s_t² = v_t + w_t²·u,   v_t = λ²·σ_t² + (1 − λ)²·v_{t−1},   w_t = 1 − (1 − λ)^t

x_t is the value of day t and σ_t² its variance: φ·p(1 − p)/n_t of a share, φ·σ²/n_t of a mean, so that days with few
people weigh as little as they should. Sources: Roberts (1959), Technometrics 1:239; limits for varying n:
Montgomery, Introduction to Statistical Quality Control, 9.2 and 7.3.2. u is the variance of the baseline's own mean
(the baseline is an estimate too). φ ≥ 1 is the dispersion of the baseline's days, Pearson's X² ÷ (days − 1): weekdays
and weather make days differ by more than chance (Spiegelhalter 2005, Stat. Med. 24:1185). With λ = 0.15 and L = 3.9 a
number that does not change leaves its limits once in 14,500 days on average (Brook and Evans 1972, Biometrika 59:539);
one that changes by 1.5 of a day's standard deviations is noticed after 9 days on average, by 3 after 3½.
"""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

import msgspec

SMOOTHING, LIMIT = 0.15, 3.9
"""λ and L."""


class DayValue(NamedTuple):
    """One day: its number, how many it rests on, and the sum of what was counted or scored."""

    day: int
    n: int
    total: float


class Charted(msgspec.Struct, frozen=True, kw_only=True):
    """A day on the chart: its value with n, where the average stands, and between which limits it may."""

    day: int
    n: int
    value: float
    average: float
    low: float
    high: float


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A control chart. `centre` is the baseline's mean, `since` the most likely day it changed.

    `ratio` is the last day's distance from the centre in limits: beyond 1 it is outside of them.
    """

    centre: float
    dispersion: float
    days: tuple[Charted, ...]
    ratio: float
    since: int


def chart(baseline: Sequence[DayValue], watched: Sequence[DayValue], variance: float) -> Chart | None:
    """Return the chart of the watched days; None where either side has no day with anything on it.

    `variance` is that of one answer (a share's p(1 − p), a score's σ²) over the baseline.
    """
    before, after = ([day for day in days if day.n] for days in (baseline, watched))
    n = sum(day.n for day in before)
    if not before or not after:
        return None
    centre = sum(day.total for day in before) / n
    spread = variance * _dispersion(before, centre, variance)
    days = tuple(_charted(after, centre, spread, spread / n))
    last = days[-1]
    half = last.high - centre
    ratio = abs(last.average - centre) / half if half > 0 else 0.0
    return Chart(centre=centre, dispersion=spread / variance if variance else 1.0, days=days, ratio=ratio,
                 since=_since(days, centre))  # fmt: skip


def _dispersion(days: Sequence[DayValue], centre: float, variance: float) -> float:
    if len(days) < 2 or variance <= 0:
        return 1.0
    squares = sum((day.total / day.n - centre) ** 2 * day.n / variance for day in days)
    return max(1.0, squares / (len(days) - 1))


def _charted(days: Sequence[DayValue], centre: float, spread: float, known: float) -> Sequence[Charted]:
    average, noise, kept, found = centre, 0.0, 1.0, []
    for day in days:
        value = day.total / day.n
        average = SMOOTHING * value + (1 - SMOOTHING) * average
        noise = SMOOTHING**2 * spread / day.n + (1 - SMOOTHING) ** 2 * noise
        kept *= 1 - SMOOTHING
        half = LIMIT * sqrt(noise + (1 - kept) ** 2 * known)
        found.append(Charted(day=day.day, n=day.n, value=value, average=average, low=centre - half, high=centre + half))
    return found


def _since(days: Sequence[Charted], centre: float) -> int:
    """Return the most likely day of a change: from which on the days together lie farthest from the centre for their
    number, on the side the average is on. Source: Samuel, Pignatiello and Calvin (1998), Quality Engineering 10:521.
    """
    above, best, since = days[-1].average > centre, -1.0, days[-1].day
    n, away = 0, 0.0
    for day in reversed(days):
        n, away = n + day.n, away + day.n * (day.value - centre)
        if away * away / n >= best and (away > 0) == above:
            best, since = away * away / n, day.day
    return since
