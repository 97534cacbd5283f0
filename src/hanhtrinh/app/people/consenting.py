"""Use case: a person told the team that they agree, where somebody nobody vouches for said no in their name."""

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.app.people.persons import find_person
from hanhtrinh.errors import NotFound
from hanhtrinh.events.event import Consent
from hanhtrinh.people.said import consent_of
from hanhtrinh.ports.accounts import Space


def allow(actor: Actor, space: Space, desk: PeopleDesk, name: str, category: str) -> str:
    """Let a category of consent count again from now on; return whose. NotFound unless an unconfirmed no stands."""
    require(actor, space.id, Right.SEE_PEOPLE)
    require(actor, space.id, Right.MERGE_PEOPLE)
    person = find_person(desk.parts(space), desk.knowledge(space), name)
    known = desk.people.known_of(space.id, person.raw_ids)
    stands = consent_of(person.raw_ids, [one.consents for one in known]).get(category)
    if stands is None or stands.allowed is not False or stands.proven:
        raise NotFound("people.no_refusal")
    at = max(desk.clock(), stands.at + 1)
    desk.people.keep(space.id, [Consent(person=person.id, categories={category: True}, at=at)])
    desk.audit.note(actor, space.id, "person.consent_said", "")
    return person.id
