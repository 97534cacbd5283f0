"""Use cases: a customer is answered by e-mail from the case; names in braces are filled in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from hanhtrinh.access import Actor
from hanhtrinh.app.cases.desk import CaseDesk
from hanhtrinh.app.cases.handling import case_of, change, event, text_of
from hanhtrinh.app.cases.words import said, step_name, who
from hanhtrinh.app.people.addresses import said_address, vouched_address
from hanhtrinh.draw.markup import h
from hanhtrinh.errors import InputError
from hanhtrinh.events.event import ADDRESS
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.ports.mail import Letter
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.voice.cases.machine import moved
from hanhtrinh.voice.cases.model import Case, CaseEvent

MOST_SUBJECT = 150
MOST_A_CASE = 50
"""So many replies go out from one case."""
TWICE = 120 * MICROSECONDS
"""The same letter again within this time is the same sending."""
_MAIL = re.compile(r"[^@\s<>,;:\"\\()]{1,64}@[^@\s<>,;:\"\\()]{1,190}\.[^@\s<>,;:\"\\()]{2,63}")
NAMES = ("name", "step", "words", "team", "company", "me")
"""What can stand in braces."""
_NAME = re.compile(r"\{\s*(\w{1,40})\s*\}")
_DAY = 86_400 * MICROSECONDS


def address_of(desk: CaseDesk, space: Space, case: Case) -> str:
    """Return the customer's e-mail address; empty where none is known."""
    return mail_address(desk, space, case.person)


def mail_address(desk: CaseDesk, space: Space, person: str) -> str:
    """Return the e-mail address a person (an id) can be written to at; empty where none is known.

    One that somebody vouched for goes before what anybody can say of a person.
    """
    knowledge = desk.people.knowledge(space)
    now = knowledge.identities.person_named(person)
    given = _vouched(desk, space, now) or said_address(knowledge, now)
    return given if _MAIL.fullmatch(given) and given.isprintable() else ""


def is_vouched(desk: CaseDesk, space: Space, person: str, address: str) -> bool:
    """Tell whether somebody vouched for a person's address: it did not come by a public key or a letter alone."""
    return address == _vouched(desk, space, desk.people.knowledge(space).identities.person_named(person))


def _vouched(desk: CaseDesk, space: Space, person: str) -> str:
    knowledge = desk.people.knowledge(space)
    raws = {person, *knowledge.identities.raw_ids(person)}
    return vouched_address(desk.people, space, knowledge, raws)


def filled(text: str, names: Mapping[str, str]) -> str:
    """Return a template with its names filled in; InputError names one in braces that stands for nothing.

    >>> filled("Chào {name}, {1 + 1}", {"name": "Gấm"})
    'Chào Gấm, {1 + 1}'
    """
    unknown = next((found[0] for found in _NAME.finditer(text) if found[1] not in names), None)
    if unknown is not None:
        raise InputError("cases.unknown_name", given=unknown, allowed=", ".join(f"{{{name}}}" for name in NAMES))
    return _NAME.sub(lambda found: names[found[1]], text)


def names_in(desk: CaseDesk, space: Space, case: Case, user: User, lang: Lang) -> dict[str, str]:
    """Return what the names in a template stand for."""
    journeys = desk.people.shelf.usable(space)
    name, traits = who(desk, space, case.person)
    known = name if name != case.person and name != traits.get(ADDRESS) else ""
    return {
        "name": known or tr("cases.dear_customer", lang), "team": space.name, "company": space.name, "me": user.name,
        "words": said(case.trigger),
        "step": step_name(journeys, case.trigger.journey, case.trigger.step, lang),
    }  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A letter to a customer as they will get it."""

    to: str
    subject: str
    text: str


def written(
    actor: Actor, space: Space, desk: CaseDesk, case: str, user: User, subject: str, text: str, lang: Lang
) -> Written:
    """Return what the customer would get; InputError where no e-mail can be sent, or what stands in it cannot be."""
    found = case_of(actor, space, desk, case)
    if not desk.mail.ready:
        raise InputError("mail.not_set_up")
    to = address_of(desk, space, found)
    if not to:
        raise InputError("cases.no_address")
    names = names_in(desk, space, found, user, lang)
    title = " ".join(filled(subject, names).split())[:MOST_SUBJECT] or tr("cases.reply_subject", lang, team=space.name)
    return Written(to, title, text_of(filled(text, names)))


def reply(
    actor: Actor, space: Space, desk: CaseDesk, case: str, user: User, subject: str, text: str, lang: Lang
) -> Case:
    """Write to the customer; the letter is in the history at once, and the case waits for their answer. Sent twice by a
    slip of the hand, it goes out once.

    InputError where no e-mail can be sent, the customer has no address, or as many were written as a day allows.
    """
    made = written(actor, space, desk, case, user, subject, text, lang)
    history = desk.cases.history(space.id, case)
    if sum(one.kind == "reply" for one in history) >= MOST_A_CASE:
        raise InputError("cases.too_many_replies", allowed=MOST_A_CASE)
    if desk.cases.replies_since(space.id, desk.clock() - _DAY) >= desk.most_replies:
        raise InputError("cases.enough_replies", allowed=desk.most_replies)
    letter = _letter(desk, space, made, lang, _last_from_customer(history))

    def send(now: Case) -> tuple[Case, CaseEvent | None]:
        if _sent_just_now(desk, space, now, made):  # a button that was pressed twice
            return now, None
        line = event(desk, now, actor, "reply", made.text, subject=made.subject, to=made.to)
        state = moved(now.state, "wait") if now.state in ("new", "taken") else now.state
        first = now.replied_at if now.replied_at is not None else desk.clock()
        answered = replace(now, state=state, owner=now.owner or actor.id, replied_at=first)
        return answered, replace(line, letter=letter.id)

    return change(actor, space, desk, case, send, news="case.replied", letters=lambda now: [letter])


def _sent_just_now(desk: CaseDesk, space: Space, case: Case, made: Written) -> bool:
    """Tell whether a letter went out a moment ago, and the customer has said nothing since."""
    history, since = desk.cases.history(space.id, case.id), desk.clock() - TWICE
    received = max((one.at for one in history if one.kind == "received"), default=since)
    words = made.text, made.subject
    return any(
        one.kind == "reply" and one.at > max(since, received) and (one.text, one.details.get("subject")) == words
        for one in history
    )


def _last_from_customer(history: Sequence[CaseEvent]) -> str:
    """Return the id of the newest message the customer wrote, so that their program shows one conversation."""
    return next((one.letter for one in reversed(history) if one.kind == "received" and one.letter), "")


def _letter(desk: CaseDesk, space: Space, made: Written, lang: Lang, refers: str) -> Letter:
    now, subject, text = desk.clock(), made.subject, made.text
    paragraphs = [h("p", [part for line in block.split("\n") for part in (line, h("br"))][:-1])
                  for block in re.split(r"\n{2,}", text)]  # fmt: skip
    body = h("html", h("head", h("meta", charset="utf-8"), h("title", subject)), h("body", paragraphs), lang=lang)
    return Letter(
        id=desk.new_id(), workspace=space.id, kind="reply", to=made.to, lang=lang, subject=subject, text=f"{text}\n",
        html=f"<!doctype html>\n{body}\n", created_at=now, due_at=now,
        reply_to=desk.cases.settings(space.id).reply_to, refers=refers,
    )  # fmt: skip
