"""A case is made of a trigger: its owner, its deadline, its first line of history, who is told."""

from collections.abc import Sequence

from hanhtrinh.app.cases.desk import CaseDesk
from hanhtrinh.app.cases.telling import letters_of_opening
from hanhtrinh.app.cases.words import news_of
from hanhtrinh.i18n import LANGS, say
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.cases import Along, Dealt
from hanhtrinh.voice.cases.hours import deadline
from hanhtrinh.voice.cases.model import Case, CaseEvent, CaseRule, Owning, Priority, Trigger
from hanhtrinh.voice.cases.opening import Outcome, Standing, outcome, owner_of

NOBODYS = Owning()
HAND_HOURS = 8
"""Working hours until a case opened by hand is due."""


def deal_with(
    desk: CaseDesk, space: Space, trigger: Trigger, rule: CaseRule, *, caught: bool = False
) -> Outcome | None:
    """Open a case for a trigger, add it to the open one, or leave it; None where somebody else dealt with it.

    `caught`: somebody had it opened, whatever a day allows.
    """
    now = desk.clock()
    standing, opened = standing_of(desk, space, trigger)
    what = outcome(trigger.at, standing, rule.rest_days)
    dealt = Dealt(key=trigger.key, rule=rule.id, outcome="caught" if caught and what == "open" else what, at=now)
    if what == "rest":
        desk.cases.note(space.id, [dealt])
        return what
    if what == "join":
        return what if join(desk, space, opened, trigger, dealt) else None
    done = make(desk, space, trigger, dealt, owning=rule.owning, hours=rule.hours, priority=rule.priority,
                turn=rule.turn)  # fmt: skip
    return what if done else None


def standing_of(desk: CaseDesk, space: Space, trigger: Trigger) -> tuple[Standing, str]:
    """Return how a person stands where a trigger is, and the open case it belongs to: one form opens one case, however
    many of its answers are low.
    """
    form = (trigger.survey, trigger.at) if trigger.survey else None
    return desk.cases.standing(space.id, trigger.person, f"{trigger.journey}/{trigger.step}", form)


def make(
    desk: CaseDesk,
    space: Space,
    trigger: Trigger,
    dealt: Dealt,
    *,
    owning: Owning = NOBODYS,
    hours: int = HAND_HOURS,
    priority: Priority = "normal",
    turn: int = 0,
    owner: str = "",
    by: str = "",
) -> Case | None:
    """Open a case; None where its trigger was dealt with, or the person has an open one there."""
    now, zone = desk.clock(), desk.people.zone(space)
    owner = owner or owner_of(owning, turn, _step_owner(desk, space, trigger), _ids(desk, space))
    case = Case(
        id=desk.new_id(), workspace=space.id, number=0, trigger=trigger, state="taken" if owner else "new",
        priority=priority, owner=owner, opened_at=now, changed_at=now,
        due_at=deadline(now, hours, zone, desk.cases.settings(space.id).hours),
    )  # fmt: skip
    event = CaseEvent(id=desk.new_id(), case=case.id, at=now, kind="opened", by=by, details=_why(trigger, owner))
    letters = letters_of_opening(desk, space, case, but=by)
    kept = desk.cases.open(case, dealt, Along(events=(event,), letters=tuple(letters),
                           news=news_of(desk, space, "case.opened", case)))  # fmt: skip
    if kept is not None:
        desk.mail.wake()
        desk.hooks.wake()
    return kept


def join(desk: CaseDesk, space: Space, opened: str, trigger: Trigger, dealt: Dealt, by: str = "") -> bool:
    """Add what a person said since to their open case."""
    case = desk.cases.get(space.id, opened)
    if case is None:
        return False
    score = "" if trigger.score is None else f"{trigger.score:g}"
    details = _why(trigger, "") | ({"score": score} if score else {})
    event = CaseEvent(id=desk.new_id(), case=opened, at=desk.clock(), kind="joined", by=by, text=trigger.text,
                      details=details)  # fmt: skip
    done = desk.cases.join(space.id, opened, dealt, Along(events=(event,),
                           news=news_of(desk, space, "case.joined", case)))  # fmt: skip
    if done:
        desk.hooks.wake()
    return done


def _why(trigger: Trigger, owner: str) -> dict[str, str]:
    return {"why": trigger.why, "instrument": trigger.instrument, **({"owner": owner} if owner else {})}


def _ids(desk: CaseDesk, space: Space) -> Sequence[str]:
    return [one.user.id for one in desk.handlers(space)]


def _step_owner(desk: CaseDesk, space: Space, trigger: Trigger) -> str:
    """Return the member a step names as its owner, by name or address; empty for nobody."""
    journey = desk.people.shelf.usable(space).get(trigger.journey)
    step = next((one for one in journey.steps if one.key == trigger.step), None) if journey else None
    if step is None:
        return ""
    names = {say(step.owner, lang).strip().casefold() for lang in LANGS} - {""}
    for one in desk.handlers(space):
        if {one.user.name.casefold(), one.user.email.casefold()} & names:
            return one.user.id
    return ""
