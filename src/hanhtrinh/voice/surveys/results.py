"""What came of a survey, question by question: counts with intervals, never pooled over a change of words or scale.

Every answer counts that stands on the way its response took, of finished and of partial responses. A response counts
once, also where one person answered twice. A series is a question with one `anew`; what is not scored is one series.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from typing import Any, NamedTuple

from hanhtrinh.measures.results import Interval
from hanhtrinh.measures.statistics import MICRO, Moments, mean_interval, nps_interval, nps_value, wilson
from hanhtrinh.voice.surveys.answers import scale_of
from hanhtrinh.voice.surveys.conditions import options_of
from hanhtrinh.voice.surveys.model import SCORED, Option, Question, Survey
from hanhtrinh.voice.surveys.score import row_scores
from hanhtrinh.voice.surveys.tally import Count, Tally, Words, joined

FEW = 5
"""Below so many answers nothing is said but how many there are."""


class Score(NamedTuple):
    """A measured value: `unit` is `nps` (−100…100), `csat` (share), `mean`; no interval where the data allow none."""

    unit: str
    value: float
    interval: Interval | None


class Share(NamedTuple):
    """How many chose a thing, of how many who answered."""

    key: str
    n: int
    share: float
    interval: Interval | None


@dataclass
class Result:
    """One question (or row of a matrix) in one series: `n` answered. `versions` are those it was asked in."""

    question: Question
    anew: int
    n: int = 0
    row: Option | None = None
    versions: tuple[int, ...] = ()
    score: Score | None = None
    shares: tuple[Share, ...] = ()
    middle: float | None = None
    ends: tuple[float, float] | None = None
    words: list[Words] = field(default_factory=list)
    rows: list["Result"] = field(default_factory=list)

    @property
    def few(self) -> bool:
        """Too few answered to say more than that."""
        return self.n < FEW


def results_of(versions: Mapping[int, Survey], tally: Tally) -> list[Result]:
    """Return what was answered to every question ever asked, in the order of the newest survey, newest series first."""
    found = []
    for (key, anew), (question, asked) in series_of(versions).items():
        whole = joined({(0, key): tally[number, key]} for number in asked if (number, key) in tally)
        found.append(_result(question, anew, asked, whole.get((0, key), Count())))
    return found


def main_result(results: Sequence[Result]) -> Result | None:
    """Return the result that stands for a survey: its first scored question's newest series."""
    return next((one for one in results if one.question.kind in SCORED), None)


def series_of(versions: Mapping[int, Survey]) -> dict[tuple[str, int], tuple[Question, tuple[int, ...]]]:
    """Return every question that was ever asked by series, as it was worded last, with the versions it stood in."""
    found: dict[tuple[str, int], tuple[Question, tuple[int, ...]]] = {}
    for number in sorted(versions, reverse=True):
        for question in versions[number].questions:
            series = (question.key, question.anew)
            worded, asked = found.get(series, (question, ()))
            if worded.kind == question.kind:
                found[series] = worded, (*asked, number)
    places = {question.key: i for i, question in enumerate(_newest(versions))}
    order = sorted(found, key=lambda series: (places.get(series[0], len(places)), -series[1]))
    return {series: found[series] for series in order}


def _newest(versions: Mapping[int, Survey]) -> tuple[Question, ...]:
    return versions[max(versions)].questions if versions else ()


def _result(question: Question, anew: int, asked: tuple[int, ...], count: Count) -> Result:
    result = Result(question, anew, count.n, versions=asked, words=count.words)
    match question.kind:
        case kind if kind in SCORED:
            _score(result, question, count.values)
        case "choice" | "choices":
            result.shares = _choices(question, count)
        case "ranking":
            _ranking(result, question, count.values)
        case "matrix":
            result.rows = [_row(result, row, count.values) for row in question.rows]
        case "number":
            _numbers(result, count.values)
        case "consent":
            result.shares = _shares(count.values, ("yes", "no"), count.n)
    return result


