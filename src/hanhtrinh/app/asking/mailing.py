"""Use case: people who came by a step, or did an event, are asked by e-mail: once, reminded once, and no more where
letters come back.

A yes is one transaction: the asking (whose id is made of survey, person and the event's instant), the invitation and
the letter. Whoever dies before it has asked nobody, whoever dies after it is not followed by a second one. A no is kept
with the event's instant too, so that nobody is judged again and again by the same event. Quiet hours only put off.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from hanhtrinh.access import digest
from hanhtrinh.app.answering.letter import asking_letter
from hanhtrinh.app.asking.came_by import Came, came_by
from hanhtrinh.app.asking.desk import SERVER, AskDesk, Open
from hanhtrinh.app.asking.noting import note_skips, skipped, tell_asked
from hanhtrinh.app.asking.whom import Judge, who_did
from hanhtrinh.app.looping import each
from hanhtrinh.app.people.knowing import Knowledge
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.events.event import ANONYMOUS
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.asking import Asked, Skipped
from hanhtrinh.ports.mail import Letter
from hanhtrinh.ports.surveys import Invitation
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.voice.asking.budget import DAY, quiet_until
from hanhtrinh.voice.asking.deciding import Decision
from hanhtrinh.voice.surveys.model import ByMail

LOOK_BACK = 2 * DAY
"""Events that became known late are still asked about if they are no older than this, beside the survey's delay."""


@dataclass(frozen=True)
class Due:
    """Somebody who came by and is to be judged."""

    open: Open
    person: str
    came: Came


def ask_by_mail(desk: AskDesk, space: Space) -> int:
    """Ask whoever is due in a workspace; return how many letters were written."""
    if not desk.mail.ready:
        return 0
    _bounce(desk, space)
    surveys = sorted(_mailing(desk, space), key=lambda one: (-one.survey.asking.priority, one.survey.key))
    if not surveys:
        return 0
    written: list[str] = []
    knowledge = desk.people.knowledge(space)
    try:
        each(surveys, lambda open_: _ask_due(desk, space, open_, knowledge, written))
        _remind(desk, space, knowledge, written)
    finally:
        if written:
            desk.mail.wake()
    return len(written)


def _ask_due(desk: AskDesk, space: Space, open_: Open, knowledge: Knowledge, written: list[str]) -> None:
    """Ask whom a survey is due to, until a day's letters are used up."""
    told: set[str] = set()

    def ask(due: Due) -> None:
        if "no_letters" not in told:
            outcome = _ask(desk, space, due, knowledge)
            told.add(outcome)
            written.extend([due.person] if outcome == "ask" else [])

    each(waiting(desk, space, open_, knowledge), ask)


def _mailing(desk: AskDesk, space: Space) -> Iterator[Open]:
    for open_ in desk.open(space).values():
        mail = open_.survey.asking.by_mail
        if open_.state == "open" and mail is not None and (mail.steps or mail.events):
            yield open_


def waiting(desk: AskDesk, space: Space, open_: Open, knowledge: Knowledge) -> list[Due]:
    """Return who came by and was not judged by this event yet, the earliest first."""
    mail = open_.survey.asking.by_mail or ByMail()
    now = desk.clock()
    until = now - mail.delay * MICROSECONDS
    after = max(until - LOOK_BACK, began_at(desk, space, open_))
    parts = desk.people.parts(space)
    try:
        found = came_by(
            parts, desk.people.journey_of(SERVER, space), open_.survey.journey, mail.steps, mail.events, after, until,
            desk.people.run,
        )  # fmt: skip
    except HanhtrinhError:  # a step its journey no longer has: the page says so
        return []
    if not found:
        return []
    done = desk.askings.decided(space.id, open_.survey.key, "email", after)
    dues = [
        Due(open_, person, came)
        for person, came in found.items()
        if came.at > done.get(person, 0)  # most are decided by this name: the others are not looked up then
        and came.at > max(done.get(raw, 0) for raw in who_did(knowledge, person, now).raws)
    ]
    return sorted(dues, key=lambda one: (one.came.at, one.person))


def began_at(desk: AskDesk, space: Space, open_: Open) -> int:
    """Return since when a survey asks by these triggers: nobody is asked about what happened before."""
    survey = open_.survey
    since = survey.asking.opens or 0
    mail, first = survey.asking.by_mail or ByMail(), 0
    for opened in desk.surveys.versions(space.id, survey.key):
        version = desk.surveys.version(space.id, survey.key, opened.number)
        before = version.asking.by_mail if version else None
        if before is None or (before.steps, before.events) != (mail.steps, mail.events):
            break
        first = opened.at
    return max(since, first)


