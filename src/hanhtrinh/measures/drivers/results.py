"""What comes of asking what drives an overall score."""

from typing import Literal

import msgspec

from hanhtrinh.measures.results import Interval

Kind = Literal["score", "effort", "late", "repeats", "reached"]
Why = Literal["", "few", "alike", "noise"]
Extreme = Literal["mean", "lowest", "highest", "peak", "end"]


class Predictor(msgspec.Struct, frozen=True, kw_only=True):
    """Something that may drive an overall score: at `step`, how people scored it (`score`; `effort`: how easy), whether
    its promise was broken (`late`), how often they came again (`repeats`), whether they came by at all (`reached`).
    """

    kind: Kind
    step: str
    instrument: str = ""

    @property
    def key(self) -> str:
        """The predictor's name."""
        return f"{self.kind}:{self.step}"


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """A value with the interval of its bootstrap, and the number of people behind it."""

    value: float
    n: int
    interval: Interval | None


class Driver(msgspec.Struct, frozen=True, kw_only=True):
    """One predictor's part in the overall score.

    Of the people with an overall score, `met` came by the step and `n` have this predictor's value as well: who met a
    step and did not answer is not the same as who never met it. `r` is the association by itself. `weight` is the
    relative weight (share of the overall score's variance) and `share` its part of all that is explained; both None
    where it could not be weighed with the others (`why`: too `few` people, or all `alike`). `rank` with its interval
    counts from 1. `sure` tells that its weight is beyond that of pure noise (Benjamini–Hochberg at 5 %).

    `penalty` is what a low value costs against a middling one, in points of the overall score, `reward` what a high
    one brings; `low` and `high` count people. For what happened or did not, `penalty` is the difference between both.
    """

    predictor: Predictor
    met: int
    n: int
    r: Estimate | None
    weight: Estimate | None = None
    share: Estimate | None = None
    rank: int | None = None
    ranks: tuple[int, int] | None = None
    sure: bool = False
    penalty: Estimate | None = None
    reward: Estimate | None = None
    low: int = 0
    high: int = 0
    why: Why = ""


class PeakEnd(msgspec.Struct, frozen=True, kw_only=True):
    """How one feature of people's step scores goes with the overall score: association and relative weight among
    the features `lowest`, `highest` and `end`.
    """

    feature: Extreme
    r: Estimate | None
    weight: Estimate | None = None


class Drivers(msgspec.Struct, frozen=True, kw_only=True):
    """What drives an overall score: `people` gave one to `outcome`. `joined` tells that predictors were weighed
    together (Johnson); where pairs are too thin they stand alone, by association. `r2` is what they explain together,
    `corrected` the largest change made so that the correlations can belong together, `least` the thinnest pair.

    `peaks` stand over `several` people with scores of two steps or more.
    """

    outcome: str
    people: int
    joined: bool
    r2: Estimate | None
    corrected: float
    least: int
    drivers: tuple[Driver, ...]
    several: int
    peaks: tuple[PeakEnd, ...]
