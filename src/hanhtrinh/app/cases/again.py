"""Use cases: a person whose case was resolved is asked again, and what they answer then is measured."""

import numpy as np
from msgspec.structs import replace

from hanhtrinh.access import Actor
from hanhtrinh.app.cases.desk import CaseDesk, NotAsked
from hanhtrinh.app.cases.handling import change, event
from hanhtrinh.app.looping import each
from hanhtrinh.app.people.persons import timeline_of
from hanhtrinh.errors import InputError
from hanhtrinh.events.frame import Frame
from hanhtrinh.events.parts import Parts
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.cases import Along, Wanted
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.voice.cases.model import Case, CaseEvent
from hanhtrinh.voice.cases.scores import feeling_of

DAY = 86_400 * MICROSECONDS
HEARD_DAYS = 180
"""Answers count as "afterwards" for so long after a case was resolved."""
MOST_DAYS = 90
_AT_ONCE = 5_000


def ask_later(actor: Actor, space: Space, desk: CaseDesk, case: str, survey: str, days: int) -> Case:
    """Have the person asked a survey so many days after the case was resolved (empty: not at all)."""
    if survey and (survey not in {key for key, _ in desk.surveys(space)} or not 0 <= days <= MOST_DAYS):
        raise InputError("cases.bad_reask", allowed=MOST_DAYS)

    def plan(found: Case) -> tuple[Case, CaseEvent | None]:
        begin = found.closed_at if found.state == "resolved" and found.closed_at else desk.clock()
        at = begin + days * DAY if survey else None
        if (found.reask_survey, found.reask_at) == (survey, at):
            return found, None
        line = event(desk, found, actor, "reask", survey=survey, days=str(days) if survey else "")
        return replace(found, reask_survey=survey, reask_at=at), line

    return change(actor, space, desk, case, plan, news=None)


def ask_those_due(desk: CaseDesk, space: Space) -> int:
    """Ask everybody whose time has come and whose case is resolved; return how many were asked."""
    now, asked = desk.clock(), list[Case]()
    since = now - (MOST_DAYS + 7) * DAY

    def ask(case: Case) -> None:
        no = desk.ask_again(space, case.reask_survey, case.person, case.place, f"{case.id}:{case.reopened}")
        if _noted(desk, space, case, no or None) is not None and not no:
            asked.append(case)

    due = Wanted(states=("resolved",), closed_since=since, reask_by=now)
    each(desk.cases.some(space.id, due, _AT_ONCE), ask)
    return len(asked)


def _noted(desk: CaseDesk, space: Space, case: Case, no: NotAsked | None) -> Case | None:
    """Keep what became of asking: a no that passes is tried again when it may have, and said once for each reason."""
    now, end = desk.clock(), (case.closed_at or 0) + MOST_DAYS * DAY
    details = {"survey": case.reask_survey, "result": no.why if no else "asked"}
    until = no.until if no and no.until is not None and now < no.until <= end else None
    if no:
        details |= {f"p_{name}": str(value) for name, value in no.params.items()}
    if until is not None:
        details["until"] = str(until)
        before = [one for one in desk.cases.history(space.id, case.id) if one.kind == "reask"]
        if no and no.why == "no_letters" and before and before[-1].details.get("result") == no.why:
            return desk.cases.change(replace(case, reask_at=until), Along())
    line = CaseEvent(id=desk.new_id(), case=case.id, at=now, kind="reask", details=details)
    return desk.cases.change(replace(case, reask_at=until), Along(events=(line,)))


def hear(desk: CaseDesk, space: Space, parts: Parts, before: Parts | None = None) -> int:
    """Note what people answered after their case was resolved: the first thing that can be compared; return how many.

    That is an answer to the same instrument, or to the survey they were asked again. What opened without a score is
    compared with the first score of any kind. `before` are the timelines of the last look: while their base stands,
    only whom something happened to since can have answered.
    """
    since, identities = desk.clock() - HEARD_DAYS * DAY, desk.people.knowledge(space).identities
    anew = before is None or before.base is not parts.base
    touched = frozenset() if anew else frozenset(parts.overlay.people.to_list())
    heard = 0
    for case in desk.cases.some(space.id, Wanted(states=("resolved",), closed_since=since, unheard=True), _AT_ONCE):
        person = identities.person_named(case.person)
        after = _heard(case, timeline_of(parts, person)) if anew or person in touched else None
        if after is not None:
            line = CaseEvent(
                id=desk.new_id(), case=case.id, at=after.again_at or desk.clock(), kind="again", text=after.again_text,
                details={"score": f"{after.again_score:g}"},
            )  # fmt: skip
            heard += desk.cases.change(after, Along(events=(line,))) is not None
    return heard


def _heard(case: Case, frame: Frame) -> Case | None:
    answers = frame.answers
    later = (frame.time[answers.event] > (case.closed_at or 0)) & ~answers.asked & ~np.isnan(answers.score)
    survey = frame.columns.get("survey")
    for row in np.flatnonzero(later).tolist():
        event, score = int(answers.event[row]), float(answers.score[row])
        instrument = frame.instruments[sorted(frame.instruments)[int(answers.instrument[row])]]
        code = int(survey.codes[event]) if survey is not None else 0
        asked = survey is not None and code > 0 and survey.values[code - 1] == case.reask_survey
        same = instrument.key == case.trigger.instrument or case.trigger.score is None
        feeling = feeling_of(instrument, score)
        if feeling is not None and (same or asked):
            return replace(case, again_at=int(frame.time[event]), again_feeling=round(feeling, 2), again_score=score,
                           again_text=str(answers.text[row] or "")[:2_000])  # fmt: skip
    return None
