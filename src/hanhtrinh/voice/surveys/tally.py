"""What some responses to a survey say, added up question by question and version by version.

Tallies of different responses add up, so those that cannot have changed are counted once. Every answer counts that
stands on the way its response took, of finished and of partial responses.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from hanhtrinh.voice.surveys.conditions import asked_of, option_of
from hanhtrinh.voice.surveys.logic import way
from hanhtrinh.voice.surveys.model import Answers, AnswerValue, Question, Survey, When

MOST_WORDS = 12
"""So many texts of a question, the newest, are quoted."""
_MOST_WAYS = 1_000


class Given(NamedTuple):
    """One response as it is counted: what was asked (its version), its answers, whose they are, when it began and
    when it was changed last; by which channel, in which language and at which touchpoint it was asked.
    """

    version: int
    answers: Answers
    person: str = ""
    response: str = ""
    at: int = 0
    changed_at: int = 0
    channel: str = ""
    lang: str = ""
    step: str = ""


class Words(NamedTuple):
    """Words somebody wrote, with the score they explain, if any."""

    text: str
    score: float | None
    person: str
    response: str
    at: int


@dataclass
class Count:
    """What was answered to a question: by how many, how often which value, and the newest words.

    A value is a score or number, an option, `(option, place)` of a ranking, `(row, option)` of a matrix, yes or no.
    """

    n: int = 0
    values: Counter[Hashable] = field(default_factory=Counter)
    words: list[Words] = field(default_factory=list)


Tally = dict[tuple[int, str], Count]
"""Counts by version and question."""


Cell = tuple[int, ...]
"""Which group of the population a response belongs to, by variable (`voice.surveys.weighting`)."""


def tally(versions: Mapping[int, Survey], given: Iterable[Given]) -> Tally:
    """Return what some responses say; those of versions nobody knows say nothing."""
    return tally_cells(versions, given, lambda place, met: ())[0].get((), {})


def tally_cells(
    versions: Mapping[int, Survey], given: Iterable[Given], cell_of: Callable[[int, Collection[str]], Cell]
) -> tuple[dict[Cell, Tally], Counter[Cell]]:
    """Return what some responses say in each cell, and how many of them there are that answered anything.

    `cell_of` is told the place of a response and the questions it met.
    """
    ways = {number: _Ways(survey) for number, survey in versions.items()}
    answered: dict[Cell, dict[tuple[int, str], list[Given]]] = defaultdict(lambda: defaultdict(list))
    sizes: Counter[Cell] = Counter()
    for place, one, met in _answering(ways, given):
        cell = cell_of(place, met)
        sizes[cell] += 1
        mine = answered[cell]
        for key in one.answers:
            if key in met:
                mine[one.version, key].append(one)
    counted = {
        cell: {
            (number, key): _count(ways[number], ways[number].questions[key], some)
            for (number, key), some in mine.items()
        }
        for cell, mine in answered.items()
    }
    return counted, sizes


def answering(versions: Mapping[int, Survey], given: Iterable[Given]) -> Iterator[tuple[int, Given, frozenset[str]]]:
    """Yield the responses that answer anything that counts, each after its place, with the questions it met."""
    return _answering({number: _Ways(survey) for number, survey in versions.items()}, given)


def _answering(ways: Mapping[int, "_Ways"], given: Iterable[Given]) -> Iterator[tuple[int, Given, frozenset[str]]]:
    for place, one in enumerate(given):
        if one.version in ways:
            met = ways[one.version].met(one.answers)
            if not met.isdisjoint(one.answers):
                yield place, one, met


def joined(tallies: Iterable[Tally]) -> Tally:
    """Return what the responses of several tallies say together."""
    found: Tally = {}
    for one in tallies:
        for place, count in one.items():
            whole = found.setdefault(place, Count())
            whole.n += count.n
            whole.values.update(count.values)
            whole.words += count.words
    for count in found.values():
        count.words = heapq.nlargest(MOST_WORDS, count.words, key=lambda one: (one.at, one.response))
    return found


class _Ways:
    """Which questions of a survey are met, by answers: the way hangs on the answers that conditions test, so that it is
    followed once for the same ones.
    """

    def __init__(self, survey: Survey) -> None:
        self._survey, self.questions = survey, {question.key: question for question in survey.questions}
        self._tested = sorted({asked_of(test)[0] for when in _conditions(survey) for test in (*when.all, *when.any)})
        self._met: dict[bytes, frozenset[str]] = {}

    def met(self, answers: Answers) -> frozenset[str]:
        """Return the questions whose answers count."""
        name = msgspec.json.encode([answers.get(key) for key in self._tested]) if self._tested else b""
        met = self._met.get(name)
        if met is None:
            shown = way(self._survey, answers).shown.values()
            met = frozenset(question.key for page in shown for question in page)
            if len(self._met) < _MOST_WAYS:
                self._met[name] = met
        return met


def _conditions(survey: Survey) -> list[When]:
    shown = [question.show for question in survey.questions if question.show is not None]
    return shown + [jump.when for page in survey.pages for jump in page.jumps]


def _count(ways: _Ways, question: Question, given: Sequence[Given]) -> Count:
    count, read = Count(len(given)), _VALUES.get(question.kind)
    if read is not None:
        said = Counter(_plain(one.answers[question.key]) for one in given)
        for value, n in said.items():
            for part in read(value):
                count.values[part] += n
    elif question.kind in ("short", "long"):
        newest = heapq.nlargest(MOST_WORDS, given, key=lambda one: (one.at, one.response))
        count.words = [_words(ways, question, one) for one in newest]
    return count


def _plain(value: AnswerValue) -> Any:
    """Return an answer as something that can be counted."""
    if isinstance(value, list):
        return tuple(value)
    return tuple(value.items()) if isinstance(value, dict) else value


def _words(ways: _Ways, question: Question, one: Given) -> Words:
    score = one.answers.get(question.about) if question.about in ways.met(one.answers) else None
    number = float(score) if isinstance(score, int | float) and not isinstance(score, bool) else None
    return Words(str(one.answers[question.key]), number, one.person, one.response, one.at)


def _number(value: Any) -> tuple[Hashable, ...]:
    return (float(value),) if isinstance(value, int | float) else ()


def _chosen(value: Any) -> Iterable[Hashable]:
    return {option_of(one) for one in ((value,) if isinstance(value, str) else _several(value))}


def _ranked(value: Any) -> Iterable[Hashable]:
    return [(key, place) for place, key in enumerate(_several(value), 1)]


def _several(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()


def _agreed(value: Any) -> tuple[Hashable, ...]:
    return ("yes" if value is True else "no",)


_VALUES: dict[str, Callable[[Any], Iterable[Hashable]]] = {
    **dict.fromkeys(("nps", "csat", "ces1", "ces2", "rating", "number"), _number),
    "choice": _chosen, "choices": _chosen, "ranking": _ranked, "matrix": _several, "consent": _agreed,
}  # fmt: skip
