"""Numbers as they are written on these pages: a value, its interval, how many it comes from."""

from collections.abc import Sequence

from hanhtrinh.app.surveys.outcome import Rate
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import DASH, Words
from hanhtrinh.i18n import Lang
from hanhtrinh.measures.results import Interval
from hanhtrinh.voice.surveys.answers import scale_of
from hanhtrinh.voice.surveys.model import SCORED
from hanhtrinh.voice.surveys.results import Result, Score
from hanhtrinh.web.surveys.words import ts


def number(value: float, lang: Lang, digits: int = 0) -> str:
    """Return a number with the language's separators."""
    return Words(lang).number(value, digits)


def shortest(value: float, lang: Lang) -> str:
    """Return a number somebody gave, with no more decimals than it has (two at most)."""
    return number(value, lang, next((d for d in (0, 1) if round(value, d) == value), 2))


def percent(share: float, lang: Lang) -> str:
    """Return a share as a percentage."""
    return Words(lang).percent(share, 0)


def value_of(score: Score, lang: Lang) -> str:
    """Return a measured value."""
    return _number(score.unit, score.value, lang)


def interval_of(score: Score, lang: Lang) -> str:
    """Return the interval of a value; empty where the data allow none."""
    one = score.interval
    match score.unit:
        case _ if one is None:
            return ""
        case "csat":
            return Words(lang).span(one, "share")
        case "nps":
            return Words(lang).span(one, "nps")
    return f"{number(one.low, lang, 2)}{DASH}{number(one.high, lang, 2)}"


def _number(unit: str, value: float, lang: Lang) -> str:
    match unit:
        case "csat":
            return percent(value, lang)
        case "nps":
            return Words(lang).signed(value, 0)
    return number(value, lang, 2)


def unit_name(result: Result, lang: Lang) -> str:
    """Return what is measured, with the scale where a mean needs it."""
    kind = result.question.kind
    if kind in ("nps", "csat"):
        return ts(lang, f"unit_{kind}")
    if kind in SCORED:
        low, high = scale_of(result.question)
        return ts(lang, f"unit_{kind}" if kind.startswith("ces") else "unit_mean", low=low, high=high)
    return ts(lang, "unit_average")


def score_words(result: Result, lang: Lang) -> Markup:
    """Return the value a survey is known by, with its interval and how many it comes from."""
    score = result.score
    if score is None:
        return h("span.hint", "–")
    more = f"{interval_of(score, lang)} · n = {number(result.n, lang)}".lstrip(" ·")
    return h(
        "span.sb-score", h("b", value_of(score, lang)), " ", h("span", unit_name(result, lang)), h("small.hint", more)
    )


def share_words(share: float, interval: Interval | None, lang: Lang) -> str:
    """Return a share with its interval."""
    if interval is None:
        return percent(share, lang)
    return f"{percent(share, lang)} ({Words(lang).span(interval, 'share')})"


def rate_words(rates: Sequence[Rate], lang: Lang) -> Markup:
    """Return the response rate over the channels that ask; nobody is asked by an open link."""
    asked = [one for one in rates if one.share is not None]
    if not asked:
        return h("span.hint", ts(lang, "rate_none"))
    invited, finished = sum(one.invited for one in asked), sum(one.finished for one in asked)
    of = ts(lang, "rate_of", n=number(finished, lang), of=number(invited, lang))
    return h("span", h("b", percent(finished / invited, lang)), h("small.hint", of))
