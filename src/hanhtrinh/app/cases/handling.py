"""Use cases: who may handle cases sees them, takes them, gives them to others, notes, moves, resolves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from msgspec.structs import replace

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.cases.desk import CaseDesk
from hanhtrinh.app.cases.telling import letter_of_assigning
from hanhtrinh.app.cases.words import news_of
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.cases import Along, Wanted
from hanhtrinh.ports.mail import Letter, Sent
from hanhtrinh.ports.webhooks import News
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.voice.cases.machine import move_to, moved
from hanhtrinh.voice.cases.model import CLOSED, PRIORITIES, STATES, Case, CaseEvent, EventKind, Priority, State

MOST_TEXT = 4_000
MOST_AT_ONCE = 200
PAGE = 100
MOST_SHOWN, MOST_CLOSED = 60, 12
"""So many cases of a state stand on the board."""
CLOSED_SHOWN = 14 * 86_400 * MICROSECONDS
_TRIES = 4
_DAY = 86_400 * MICROSECONDS
REASONS = ("solved", "refunded", "explained", "no_answer", "not_ours", "mistake", "other")
"""Why a case was closed."""


@dataclass(frozen=True)
class Seen:
    """A case with its history, and what became of the letters that went out with it."""

    case: Case
    history: Sequence[CaseEvent]
    letters: Mapping[str, Sent]


class Column(NamedTuple):
    """The first cases of a state, and how many there are."""

    cases: Sequence[Case]
    many: int


def list_cases(
    actor: Actor, space: Space, desk: CaseDesk, wanted: Wanted, start: int = 0
) -> tuple[Sequence[Case], int]:
    """Return a page of cases, open ones first by when they are due, then closed ones, the newest first; and how many
    there are in all.
    """
    require(actor, space.id, Right.HANDLE_CASES)
    return desk.cases.some(space.id, wanted, PAGE, start), sum(desk.cases.counts(space.id, wanted).values())


def on_board(actor: Actor, space: Space, desk: CaseDesk, wanted: Wanted) -> Mapping[State, Column]:
    """Return the most urgent cases of each state, and of those closed in the last days the newest."""
    require(actor, space.id, Right.HANDLE_CASES)
    return {state: _column(space, desk, wanted, state) for state in STATES}


def _column(space: Space, desk: CaseDesk, wanted: Wanted, state: State) -> Column:
    closed = state in CLOSED
    mine = replace(wanted, states=(state,), closed_since=desk.clock() - CLOSED_SHOWN if closed else None)
    most = MOST_CLOSED if closed else MOST_SHOWN
    found = desk.cases.some(space.id, mine, most)
    full = len(found) == most
    return Column(found, desk.cases.counts(space.id, mine).get(state, 0) if full else len(found))


def case_of(actor: Actor, space: Space, desk: CaseDesk, case: str) -> Case:
    """Return a case; NotFound where there is none."""
    require(actor, space.id, Right.HANDLE_CASES)
    found = desk.cases.get(space.id, case)
    if found is None:
        raise NotFound("cases.none_such")
    return found


def see_case(actor: Actor, space: Space, desk: CaseDesk, case: str) -> Seen:
    """Return a case with everything that happened to it."""
    found = case_of(actor, space, desk, case)
    history = desk.cases.history(space.id, case)
    letters = [one.letter for one in history if one.letter and one.kind == "reply"]
    return Seen(found, history, desk.cases.letters(space.id, letters))


def mine(actor: Actor, space: Space, desk: CaseDesk) -> int:
    """Return how many open cases the actor has."""
    return desk.cases.mine(space.id, actor.id) if actor.kind == "user" else 0


def assign(actor: Actor, space: Space, desk: CaseDesk, case: str, owner: str) -> Case:
    """Give a case to somebody who may handle cases, or (empty) to nobody; InputError for anybody else."""
    return assign_all(actor, space, desk, [case], owner)[0]


def assign_all(actor: Actor, space: Space, desk: CaseDesk, cases: Sequence[str], owner: str) -> Sequence[Case]:
    """Give several cases to somebody, or to nobody: all of them or, where one cannot be given, none."""
    for case in cases:
        case_of(actor, space, desk, case)
    if owner and owner not in {one.user.id for one in desk.handlers(space)}:
        raise InputError("cases.no_such_owner")

    def give(found: Case) -> tuple[Case, CaseEvent | None]:
        state: State = found.state
        if found.is_open:
            state = moved("new", "take") if owner and state == "new" else state
            state = moved("taken", "put_back") if not owner and state == "taken" else state
        if owner == found.owner and state == found.state:
            return found, None
        return replace(found, owner=owner, state=state), event(desk, found, actor, "assigned", owner=owner)

    def tell(given: Case) -> list[Letter]:
        return letter_of_assigning(desk, space, given) if owner not in ("", actor.id) and given.is_open else []

    return change_all(actor, space, desk, cases, give, letters=tell)


def take(actor: Actor, space: Space, desk: CaseDesk, case: str) -> Case:
    """Make a case one's own."""
    return assign(actor, space, desk, case, actor.id)


def note(actor: Actor, space: Space, desk: CaseDesk, case: str, text: str) -> Case:
    """Add a note for colleagues; the customer never sees it."""
    words = text_of(text)

    def add(found: Case) -> tuple[Case, CaseEvent]:
        return found, event(desk, found, actor, "note", words)

    return change(actor, space, desk, case, add, news=None)


