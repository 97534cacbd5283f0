"""Intervals: how sure a share, an NPS, a mean or the difference of two of them is.

Every function is a deterministic function of exact counts or integer sums, so that parts, order and machine do not
change one digit. Nothing observed is `None`, never a zero. Formulas, sources, worked examples: `docs/statistics.md`.
"""

from dataclasses import dataclass
from math import fsum, isfinite, sqrt

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.quantiles import normal_quantile, t_quantile
from hanhtrinh.measures.results import Interval

LEVEL = 0.95
MICRO = 1_000_000
_SQUARES_FIT = 2**62

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def _check_count(k: float, n: float) -> None:
    if not (isfinite(k) and isfinite(n) and 0 <= k <= n):
        raise ValueError(f"a count must lie between 0 and its total: {k} of {n}")


def wilson(k: float, n: float, level: float = LEVEL) -> Interval | None:
    """Return Wilson's score interval for the share `k / n`, or None when `n` is 0.

    `k` and `n` are counts (Kish's effective ones for weighted data); the bounds are shares 0…1.
    Raises ValueError unless 0 ≤ k ≤ n. Source: Wilson (1927); method 3 of Newcombe (1998), Stat. Med. 17:857.

    >>> interval = wilson(8, 10)
    >>> round(interval.low, 3), round(interval.high, 3)
    (0.49, 0.943)
    """
    _check_count(k, n)
    if n == 0:
        return None
    low, high = _wilson_bounds(k, n, normal_quantile(level))
    return Interval(low=low, high=high, method="wilson", level=level)


def _wilson_bounds(k: float, n: float, z: float) -> tuple[float, float]:
    centre = k + z * z / 2
    half = z * sqrt(k * (n - k) / n + z * z / 4)
    low = 0.0 if k == 0 else (centre - half) / (n + z * z)
    high = 1.0 if k == n else (centre + half) / (n + z * z)
    return max(0.0, min(low, k / n)), min(1.0, max(high, k / n))


def newcombe(k1: float, n1: float, k2: float, n2: float, level: float = LEVEL) -> Interval | None:
    """Return Newcombe's interval for the difference of shares `k1 / n1 − k2 / n2`, or None when either total is 0.

    Square-and-add of the two Wilson intervals: method 10 of Newcombe (1998), Stat. Med. 17:873.
    Raises ValueError unless 0 ≤ k ≤ n on both sides.

    >>> interval = newcombe(56, 70, 48, 80)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.0524, 0.3339)
    """
    _check_count(k1, n1)
    _check_count(k2, n2)
    if n1 == 0 or n2 == 0:
        return None
    z = normal_quantile(level)
    (low1, high1), (low2, high2) = _wilson_bounds(k1, n1, z), _wilson_bounds(k2, n2, z)
    p1, p2 = k1 / n1, k2 / n2
    low = p1 - p2 - sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    high = p1 - p2 + sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return Interval(low=max(-1.0, low), high=min(1.0, high), method="newcombe", level=level)


def nps_value(promoters: float, detractors: float, n: float) -> float | None:
    """Return the net promoter score, 100 × (promoters − detractors) ÷ n, from −100 to 100; None when `n` is 0."""
    _check_count(promoters + detractors, n)
    return None if n == 0 else 100 * (promoters - detractors) / n


def _adjusted_nps(promoters: float, detractors: float, n: float) -> tuple[float, float]:
    """Return centre and variance, as shares, of the score with ¾ promoter, ¾ detractor and 1½ passive answers more."""
    size = n + 3
    up, down = (promoters + 0.75) / size, (detractors + 0.75) / size
    return up - down, (up + down - (up - down) ** 2) / size


def nps_interval(promoters: float, detractors: float, n: float, level: float = LEVEL) -> Interval | None:
    """Return the adjusted Wald interval of a net promoter score, in points −100…100; None when `n` is 0.

    Three answers are added (¾ promoter, ¾ detractor, 1½ passive) and Wald's interval is taken around the adjusted
    score; it is widened to hold the score itself where it would not (only a single answer). Source: Rocks (2016), The
    American Statistician 70:365; its coverage over a stated grid is in `docs/statistics.md`.

    >>> interval = nps_interval(10, 3, 20)
    >>> round(interval.low, 1), round(interval.high, 1)
    (0.5, 60.4)
    """
    value = nps_value(promoters, detractors, n)
    if value is None:
        return None
    centre, variance = _adjusted_nps(promoters, detractors, n)
    half = normal_quantile(level) * sqrt(variance)
    low, high = max(-100.0, 100 * (centre - half)), min(100.0, 100 * (centre + half))
    return Interval(low=min(low, value), high=max(high, value), method="adjusted_wald", level=level)


