"""Use cases: whether closing the loop helps, over all cases and step by step; what stands at a step of a map."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.cases.desk import CaseDesk
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.cases import Wanted
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.voice.cases.model import OPEN
from hanhtrinh.voice.cases.recovery import Recovery, by_step, recovery

DAYS = 90
MOST = 20_000
_DAY = 86_400 * MICROSECONDS


@dataclass(frozen=True)
class Recoveries:
    """How the cases opened in some days went: all together, and by step."""

    days: int
    all: Recovery
    steps: Sequence[Recovery]


def recoveries(actor: Actor, space: Space, desk: CaseDesk, days: int = DAYS) -> Recoveries:
    """Return how the cases opened in the last days went."""
    require(actor, space.id, Right.HANDLE_CASES)
    now = desk.clock()
    cases = desk.cases.some(space.id, Wanted(opened_since=now - days * _DAY), MOST)
    return Recoveries(days, recovery(cases, now), by_step(cases, now))


def at_step(actor: Actor, space: Space, desk: CaseDesk, journey: str, step: str, days: int = DAYS) -> Recovery | None:
    """Return how the cases at a step went, for the door of the step; None where there are none."""
    require(actor, space.id, Right.HANDLE_CASES)
    now = desk.clock()
    cases = desk.cases.some(space.id, Wanted(step=(journey, step), opened_since=now - days * _DAY), MOST)
    return recovery(cases, now, journey=journey, step=step) if cases else None


def open_at_steps(actor: Actor, space: Space, desk: CaseDesk, journey: str) -> Mapping[str, int]:
    """Return how many cases are open at each step of a map that has any."""
    require(actor, space.id, Right.HANDLE_CASES)
    found = desk.cases.some(space.id, Wanted(states=OPEN), MOST)
    return Counter(one.trigger.step for one in found if one.trigger.journey == journey and one.trigger.step)
