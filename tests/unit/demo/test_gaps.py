"""Times between steps: what is drawn follows the distribution function the truth is computed from."""

import numpy as np
import pytest
from scipy.stats import kstest

from hanhtrinh.demo.company import Company
from hanhtrinh.demo.gaps import DAY, HOUR, SHORTEST, Gap, pick

GAPS = Company().gaps | {
    f"{place}, {when}": getattr(delay, when)
    for place, delay in Company().delays.items()
    for when in ("on_time", "late")
}


@pytest.mark.parametrize("name", GAPS)
def test_drawn_gaps_follow_the_distribution(name: str) -> None:
    """Drawn gaps pass a Kolmogorov–Smirnov test against the closed form."""
    drawn = GAPS[name].draw(np.random.default_rng(7), 20_000).astype(np.float64)
    # Whole seconds stand for half a second either way.
    jitter = np.random.default_rng(8).random(len(drawn)) - 0.5
    assert kstest(drawn + jitter, GAPS[name].cdf).pvalue > 1e-4


@pytest.mark.parametrize("name", GAPS)
def test_gaps_stay_within_the_window(name: str) -> None:
    """No gap is shorter than five seconds or as long as 29 days, so that a window of 30 days tells who has left."""
    drawn = GAPS[name].draw(np.random.default_rng(9), 20_000)
    assert drawn.min() >= SHORTEST
    assert drawn.max() < 29 * DAY
    assert GAPS[name].cdf(np.array([SHORTEST - 1.0, 29.0 * DAY])) == pytest.approx([0.0, 1.0])


def test_a_known_gap() -> None:
    """A gap of always two days later, give or take an hour, has its median at two days and its ends an hour away."""
    gap = Gap(quick=0.0, days_median=2.0, days_sigma=0.01, jitter_hours=1.0)
    at = np.array([2 * DAY - HOUR, 2 * DAY, 2 * DAY + HOUR], np.float64)
    assert gap.cdf(at) == pytest.approx([0.0, 0.5, 1.0])


def test_pick_keeps_the_weights() -> None:
    """Positions are drawn as often as their weights say, those of no weight never."""
    drawn = np.bincount(pick(np.random.default_rng(1), np.array([3.0, 0.0, 1.0]), 40_000), minlength=3)
    assert drawn[1] == 0
    assert drawn[0] / drawn[2] == pytest.approx(3.0, rel=0.05)
