"""Use cases: what a draft rule counts, what it does to the map, what values there are to choose from."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace

from hanhtrinh.access import Actor, Right, may, require
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.app.rules.desk import RuleDesk
from hanhtrinh.app.rules.drafts import Draft as Wanted
from hanhtrinh.app.rules.drafts import WrongRule, drafted
from hanhtrinh.events.frame import Frame
from hanhtrinh.events.overlay import frame_of_rows, take_people
from hanhtrinh.events.parts import Parts
from hanhtrinh.events.together import people_between
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.rules import Rule, RuleError
from hanhtrinh.measures.journey_reading import read_journey, touchpoint_rules
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.measures.partial import MapPartial, map_partial, map_readings
from hanhtrinh.measures.results import MapReadings
from hanhtrinh.measures.rule_preview import Draft, RulePreview, preview
from hanhtrinh.measures.rule_preview_values import Property, Value, values_of
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import Runner

Check = Callable[[], None]
Asker = tuple[Hashable, int]
MOST_VALUES = 20
AT_ONCE = 500_000
"""People read at a time: more at once is faster, and takes more memory while it lasts (0.7 kB each)."""


@dataclass(frozen=True)
class Counted:
    """A draft counted, the journey it would make, and the touchpoint's key in it; whether its samples may be seen."""

    preview: RulePreview
    journey: Journey
    key: str
    shown: bool


@dataclass(frozen=True)
class Effect:
    """The map as it is and as the draft would make it, by the same question."""

    now: MapReadings
    then: MapReadings
    journey: Journey
    drafted: Journey
    key: str


def count_draft(
    actor: Actor, space: Space, desk: RuleDesk, journey: str, wanted: Wanted, lang: Lang, asker: Asker
) -> Counted:
    """Return what a draft rule counts now; nothing is kept. WrongRule where it is too wide."""
    require(actor, space.id, Right.EDIT_MAPS)
    check = desk.memory.turns.take(("counts", space.id, actor.id, asker[0]), asker[1])
    _, file = usable_journey(actor, space, desk.desk, journey)
    made, key = drafted(file.journey, wanted, lang)
    rules = touchpoint_rules(file.journey)
    others = {name: rule for name, rule in rules.items() if name != key}
    asked = Draft(key, wanted.rule, rules.get(key), others)
    try:
        found = preview(desk.maps(space).parts(), asked, run=desk.run, check=check)
    except RuleError as error:
        raise WrongRule(error) from error
    return Counted(found, made, key, may(actor, space.id, Right.SEE_PEOPLE))


def effect_of(
    actor: Actor,
    space: Space,
    desk: RuleDesk,
    journey: str,
    wanted: Wanted,
    question: MapQuestion,
    lang: Lang,
    asker: Asker,
) -> Effect:
    """Return the map as it is, and as the draft would make it; nothing is kept."""
    require(actor, space.id, Right.EDIT_MAPS)
    check = desk.memory.turns.take(("effect", space.id, actor.id, asker[0]), asker[1])
    _, file = usable_journey(actor, space, desk.desk, journey)
    made, key = drafted(file.journey, wanted, lang)
    maps = desk.maps(space)
    now = maps.readings(file.journey, question)
    check()
    try:
        then = read_draft(maps.parts(), made, question, run=desk.run, check=check)
    except RuleError as error:
        raise WrongRule(error) from error
    return Effect(now, then, file.journey, made, key)


def read_draft(
    parts: Parts, journey: Journey, question: MapQuestion, *, run: Runner, check: Check = lambda: None
) -> MapReadings:
    """Return the readings of a journey's own lanes over base and overlay, summed over people.

    Trends, the other segments and what stands beside a map are left out: they are not looked at while a rule is
    drafted, and take longer than all the rest.
    """
    asked = replace(question, trend="none", compare=False, beside=False)
    total = None
    for frame, sign in _signed(parts):
        check()
        partial = map_partial(read_journey(frame, journey, as_of=parts.now, run=run), asked)
        total = partial if total is None else total + partial if sign > 0 else total - partial
    return map_readings(
        _known(total), journey, asked,
        instruments=parts.instruments, zone=parts.base.zone, as_of=parts.now, span=_span(parts), beside=None,
    )  # fmt: skip


def _known(total: MapPartial | None) -> MapPartial:
    assert total is not None  # noqa: S101 - there is always a base, be it of nobody
    return total


def _signed(parts: Parts) -> list[tuple[Frame, int]]:
    """Return the frames to add (1) and to take away (−1): the base as it lies, less whom the overlay has anew."""
    base, size = parts.base, parts.base.person_count
    slices = range(0, max(1, size), AT_ONCE)
    found = [(people_between(base, lo, min(lo + AT_ONCE, size)), 1) for lo in slices]
    out = np.flatnonzero(parts.superseded)
    if len(out):
        found.append((frame_of_rows(take_people(base, out), base.instruments, zone=base.zone), -1))
    if parts.overlay.person_count:
        found.append((parts.overlay, 1))
    return found


def _span(parts: Parts) -> tuple[int, int] | None:
    """Return the oldest and newest instant there are, none of them after now."""
    spans = [frame.span for frame in (parts.base, parts.overlay) if frame.span is not None]
    known = [(lo, min(hi, parts.now)) for lo, hi in spans if lo <= parts.now]
    return (min(lo for lo, _ in known), max(hi for _, hi in known)) if known else None


def properties_there(actor: Actor, space: Space, desk: RuleDesk) -> tuple[Property, ...]:
    """Return the properties a rule can be made of, with how many events have each."""
    require(actor, space.id, Right.EDIT_MAPS)
    return desk.memory.properties(space, desk.maps(space).parts(), desk.run)


def suggest_values(
    actor: Actor, space: Space, desk: RuleDesk, name: str, like: str, among: Rule | None, asker: Asker
) -> tuple[Value, ...]:
    """Return the most frequent values of a property that contain a text, among the events a rule recognises."""
    require(actor, space.id, Right.EDIT_MAPS)
    check = desk.memory.turns.take(("values", space.id, actor.id, asker[0]), asker[1])
    parts = desk.maps(space).parts()
    try:
        return values_of(parts, name, among=among, like=like, top=MOST_VALUES, run=desk.run, check=check)
    except RuleError as error:
        raise WrongRule(error) from error
