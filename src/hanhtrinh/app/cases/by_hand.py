"""Use cases: somebody opens a case for what a customer said, or for a customer."""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from hanhtrinh.access import Actor, Right, may, require
from hanhtrinh.app.cases.desk import CaseDesk
from hanhtrinh.app.cases.finding import key_of, trigger_of
from hanhtrinh.app.cases.handling import text_of
from hanhtrinh.app.cases.making import join, make
from hanhtrinh.app.people.persons import find_person
from hanhtrinh.errors import InputError
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.cases import Case, Dealt
from hanhtrinh.voice.cases.model import Trigger


def cases_of(actor: Actor, space: Space, desk: CaseDesk, answers: Sequence[str]) -> Mapping[str, Case]:
    """Return the cases some answers opened or joined, by the answers' keys; none to who may not handle cases."""
    if not answers or not may(actor, space.id, Right.HANDLE_CASES):
        return {}
    return desk.cases.of_triggers(space.id, answers)


def case_of_answer(actor: Actor, space: Space, desk: CaseDesk, person: str, answer: str) -> Case:
    """Return the case of an answer, open or closed; where it has none, open one or join the one of its person there."""
    require(actor, space.id, Right.HANDLE_CASES)
    return cases_of(actor, space, desk, [answer]).get(answer) or open_case(actor, space, desk, person, answer=answer)


def open_case(
    actor: Actor,
    space: Space,
    desk: CaseDesk,
    person: str,
    *,
    answer: str = "",
    text: str = "",
    priority: str = "normal",
) -> Case:
    """Open a case of a person (their id or a raw id) and make it the actor's own; the open one where there is one.

    `answer` names what they said (`app.cases.finding.key_of` of its event): then the case stands at its place and shows
    its words; else `text` says what it is about. NotFound where nobody goes by the name.
    """
    require(actor, space.id, Right.HANDLE_CASES)
    trigger = _of_answer(desk, space, person, answer) if answer else _of_person(desk, space, person, text)
    standing, opened = desk.cases.standing(space.id, trigger.person, f"{trigger.journey}/{trigger.step}")
    dealt = Dealt(key=trigger.key, rule="", outcome="join" if opened else "open", at=desk.clock())
    if standing.open:
        join(desk, space, opened, trigger, dealt, by=actor.id)
    else:
        level = priority if priority in ("normal", "high", "urgent") else "normal"
        owner = actor.id if actor.id in {one.user.id for one in desk.handlers(space)} else ""
        made = make(desk, space, trigger, dealt, priority=level, owner=owner, by=actor.id)  # type: ignore[arg-type]
        opened = made.id if made else desk.cases.standing(space.id, trigger.person, _place(trigger))[1]
    found = desk.cases.get(space.id, opened) if opened else None
    if found is None:  # the answer has a case already, which is closed by now
        raise InputError("cases.had_one")
    return found


def _place(trigger: Trigger) -> str:
    return f"{trigger.journey}/{trigger.step}"


def _of_person(desk: CaseDesk, space: Space, name: str, text: str) -> Trigger:
    found = find_person(desk.people.parts(space), desk.people.knowledge(space), name)
    now, words = desk.clock(), text_of(text) if text.strip() else ""
    key = hashlib.sha256(f"{found.id}\0{now}\0{words}".encode()).hexdigest()[:32]
    return Trigger(key=f"hand:{key}", person=found.id, at=now, why="by_hand", text=words)


def _of_answer(desk: CaseDesk, space: Space, name: str, answer: str) -> Trigger:
    parts = desk.people.parts(space)
    found = find_person(parts, desk.people.knowledge(space), name)
    frame = found.frame
    rows = [row for row, event in enumerate(frame.answers.event.tolist()) if key_of(frame, event) == answer]
    if not rows:
        raise InputError("cases.no_such_answer")
    journey = step = ""
    for key, one in desk.people.shelf.usable(space).items():
        place = int(read_journey(frame, one, as_of=parts.now).attached.step[rows[0]])
        if place >= 0:
            journey, step = key, str(one.steps[place].key)
            break
    felt = float(desk.senses(space, frame.answers.text.gather(np.array(rows[:1]))).feeling[0])
    return trigger_of(frame, rows[0], None, journey, step, None if np.isnan(felt) else round(felt, 2))
