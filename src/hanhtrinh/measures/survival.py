"""Time to arrive, counted right for those still under way: Kaplan–Meier and Aalen–Johansen.

A wait ends by *arriving* (the event waited for), by *leaving* (which competes: who has left will not come), or is
*censored* (still under way: all that is known is that it lasted this long). Leaving may also be taken as censoring,
which asks how long it would take if nobody left. Everything is a deterministic function of `KeyedCounts`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.durations import KeyedCounts
from hanhtrinh.measures.quantiles import normal_quantile
from hanhtrinh.measures.results import Duration, Interval, Reading, Who
from hanhtrinh.measures.statistics import LEVEL

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Leaving = Literal["competes", "censored"]
_ALMOST = 1e-9  # a curve that reaches a quantile exactly must not miss it by a rounding error


@dataclass(frozen=True)
class Curve:
    """The share that has arrived by each time, a step function: one entry per distinct time of an arrival or leaving.

    `at_risk` just before the time; `waiting` the share that has neither arrived nor left after it; `incidence` the
    share arrived by it, with its `variance`; `with_final` the covariance of `incidence` with its last value.
    """

    seconds: Integers
    at_risk: Integers
    arrived: Integers
    left: Integers
    waiting: Floats
    incidence: Floats
    variance: Floats
    with_final: Floats

    @property
    def final(self) -> float:
        """The share that arrived by the last time observed; 0 of nothing."""
        return float(self.incidence[-1]) if len(self.incidence) else 0.0


def kaplan_meier(counts: KeyedCounts) -> Curve:
    """Return the Kaplan–Meier curve (1 − survival) of arriving with Greenwood's variance; leaving counts as censoring.

    At equal times arrivals come before censoring. Sources: Kaplan & Meier (1958), JASA 53:457; Greenwood (1926).
    """
    nobody = np.zeros_like(counts.left)
    return aalen_johansen(KeyedCounts(counts.seconds, counts.arrived, nobody, counts.left + counts.censored))


def aalen_johansen(counts: KeyedCounts) -> Curve:
    """Return the Aalen–Johansen cumulative incidence of arriving, with leaving as the competing end, and its variance.

    The variance is the Greenwood-type one (equal to the delta method's), which is Greenwood's when nobody leaves and
    the binomial one when nobody is censored. At equal times arrivals and leavings come before censoring. Sources: Aalen
    & Johansen (1978); Andersen, Borgan, Gill & Keiding (1993), IV.4; Marubini & Valsecchi (1995), 10.2.
    """
    ended = counts.arrived + counts.left + counts.censored
    at_risk = ended[::-1].cumsum()[::-1]
    events = counts.arrived + counts.left > 0
    n, d1, d2 = at_risk[events], counts.arrived[events], counts.left[events]
    waiting = np.cumprod((n - d1 - d2) / n)
    before = np.concatenate(([1.0], waiting[:-1])) if len(n) else waiting
    incidence = np.cumsum(before * d1 / n)
    variance, with_final = _covariances(n, d1, d2, before, incidence)
    return Curve(counts.seconds[events], n, d1, d2, waiting, incidence, variance, with_final)


def _covariances(n: Integers, d1: Integers, d2: Integers, before: Floats, incidence: Floats) -> tuple[Floats, Floats]:
    """Return Var F(t) and Cov(F(t), F(end)), each Σ over u ≤ t of A²h₁(1−h₁) − A h₁(G+G') + G G' h/(1−h), over n.

    A = S(u−), h₁ and h the shares of those at risk that arrive, or end, at u; G = F(t) − F(u), G' = F(end) − F(u).
    """
    if not len(n):
        return incidence, incidence
    stay = n - d1 - d2
    own = np.cumsum(before**2 * d1 * (n - d1) / n.astype(np.float64) ** 3)
    cross = before * d1 / n.astype(np.float64) ** 2
    cross0, cross1 = np.cumsum(cross), np.cumsum(cross * incidence)
    # Where everybody at risk ends, the curve never moves again: G is 0 and the term with it.
    end = np.where(stay > 0, (d1 + d2) / (n.astype(np.float64) * np.maximum(stay, 1)), 0.0)
    end0, end1, end2 = np.cumsum(end), np.cumsum(end * incidence), np.cumsum(end * incidence**2)

    def covariance(other: Floats | np.float64) -> Floats:
        both = incidence + other
        result: Floats = own - (both * cross0 - 2 * cross1) + (incidence * other * end0 - both * end1 + end2)
        return result

    return np.maximum(covariance(incidence), 0.0), covariance(incidence[-1])


def conditional(curve: Curve) -> Curve:
    """Return the curve among those who ever arrive: F(t) ÷ F(end), with the delta-method variance of the ratio.

    "Ever" means by the last time observed. A curve on which nobody arrives is returned as it is.
    """
    final = curve.final
    if final == 0:
        return curve
    ratio = curve.incidence / final
    spread = curve.variance - 2 * ratio * curve.with_final + ratio**2 * curve.variance[-1]
    variance = np.maximum(spread, 0.0) / final**2
    return replace(curve, incidence=ratio, variance=variance, with_final=np.zeros_like(ratio))


def pointwise(curve: Curve, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Return the log-log pointwise bounds of `incidence` at each time of the curve.

    Where everyone has arrived the transformed bound does not exist: the lower one is carried on from the time before.
    Source: Kalbfleisch & Prentice (1980), 1.3 (there for survival, 1 − incidence).
    """
    inside = (curve.incidence > 0) & (curve.incidence < 1 - _ALMOST)
    rest = np.where(inside, 1 - curve.incidence, 0.5)
    factor = np.exp(normal_quantile(level) * np.sqrt(curve.variance) / (rest * -np.log(rest)))
    low = np.where(inside, 1 - rest ** (1 / factor), 0.0)
    high = np.where(inside, 1 - rest**factor, np.where(curve.incidence > 0, 1.0, 0.0))
    done = np.flatnonzero(~inside & (curve.incidence > 0))
    if len(done) and done[0] > 0:
        low[done] = low[done[0] - 1]
    return low, high


@dataclass(frozen=True)
class Quantile:
    """A quantile of a curve in seconds and its interval; None where the curve or its bound does not get there."""

    seconds: int | None
    low: int | None
    high: int | None


def quantile(curve: Curve, share: float, level: float = LEVEL) -> Quantile:
    """Return the first time by which `share` has arrived, with the inverted pointwise interval.

    The interval holds the times whose pointwise log-log interval holds `share`. Source: Brookmeyer & Crowley (1982),
    Biometrics 38:29, with the transformation of Klein & Moeschberger (1997), 4.5.
    """
    low, high = pointwise(curve, level)
    return Quantile(*(_first(curve.seconds, band, share) for band in (curve.incidence, high, low)))


def _first(seconds: Integers, band: Floats, share: float) -> int | None:
    there = np.flatnonzero(band >= share - _ALMOST)
    return int(seconds[there[0]]) if len(there) else None


def median_of_arrivals(counts: KeyedCounts) -> float | None:
    """Return the plain median of those who arrived, blind to all others and so biased short; None without arrivals."""
    upto = counts.arrived.cumsum()
    total = int(upto[-1]) if len(upto) else 0
    if total == 0:
        return None
    middle = np.searchsorted(upto, [(total - 1) // 2, total // 2], side="right")
    return float(counts.seconds[middle].sum() / 2)


def duration_reading(
    counts: KeyedCounts,
    *,
    leaving: Leaving,
    definition: str,
    params: Mapping[str, str | int | float] | None = None,
    who: Who | None = None,
    level: float = LEVEL,
) -> Duration:
    """Return how long arriving takes: median with interval, quartiles, and the naive median beside it.

    With `leaving="censored"` the quantiles are Kaplan–Meier's: how long it takes if nobody left. With
    `leaving="competes"` they are those of the cumulative incidence among all who ever come ("half of those who ever
    come, come within …"). Params gain `leaving`, and where known `ever` (share that arrives), `undecided` (share
    neither arrived nor left at the end) and `horizon_seconds` (last arrival or leaving). Where the data bound the
    median only from below there is no interval; params then hold that bound as `at_least_seconds`. `error` is the
    largest error of binned durations, as a share of them.
    """
    curve = aalen_johansen(counts) if leaving == "competes" else kaplan_meier(counts)
    asked = conditional(curve) if leaving == "competes" else curve
    first, median, third = (quantile(asked, share, level) for share in (0.25, 0.5, 0.75))
    method = "conditional_incidence" if leaving == "competes" else "brookmeyer_crowley"
    reading = Reading(
        value=_float(median.seconds),
        unit="seconds",
        n=counts.total,
        definition=definition,
        params={**(params or {}), **_facts(counts, curve, leaving, median)},
        interval=_interval(median, method, level),
        who=who,
    )
    return Duration(
        reading=reading,
        quartile_low=_float(first.seconds),
        quartile_high=_float(third.seconds),
        arrived=int(counts.arrived.sum()),
        censored=int(counts.censored.sum()),
        left=int(counts.left.sum()),
        naive_median=median_of_arrivals(counts),
    )


def _float(seconds: int | None) -> float | None:
    return None if seconds is None else float(seconds)


def _interval(of: Quantile, method: str, level: float) -> Interval | None:
    if of.seconds is None or of.low is None or of.high is None:
        return None
    return Interval(low=float(of.low), high=float(of.high), method=method, level=level)


def _facts(counts: KeyedCounts, curve: Curve, leaving: Leaving, median: Quantile) -> dict[str, str | int | float]:
    facts: dict[str, str | int | float] = {"leaving": leaving}
    if counts.error:
        facts["error"] = counts.error
    if len(curve.seconds):
        facts["ever"] = curve.final
        facts["undecided"] = float(curve.waiting[-1])
        facts["horizon_seconds"] = int(curve.seconds[-1])
    if median.low is not None and median.high is None:
        facts["at_least_seconds"] = median.low
    return facts