Counts = tuple[float, float, float]
"""Promoters, detractors and all answers."""


def nps_z(first: Counts, second: Counts) -> float | None:
    """Return the normal statistic for equal scores, on the adjusted terms of `nps_interval`; None without answers."""
    if first[2] == 0 or second[2] == 0:
        return None
    (centre1, variance1), (centre2, variance2) = _adjusted_nps(*first), _adjusted_nps(*second)
    return (centre1 - centre2) / sqrt(variance1 + variance2)


def nps_difference(first: Counts, second: Counts, level: float = LEVEL) -> Interval | None:
    """Return the interval of first minus second net promoter score, in points −200…200; None without answers.

    The adjusted scores and variances of `nps_interval` are subtracted and added; widened to hold the difference itself.
    """
    one, two = nps_value(*first), nps_value(*second)
    if one is None or two is None:
        return None
    (centre1, variance1), (centre2, variance2) = _adjusted_nps(*first), _adjusted_nps(*second)
    centre, half = centre1 - centre2, normal_quantile(level) * sqrt(variance1 + variance2)
    low, high = max(-200.0, 100 * (centre - half)), min(200.0, 100 * (centre + half))
    return Interval(low=min(low, one - two), high=max(high, one - two), method="nps_z", level=level)


@dataclass(frozen=True)
class Moments:
    """The exact summary of numbers kept as whole millionths: how many, their sum, the sum of their squares.

    `total` counts millionths, `squares` millionths of millionths; both are Python integers and cannot overflow. Adding
    two gives the summary of both.
    """

    count: int = 0
    total: int = 0
    squares: int = 0

    def __add__(self, other: "Moments") -> "Moments":
        return Moments(self.count + other.count, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> float | None:
        """The mean; None of nothing."""
        return None if self.count == 0 else self.total / (self.count * MICRO)

    @property
    def variance(self) -> float | None:
        """The unbiased sample variance, rounded once from the exact fraction; None below two numbers."""
        if self.count < 2:
            return None
        n = self.count
        return (n * self.squares - self.total**2) / (n * (n - 1) * MICRO**2)


def moments(millionths: Integers) -> Moments:
    """Return the exact summary of an array of whole millionths.

    Summed in blocks whose squares fit 64 bits. Raises ValueError beyond ±2³¹ millionths (±2,147).
    """
    values = np.ascontiguousarray(millionths, dtype=np.int64)
    if not len(values):
        return Moments()
    largest = max(abs(int(values.min())), abs(int(values.max())), 1)
    block = _SQUARES_FIT // largest**2
    if block == 0:
        raise ValueError(f"{largest} millionths are too many to be squared exactly")
    starts = np.arange(0, len(values), block)
    squares = np.add.reduceat(values * values, starts)
    totals = np.add.reduceat(values, starts)
    return Moments(len(values), sum(totals.tolist()), sum(squares.tolist()))


def mean_interval(of: Moments, low: float = -np.inf, high: float = np.inf, level: float = LEVEL) -> Interval | None:
    """Return Student's t interval of a mean, clipped to `low`…`high`.

    None below two numbers, and None when all are equal: the sample then says nothing about the spread.
    Source: Student (1908), Biometrika 6:1.

    >>> interval = mean_interval(moments(np.array([1, 2, 3, 4, 5]) * MICRO))
    >>> round(interval.low, 4), round(interval.high, 4)
    (1.0368, 4.9632)
    """
    mean, variance = of.mean, of.variance
    if mean is None or not variance:
        return None
    half = t_quantile(of.count - 1, level) * sqrt(variance / of.count)
    return Interval(low=max(low, mean - half), high=min(high, mean + half), method="t", level=level)


def welch(first: Moments, second: Moments, level: float = LEVEL) -> Interval | None:
    """Return Welch's interval of first minus second mean, for unequal variances.

    None when either side has fewer than two numbers, or neither has any spread. Source: Welch (1947), Biometrika 34:28.
    """
    one, two = first.variance, second.variance
    if one is None or two is None or one + two == 0 or first.mean is None or second.mean is None:
        return None
    part1, part2 = one / first.count, two / second.count
    degrees = (part1 + part2) ** 2 / (part1**2 / (first.count - 1) + part2**2 / (second.count - 1))
    half = t_quantile(degrees, level) * sqrt(part1 + part2)
    value = first.mean - second.mean
    return Interval(low=value - half, high=value + half, method="welch", level=level)


def square_and_add(value1: float, first: Interval, value2: float, second: Interval) -> Interval:
    """Return the interval of first minus second value, made from an interval of each: what Newcombe does for shares.

    For readings whose own intervals lie askew, such as medians of times. Source: Zou & Donner (2008), Stat. Med.
    27:1693 (MOVER, the method of variance estimates recovery).

    >>> one, two = Interval(low=1.0, high=4.0, method="t"), Interval(low=5.0, high=9.0, method="t")
    >>> square_and_add(2.0, one, 6.0, two)
    Interval(low=-7.16227766016838, high=-1.7639320225002102, method='square_and_add', level=0.95)
    """
    low = value1 - value2 - sqrt((value1 - first.low) ** 2 + (second.high - value2) ** 2)
    high = value1 - value2 + sqrt((first.high - value1) ** 2 + (value2 - second.low) ** 2)
    return Interval(low=low, high=high, method="square_and_add", level=min(first.level, second.level))


def kish_n(weights: Floats, times: Floats | None = None) -> float:
    """Return Kish's effective sample size, (Σw)² ÷ Σw²; 0 when nothing has weight.

    `times` says how many answers each weight is of (one each). Sums are correctly rounded, so that order does not
    change a digit. Raises ValueError for a weight that is negative or not finite. Source: Kish (1965), Survey Sampling,
    11.7.

    >>> round(kish_n(np.array([1.0, 1.0, 2.0])), 3)
    2.667
    """
    if not np.all(np.isfinite(weights) & (weights >= 0)):
        raise ValueError("weights must be finite and not negative")
    largest = float(np.max(weights, initial=0.0))
    if largest == 0:
        return 0.0
    relative = weights / largest  # else the square of a tiny weight is 0
    many = np.ones(len(weights)) if times is None else times
    squares = fsum(many * relative**2)
    return fsum(many * relative) ** 2 / squares if squares > 0 else 0.0


def weighted_share(
    hit: npt.NDArray[np.bool_], weights: Floats, times: Floats | None = None, level: float = LEVEL
) -> tuple[float, Interval] | None:
    """Return a weighted share and its Wilson interval at Kish's n; None when nothing has weight."""
    n = kish_n(weights, times)
    share = _share_of(hit, weights, times)
    interval = wilson(share * n, n, level)
    return None if interval is None else (share, interval)


def weighted_nps(
    score: Floats, weights: Floats, times: Floats | None = None, level: float = LEVEL
) -> tuple[float, Interval] | None:
    """Return a weighted net promoter score and its adjusted Wald interval at Kish's n; None when nothing has weight."""
    n = kish_n(weights, times)
    up, down = n * _share_of(score >= 9, weights, times), n * _share_of(score <= 6, weights, times)
    down = min(down, n - up)
    value, interval = nps_value(up, down, n), nps_interval(up, down, n, level)
    return None if value is None or interval is None else (value, interval)


def _share_of(hit: npt.NDArray[np.bool_], weights: Floats, times: Floats | None) -> float:
    mass = weights if times is None else weights * times
    total = fsum(mass)
    return min(1.0, fsum(mass[hit]) / total) if total > 0 else 0.0


def weighted_mean(
    values: Floats,
    weights: Floats,
    times: Floats | None = None,
    low: float = -np.inf,
    high: float = np.inf,
    level: float = LEVEL,
) -> tuple[float, Interval | None] | None:
    """Return a weighted mean and its t interval with Kish's n in place of n, clipped to `low`…`high`; None when nothing
    has weight.

    The interval is None when Kish's n does not exceed 1 (or so little that t is no number) or all values are equal.
    """
    n = kish_n(weights, times)
    if n == 0:
        return None
    mass = weights if times is None else weights * times
    total, there = fsum(mass), mass > 0
    mean = fsum(mass * values) / total
    if n <= 1 or np.ptp(values[there]) == 0:
        return mean, None
    half = t_quantile(n - 1, level) * sqrt(fsum(mass * (values - mean) ** 2) / total / (n - 1))
    if not isfinite(half):
        return mean, None
    return mean, Interval(low=max(low, mean - half), high=min(high, mean + half), method="t", level=level)
