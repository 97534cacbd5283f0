"""Drivers the slow, obvious way: each person's values by loops, relative weights by their definition on raw data."""

from itertools import combinations
from math import factorial

import numpy as np

HOUR = 3_600_000_000


def relative_weights(x, y):
    """Return Johnson's weights from raw data: the orthonormal variables nearest to x, then both regressions."""
    x = (x - x.mean(0)) / x.std(0) / np.sqrt(len(x))
    y = (y - y.mean()) / y.std() / np.sqrt(len(y))
    left, _, right = np.linalg.svd(x, full_matrices=False)
    z = left @ right
    loadings, betas = z.T @ x, z.T @ y
    return (loadings.T**2) @ betas**2


def r_squared(x, y):
    """Return R² of the regression with a constant."""
    design = np.column_stack([np.ones(len(x)), x])
    rest = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return 1 - (rest**2).sum() / ((y - y.mean()) ** 2).sum()


def averages_over_orders(x, y):
    """Return each predictor's gain in R², averaged over all orders of entering (Lindeman, Merenda & Gold)."""
    p = x.shape[1]
    found = np.zeros(p)
    for i in range(p):
        others = [j for j in range(p) if j != i]
        for size in range(p):
            share = factorial(size) * factorial(p - size - 1) / factorial(p)
            for some in combinations(others, size):
                without = r_squared(x[:, some], y) if some else 0.0
                found[i] += share * (r_squared(x[:, (*some, i)], y) - without)
    return found


def rows(people, answers, plan, steps, emotion, good):
    """Return per person name: (values by predictor key or None, met by predictor key, overall score).

    `answers` are dicts of person, time, position, instrument, step, score; `emotion` and `good` turn (instrument,
    score) into an emotion, and a score high is good.
    """
    found = {}
    for person in people:
        mine = [a for a in answers if a["person"] == person.name and a["score"] is not None]
        overall = [a for a in mine if a["instrument"] == plan.outcome]
        if not overall:
            continue
        last = max(overall, key=lambda a: (a["time"], a["position"]))
        begun = [run for run in person.runs if run.visits[0][0] <= last["time"]]
        current = begun[-1] if begun else None
        met = {step for run in person.runs for time, _, step in run.visits if time <= last["time"]}
        values, came = {}, {}
        for predictor in plan.predictors:
            index = steps[predictor.step]
            visits = [v for v in (current.visits if current else ()) if v[2] == index and v[0] <= last["time"]]
            value = None
            if predictor.kind in ("score", "effort"):
                said = [a for a in mine if a["instrument"] == predictor.instrument and a["step"] == index]
                said = [a for a in said if a["time"] <= last["time"] + HOUR]
                if said:
                    one = max(said, key=lambda a: (a["time"], a["position"]))
                    turn = emotion if predictor.kind == "score" else good
                    value = turn(one["instrument"], one["score"])
            elif predictor.kind == "repeats" and visits:
                value = min(len(visits) - 1, 5)
            elif predictor.kind == "reached" and current:
                value = int(bool(visits))
            values[predictor.key] = value
            came[predictor.key] = index in met or (predictor.kind in ("score", "effort") and value is not None)
        found[person.name] = values, came, good(plan.outcome, last["score"])
    return found
