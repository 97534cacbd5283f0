"""What some responses to a survey say, added up question by question and version by version.

Tallies of different responses add up, so those that cannot have changed are counted once. Every answer counts that
stands on the way its response took, of finished and of partial responses. Responses are counted a column at a time:
that a hundred thousand of them were counted within half a second hangs on it.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
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
    """Some responses as they are counted, a column for each thing that is known of them: what was asked (its version),
    the answers, whose they are, when each began; by which channel, in which language and at which touchpoint it was
    asked, and whether it is finished. `last` is when one of them was changed last.
    """

    version: Sequence[int] = ()
    answers: Sequence[Answers] = ()
    person: Sequence[str] = ()
    response: Sequence[str] = ()
    at: Sequence[int] = ()
    channel: Sequence[str] = ()
    lang: Sequence[str] = ()
    step: Sequence[str] = ()
    finished: Sequence[bool] = ()
    last: int = 0


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
Ways = Mapping[tuple[int, frozenset[str]], Sequence[int]]
"""The places of responses by their version and the questions they met."""


def tally(versions: Mapping[int, Survey], given: Given) -> Tally:
    """Return what some responses say; those of versions nobody knows say nothing."""
    return _tally(versions, given, ways_of(versions, given))


def tally_cells(
    versions: Mapping[int, Survey], given: Given, cells: Sequence[Cell], ways: Ways
) -> tuple[dict[Cell, Tally], Counter[Cell]]:
    """Return what some responses say in each cell, and how many of them there are that answered anything."""
    found: dict[Cell, dict[tuple[int, frozenset[str]], Sequence[int]]] = defaultdict(dict)
    sizes: Counter[Cell] = Counter()
    for (number, met), places in ways.items():
        mine: dict[Cell, list[int]] = defaultdict(list)
        for place in _answering(given, met, places):
            mine[cells[place]].append(place)
        for cell, some in mine.items():
            found[cell][number, met] = some
            sizes[cell] += len(some)
    return {cell: _tally(versions, given, mine) for cell, mine in found.items()}, sizes


def ways_of(versions: Mapping[int, Survey], given: Given) -> Ways:
    """Return which questions some responses met; those of versions nobody knows are left out."""
    found: dict[tuple[int, frozenset[str]], list[int]] = defaultdict(list)
    for number, survey in versions.items():
        places = [place for place, version in enumerate(given.version) if version == number]
        if not any(_conditions(survey)):
            found[number, frozenset(question.key for question in survey.questions)] = places
            continue
        met = _met(survey)
        for place in places:
            found[number, met(given.answers[place])].append(place)
    return found


def answering(given: Given, ways: Ways) -> Iterator[int]:
    """Yield the places of the responses that answer anything that counts."""
    for (_, met), places in ways.items():
        yield from _answering(given, met, places)


def _answering(given: Given, met: frozenset[str], places: Iterable[int]) -> list[int]:
    return [place for place in places if not met.isdisjoint(given.answers[place])]


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


def _met(survey: Survey) -> Callable[[Answers], frozenset[str]]:
    """Return what tells which questions are met, by answers: the way hangs on the answers that conditions test, so that
    it is followed once for the same ones.
    """
    tested = sorted({asked_of(test)[0] for when in _conditions(survey) for test in (*when.all, *when.any)})
    known: dict[bytes, frozenset[str]] = {}
    encode = msgspec.json.Encoder().encode

    def met(answers: Answers) -> frozenset[str]:
        name = encode([answers.get(key) for key in tested])
        found = known.get(name)
        if found is None:
            shown = way(survey, answers).shown.values()
            found = frozenset(question.key for page in shown for question in page)
            if len(known) < _MOST_WAYS:
                known[name] = found
        return found

    return met


def _conditions(survey: Survey) -> list[When]:
    shown = [question.show for question in survey.questions if question.show is not None]
    return shown + [jump.when for page in survey.pages for jump in page.jumps]


def _tally(versions: Mapping[int, Survey], given: Given, ways: Ways) -> Tally:
    return joined(
        {(number, key): count for key, count in _counts(versions[number], given, met, places)}
        for (number, met), places in ways.items()
    )


def _counts(survey: Survey, given: Given, met: frozenset[str], places: Sequence[int]) -> Iterator[tuple[str, Count]]:
    """Yield what responses that met the same questions answered, by question."""
    answers = [given.answers[place] for place in places]
    for question in survey.questions:
        if question.key in met:
            count = _count(question, [one.get(question.key) for one in answers])
            if count.n:
                if question.kind in ("short", "long"):
                    count.words = _newest(question, given, met, places)
                yield question.key, count


def _count(question: Question, column: list[AnswerValue | None]) -> Count:
    """Return how often which value was answered, None where nothing was."""
    count, read = Count(len(column) - column.count(None)), _VALUES.get(question.kind)
    if read is not None:
        for value, n in _counted(column).items():
            for part in read(value) if value is not None else ():
                count.values[part] += n
    return count


def _counted(column: Iterable[Any]) -> Counter[Any]:
    try:
        return Counter(column)
    except TypeError:  # several choices, or a matrix
        return Counter(map(_plain, column))


def _plain(value: Any) -> Any:
    """Return an answer as something that can be counted."""
    if isinstance(value, list):
        return tuple(value)
    return tuple(value.items()) if isinstance(value, dict) else value


def _newest(question: Question, given: Given, met: frozenset[str], places: Iterable[int]) -> list[Words]:
    mine = [place for place in places if question.key in given.answers[place]]
    oldest = sorted([given.at[place] for place in mine])[-MOST_WORDS:][0]
    newest = heapq.nlargest(
        MOST_WORDS,
        [place for place in mine if given.at[place] >= oldest],
        key=lambda place: (given.at[place], given.response[place]),
    )
    return [_words(question, given, met, place) for place in newest]


def _words(question: Question, given: Given, met: frozenset[str], place: int) -> Words:
    answers = given.answers[place]
    score = answers.get(question.about) if question.about in met else None
    number = float(score) if isinstance(score, int | float) and not isinstance(score, bool) else None
    return Words(str(answers[question.key]), number, given.person[place], given.response[place], given.at[place])


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
