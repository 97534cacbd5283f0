"""The instruments of a survey: one for every question with a score, by wording and version, and one for free words."""

from collections.abc import Iterator

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Text
from hanhtrinh.voice.surveys.model import SCORED, Question, Survey


def instrument_key(survey: str, question: Question, row: str = "") -> str:
    """Return the key of the instrument a question's (or matrix row's) answers belong to.

    >>> instrument_key("after-purchase", Question(key="recommend", kind="nps", text="?", anew=2))
    'after-purchase.recommend@2'
    >>> instrument_key("after-purchase", Question(key="recommend", kind="nps", text="?", series="nps"))
    'nps'
    """
    if question.series and question.anew == 1 and not row:
        return question.series
    version = f"@{question.anew}" if question.anew > 1 else ""
    return f"{survey}.{question.key}{f'.{row}' if row else ''}{version}"


def instruments_of(survey: Survey) -> tuple[Instrument, ...]:
    """Return the instruments of all questions whose answers stand on maps: scored ones, matrix rows, free words."""
    return tuple(one for question in survey.questions for one in _of(survey, question))


def fits(question: Question, instrument: Instrument) -> bool:
    """Tell whether a question can go on with an instrument's series: the same kind, ends and direction, both about a
    step or both about the company. The words are for people to judge.

    >>> fits(Question(key="q", kind="csat", text="?"), Instrument(key="i", kind="csat", low=1, high=5))
    True
    >>> fits(Question(key="q", kind="ces1", text="?"), Instrument(key="i", kind="ces", low=1, high=7))
    False
    """
    if question.kind not in SCORED:
        return False
    made = next(_of(Survey(key="any", name=""), question))
    return all(getattr(made, name) == getattr(instrument, name) for name in _SCALE)


_SCALE = ("kind", "low", "high", "direction", "relationship")


def _of(survey: Survey, question: Question) -> Iterator[Instrument]:
    version = str(question.anew)

    def made(
        kind: str, low: float, high: float, *, row: str = "", text: Text = "", bad_high: bool = False
    ) -> Instrument:
        return Instrument(
            key=instrument_key(survey.key, question, row), kind=kind, low=low, high=high,  # type: ignore[arg-type]
            direction="low_is_good" if bad_high else "high_is_good", question=text or question.text,
            relationship=question.relationship, version=version,
        )  # fmt: skip

    match question.kind:
        case "nps":
            yield made("nps", 0, 10)
        case "csat":
            yield made("csat", 1, 5)
        case "ces1":
            yield made("ces", 1, 5, bad_high=True)
        case "ces2":
            yield made("ces", 1, 7)
        case "rating":
            yield made("csat", 1, question.high or 5)
        case "matrix":
            scores = [option.score for option in question.options if option.score is not None]
            if len(scores) > 1 and len(scores) == len(question.options):
                for row in question.rows:
                    yield made("csat", min(scores), max(scores), row=row.key, text=row.text)
        case "short" | "long" if not question.about:
            yield made("text", 0, 0)