def _score(result: Result, question: Question, scores: Counter[Any]) -> None:
    result.score = score_of(question, scores)
    low, high = scale_of(question)
    result.shares = _shares(scores, range(low, high + 1), scores.total())


def score_of(question: Question, scores: Counter[float]) -> Score | None:
    """Return the measured value of some scores: NPS, share of satisfied (the top two of five), else the mean."""
    n = scores.total()
    if not n:
        return None
    if question.kind == "nps":
        promoters, detractors = _many(scores, low=9), _many(scores, high=6)
        value = nps_value(promoters, detractors, n)
        return None if value is None else Score("nps", value, nps_interval(promoters, detractors, n))
    if question.kind == "csat":
        happy = _many(scores, low=4)
        return Score("csat", happy / n, wilson(happy, n))
    return _mean(scores, *scale_of(question))


def _many(scores: Counter[float], low: float = float("-inf"), high: float = float("inf")) -> int:
    return sum(n for score, n in scores.items() if low <= score <= high)


def _mean(numbers: Counter[float], low: float = float("-inf"), high: float = float("inf")) -> Score | None:
    exact = [(round(Fraction(number) * MICRO), n) for number, n in numbers.items()]
    total, squares = sum(one * n for one, n in exact), sum(one * one * n for one, n in exact)
    of = Moments(numbers.total(), total, squares)
    return None if of.mean is None else Score("mean", of.mean, mean_interval(of, low, high))


def _shares(counts: Counter[Any], keys: Iterable[str | int], n: int) -> tuple[Share, ...]:
    return tuple(Share(str(key), k := counts[key], k / n if n else 0.0, wilson(k, n)) for key in keys)


def choice_keys(question: Question, counts: Iterable[Count]) -> list[str]:
    """Return the options of a question in order, and after them those that were chosen and are offered no more."""
    keys = options_of(question)
    return keys + sorted({str(key) for count in counts for key in count.values if key not in keys})


def _choices(question: Question, count: Count) -> tuple[Share, ...]:
    """Return each option's share of those who answered; of several choices the shares may add up to more than one."""
    return _shares(count.values, choice_keys(question, [count]), count.n)


def _ranking(result: Result, question: Question, places: Counter[Any]) -> None:
    """Count how often each option was put first; the rows hold the mean place of each."""
    firsts = Counter({key: n for (key, place), n in places.items() if place == 1})
    keys = [option.key for option in question.options]
    result.shares = _shares(firsts, keys, result.n)
    for option in question.options:
        mine = Counter({float(place): n for (key, place), n in places.items() if key == option.key})
        result.rows.append(Result(question, result.anew, mine.total(), row=option, score=_mean(mine, 1, len(keys))))


def _row(whole: Result, row: Option, chosen: Counter[Any]) -> Result:
    question, scores = whole.question, row_scores(whole.question)
    mine = Counter({option: n for (one, option), n in chosen.items() if one == row.key})
    result = Result(question, whole.anew, mine.total(), row=row, versions=whole.versions)
    result.shares = _shares(mine, [option.key for option in question.options], result.n)
    if scores:
        numbers: Counter[float] = Counter()
        for option, n in mine.items():
            if option in scores:
                numbers[scores[option]] += n
        result.score = _mean(numbers, min(scores.values()), max(scores.values()))
    return result


def _numbers(result: Result, numbers: Counter[Any]) -> None:
    if numbers:
        result.score = _mean(numbers)
        result.middle = _middle(numbers)
        result.ends = min(numbers), max(numbers)


def _middle(numbers: Counter[float]) -> float:
    """Return the median: of an even number the middle between the two in the middle.

    >>> _middle(Counter({1.0: 1, 2.0: 1, 10.0: 2}))
    6.0
    """
    order = sorted(numbers)
    ends = list(accumulate(numbers[number] for number in order))
    low, high = (order[bisect_right(ends, place)] for place in ((ends[-1] - 1) // 2, ends[-1] // 2))
    return (low + high) / 2
