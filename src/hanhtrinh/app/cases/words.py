"""A case in words and as news for other servers."""

from collections.abc import Mapping

from hanhtrinh.app.cases.desk import CaseDesk
from hanhtrinh.app.people.knowing import Knowledge
from hanhtrinh.app.people.persons import name_of, traits_of
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.webhooks import Delivery, News
from hanhtrinh.values import datetime_of
from hanhtrinh.voice.cases.model import Case, Trigger

_SHORT = 140


def step_name(journeys: Mapping[str, Journey], journey: str, step: str, lang: Lang) -> str:
    """Return what a step is called; its key where the map no longer has it, empty for no step."""
    found = journeys.get(journey)
    place = None if found is None else next((one for one in found.steps if one.key == step), None)
    return step if found is None or place is None else say(found.name_of_step(place), lang) or step


def instruments_of(desk: CaseDesk, space: Space) -> Mapping[str, Instrument]:
    """Return the questions people were asked, by key."""
    return desk.people.parts(space).instruments


def scored(given: float, instrument: str, instruments: Mapping[str, Instrument], lang: Lang) -> tuple[str, str]:
    """Return a score and what it is of: `2/5` and `satisfaction`; on a scale that begins below 0 the score alone."""
    score, asked = f"{given:g}".replace("-", "−"), instruments.get(instrument)
    if asked is None or asked.kind == "text":
        return score, instrument
    return score if asked.low < 0 else f"{score}/{asked.high:g}", tr(f"cases.kind_{asked.kind}", lang)


def what_happened(trigger: Trigger, instruments: Mapping[str, Instrument], lang: Lang) -> str:
    """Return why a case was opened, in a few words: `NPS 3/10`, `angry words`, `a broken promise`."""
    if trigger.why == "low_score" and trigger.score is not None:
        score, kind = scored(trigger.score, trigger.instrument, instruments, lang)
        return tr("cases.what_low_score", lang, score=score, instrument=kind)
    return tr(f"cases.what_{trigger.why}", lang)


def said(trigger: Trigger) -> str:
    """Return the beginning of what somebody said, on one line."""
    text = " ".join(trigger.text.split())
    return text if len(text) <= _SHORT else text[: _SHORT - 1].rstrip() + "…"


def who(desk: CaseDesk, space: Space, person: str, knowledge: Knowledge | None = None) -> tuple[str, dict[str, str]]:
    """Return what a person is called, and what is known of them; whoever asks for many brings the knowledge along."""
    knowledge = desk.people.knowledge(space) if knowledge is None else knowledge
    now = knowledge.identities.person_named(person)
    traits = traits_of(knowledge, now)
    return name_of(now, traits), traits


def address_of(desk: CaseDesk, space: Space, case: Case) -> str:
    """Return where a case's page is."""
    return f"{desk.mail.address}/w/{space.slug}/voice/cases/{case.id}"


def news_of(desk: CaseDesk, space: Space, kind: News, case: Case) -> tuple[Delivery, ...]:
    """Return what other servers are told of a case."""
    return desk.hooks.news(space, kind, {"case": _told(desk, space, case)})


def _told(desk: CaseDesk, space: Space, case: Case) -> dict[str, object]:
    trigger = case.trigger
    user = desk.mail.accounts.user(case.owner) if case.owner else None
    return {
        "id": case.id, "number": case.number or None, "url": address_of(desk, space, case), "state": case.state,
        "priority": case.priority, "owner": user.email if user else None, "person": case.person, "why": trigger.why,
        "journey": trigger.journey or None, "step": trigger.step or None, "instrument": trigger.instrument or None,
        "score": trigger.score, "feeling": trigger.feeling, "text": trigger.text,
        "happened_at": _iso(trigger.at), "opened_at": _iso(case.opened_at), "due_at": _iso(case.due_at),
        "closed_at": _iso(case.closed_at), "reason": case.reason,
    }  # fmt: skip


def _iso(at: int | None) -> str | None:
    return None if at is None else datetime_of(at).isoformat()
