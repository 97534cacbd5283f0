"""Use case: a person is erased. Asked for at once, done by a job that is taken up again wherever it was stopped.

    refuse   nothing of theirs comes back from now on        (rows; a file beside the lake)
    rows     facts, traits, what waits, what was refused     (one transaction)
    lake     events, old files, the log that spoke of them
    files    frames and caches, uploads, what imports refused
    note     what was found where, without a name            (and the job forgets what it was told)
    scrub    the database's file is written anew

Each step finds nothing when it is done a second time.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.jobs import Tell
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.app.people.persons import Person, find_person
from hanhtrinh.errors import NotFound
from hanhtrinh.people.identities import Identities
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.erasing import Erasing, Owned
from hanhtrinh.ports.jobs import Job
from hanhtrinh.ports.people import Erasure, Export

KIND = "erasure"
WORDS = ("email", "phone", "mobile", "username")
"""Traits that name a person, and are looked for wherever texts are kept."""
MOST_TEXTS = 200


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What an erasure is told: whose events, the raw ids, words that name the person, their verbatims, and what is
    refused from now on (what happened before `until`; None: everything).
    """

    owned: tuple[Owned, ...]
    raws: tuple[str, ...]
    words: tuple[str, ...]
    texts: tuple[str, ...]
    until: int | None


def to_erase(actor: Actor, space: Space, desk: PeopleDesk, name: str) -> Person:
    """Return a person to whoever may have them erased; NotFound where nobody goes by the name."""
    require(actor, space.id, Right.ERASE_PEOPLE)
    return find_person(desk.parts(space), desk.knowledge(space), name)


def records(actor: Actor, space: Space, desk: PeopleDesk) -> tuple[Sequence[Export], Sequence[Erasure]]:
    """Return what left the product, and the erasures that were done, newest first."""
    require(actor, space.id, Right.ERASE_PEOPLE)
    return desk.people.exports(space.id), desk.people.erasures(space.id)


def ask_erasure(actor: Actor, space: Space, desk: PeopleDesk, name: str, *, for_ever: bool = False) -> str:
    """Have a person erased and return the job that does it; with `for_ever` nothing about them is taken in again.

    NotFound where nobody goes by the name.
    """
    require(actor, space.id, Right.ERASE_PEOPLE)
    desk.settle(space)
    person, knowledge = to_erase(actor, space, desk, name), desk.knowledge(space)
    now = desk.clock()
    told = Told(
        owned=tuple(owned_by(person, knowledge.identities)),
        raws=person.raw_ids,
        words=_words(person),
        texts=tuple(text for text in person.frame.answers.text if text)[:MOST_TEXTS],
        until=None if for_ever else now,
    )
    asked: Mapping[str, Any] = msgspec.to_builtins(told)
    job = Job(id=desk.new_id(), workspace=space.id, kind=KIND, asked=asked, by=actor.id, created_at=now, changed_at=now)
    desk.jobs.add(job)
    desk.audit.note(actor, space.id, "person.erasure_asked", job.id)
    return job.id


def owned_by(person: Person, identities: Identities) -> list[Owned]:
    """Return which events of which raw ids are a person's: on a shared device those of their own spans."""
    owned: list[Owned] = []
    for raw in person.raw_ids:
        spans = identities.shared.get(raw)
        if spans is None:
            owned.append(Owned(raw))
            continue
        ends = (*spans.starts[1:], None)
        for i, who in enumerate(spans.people):
            if who == person.id:
                owned.append(Owned(raw, spans.starts[i] if i else None, ends[i]))
    return owned


def _words(person: Person) -> tuple[str, ...]:
    ids = (raw.removeprefix("~") for raw in person.raw_ids)
    traits = (person.traits[name] for name in WORDS if person.traits.get(name))
    return tuple(dict.fromkeys((*ids, *traits)))


def erase(
    job: Job, tell: Tell, erasing: Erasing, space: Space, clock: Callable[[], int], forget: Callable[[Space], None]
) -> Mapping[str, Any]:
    """Do an erasure and return its report; `forget` lets this process let go of what it holds in memory.

    A job that was stopped after its note only scrubs: what it was told is gone by then.
    """
    if job.asked:
        report = _erase(job, tell, erasing, space, forget)
        erasing.finish(space, job.id, Erasure(id=job.id, at=clock(), by=job.by, report=report))
    else:
        report = dict(job.result)
    tell({"step": "scrub"})
    erasing.scrub()
    forget(space)
    return report


def _erase(
    job: Job, tell: Tell, erasing: Erasing, space: Space, forget: Callable[[Space], None]
) -> dict[str, int | list[str]]:
    told = msgspec.convert(job.asked, Told)
    report: dict[str, int | list[str]] = {"exports": list(erasing.exported(space, told.raws))}
    tell({"step": "refuse"})
    erasing.refuse(space, [one.before(told.until if one.wholly else job.created_at) for one in told.owned])
    tell({"step": "rows"})
    report |= erasing.clear_rows(space, told.owned, told.words)
    tell({"step": "lake"})
    report |= erasing.clear_lake(space, told.owned)
    tell({"step": "files"})
    report |= erasing.clear_files(space, told.words)
    # Once more: a batch that was being put away meanwhile may have set messages aside.
    again = erasing.clear_rows(space, told.owned, told.words)
    report |= {place: count + int(report.get(place, 0)) for place, count in again.items()}  # type: ignore[arg-type]
    report["mentions"] = list(erasing.mentions(space, told.words, told.texts))
    forget(space)
    return report


def erasure_job(actor: Actor, space: Space, desk: PeopleDesk, job: str) -> Job:
    """Return how far an erasure is, or what came of it; NotFound where the workspace has no such job."""
    require(actor, space.id, Right.ERASE_PEOPLE)
    found = desk.jobs.get(space.id, job)
    if found is None or found.kind != KIND:
        raise NotFound("people.no_erasure")
    return found
