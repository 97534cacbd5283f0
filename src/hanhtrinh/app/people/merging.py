"""Use cases: two people are one, says a member of the team; and that it was wrong."""

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.app.people.persons import Person, find_person
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.events.event import Merged
from hanhtrinh.ports.accounts import Space


def to_merge(actor: Actor, space: Space, desk: PeopleDesk, name: str) -> Person:
    """Return a person to whoever may merge them with another."""
    require(actor, space.id, Right.SEE_PEOPLE)
    require(actor, space.id, Right.MERGE_PEOPLE)
    return find_person(desk.parts(space), desk.knowledge(space), name)


def both(actor: Actor, space: Space, desk: PeopleDesk, into: str, other: str) -> tuple[Person, Person]:
    """Return the two people that are to become one; InputError where they are one already."""
    first, second = (to_merge(actor, space, desk, name) for name in (into, other))
    if first.id == second.id:
        raise InputError("people.same_person")
    return first, second


def merge(actor: Actor, space: Space, desk: PeopleDesk, into: str, other: str) -> str:
    """Join two people and return the id they go by: that of `into`, unless only the other is known by name."""
    first, second = both(actor, space, desk, into, other)
    if first.id.startswith("~") and not second.id.startswith("~"):
        first, second = second, first
    number = desk.new_id()
    fact = Merged(merge=number, into=first.id, person=second.id, at=desk.clock(), by=actor.id)
    desk.people.keep(space.id, [fact])
    desk.audit.note(actor, space.id, "people.merged", number)
    return first.id


def undo_merge(actor: Actor, space: Space, desk: PeopleDesk, number: str) -> None:
    """Part what a merge joined, exactly as it was; NotFound for a merge that was never made or is undone."""
    require(actor, space.id, Right.MERGE_PEOPLE)
    merges = desk.people.merges(space.id)
    undone = {fact.merge for fact in merges if fact.undone}
    made = next((fact for fact in merges if fact.merge == number and number not in undone), None)
    if made is None:
        raise NotFound("people.no_merge")
    fact = Merged(merge=number, into=made.into, person=made.person, at=desk.clock(), by=actor.id, undone=True)
    desk.people.keep(space.id, [fact])
    desk.audit.note(actor, space.id, "people.merge_undone", number)
