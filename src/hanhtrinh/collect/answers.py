"""Survey answers that come by the API: two event names whose properties are an answer, or an invitation to one."""

from collections.abc import Mapping
from typing import Any, NamedTuple

ANSWERED = frozenset(("Survey Answered", "survey_answered"))
"""Event names of an answer: `instrument`, with `score`, `text` or both, and `asked_at` (key of a touchpoint)."""
ASKED = frozenset(("Survey Asked", "survey_asked"))
"""Event names of an invitation to answer: `instrument` and `asked_at`."""

_NAMES = ("instrument", "score", "text", "asked_at")


class Answer(NamedTuple):
    """The columns of an answer or an invitation, and the properties they were taken from."""

    instrument: str | None = None
    score: float | None = None
    text: str | None = None
    asks: str | None = None
    asked_at: str | None = None
    taken: tuple[str, ...] = ()


NO_ANSWER = Answer()


def answer_of(event: str, properties: Mapping[str, Any]) -> Answer:
    """Return the answer or invitation an event is; what does not make one stays among the properties."""
    if event not in ANSWERED and event not in ASKED:
        return NO_ANSWER
    instrument, asked_at = _text(properties.get("instrument")), _text(properties.get("asked_at"))
    if instrument is None:
        return NO_ANSWER
    taken = ("instrument", *(("asked_at",) if asked_at else ()))
    if event in ASKED:
        return Answer(asks=instrument, asked_at=asked_at, taken=taken)
    score, text = _number(properties.get("score")), _text(properties.get("text"))
    if score is None and text is None:
        return NO_ANSWER
    taken += tuple(name for name, value in (("score", score), ("text", text)) if value is not None)
    return Answer(instrument=instrument, score=score, text=text, asked_at=asked_at, taken=taken)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) <= 2**53 else None
    try:
        found = float(value) if isinstance(value, str) and value.strip() else None
    except ValueError:
        return None
    return found if found is not None and abs(found) <= 2**53 else None
