"""A survey as the widget is given it: one language, no empty fields, the words of its buttons beside it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from hanhtrinh.app.answering.doors import without
from hanhtrinh.app.asking.pages import Offer, theme_of, without_traits
from hanhtrinh.i18n import Lang, Localized, say, tr
from hanhtrinh.voice.surveys.answers import scale_of
from hanhtrinh.voice.surveys.model import SCORED, Asking, Question, Survey
from hanhtrinh.web.answering.pen import fault_words

WORDS = (
    "required", "next", "send", "back", "close", "missing", "late", "thanks", "appeared", "agree", "rank", "rank_how",
    "file_elsewhere", "contact_name", "contact_email", "contact_phone", "said_yes", "said_no", "said_full",
    "said_closed", "said_expired", "said_over",
)  # fmt: skip
"""The widget's own words: each is `asking_widget.…` in `i18n`."""
ASKED = (
    "nps_low", "nps_high", "csat_low", "csat_high", "ces1_low", "ces1_high", "ces2_low", "ces2_high", "other",
    "other_words", "contact_consent",
)  # fmt: skip
"""What is asked, in the words of the hosted page (`answering.…`): a scale has the same ends in every channel."""


def offered(offer: Offer, link: str) -> dict[str, Any]:
    """Return what the page is given; `link` is the hosted page of the same asking, for what the widget cannot do."""
    survey = plain_survey(offer.open.survey, offer.lang)
    return {"id": offer.asked.id, "token": offer.token, "place": offer.asked.place, "link": link, "survey": survey}


def plain_survey(survey: Survey, lang: Lang) -> dict[str, Any]:
    """Return a survey in one language as plain data; traits it would pipe in are left out."""
    survey = without(survey, {"contact"}) if survey.anonymous else survey
    shape = _said(msgspec.to_builtins(msgspec.structs.replace(survey, asking=Asking())), lang)
    kept = {name: shape[name] for name in ("pages", "thanks", "intro", "consent_text") if name in shape}
    words = {name: tr(f"asking_widget.{name}", lang) for name in WORDS}
    words |= {name: tr(f"answering.{name}", lang) for name in ASKED}
    words |= fault_words(lang)
    return {
        **kept, "key": survey.key, "name": say(survey.name, lang), "lang": lang, "theme": theme_of(survey),
        "words": words,
    }  # fmt: skip


def _said(value: Any, lang: Lang) -> Any:
    """Return plain data with every text in one language, and the ends of the scale of scored questions."""
    if isinstance(value, list | tuple):
        return [_said(one, lang) for one in value]
    if isinstance(value, str):
        return without_traits(value)
    if not isinstance(value, dict):
        return value
    if value and value.keys() <= {"vi", "en"}:
        return without_traits(say(msgspec.convert(value, Localized), lang))
    found = {name: _said(one, lang) for name, one in value.items()}
    if found.get("kind") in SCORED:
        found["scale"] = _scale(found)
    return found


def _scale(question: Mapping[str, Any]) -> list[int]:
    return list(scale_of(Question(key="q", kind=question["kind"], text="", high=question.get("high"))))
