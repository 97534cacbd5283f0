"""A person whose case was resolved is asked again by e-mail: within the budget of asking, once for each case."""

import hashlib
from collections.abc import Sequence

from hanhtrinh.access import digest
from hanhtrinh.app.answering.letter import asking_letter
from hanhtrinh.app.asking.desk import AskDesk, Open
from hanhtrinh.app.asking.noting import tell_asked
from hanhtrinh.app.asking.whom import Judge, who_did
from hanhtrinh.app.cases.desk import AskAgain, NotAsked
from hanhtrinh.i18n import say
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.asking import Asked
from hanhtrinh.ports.mail import Letter
from hanhtrinh.ports.surveys import Invitation
from hanhtrinh.values import MICROSECONDS

_DAY, _HOUR = 86_400 * MICROSECONDS, 3_600 * MICROSECONDS


def surveys_to_send(desk: AskDesk, space: Space) -> Sequence[tuple[str, str]]:
    """Return the surveys that take answers now, by name: key and name."""
    opened = {key: one.survey for key, one in desk.open(space).items() if one.state == "open"}
    found = [(key, say(survey.name, survey.languages[0]) or key) for key, survey in opened.items()]
    return sorted(found, key=lambda one: (one[1].casefold(), one[0]))


def asker_of(desk: AskDesk) -> AskAgain:
    """Return what asks a person again: once for each closing of a case; it says why it did not."""

    def ask(space: Space, survey: str, person: str, place: str, case: str) -> NotAsked | None:
        open_ = desk.open(space).get(survey)
        if open_ is None or open_.state != "open" or not desk.mail.ready:
            return NotAsked("no_surveys")
        return _ask(desk, space, open_, person, place, case)

    return ask


def _ask(desk: AskDesk, space: Space, open_: Open, person: str, place: str, case: str) -> NotAsked | None:
    now = desk.clock()
    if desk.askings.letters_since(space.id, now - _DAY) >= desk.letters:
        return NotAsked("no_letters", until=now + _HOUR)
    knowledge = desk.people.knowledge(space)
    who = who_did(knowledge, knowledge.identities.person_named(person), now)
    judge = Judge(desk, space, lambda: knowledge, who, now)
    address = judge.address()
    facts = judge.facts(open_, "email", address=address, chosen=True)
    token, step = desk.new_token(), _touchpoint(desk, space, place) or open_.survey.touchpoint
    id = hashlib.sha256(f"case\0{space.id}\0{open_.survey.key}\0{case}".encode()).hexdigest()
    asked = Asked(id=id, workspace=space.id, survey=open_.survey.key, channel="email", person=judge.who.person, at=now,
                  step=step, trigger=now, invitation=digest(token), letter=id[:32])  # fmt: skip
    invitation = Invitation(
        digest=digest(token), workspace=space.id, survey=open_.survey.key, version=open_.version, channel="email",
        person=judge.who.person, at=now, expires=now + open_.survey.asking.days * _DAY, step=step,
        lang=judge.language(open_),
    )  # fmt: skip
    letters = [] if facts.address else [_letter(desk, space, open_, judge, address, token, asked.letter)]
    decision = desk.askings.ask(asked, judge.who.raws, now, judge.allowed(open_, facts), invitation, letters)
    if decision.reason == "pending":  # asked before, by whoever died before it was noted
        return None
    if not decision.ask:
        return NotAsked(decision.reason, decision.params, decision.until)
    tell_asked(desk, space, [asked])
    desk.mail.wake()
    return None


def _touchpoint(desk: AskDesk, space: Space, place: str) -> str:
    """Return the touchpoint of a place (journey/step): answers are asked at touchpoints; empty for none."""
    key, _, step = place.partition("/")
    journey = desk.people.shelf.usable(space).get(key)
    found = next((one for one in journey.steps if one.key == step), None) if journey else None
    return str(found.touchpoint or "") if found else ""


def _letter(desk: AskDesk, space: Space, open_: Open, judge: Judge, address: str, token: str, id: str) -> Letter:
    lang, now = judge.language(open_), judge.now
    made = asking_letter(open_.survey, desk.address, token, lang, company=space.name, traits=judge.traits())
    return Letter(id=id, workspace=space.id, kind="survey", to=address, lang=lang, subject=made.subject, text=made.text,
                  html=made.html, stop=token, created_at=now, due_at=now)  # fmt: skip
