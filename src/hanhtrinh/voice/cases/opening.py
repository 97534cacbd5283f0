"""What becomes of a trigger: a case, a line of the open one, or nothing because the last one has just closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hanhtrinh.values import MICROSECONDS
from hanhtrinh.voice.cases.model import CaseRule, Owning, Trigger

Outcome = Literal["open", "join", "rest"]
_DAY = 86_400 * MICROSECONDS


@dataclass(frozen=True)
class Standing:
    """How a person stands at a place: whether a case is open there, and when the last one was closed."""

    open: bool = False
    closed_at: int | None = None


def outcome(at: int, standing: Standing, rest_days: int) -> Outcome:
    """Return what becomes of a trigger at an instant.

    >>> outcome(10, Standing(open=True), 14), outcome(10, Standing(closed_at=5), 14), outcome(10, Standing(), 14)
    ('join', 'rest', 'open')
    """
    if standing.open:
        return "join"
    if standing.closed_at is not None and at < standing.closed_at + rest_days * _DAY:
        return "rest"
    return "open"


def would_open(rule: CaseRule, triggers: Sequence[Trigger], taking: int) -> list[Trigger]:
    """Return the triggers that would have opened a case, oldest first, had each case been closed after `taking`."""
    standing: dict[tuple[str, str, str], int] = {}
    found = []
    for one in sorted(triggers, key=lambda one: (one.at, one.key)):
        place = one.person, one.journey, one.step
        closes = standing.get(place)
        known = Standing() if closes is None else Standing(open=one.at < closes, closed_at=closes)
        if outcome(one.at, known, rule.rest_days) == "open":
            standing[place] = one.at + taking
            found.append(one)
    return found


def owner_of(owning: Owning, turn: int, step_owner: str, handlers: Sequence[str]) -> str:
    """Return whose a new case is: a user id, empty for nobody's. `handlers` are those who may handle cases.

    >>> two = Owning(how="in_turn", members=("lan", "minh"))
    >>> [owner_of(two, turn, "", ["lan", "minh"]) for turn in range(3)]
    ['lan', 'minh', 'lan']
    """
    members = [one for one in owning.members if one in handlers]
    if owning.how == "step_owner" and step_owner in handlers:
        return step_owner
    if owning.how == "nobody" or not members:
        return ""
    return members[0] if owning.how == "fixed" else members[turn % len(members)]
