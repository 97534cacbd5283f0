"""What an event is called on a timeline: what the product itself writes has words, what others send keeps its name."""

from collections.abc import Mapping

from hanhtrinh.app.people.profile import Happened
from hanhtrinh.collect.answers import ANSWERED, ASKED
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.journey.rules import text_of
from hanhtrinh.web.people.parts import say

_FINISHED = "Survey Finished"
_KINDS = ("review", "ticket", "chat", "call", "email", "mention")
_CHANNELS = ("widget", "email", "link", "qr", "kiosk")
_ANSWER = "answer_"


def event_name(lang: Lang, one: Happened) -> str:
    """Return what an event is called."""
    if one.event in ANSWERED:
        kind = one.properties.get("said_kind")
        return tr(f"said.kind_{kind}", lang) if kind in _KINDS else say(lang, "event_answered")
    if one.event in ASKED:
        return say(lang, "event_asked")
    return say(lang, "event_finished") if one.event == _FINISHED else one.event or "–"


def of_survey(lang: Lang, one: Happened, surveys: Mapping[str, str]) -> list[str]:
    """Return what an event of a survey tells at a glance: which survey, how it came, what was chosen; ids and versions
    are among everything else. Nothing for an event of something else.
    """
    survey = text_of(one.properties.get("survey")) if "survey" in one.properties else ""
    if not survey or one.event not in ANSWERED | ASKED | {_FINISHED}:
        return []
    channel = one.properties.get("survey_channel")
    how = [tr(f"surveys.channel_{channel}", lang)] if channel in _CHANNELS else []
    chosen = [
        f"{name.removeprefix(_ANSWER)}: {text_of(value)}"
        for name, value in one.properties.items()
        if name.startswith(_ANSWER)
    ]
    return [surveys.get(survey, survey), *how, *chosen]
