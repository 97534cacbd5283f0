"""Use case: why was this person (not) asked? What happened, and what would be decided now."""

from dataclasses import dataclass

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.asking.desk import AskDesk, Open
from hanhtrinh.app.asking.whom import Judge, who_did
from hanhtrinh.app.people.knowing import Knowledge
from hanhtrinh.app.people.persons import find_person
from hanhtrinh.errors import HanhtrinhError, NotFound
from hanhtrinh.people.finding import words_of
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.asking import Asked, Skipped
from hanhtrinh.voice.asking.deciding import Decision
from hanhtrinh.voice.surveys.model import Channel


@dataclass(frozen=True)
class Happened:
    """One thing that was decided or done, newest first."""

    at: int
    survey: str
    channel: Channel
    asked: Asked | None = None
    skipped: Skipped | None = None
    answered: bool = False


@dataclass(frozen=True)
class Explained:
    """Who it is, what would be decided about each open survey now, and what happened."""

    person: str
    name: str
    now: tuple[tuple[str, Channel, Decision], ...]
    past: tuple[Happened, ...]


def explain(actor: Actor, space: Space, desk: AskDesk, given: str) -> Explained:
    """Return why somebody was or was not asked; `given` is any id, e-mail address or telephone number.

    NotFound where nobody goes by it.
    """
    require(actor, space.id, Right.SEE_PEOPLE)
    knowledge, now = desk.people.knowledge(space), desk.clock()
    person, name = _found(desk, space, knowledge, given.strip())
    who = who_did(knowledge, person, now)
    judge = Judge(desk, space, lambda: knowledge, who, now)
    return Explained(person, name, tuple(_now(desk, space, judge)), tuple(_past(desk, space, who.raws)))


def _found(desk: AskDesk, space: Space, knowledge: Knowledge, given: str) -> tuple[str, str]:
    parts = desk.people.parts(space)
    for name in (given, f"~{given}"):
        try:
            person = find_person(parts, knowledge, name)
        except HanhtrinhError:
            continue
        return person.id, person.name
    words = words_of(given)
    for finder in knowledge.finders[::-1] if words else ():
        for found in finder.found(words)[:1]:
            person = find_person(parts, knowledge, found)
            return person.id, person.name
    raise NotFound("asking.why_nobody", given=given[:80])


def _now(desk: AskDesk, space: Space, judge: Judge) -> list[tuple[str, Channel, Decision]]:
    found: list[tuple[str, Channel, Decision]] = []
    for key, open_ in desk.open(space).items():
        if open_.state == "closed":
            continue
        for channel in _channels(open_):
            address = judge.address() if channel == "email" else None
            facts = judge.facts(open_, channel, interrupts=_interrupts(open_, channel), address=address)
            found.append((key, channel, judge.decide(open_, facts)))
    return found


def _channels(open_: Open) -> list[Channel]:
    asking = open_.survey.asking
    return [*(["widget"] if asking.on_page else []), *(["email"] if asking.by_mail else [])]  # type: ignore[list-item]


def _interrupts(open_: Open, channel: Channel) -> bool:
    on_page = open_.survey.asking.on_page
    return channel == "email" or (on_page is not None and on_page.place == "popup")


def _past(desk: AskDesk, space: Space, raws: tuple[str, ...]) -> list[Happened]:
    found = [Happened(one.at, one.survey, one.channel, asked=one) for one in desk.askings.asked_of(space.id, raws)]
    found += [Happened(one.at, one.survey, one.channel, skipped=one) for one in desk.askings.skipped_of(space.id, raws)]
    found += [
        Happened(one.answered_at, one.survey, one.channel, answered=True)
        for one in desk.askings.past(space.id, raws, desk.clock())
        if one.answered_at is not None
    ]
    return sorted(found, key=lambda one: (-one.at, one.survey))
