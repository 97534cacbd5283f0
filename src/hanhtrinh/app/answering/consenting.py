"""What somebody agreed to, in the words they saw, kept with their answers."""

from collections.abc import Collection, Mapping

from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.surveys import Response
from hanhtrinh.values import datetime_of
from hanhtrinh.voice.surveys.model import Answers, Survey
from hanhtrinh.voice.surveys.piping import piped

CONTACT = "contact:"


def contact_words(lang: Lang) -> str:
    """Return what one agrees to by ticking the box under a contact question."""
    return tr("answering.contact_consent", lang)


def consent_of(
    survey: Survey, version: int, answers: Answers, agreed: Collection[str], lang: Lang, now: int,
    before: Response | None,
) -> Mapping[str, str]:  # fmt: skip
    """Return the words agreed to by what they belong to: the survey as a whole (`survey`), a consent question (its
    key), being recognised by contact details (`contact:<key>`); with when, in which language, of which version.

    Words agreed to earlier stay as they were seen; those whose tick was taken back are dropped.
    """
    kept = dict(before.consent) if before is not None else {}
    words: dict[str, str] = {}
    if survey.consent_text and ("survey" in agreed or "survey" in kept):
        words["survey"] = kept.get("survey") or piped(survey.consent_text, survey, {}, lang)
    for question in survey.questions:
        if question.kind == "consent" and answers.get(question.key) is True:
            words[question.key] = kept.get(question.key) or piped(question.text, survey, answers, lang)
        name = f"{CONTACT}{question.key}"
        if question.kind == "contact" and question.key in answers and (name in agreed or name in kept):
            words[name] = kept.get(name) or contact_words(lang)
    if not words:
        return {}
    moment = kept.get("at") if words.keys() <= kept.keys() else ""
    return {**words, "at": moment or datetime_of(now).isoformat(), "lang": lang, "version": str(version)}
