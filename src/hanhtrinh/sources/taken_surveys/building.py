"""Putting a survey together from another tool's definition, and noting everything that could not be carried over."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import polars as pl

from hanhtrinh.i18n import Localized, Text, without_marks
from hanhtrinh.sources.examined import Guess
from hanhtrinh.sources.profiles import profiles_of
from hanhtrinh.sources.questions import scale_of
from hanhtrinh.sources.tables import LINE
from hanhtrinh.voice.elsewhere.plain import plain
from hanhtrinh.voice.surveys.model import Option, Page, Question, QuestionKind, Survey

MOST_BYTES = 8 * 2**20
MOST_QUESTIONS = 500
MOST_TEXT = 2_000
_FIVE = 5


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A survey taken in, as a draft, with what could not be carried over and what became of it."""

    survey: Survey
    findings: tuple[Guess, ...]


class Building:
    """Collects pages, questions and findings; gives every question a key that is its own."""

    def __init__(self, language: str = "") -> None:
        self.language = "vi" if language.lower().startswith("vi") else "en"
        self.findings: list[Guess] = []
        self._pages: list[Page] = []
        self._questions: list[Question] = []
        self._texts: list[Text] = []
        self._title: Text = ""
        self._keys: set[str] = set()
        self._numbers: dict[str, int] = {}

    def note(self, place: str, key: str, **params: object) -> None:
        """Note what was not carried over, or changed."""
        self.findings.append(Guess(place or "–", f"taken_surveys.{key}", params))

    def key(self, given: str, otherwise: str = "q") -> str:
        """Return a key made of a tag, that no other question has."""
        made = key_made(given) or otherwise
        key, stem = made, made[:55]
        while key in self._keys:
            self._numbers[stem] = self._numbers.get(stem, 1) + 1
            key = f"{stem}-{self._numbers[stem]}"
        self._keys.add(key)
        if len(self._keys) == MOST_QUESTIONS + 1:
            self.note(key, "too_many", allowed=MOST_QUESTIONS)
        return key

    @property
    def full(self) -> bool:
        """Whether there are more questions than a survey takes: no more need be read."""
        return len(self._keys) > MOST_QUESTIONS

    def text(self, given: object, translations: Mapping[str, object] | None = None) -> Text:
        """Return words as people read them, in the languages there are."""
        words = {self.language: clean(given)}
        for name, other in (translations or {}).items():
            lang = name.lower()[:2]
            if lang in ("vi", "en") and isinstance(other, str) and clean(other):
                words[lang] = clean(other)
        if len(words) == 1:
            return Localized(**words)
        return Localized(vi=words.get("vi"), en=words.get("en"))

    def title(self, given: Text) -> None:
        """Name the page at hand."""
        self._title = given

    def say(self, given: Text) -> None:
        """Show words on the page at hand that ask nothing."""
        if words(given):
            self._texts.append(given)

    def ask(self, question: Question) -> None:
        """Ask something on the page at hand."""
        if not self.full:
            self._questions.append(question)

    def turn(self) -> None:
        """Begin a new page."""
        if self._questions or self._texts:
            key = f"p{len(self._pages) + 1}"
            text = _joined(self._texts)
            self._pages.append(Page(key=key, questions=tuple(self._questions), title=self._title, text=text))
        self._questions, self._texts, self._title = [], [], ""

    def finished(self, key: str, name: Text, **fields: Any) -> Taken:
        """Return the survey."""
        self.turn()
        spoken = {lang for page in self._pages for one in page.questions for lang in _languages(one.text)}
        languages = tuple(lang for lang in ("vi", "en") if lang in spoken) or (self.language,)
        survey = Survey(
            key=key_made(key) or "survey", name=name, languages=languages,  # type: ignore[arg-type]
            pages=tuple(self._pages), **fields,
        )  # fmt: skip
        return Taken(survey=survey, findings=tuple(self.findings))


def key_made(given: str) -> str:
    """Return a text as a key: small letters, digits, signs between them; empty where nothing is left."""
    return re.sub(r"[^a-z0-9_]+", "-", without_marks(given).lower()).strip("-_")[:58].strip("-_")


def clean(given: object) -> str:
    """Return words without markup, and without signs that mean something in ours."""
    text = plain(given) if isinstance(given, str) else ""
    return text.replace("{", "(").replace("}", ")")[:MOST_TEXT]


def words(text: Text) -> str:
    """Return a text in one of its languages."""
    return (text.vi or text.en or "") if isinstance(text, Localized) else text


def _languages(text: Text) -> list[str]:
    if isinstance(text, Localized):
        return [lang for lang in ("vi", "en") if getattr(text, lang)]
    return []


def _joined(texts: Sequence[Text]) -> Text:
    if not texts:
        return ""
    parts: dict[str, list[str]] = {"vi": [], "en": []}
    for text in texts:
        for lang in _languages(text):
            parts[lang].append(str(getattr(text, lang)))
    return Localized(**{lang: "\n\n".join(given) for lang, given in parts.items() if given})


def scores_of(options: Sequence[str], wording: str) -> list[float] | None:
    """Return the scores of options that are steps of a known ladder of five (from bad to good or back), else None."""
    if len(options) != _FIVE or len(set(options)) != _FIVE:
        return None
    frame = pl.DataFrame({"a": list(options) * 3, LINE: list(range(15))})
    scale = scale_of(profiles_of(frame, ["a"])["a"], wording, frame["a"], "a")
    if scale is None or not scale.words or len(scale.words) != _FIVE:
        return None
    found = [scale.words.get(option) for option in options]
    return [one for one in found if one is not None] if all(one is not None for one in found) else None


def chosen(
    building: Building, key: str, text: Text, options: Sequence[Option], *, many: bool, **fields: Any
) -> Question:
    """Return a question with options; a ladder of five from bad to good is a satisfaction question, one the other way
    round a single row of scored options, so that answers exported as numbers count right.
    """
    scores = None if many else scores_of([words(option.text) for option in options], words(text))
    if scores == sorted(scores or []) and scores:
        return Question(key=key, kind="csat", text=text, **fields)
    if scores:
        scored = tuple(msgspec.structs.replace(one, score=s) for one, s in zip(options, scores, strict=True))
        row = Option(key="1", text=text)
        return Question(key=key, kind="matrix", text=text, options=scored, rows=(row,), **fields)
    kind: QuestionKind = "choices" if many else "choice"
    return Question(key=key, kind=kind, text=text, options=tuple(options), **fields)


def option(building: Building, given: str, text: Text, taken: set[str], place: int) -> Option:
    """Return an option with a key made of the tool's own code."""
    key = key_made(given) or str(place)
    while key in taken:
        key = f"{key}-{place}"
    taken.add(key)
    return Option(key=key, text=text if words(text) else Localized(**{building.language: clean(given) or key}))


def answer_at(question: Question, place: int) -> tuple[str, str | float] | None:
    """Return what tests that the option at a place (from 0) of the tool's question was chosen: what is tested, and the
    value; None where it cannot be tested.

    A ladder of five became a scale or a scored row (`chosen`): its options go on as scores, or as the row's.

    >>> answer_at(Question(key="q", kind="csat", text="?"), 0)
    ('q', 1.0)
    """
    match question.kind:
        case "nps":
            return question.key, float(place)
        case "csat" | "rating":
            return question.key, place + 1.0
        case "matrix" if len(question.rows) == 1 and place < len(question.options):
            return f"{question.key}/{question.rows[0].key}", question.options[place].key
        case "choice" | "choices" if place < len(question.options):
            return question.key, question.options[place].key
    return None
