"""Times between two steps: minutes when people go straight on, days when they come back later."""

from functools import cached_property

import msgspec
import numpy as np
import numpy.typing as npt

from hanhtrinh.demo.normal import ndtr, ndtri

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

HOUR, DAY = 3_600, 86_400
SHORTEST, QUICK_LONGEST = 5, 6 * HOUR
MAX_DAYS = 28
"""With the jitter still less than 29 days, so that a window of 30 days tells who has left from who is still coming."""


class Gap(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The time from one step to the next, in seconds: a mixture of going straight on and of coming back another day.

    A share `quick` goes on after a lognormal time (`quick_median` seconds, `quick_sigma`), cut to 5 s … 6 h. The others
    come back after a whole number of days, 1 … 28, whose weights are those of a lognormal (`days_median`, `days_sigma`)
    rounded, shifted by `shift_hours` and then evenly by up to `jitter_hours` either way: people keep to their time of
    day.
    """

    quick: float
    quick_median: float = 600.0
    quick_sigma: float = 1.0
    days_median: float = 3.0
    days_sigma: float = 0.9
    shift_hours: float = 0.0
    jitter_hours: float = 6.0

    @cached_property
    def day_weights(self) -> Floats:
        """The probability of each whole number of days, 1 … `MAX_DAYS`."""
        edges = np.log(np.arange(MAX_DAYS + 1) + 0.5)
        weights = np.diff(ndtr((edges - np.log(self.days_median)) / self.days_sigma))
        return np.asarray(weights / weights.sum())

    @cached_property
    def _quick_bounds(self) -> tuple[float, float]:
        low, high = np.log(np.array([SHORTEST, QUICK_LONGEST]) / self.quick_median) / self.quick_sigma
        return float(ndtr(low)), float(ndtr(high))

    def cdf(self, seconds: Floats) -> Floats:
        """Return the probability of at most so many seconds, elementwise, in closed form."""
        return self.quick * self._quick_cdf(seconds) + (1 - self.quick) * self._days_cdf(seconds)

    def _quick_cdf(self, seconds: Floats) -> Floats:
        low, high = self._quick_bounds
        inside = np.clip(seconds, SHORTEST, QUICK_LONGEST)
        return np.asarray((ndtr(np.log(inside / self.quick_median) / self.quick_sigma) - low) / (high - low))

    def _days_cdf(self, seconds: Floats) -> Floats:
        half = self.jitter_hours * HOUR
        begins = np.arange(1, MAX_DAYS + 1) * DAY + self.shift_hours * HOUR - half
        spread = np.clip((np.asarray(seconds)[..., None] - begins) / (2 * half), 0.0, 1.0)
        return np.asarray(spread @ self.day_weights)

    def draw(self, random: np.random.Generator, size: int) -> Integers:
        """Draw gaps as whole seconds."""
        quick = random.random(size) < self.quick
        found = np.empty(size, np.int64)
        found[quick] = self._draw_quick(random, int(quick.sum()))
        found[~quick] = self._draw_days(random, int(size - quick.sum()))
        return found

    def _draw_quick(self, random: np.random.Generator, size: int) -> Integers:
        low, high = self._quick_bounds
        drawn = self.quick_median * np.exp(self.quick_sigma * ndtri(low + (high - low) * random.random(size)))
        return np.asarray(np.rint(drawn), np.int64)

    def _draw_days(self, random: np.random.Generator, size: int) -> Integers:
        days = pick(random, self.day_weights, size) + 1
        jitter = random.random(size) * 2 - 1
        hours = self.shift_hours + jitter * self.jitter_hours
        return days * DAY + np.rint(hours * HOUR).astype(np.int64)


def pick(random: np.random.Generator, weights: Floats, size: int) -> Integers:
    """Draw positions with the given weights, which need not sum to one."""
    return place(weights, random.random(size))


def place(weights: Floats, shares: Floats) -> Integers:
    """Return the positions at which the given shares (0 to 1) of all weight are passed."""
    bounds = np.cumsum(weights)
    return np.asarray(np.searchsorted(bounds[:-1], shares * bounds[-1], side="right"), np.int64)