def _ask(desk: AskDesk, space: Space, due: Due, knowledge: Knowledge) -> str:
    """Judge one person and ask them where they may be; return the reason."""
    now = desk.clock()
    judge = Judge(desk, space, lambda: knowledge, who_did(knowledge, due.person, now), now)
    address = judge.address()
    facts = judge.facts(due.open, "email", address=address)
    if desk.askings.letters_since(space.id, now - DAY) >= desk.letters:
        _note(desk, space, judge, due, Decision(ask=False, reason="no_letters"), trigger=0)
        return "no_letters"
    token = desk.new_token()
    asked, invitation = _asking(desk, space, due, judge, token)
    letters = [] if facts.address else [_letter(desk, space, due.open, judge, address, token, asked.letter)]
    decision = desk.askings.ask(asked, judge.who.raws, now, judge.allowed(due.open, facts), invitation, letters)
    if decision.ask:
        tell_asked(desk, space, [asked])
    elif decision.reason != "pending":
        _note(desk, space, judge, due, decision, trigger=0 if decision.reason == "quiet" else due.came.at)
    return decision.reason


def _note(desk: AskDesk, space: Space, judge: Judge, due: Due, decision: Decision, *, trigger: int) -> None:
    one: Skipped = skipped(due.open.survey.key, "email", judge.who, decision, judge.now, trigger)
    if trigger:
        day = desk.day(space)
        desk.askings.skip(space.id, day, [one])
    else:
        note_skips(desk, space, [one])


def _asking(desk: AskDesk, space: Space, due: Due, judge: Judge, token: str) -> tuple[Asked, Invitation]:
    survey, now = due.open.survey, judge.now
    mail = survey.asking.by_mail or ByMail()
    step = due.came.step or survey.touchpoint
    raw = _raw(judge)
    id = hashlib.sha256(f"mail\0{space.id}\0{survey.key}\0{judge.who.person}\0{due.came.at}".encode()).hexdigest()
    asked = Asked(
        id=id, workspace=space.id, survey=survey.key, channel="email", person=raw, at=now, step=step,
        trigger=due.came.at, invitation=digest(token), letter=id[:32], secret=token if mail.remind else "",
        remind_at=now + mail.remind * MICROSECONDS if mail.remind else None,
    )  # fmt: skip
    invitation = Invitation(
        digest=digest(token), workspace=space.id, survey=survey.key, version=due.open.version, channel="email",
        person=raw, at=now, expires=now + survey.asking.days * DAY, step=step, lang=judge.language(due.open),
    )  # fmt: skip
    return asked, invitation


def _raw(judge: Judge) -> str:
    """Return the raw id the person is best known by: one a sender named, where there is any."""
    person = judge.who.person
    named = [raw for raw in judge.who.raws if not raw.startswith(ANONYMOUS)]
    return person if person in named or not named else named[0]


def _letter(
    desk: AskDesk, space: Space, open_: Open, judge: Judge, address: str, token: str, id: str, *, again: bool = False
) -> Letter:
    lang, now = judge.language(open_), judge.now
    made = asking_letter(open_.survey, desk.address, token, lang, company=space.name, traits=judge.traits())
    subject = tr("asking.letter_reminder", lang, subject=made.subject) if again else made.subject
    return Letter(
        id=id, workspace=space.id, kind="survey", to=address, lang=lang, subject=subject, text=made.text,
        html=made.html, stop=token, created_at=now, due_at=now,
    )  # fmt: skip


def _remind(desk: AskDesk, space: Space, knowledge: Knowledge, written: list[str]) -> None:
    """Remind whoever has not answered, once; whoever may not be written to (any more) is left alone for good, and so is
    whoever was asked so long ago that their invitation has ended.
    """
    now = desk.clock()
    if quiet_until(desk.askings.budget(space.id), "email", now, desk.zone(space)) != now:
        return

    def remind(asked: Asked) -> None:
        open_ = desk.open(space).get(asked.survey)
        judge = Judge(desk, space, lambda: knowledge, who_did(knowledge, asked.person, now), now)
        address = judge.address()
        letters = []
        if open_ is not None and open_.state == "open" and now < asked.at + open_.survey.asking.days * DAY:
            facts = judge.facts(open_, "email", address=address)
            if not (facts.stopped or facts.address or not facts.consent):
                id = f"{asked.letter}-2"
                letters = [_letter(desk, space, open_, judge, address, asked.secret, id, again=True)]
        if desk.askings.remind(space.id, asked.id, letters) and letters:
            written.append(asked.person)

    each(desk.askings.to_remind(space.id, now), remind)


def _bounce(desk: AskDesk, space: Space) -> None:
    desk.askings.bounce(space.id, desk.clock())
