"""What answers say on the instruments of a survey: what becomes of them when they are made events."""

from collections.abc import Iterator
from typing import NamedTuple

from hanhtrinh.voice.surveys.instruments import instrument_key
from hanhtrinh.voice.surveys.logic import way
from hanhtrinh.voice.surveys.model import SCORED, Answers, Question, Survey


class Said(NamedTuple):
    """One answer on an instrument: a score, words, or both. `question` is the question's key, `key/row` for a row."""

    instrument: str
    score: float | None
    text: str
    question: str


def said_in(survey: Survey, answers: Answers) -> list[Said]:
    """Return what some answers say, in the order of the questions; answers of questions not shown say nothing.

    Words that are `about` a scored question stand with its score, those about one that was not answered alone.

    >>> why = Question(key="why", kind="long", text="Vì sao?", about="nps")
    >>> from hanhtrinh.voice.surveys.model import Page
    >>> page = Page(key="p", questions=(Question(key="nps", kind="nps", text="?"), why))
    >>> said_in(Survey(key="s", name="S", pages=(page,)), {"nps": 3.0, "why": "Giao chậm"})
    [Said(instrument='s.nps', score=3.0, text='Giao chậm', question='nps')]
    """
    counted = way(survey, answers).counted
    words: dict[str, list[str]] = {}
    for question in survey.questions:
        if question.about and isinstance(text := counted.get(question.key), str):
            words.setdefault(question.about, []).append(text)
    return [said for question in survey.questions for said in _of(survey, question, counted, words)]


def row_scores(question: Question) -> dict[str, float]:
    """Return what each option of a matrix counts; nothing where not all of them (or fewer than two) do."""
    scores = {option.key: option.score for option in question.options if option.score is not None}
    return scores if len(scores) == len(question.options) > 1 else {}


def _of(survey: Survey, question: Question, counted: Answers, words: dict[str, list[str]]) -> Iterator[Said]:
    value = counted.get(question.key)
    if question.kind in SCORED:
        text = "\n".join(words.get(question.key, ()))
        score = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
        if score is not None or text:
            yield Said(instrument_key(survey.key, question), score, text, question.key)
    elif question.kind == "matrix" and isinstance(value, dict):
        scores = row_scores(question)
        for row in question.rows:
            if (chosen := value.get(row.key)) in scores:
                yield Said(
                    instrument_key(survey.key, question, row.key), scores[chosen], "", f"{question.key}/{row.key}"
                )
    elif question.kind in ("short", "long") and not question.about and isinstance(value, str):
        yield Said(instrument_key(survey.key, question), None, value, question.key)
