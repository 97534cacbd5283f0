"""Raking answer by answer, as it stands in textbooks: each margin in turn, then the cap, until nothing moves."""

from math import fsum


def slow_rake(answers, margins, cap, sweeps=2_000):
    """Return the weight of every answer (a tuple of groups), and whether each margin has its shares."""
    weights, n = [1.0] * len(answers), len(answers)
    for _ in range(sweeps):
        before = list(weights)
        for place, shares in enumerate(margins):
            for group, share in shares.items():
                mine = [i for i, answer in enumerate(answers) if answer[place] == group]
                now = fsum(weights[i] for i in mine)
                for i in mine:
                    weights[i] *= share * n / now
        weights = _capped(weights, cap)
        if max(abs(a - b) for a, b in zip(weights, before, strict=True)) < 1e-12:
            break
    missed = max(
        abs(fsum(w for w, answer in zip(weights, answers, strict=True) if answer[place] == group) - share * n)
        for place, shares in enumerate(margins)
        for group, share in shares.items()
    )
    return weights, missed <= 1e-6 * n


def _capped(weights, cap):
    """Return weights whose mean is 1 and none above the cap: the factor of the others is found by halving."""
    n, low, high = len(weights), 0.0, n_times(weights, cap)
    for _ in range(60):
        factor = (low + high) / 2
        low, high = (factor, high) if fsum(min(cap, factor * w) for w in weights) < n else (low, factor)
    return [min(cap, high * w) for w in weights]


def n_times(weights, cap):
    """Return a factor that raises every weight to the cap."""
    return cap / min(weights)
