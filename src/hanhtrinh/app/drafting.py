"""Use case: propose a journey from the events there are."""

import tomllib
from functools import cache
from importlib.resources import files

import msgspec

from hanhtrinh.draw.words import Words
from hanhtrinh.errors import InputError
from hanhtrinh.events.frame import Frame
from hanhtrinh.i18n import Localized, tr
from hanhtrinh.journey.rules import EVENT
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.measures.draft.compose import compose, refuse
from hanhtrinh.measures.draft.draft import draft
from hanhtrinh.measures.draft.shapes import AsideProposal, Draft, DraftQuestion, NameProposal, Proposal
from hanhtrinh.measures.draft.vocabulary import NO_VOCABULARY, Vocabulary, read_vocabulary


@cache
def common_vocabulary() -> Vocabulary:
    """Return what common names of events and pages mean, as the package knows it."""
    text = (files("hanhtrinh.measures.draft") / "vocabulary.toml").read_text(encoding="utf-8")
    return read_vocabulary(tomllib.loads(text))


def propose_journey(
    frame: Frame, question: DraftQuestion, *, vocabulary: bool = True, without: tuple[str, ...] = ()
) -> Draft:
    """Return the journey proposed for a frame's events, without the proposals that are refused.

    InputError where the events hold no journey, or not the part, event or proposal that is named.
    """
    found = draft(frame, question, common_vocabulary() if vocabulary else NO_VOCABULARY)
    if question.part > found.facts.parts:
        raise InputError("draft.no_part", given=question.part, parts=found.facts.parts)
    if not found.journey.stages:
        raise InputError("draft.nothing", events=frame.event_count, people=frame.person_count)
    _check_known("draft.unknown_event", question.keep, _events_of(frame, found))
    _check_known("draft.unknown_proposal", without, {p.id for p in found.proposals if not isinstance(p, AsideProposal)})
    return refuse(_with_scenario(found, frame), without)


def _check_known(key: str, given: tuple[str, ...], known: set[str]) -> None:
    for name in given:
        if name not in known:
            similar = nearest(name, known)
            raise InputError(f"{key}_similar" if similar else key, given=name, similar=similar or "")


def _events_of(frame: Frame, found: Draft) -> set[str]:
    """Return what can be kept: every event's name, and every kind of page that was found."""
    pages = {str(reason.params["event"]) for p in found.proposals for reason in p.reasons if "event" in reason.params}
    aside = {p.label for p in found.proposals if isinstance(p, AsideProposal)}
    return {*frame.columns[EVENT].values, *pages, *aside}


def _with_scenario(found: Draft, frame: Frame) -> Draft:
    """Return the draft with a scenario that says where it comes from, in both languages."""
    scenario = Localized(vi=_scenario(frame, Words("vi", frame.zone)), en=_scenario(frame, Words("en", frame.zone)))
    proposals: tuple[Proposal, ...] = tuple(
        msgspec.structs.replace(p, scenario=scenario) if isinstance(p, NameProposal) else p for p in found.proposals
    )
    return msgspec.structs.replace(found, proposals=proposals, journey=compose(found.journey.key, proposals))


def _scenario(frame: Frame, words: Words) -> str:
    first, last = frame.span or (0, 0)
    counts = {"events": words.number(frame.event_count), "people": words.number(frame.person_count)}
    return tr("draft.scenario", words.lang, **counts, first=words.day(first), last=words.day(last))
