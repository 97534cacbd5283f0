"""Results of a survey the slow way: every response followed by itself, every answer in a list."""

from collections import Counter
from statistics import mean, median
from typing import Any, NamedTuple

from hanhtrinh.voice.surveys.conditions import option_of
from hanhtrinh.voice.surveys.logic import way
from hanhtrinh.voice.surveys.tally import Given


class One(NamedTuple):
    """One response."""

    version: int
    answers: dict[str, Any]
    person: str = ""
    response: str = ""
    at: int = 0
    channel: str = ""


def columns(rows):
    """Return responses as they are counted."""
    return Given(**{name: [getattr(one, name) for one in rows] for name in One._fields})


def slow_results(versions, given):
    """Return by version and question how many answered, and what of it is counted."""
    found = {}
    for number, survey in versions.items():
        for question in survey.questions:
            mine = [(one, way(survey, one.answers).counted) for one in given if one.version == number]
            mine = [(one, counted) for one, counted in mine if question.key in counted]
            if mine:
                found[number, question.key] = len(mine), _said(question, mine)
    return found


def _said(question, mine):
    values = [counted[question.key] for _, counted in mine]
    match question.kind:
        case "nps" | "csat":
            return Counter(values)
        case "number":
            return mean(values), median(values), min(values), max(values)
        case "choices":
            return Counter(option for value in values for option in {option_of(one) for one in value})
        case "ranking":
            return Counter(value[0] for value in values if value), _places(values)
        case "matrix":
            return Counter((row, option) for value in values for row, option in value.items())
        case "long":
            newest = sorted(mine, key=lambda pair: (pair[0].at, pair[0].response), reverse=True)[:12]
            return [(counted[question.key], counted.get(question.about), one.response) for one, counted in newest]
    return None


def _places(values):
    every = sorted({option for value in values for option in value})
    return {option: mean(value.index(option) + 1 for value in values if option in value) for option in every}
