"""Use cases: opportunities with the numbers of their steps, who is behind them, and what shipping one did."""

from dataclasses import dataclass
from datetime import date

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.maps.behind import Behind, people_behind
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.opening import list_journeys
from hanhtrinh.app.priorities.tickets import Ticket, tickets
from hanhtrinh.app.versions.desk import VersionDesk
from hanhtrinh.app.versions.good import shown_journey
from hanhtrinh.i18n import Text
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.before_after import Effect, Pair, Windows, before_after, closed_until, told_from, windows
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.measures.recoverable import Recoverable, recoverable
from hanhtrinh.measures.results import MapReadings, StepReadings, Who
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.maps import Maps


@dataclass(frozen=True)
class Seen:
    """A journey's opportunities over the readings of a period; `people` is how many meet each step, by its key."""

    journey: Journey
    question: MapQuestion
    readings: MapReadings
    people: dict[str, int]
    tickets: tuple[Ticket, ...]

    def step(self, key: str) -> StepReadings:
        """Return what was measured at a step."""
        return self.readings.steps[self.journey.step_index[key]]

    def recoverable(self, ticket: Ticket) -> tuple[Recoverable, ...]:
        """Return what could be won at an opportunity's step."""
        return recoverable(self.readings, self.journey.step_index[ticket.step.key], ticket.step.targets)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a step's numbers after a day.

    Where there is no window yet, `closed_from` and `soon_from` say from which day on there will be one (for those who
    left or went on, and for the rest); `short_before` that less than a week is known before the day, so never.
    """

    effects: tuple[Effect, ...] = ()
    closed: Windows | None = None
    soon: Windows | None = None
    closed_from: date | None = None
    soon_from: date | None = None
    short_before: bool = False


class Used(msgspec.Struct, frozen=True):
    """A journey that uses a library's opportunity, by its address and name."""

    key: str
    name: Text


def see(actor: Actor, space: Space, desk: VersionDesk, maps: Maps, key: str, question: MapQuestion) -> Seen:
    """Return a journey's opportunities with the readings of a period."""
    require(actor, space.id, Right.SEE_MAPS)
    journey = shown_journey(actor, space, desk, key).file.journey
    readings = maps.readings(journey, question)
    of_people = msgspec.structs.replace(question, unit="person", trend="none", compare=False, beside=False)
    counted = maps.readings(journey, of_people) if readings.passes else readings
    people = {one.key: one.reach.count or 0 for one in counted.steps if one.reach is not None and one.measured}
    return Seen(journey, question, readings, people, tickets(journey))


def unhappy(actor: Actor, space: Space, maps: Maps, seen: Seen, step: str) -> int:
    """Return how many people said of a step that it felt bad."""
    return people_behind(actor, space, maps, seen.journey, seen.question, Who(what="unhappy", step=step)).people


def who_is_behind(
    actor: Actor, space: Space, maps: Maps, seen: Seen, who: Who, start: int
) -> Behind:  # fmt: skip
    """Return the people of a step, those who left there or who felt bad; counts alone to those who may not see them."""
    return people_behind(actor, space, maps, seen.journey, seen.question, who, start)


def told(maps: Maps, seen: Seen, step: str, shipped: date) -> Told:
    """Return a step's numbers before and after a day, as far as they can be told by now."""
    readings, zone = seen.readings, seen.readings.zone
    first, as_of = readings.data_from, readings.as_of
    if first is None:
        return Told()
    wait = seen.journey.window_seconds
    soon = windows(shipped, zone, first, as_of)
    closed = windows(shipped, zone, first, closed_until(as_of, wait))
    if windows(shipped, zone, first, 2**62, most=7) is None:
        return Told(short_before=True)
    soon_pair = _pair(maps, seen.journey, soon)
    closed_pair = soon_pair if closed == soon else _pair(maps, seen.journey, closed)
    return Told(
        effects=before_after(step, closed_pair, soon_pair), closed=closed, soon=soon,
        closed_from=None if closed else told_from(shipped, zone, wait),
        soon_from=None if soon else told_from(shipped, zone),
    )  # fmt: skip


def _pair(maps: Maps, journey: Journey, found: Windows | None) -> Pair | None:
    if found is None:
        return None
    before, after = (
        maps.readings(journey, MapQuestion(period=period, trend="none", compare=False))
        for period in (found.before, found.after)
    )
    return Pair(windows=found, before=before, after=after)


def also_in(actor: Actor, space: Space, desk: Desk, key: str, use: str) -> tuple[Used, ...]:
    """Return the other journeys of a workspace that use the same opportunity of the same library."""
    every = list_journeys(actor, space, desk) if use else ()
    mine = next((one.file.written.library for one in every if one.key == key and one.file), None)
    return tuple(
        Used(one.key, one.file.journey.name)
        for one in every
        if one.file and one.key != key and one.file.written.library == mine
        and any(found.use == use for step in one.file.written.steps for found in step.opportunities)
    )  # fmt: skip
