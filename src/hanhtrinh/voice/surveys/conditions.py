"""Whether tests on answers hold. Every test but `not_answered` needs an answer: about nothing nothing can be said."""

from collections.abc import Mapping
from decimal import Decimal

from hanhtrinh.i18n import without_marks
from hanhtrinh.voice.surveys.model import Answers, AnswerValue, Question, Test, When

OTHER = "other"
"""How an option in the answerer's own words is named in tests."""


def holds(when: When, answers: Answers, questions: Mapping[str, Question]) -> bool:
    """Tell whether a condition holds: all of `all` and, where there are any, one of `any`."""
    if not all(_holds(test, answers, questions) for test in when.all):
        return False
    return not when.any or any(_holds(test, answers, questions) for test in when.any)


def asked_of(test: Test) -> tuple[str, str]:
    """Return the question a test is on, and the row of it (empty: the whole question)."""
    key, _, row = test.of.partition("/")
    return key, row


def options_of(question: Question) -> list[str]:
    """Return the options a question offers, `other` after those it names."""
    return [option.key for option in question.options] + ([OTHER] if question.other else [])


def option_of(value: str) -> str:
    """Return the option a chosen value is: `other` for words of one's own."""
    return OTHER if value.startswith(f"{OTHER}:") else value


def _holds(test: Test, answers: Answers, questions: Mapping[str, Question]) -> bool:
    key, row = asked_of(test)
    value = answers.get(key)
    if row:
        value = value.get(row) if isinstance(value, dict) else None
    if test.op in ("answered", "not_answered"):
        return (value is not None) == (test.op == "answered")
    return value is not None and _says(test, value, questions.get(key))


def _says(test: Test, value: AnswerValue, question: Question | None) -> bool:
    parts = _parts(value, question)
    match test.op:
        case "is" | "any_of":
            return any(part in test.values for part in parts)
        case "is_not" | "none_of":
            return not any(part in test.values for part in parts)
        case "at_least" | "at_most":
            return _compared(test, value, question)
        case "contains":
            text = without_marks(" ".join(map(written, parts))).casefold()
            return any(without_marks(written(word)).casefold() in text for word in test.values)
    return False  # pragma: no cover - the other two were answered before


def written(value: str | float) -> str:
    """Return a value as people write it: a whole number without decimals, none with an exponent.

    >>> written(7.0), written(3.5), written(1500000.0), written(0.00001)
    ('7', '3.5', '1500000', '0.00001')
    """
    if isinstance(value, str):
        return value
    return f"{value:.0f}" if value == round(value, 0) else f"{Decimal(repr(value)):f}"


def _parts(value: AnswerValue, question: Question | None) -> tuple[str | float, ...]:
    """Return what a test compares: each option chosen, but of a ranking only the first."""
    match value:
        case bool():
            return ("yes" if value else "no",)
        case str():
            return (option_of(value), value) if option_of(value) != value else (value,)
        case list():
            chosen = value[:1] if question is not None and question.kind == "ranking" else value
            return tuple(option_of(one) for one in chosen)
        case dict():
            return tuple(value.values())
    return (float(value),)


def _compared(test: Test, value: AnswerValue, question: Question | None) -> bool:
    """Compare numbers, dates as text, and the scores of a matrix's options."""
    bound = test.values[0] if test.values else None
    if isinstance(bound, str):
        return isinstance(value, str) and (value >= bound if test.op == "at_least" else value <= bound)
    given = _number(value, question)
    if bound is None or given is None:
        return False
    return given >= bound if test.op == "at_least" else given <= bound


def _number(value: AnswerValue, question: Question | None) -> float | None:
    if isinstance(value, str) and question is not None:
        return next((option.score for option in question.options if option.key == value), None)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
