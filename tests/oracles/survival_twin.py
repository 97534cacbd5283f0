"""Kaplan–Meier and Aalen–Johansen the slow, obvious way: one person after another, exact fractions, sums written out.

Causes: 0 censored, 1 arrived, 2 left.
"""

from fractions import Fraction


def steps(waits):
    """Return (time, at risk, arrived, left) at each time of an arrival or leaving; `waits` are (seconds, cause)."""
    times = sorted({t for t, cause in waits if cause in (1, 2)})
    return [
        (
            time,
            sum(t >= time for t, _ in waits),
            sum(t == time and cause == 1 for t, cause in waits),
            sum(t == time and cause == 2 for t, cause in waits),
        )
        for time in times
    ]


def curve(waits):
    """Return (time, share still waiting, share arrived) at each time of an arrival or leaving."""
    waiting, arrived, found = Fraction(1), Fraction(0), []
    for time, at_risk, came, left in steps(waits):
        arrived += waiting * Fraction(came, at_risk)
        waiting *= Fraction(at_risk - came - left, at_risk)
        found.append((time, waiting, arrived))
    return found


def covariance(waits, first, second):
    """Return Cov(F(first), F(second)): the delta method over independent multinomial steps, slope by slope."""
    rows, shares = steps(waits), curve(waits)
    at = {time: share for time, _, share in shares}
    total = Fraction(0)
    for i, (time, n, came, left) in enumerate(rows):
        if time > min(first, second):
            break
        before = shares[i - 1][1] if i else Fraction(1)
        h1, h2 = Fraction(came, n), Fraction(left, n)
        slopes = [_slopes(before, h1 + h2, at[end] - at[time]) for end in (first, second)]
        spread = {(0, 0): h1 * (1 - h1), (1, 1): h2 * (1 - h2), (0, 1): -h1 * h2, (1, 0): -h1 * h2}
        total += sum(slopes[0][a] * slopes[1][b] * spread[a, b] for a in (0, 1) for b in (0, 1)) / n
    return total


def _slopes(before, ended, gain):
    """Return how F moves with the share arriving and the share leaving at one time; nothing moves once all ended."""
    loss = gain / (1 - ended) if ended < 1 else Fraction(0)
    return before - loss, -loss


def greenwood(waits):
    """Return (time, survival, Greenwood's variance) of arriving, leaving taken as censoring."""
    as_censored = [(t, 1 if cause == 1 else 0) for t, cause in waits]
    survival, total, found = Fraction(1), Fraction(0), []
    for time, n, came, _ in steps(as_censored):
        survival *= Fraction(n - came, n)
        total += Fraction(came, n * (n - came)) if came < n else 0
        found.append((time, survival, survival**2 * total))
    return found
