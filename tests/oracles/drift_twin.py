"""Drift the slow, obvious way: counts by day from runs one after another, and the chart by its formulas."""

from collections import Counter
from math import sqrt


def cells(runs, days, last_step, rated, dropped, went_on):
    """Return counters by (step, day): visits, first visits, and of those the rated, dropped and gone on."""
    counts = {name: Counter() for name in ("visits", "arrived", "rated", "dropped", "went_on")}
    for run, state in runs:
        first = {}
        for time, _, step in run.visits:
            counts["visits"][step, days(time)] += 1
            first.setdefault(step, time)
        for step, time in first.items():
            key = step, days(time)
            counts["arrived"][key] += 1
            counts["rated"][key] += rated(run, state, step)
            counts["dropped"][key] += dropped(run, state, step)
            counts["went_on"][key] += went_on(run, state, step)
    return counts


def averages(centre, variance, known, days, smoothing, limit):
    """Return (average, half width of the limits) of each (n, value): weights written out, no recursion."""
    found = []
    for t in range(1, len(days) + 1):
        weights = [smoothing * (1 - smoothing) ** (t - 1 - i) for i in range(t)]
        average = sum(w * value for w, (_, value) in zip(weights, days, strict=False)) + (1 - smoothing) ** t * centre
        noise = sum(w * w * variance / n for w, (n, _) in zip(weights, days, strict=False))
        found.append((average, limit * sqrt(noise + sum(weights) ** 2 * known)))
    return found
