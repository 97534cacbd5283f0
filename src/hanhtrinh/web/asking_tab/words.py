"""Figures and reasons of asking in words."""

from collections.abc import Mapping

from hanhtrinh.app.asking.desk import Open
from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.measures.results import Interval
from hanhtrinh.voice.asking.deciding import Decision


def t(lang: Lang, key: str, **params: object) -> str:
    """Return a text of the area."""
    return tr(f"asking.{key}", lang, **params)


def survey_name(surveys: Mapping[str, Open], key: str, lang: Lang) -> str:
    """Return what a survey is called, else its key."""
    found = surveys.get(key)
    return say(found.survey.name, lang) if found else key


def reason(decision: Decision, surveys: Mapping[str, Open], lang: Lang) -> str:
    """Return why somebody is or is not asked."""
    params = dict(decision.params)
    if "why" in params:
        params["why"] = t(lang, f"why_{params['why']}")
    if "survey" in params:
        params["survey"] = survey_name(surveys, str(params["survey"]), lang)
    return t(lang, f"reason_{decision.reason}", **params)


def plain_reason(name: str, lang: Lang) -> str:
    """Return a reason without the figures of one person."""
    gaps = dict.fromkeys(("why", "segment", "share", "quota", "days", "most", "survey"), "…")
    return t(lang, f"reason_{name}", **gaps).replace(" (…)", "").replace(": …", "")


def clock(minute: int) -> str:
    """Return a minute of the day as it is written."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def rate(share: float | None, interval: Interval | None, words: Words) -> Child:
    """Return a share with its interval."""
    if share is None or interval is None:
        return "–"
    span = words.span(interval, "share")
    return h("span.asking-cell", h("b.asking-rate", words.percent(share, 0)), " ", h("small.asking-soft", span))


def quiet(text: Child) -> Markup:
    """Return small print."""
    return h("small.asking-soft", text)
