"""What a check yields, what it may look at, and the walk over the questions with their places."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang, Localized, Text
from hanhtrinh.journey.yaml_text import Path
from hanhtrinh.values import Severity
from hanhtrinh.voice.surveys.model import Page, Question, Survey


class Found(NamedTuple):
    """Something a check found; `key` is a message of the area `surveycheck`."""

    severity: Severity
    key: str
    path: Path
    params: dict[str, object]


class Surroundings(NamedTuple):
    """What a survey is checked against: its opened versions (newest first), touchpoints, segments, instruments."""

    opened: tuple[Survey, ...] = ()
    touchpoints: Collection[str] | None = None
    segments: Collection[str] | None = None
    instruments: Mapping[str, Instrument] | None = None


def error(key: str, path: Path, **params: object) -> Found:
    """Return a finding that forbids opening the survey."""
    return Found("error", key, path, params)


def warning(key: str, path: Path, **params: object) -> Found:
    """Return a finding of something that will not do what was probably meant."""
    return Found("warning", key, path, params)


def note(key: str, path: Path, **params: object) -> Found:
    """Return a finding worth knowing."""
    return Found("note", key, path, params)


def placed_pages(survey: Survey) -> Iterator[tuple[Path, Page]]:
    """Yield every page with its place."""
    for p, page in enumerate(survey.pages):
        yield ("pages", p), page


def placed_questions(survey: Survey) -> Iterator[tuple[Path, Question]]:
    """Yield every question with its place."""
    for path, page in placed_pages(survey):
        for q, question in enumerate(page.questions):
            yield (*path, "questions", q), question


def lacks(text: Text, languages: Collection[Lang]) -> list[Lang]:
    """Return the languages of a survey a text is missing in; one text without a language stands for all."""
    if isinstance(text, Localized):
        return [lang for lang in languages if not (getattr(text, lang) or "").strip()]
    return [] if text.strip() else list(languages)
