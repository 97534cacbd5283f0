"""What a survey's results would be if the groups among those who answered were as many as in the population.

The weights hang on the groups of a response alone: what was counted by cell is enough. Weighted figures stand beside
the plain ones, over the responses whose groups are known; intervals are those of the plain ones at Kish's n.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum, inf
from typing import Any, Literal, NamedTuple

import numpy as np

from hanhtrinh.measures.raking import Floats, Margin, rake
from hanhtrinh.measures.results import Interval
from hanhtrinh.measures.statistics import kish_n, weighted_mean, weighted_nps, weighted_share
from hanhtrinh.voice.surveys.answers import scale_of
from hanhtrinh.voice.surveys.model import SCORED, Question, Survey
from hanhtrinh.voice.surveys.results import FEW, Score, choice_keys, series_of
from hanhtrinh.voice.surveys.score import row_scores
from hanhtrinh.voice.surveys.tally import Cell, Count, Tally, joined
from hanhtrinh.voice.surveys.weighting import BEYOND, UNKNOWN, Weighting

State = Literal["reached", "capped", "apart", "nobody"]
"""All shares are reached; the largest weight allowed forbids it; two sets of shares contradict each other in these
responses; no response can be weighted."""


class Group(NamedTuple):
    """A group: how many weighted responses are of it, their share, the share it is to have and the one it has weighted.

    The `aim` of a group nobody answered from is spread over the others: theirs are reached that much higher.
    """

    key: str
    n: int
    share: float
    aim: float
    reached: float


@dataclass(frozen=True)
class Fit:
    """The weights: by cell, on average 1. `n` responses have one, `left_out` have none; of each variable `unknown` lack
    the group and `beyond` are of one without a share. `effective` is Kish's n, `capped` how many stand at the cap.
    """

    state: State
    weights: Mapping[Cell, float]
    groups: tuple[tuple[Group, ...], ...]
    n: int
    unknown: tuple[int, ...]
    beyond: tuple[int, ...]
    left_out: int
    effective: float = 0.0
    low: float = 0.0
    high: float = 0.0
    capped: int = 0

    @property
    def effect(self) -> float:
        """How many times as many answers say as much as these would unweighted (1: weights cost nothing)."""
        return self.n / self.effective if self.effective else 1.0

    @property
    def empty(self) -> tuple[tuple[str, ...], ...]:
        """The groups nobody answered from, by variable."""
        return tuple(tuple(group.key for group in groups if not group.n) for groups in self.groups)


def fit(weighting: Weighting, sizes: Mapping[Cell, int]) -> Fit:
    """Return the weights of responses that are so many in each cell."""
    aims = weighting.aims
    cells = sorted(cell for cell in sizes if min(cell) >= 0)
    counts = np.array([sizes[cell] for cell in cells], float)
    places = range(len(aims))
    unknown = tuple(sum(n for cell, n in sizes.items() if cell[place] == UNKNOWN) for place in places)
    beyond = tuple(sum(n for cell, n in sizes.items() if cell[place] == BEYOND) for place in places)
    n = int(counts.sum())
    left_out = sum(sizes.values()) - n
    if not cells:
        return Fit("nobody", {}, _groups(weighting, cells, counts, counts), 0, unknown, beyond, left_out)
    margins = [
        Margin(np.array([cell[place] for cell in cells]), np.array([*aim.shares.values()], float) / 100)
        for place, aim in enumerate(aims)
    ]
    raked, state = rake(counts, margins), "reached"
    if not raked.reached:
        state = "capped" if rake(counts, margins, inf).reached else "apart"
    weights = raked.weights
    return Fit(
        state, dict(zip(cells, weights.tolist(), strict=True)),  # type: ignore[arg-type]
        _groups(weighting, cells, counts, weights), n, unknown, beyond, left_out, kish_n(weights, counts),
        float(weights.min()), float(weights.max()), int(counts[raked.capped].sum()),
    )  # fmt: skip


def _groups(
    weighting: Weighting, cells: Sequence[Cell], counts: Floats, weights: Floats
) -> tuple[tuple[Group, ...], ...]:
    total = float(counts.sum()) or 1.0
    found = []
    for place, aim in enumerate(weighting.aims):
        codes = np.array([cell[place] for cell in cells], np.int64)
        whole = fsum(aim.shares.values())
        plain, weighed = (np.bincount(codes, mass, len(aim.shares)) for mass in (counts, counts * weights))
        found.append(
            tuple(
                Group(key, int(plain[code]), float(plain[code]) / total, share / whole, float(weighed[code]) / total)
                for code, (key, share) in enumerate(aim.shares.items())
            )
        )
    return tuple(found)


class Part(NamedTuple):
    """A weighted share with its interval."""

    share: float
    interval: Interval


@dataclass
class Weighed:
    """A question (or row of a matrix) in one series, weighted: `n` answers have a weight, `effective` is Kish's n."""

    n: int
    effective: float
    score: Score | None = None
    shares: dict[str, Part] = field(default_factory=dict)
    rows: dict[str, "Weighed"] = field(default_factory=dict)

    @property
    def few(self) -> bool:
        """Too few answered to say more than that."""
        return self.n < FEW