def set_priority(actor: Actor, space: Space, desk: CaseDesk, case: str, priority: str) -> Case:
    """Say how urgent a case is; InputError for what is no priority."""
    if priority not in PRIORITIES:
        raise InputError("cases.no_such_priority", allowed=", ".join(PRIORITIES))
    level: Priority = next(one for one in PRIORITIES if one == priority)

    def rank(found: Case) -> tuple[Case, CaseEvent | None]:
        if found.priority == level:
            return found, None
        return replace(found, priority=level), event(desk, found, actor, "priority", priority=level)

    return change(actor, space, desk, case, rank)


def set_due(actor: Actor, space: Space, desk: CaseDesk, case: str, due_at: int) -> Case:
    """Give a case another deadline, in the future."""
    if due_at <= desk.clock():
        raise InputError("cases.due_is_past")

    def put_off(found: Case) -> tuple[Case, CaseEvent | None]:
        if found.due_at == due_at:
            return found, None
        due = event(desk, found, actor, "due", due=str(due_at))
        return replace(found, due_at=due_at, told_overdue=False), due

    return change(actor, space, desk, case, put_off)


def move(actor: Actor, space: Space, desk: CaseDesk, case: str, target: str, reason: str = "", text: str = "") -> Case:
    """Bring a case into another state; closing asks for a reason. Nothing happens where it is there already."""
    state = next((one for one in STATES if one == target), None)
    if state is None:
        raise InputError("cases.no_such_state", allowed=", ".join(STATES))
    if state in CLOSED and reason not in REASONS:
        raise InputError("cases.no_reason", allowed=", ".join(REASONS))
    words = text_of(text) if text.strip() else ""

    def step(found: Case) -> tuple[Case, CaseEvent | None]:
        if found.state == state:
            return found, None
        way = move_to(found.state, state)
        if way is None and found.state in CLOSED and state not in CLOSED:
            way = "reopen"
        if way is None:
            raise InputError("cases.moved_meanwhile")
        after = moved(found.state, way)
        why = reason if after in CLOSED else ""
        line = event(desk, found, actor, "moved", words, before=found.state, after=after, reason=why)
        return _moved(desk, actor, found, after, reason), line

    return change(actor, space, desk, case, step, news="case.closed" if state in CLOSED else "case.changed")


def _moved(desk: CaseDesk, actor: Actor, found: Case, state: State, reason: str) -> Case:
    now = desk.clock()
    handles = actor.kind == "user"
    owner = found.owner or (actor.id if state != "new" and handles else "")
    if state == "new":
        owner = ""
    if state in CLOSED:
        days = days_planned(desk.cases.history(found.workspace, found.id)) if found.reask_survey else None
        asked_at = found.reask_at if days is None else now + days * _DAY
        return replace(found, state=state, owner=owner, closed_at=now, reason=reason, reask_at=asked_at, again_at=None,
                       again_feeling=None, again_score=None, again_text="")  # fmt: skip
    if not found.is_open:
        found = replace(found, reopened=found.reopened + 1, reason="", told_overdue=False)
    return replace(found, state=state, owner=owner)


def days_planned(history: Sequence[CaseEvent]) -> int | None:
    """Return how many days after it is resolved the customer is asked again, as it was said last; None: not at all."""
    days = [one.details.get("days", "") for one in history if one.kind == "reask" and "result" not in one.details]
    return int(days[-1]) if days and days[-1] else None


Act = Callable[[Case], tuple[Case, CaseEvent | None]]


def change(
    actor: Actor,
    space: Space,
    desk: CaseDesk,
    case: str,
    act: Act,
    *,
    news: News | None = "case.changed",
    letters: Callable[[Case], Sequence[Letter]] = lambda case: (),
) -> Case:
    """Change a case as it is now, with a line of history; once more where somebody else was faster.

    Without a line nothing is changed. After a few tries InputError says that others are at it.
    """
    return change_all(actor, space, desk, [case], act, news=news, letters=letters)[0]


def change_all(
    actor: Actor,
    space: Space,
    desk: CaseDesk,
    cases: Sequence[str],
    act: Act,
    *,
    news: News | None = "case.changed",
    letters: Callable[[Case], Sequence[Letter]] = lambda case: (),
) -> Sequence[Case]:
    """Change several cases, all or none, as `change` does one; return them in the order they were named."""
    for _ in range(_TRIES):
        found = {case: case_of(actor, space, desk, case) for case in sorted(cases)}  # two at once: in the same order
        changes = []
        for one in found.values():
            after, line = act(one)
            if line is not None:
                after = replace(after, changed_at=desk.clock())
                told = news_of(desk, space, news, after) if news else ()
                changes.append((after, Along(events=(line,), letters=tuple(letters(after)), news=told)))
        kept = desk.cases.change_all(changes) if changes else ()
        if kept is not None:
            if kept:
                _wake(desk)
            found |= {one.id: one for one in kept}
            return [found[case] for case in cases]
    raise InputError("cases.others_too")


def _wake(desk: CaseDesk) -> None:
    desk.mail.wake()
    desk.hooks.wake()


def event(desk: CaseDesk, case: Case, actor: Actor, kind: EventKind, text: str = "", **details: str) -> CaseEvent:
    """Return a line of a case's history."""
    by = actor.id if actor.kind == "user" else ""
    given = {name: value for name, value in details.items() if value}
    return CaseEvent(id=desk.new_id(), case=case.id, at=desk.clock(), kind=kind, by=by, text=text, details=given)


def text_of(text: str) -> str:
    """Return a text that may be kept; InputError for none, or one too long."""
    words = text.replace("\r\n", "\n").strip()
    if not words or len(words) > MOST_TEXT:
        raise InputError("cases.bad_text", allowed=MOST_TEXT)
    return words
