"""Quantiles of the normal distribution and of Student's t, to the last digits of a double.

Written out because importing a numerical library for these two takes longer than drawing a map. Every series below has
only positive terms, so nothing cancels; `tests/properties/test_quantiles.py` holds them against scipy. Formulas:
`docs/statistics.md`.
"""

from functools import lru_cache
from math import exp, inf, isfinite, log, log1p, pi, sqrt
from statistics import NormalDist

_STANDARD = NormalDist()
_MOST_STEPS = 100
_LONGEST_STEP = 500.0
# Hardly any degrees of freedom: the square would soon be no double.
_BEYOND = 1e300
# Newton doubles the digits: after a step this small all are right.
_CLOSE = 1e-9
# Γ(a + ½) ÷ Γ(a) ÷ √a in powers of 1 ÷ a (Tricomi and Erdélyi 1951), good to the last digit from `_LARGE` on.
_LARGE = 24.0
_RATIO = (1.0, -1 / 8, 1 / 128, 5 / 1024, -21 / 32768, -399 / 262144, 869 / 4194304, 39325 / 33554432)


def normal_quantile(level: float = 0.95) -> float:
    """Return the z that a standard normal stays within, on both sides, with probability `level` (0.95 → 1.95996).

    Wichura's AS 241, as the standard library has it.
    """
    return _STANDARD.inv_cdf(0.5 + level / 2)


@lru_cache(maxsize=4096)
def t_quantile(degrees: float, level: float = 0.95) -> float:
    """Return the t that Student's distribution stays within, on both sides, with probability `level`.

    Newton's method on the logarithms of t and of P(|T| ≤ t), or of P(|T| > t) in the tail, where both are almost
    straight lines. Infinite where its square is no double (hardly any degrees of freedom). Raises ValueError unless
    `degrees` > 0 (any real number; infinity is the normal) and 0 < `level` < 1.

    >>> round(t_quantile(4), 3), round(t_quantile(30), 3)
    (2.776, 2.042)
    """
    if not (degrees > 0 and 0 < level < 1):
        raise ValueError(f"no quantile of t with {degrees} degrees of freedom at {level}")
    z = normal_quantile(level)
    if not isfinite(degrees):
        return z
    t = z + (z**3 + z) / (4 * degrees)
    for _ in range(_MOST_STEPS):
        if t * t / degrees > _BEYOND:
            return inf
        step = _log_step(t, degrees, level)
        t *= exp(min(step, _LONGEST_STEP))
        if abs(step) < _CLOSE:
            break
    return t


def _log_step(t: float, degrees: float, level: float) -> float:
    """Return the change of log t by which Newton's method comes nearer to the quantile."""
    scaled = t * t / degrees
    half = degrees / 2
    # t times the density of |T|.
    slope = 2 * _gamma_ratio(half) / sqrt(pi) * sqrt(scaled) * exp(-(half + 0.5) * log1p(scaled))
    if scaled <= 1:
        inside = slope * _series(0.5, half, scaled / (1 + scaled))
        return log(level / inside) * inside / slope
    outside = slope / degrees * _series(half, 0.5, 1 / (1 + scaled))
    return log(outside / (1 - level)) * outside / slope


def _series(a: float, b: float, x: float) -> float:
    """Return a·B(a, b)·I_x(a, b) ÷ (x^a · (1 − x)^b): the sum over n of x^n · (a + b)_n ÷ (a + 1)_n."""
    total = term = 1.0
    n = 0
    while term > total * 1e-17:
        term *= x * (a + b + n) / (a + 1 + n)
        total += term
        n += 1
    return total


def _gamma_ratio(a: float) -> float:
    """Return Γ(a + ½) ÷ Γ(a): its series, after going up to where that is good."""
    down = 1.0
    while a < _LARGE:
        down *= a / (a + 0.5)
        a += 1
    total = 0.0
    for coefficient in reversed(_RATIO):
        total = total / a + coefficient
    return down * sqrt(a) * total