Counted = Sequence[tuple[float, Count]]
"""What was answered to a question in each cell, with the weight of the cell."""


def weighed_of(
    versions: Mapping[int, Survey], cells: Mapping[Cell, Tally], weights: Mapping[Cell, float]
) -> dict[tuple[str, int], Weighed]:
    """Return the weighted figures of every question in every series."""
    found = {}
    for (key, anew), (question, asked) in series_of(versions).items():
        counted = []
        for cell, weight in weights.items():
            whole = joined({(0, key): cells[cell][number, key]} for number in asked if (number, key) in cells[cell])
            if whole:
                counted.append((weight, whole[0, key]))
        found[key, anew] = _weighed(question, counted)
    return found


def _weighed(question: Question, counted: Counted) -> Weighed:
    result = _sized((weight, count.n) for weight, count in counted)
    if result.few:
        return result
    match question.kind:
        case kind if kind in SCORED:
            scores = _rows(counted, float)
            result.score = _score(question, *scores)
            low, high = scale_of(question)
            every = {str(key): weighted_share(scores[0] == key, *scores[1:]) for key in range(low, high + 1)}
            result.shares = {key: Part(*part) for key, part in every.items() if part is not None}
        case "choice" | "choices":
            result.shares = _shares(choice_keys(question, [count for _, count in counted]), counted)
        case "consent":
            result.shares = _shares(("yes", "no"), counted)
        case "number":
            result.score = _mean(*_rows(counted, float))
        case "ranking":
            _ranking(result, question, counted)
        case "matrix":
            result.rows = {row.key: _row(question, row.key, counted) for row in question.rows}
    return result


def _sized(sizes: Iterable[tuple[float, int]]) -> Weighed:
    several = [(weight, n) for weight, n in sizes if n]
    weights, times = (np.array(column, float) for column in zip(*several, strict=True)) if several else ([], [])
    return Weighed(sum(n for _, n in several), kish_n(np.asarray(weights, float), np.asarray(times, float)))


def _rows(counted: Counted, number: Callable[[Any], float | None]) -> tuple[Floats, Floats, Floats]:
    """Return numbers that were answered, with their weights and how often each was; None is no answer."""
    rows = [
        (read, weight, n)
        for weight, count in counted
        for value, n in count.values.items()
        if (read := number(value)) is not None
    ]
    table = np.array(rows, float).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _score(question: Question, scores: Floats, weights: Floats, times: Floats) -> Score | None:
    match question.kind:
        case "nps":
            found = weighted_nps(scores, weights, times)
            return None if found is None else Score("nps", *found)
        case "csat":
            found = weighted_share(scores >= 4, weights, times)
            return None if found is None else Score("csat", *found)
    return _mean(scores, weights, times, *scale_of(question))


def _mean(numbers: Floats, weights: Floats, times: Floats, low: float = -inf, high: float = inf) -> Score | None:
    found = weighted_mean(numbers, weights, times, low, high)
    return None if found is None else Score("mean", *found)


def _shares(keys: Iterable[str], counted: Counted) -> dict[str, Part]:
    """Return each value's share of those who answered, whatever else they chose."""
    hit = np.array([[True], [False]]).repeat(len(counted), 1).ravel()
    weights = np.array([weight for weight, _ in counted] * 2)
    found = {}
    for key in keys:
        many = [count.values[key] for _, count in counted]
        times = np.array([*many, *(count.n - k for k, (_, count) in zip(many, counted, strict=True))], float)
        part = weighted_share(hit, weights, times)
        if part is not None:
            found[key] = Part(*part)
    return found


def _ranking(result: Weighed, question: Question, counted: Counted) -> None:
    firsts = [(weight, Count(count.n, _where(count, lambda value: value[1] == 1, 0))) for weight, count in counted]
    result.shares = _shares([option.key for option in question.options], firsts)
    for option in question.options:
        places = _rows([(weight, Count(0, _where(count, _is(option.key), 1))) for weight, count in counted], float)
        result.rows[option.key] = row = _sized(zip(places[1].tolist(), map(int, places[2]), strict=True))
        row.score = _mean(*places, 1, len(question.options))


def _where(count: Count, holds: Callable[[Any], bool], part: int) -> Counter[Any]:
    """Return how often each `part` of values that are pairs occurs, of those for which something holds."""
    found: Counter[Any] = Counter()
    for value, n in count.values.items():
        pair: Any = value
        if holds(pair):
            found[pair[part]] += n
    return found


def _is(key: str) -> Callable[[Any], bool]:
    return lambda pair: bool(pair[0] == key)


def _row(question: Question, row: str, counted: Counted) -> Weighed:
    """Return one row of a matrix."""
    chosen = [(weight, _where(count, _is(row), 1)) for weight, count in counted]
    mine = [(weight, Count(options.total(), options)) for weight, options in chosen]
    result, scores = _sized((weight, count.n) for weight, count in mine), row_scores(question)
    if not result.few:
        result.shares = _shares([option.key for option in question.options], mine)
        if scores:
            numbers = _rows(mine, scores.get)
            result.score = _mean(*numbers, min(scores.values()), max(scores.values()))
    return result
