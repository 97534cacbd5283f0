"""Use cases: something maps share is changed for all of them or for one, or comes to be used by one more."""

from collections.abc import Callable
from typing import Any

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.library.holdings import Holdings, holdings, open_library
from hanhtrinh.app.library.things import SHARED, Kind, Thing, state_of, taken_library, things_of
from hanhtrinh.app.library.writing import LARGEST, change_library, ensure_library, usable
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.editing import Changed, change
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.journey.edits import Edit, Several, edits_between
from hanhtrinh.journey.forms.slugs import free_key
from hanhtrinh.journey.library import Library
from hanhtrinh.journey.model import (
    Channel,
    Comparison,
    Competitor,
    Journey,
    Opportunity,
    Persona,
    Step,
    Touchpoint,
)
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import JourneyText

_replace = msgspec.structs.replace
_NEW: dict[Kind, Callable[[str], Any]] = {
    "touchpoints": lambda name: Touchpoint(name=name),
    "personas": lambda name: Persona(name=name),
    "competitors": lambda name: Competitor(name=name),
    "channels": lambda name: Channel(name=name),
    "opportunities": lambda name: Opportunity(text=name),
}


def thing_at(found: Holdings, kind: Kind, home: str, key: str) -> Thing:
    """Return a thing by the file that describes it and its key; NotFound where there is none."""
    things = things_of(found, kind) if kind in SHARED else ()
    one = next((thing for thing in things if thing.key == key and thing.home == home and key), None)
    if one is None:
        raise NotFound("library_page.no_thing", given=f"{home}/{key}"[:120])
    return one


def as_one(before: Journey, after: Journey) -> Edit | None:
    """Return the edit that leads from one journey to another, None where they are the same."""
    found = edits_between(before, after)
    return Several(edits=found) if found else None


def _entry(of: Journey | Library, kind: Kind, key: str, thing: Any) -> dict[str, Any]:
    return {kind: {**getattr(of, kind), key: thing}}


def add_shared(actor: Actor, space: Space, desk: Desk, library: str, kind: Kind, name: str, title: str) -> str:
    """Put a new thing into a library, which is made under a title where there is none; return its key."""
    require(actor, space.id, Right.EDIT_MAPS)
    words = " ".join(name.split())
    if not words:
        raise InputError("library_page.no_name")
    if len(words) > 200:
        raise InputError("commands.too_long", given=len(words), allowed=200)
    ensure_library(actor, space, desk, library, title)
    added: list[str] = []

    def make(now: Library) -> Library:
        held = getattr(now, kind)
        if len(held) >= LARGEST:
            raise InputError("library_page.too_many", given=len(held) + 1, allowed=LARGEST)
        added[:] = [free_key(words, held, kind.removesuffix("s"))]
        return _replace(now, **_entry(now, kind, added[0], _NEW[kind](words)))

    change_library(actor, space, desk, library, make, {"kind": kind, "name": words})
    return added[0]


def change_everywhere(
    actor: Actor, space: Space, desk: Desk, thing: Thing, was: str, make: Callable[[Any], Any]
) -> JourneyText | None:
    """Change a library's thing for every map that uses it as the library has it; None where nothing is different.

    `was` is how it stood when the change was begun: InputError where somebody has changed it since.
    """

    def changed(now: Library) -> Library:
        held = getattr(now, thing.kind)
        if thing.key not in held or state_of(held[thing.key]) != was:
            raise InputError("library_page.changed_meanwhile")
        return _replace(now, **_entry(now, thing.kind, thing.key, make(held[thing.key])))

    return change_library(actor, space, desk, thing.home, changed, {"kind": thing.kind, "key": thing.key})


def change_here(
    actor: Actor, space: Space, desk: Desk, thing: Thing, journey: str, was: str, make: Callable[[Any], Any]
) -> Changed | None:
    """Change a thing in one map alone: a copy in the journey's own file stands before the library's; one edit.

    An opportunity is changed at every step of the map that uses it.
    """
    require(actor, space.id, Right.EDIT_MAPS)
    home = open_library(space, desk, thing.home).library if thing.shared else None

    def changed(now: Journey) -> Edit | None:
        if thing.kind == "opportunities":
            shared = home.opportunities.get(thing.key) if home else None
            return as_one(now, _opportunity_here(now, thing.key, _still(shared, was), make))
        own = getattr(now, thing.kind).get(thing.key)
        stands = own if own is not None else getattr(home, thing.kind, {}).get(thing.key)
        return as_one(now, _replace(now, **_entry(now, thing.kind, thing.key, make(_still(stands, was)))))

    return change(actor, space, desk, journey, changed)


def _still(stands: Any, was: str) -> Any:
    if stands is None or state_of(stands) != was:
        raise InputError("library_page.changed_meanwhile")
    return stands


def _opportunity_here(now: Journey, key: str, shared: Opportunity, make: Callable[[Any], Any]) -> Journey:
    """Return a journey whose steps say themselves what differs from the library's opportunity."""
    wanted = make(shared)
    names = ("text", "value", "effort", "owner", "quotes", "solutions")
    said = {name: getattr(wanted, name) for name in names if getattr(wanted, name) != getattr(shared, name)}

    def changed(step: Step) -> Step:
        found = tuple(_replace(one, **said) if one.use == key else one for one in step.opportunities)
        return _replace(step, opportunities=found) if found != step.opportunities else step

    return in_steps(now, changed)


def in_steps(journey: Journey, change_step: Callable[[Step], Step]) -> Journey:
    """Return a journey with every step changed by a function."""
    stages = tuple(_replace(stage, steps=tuple(map(change_step, stage.steps))) for stage in journey.stages)
    return _replace(journey, stages=stages)


def use_in(actor: Actor, space: Space, desk: Desk, thing: Thing, journey: str, step: str) -> Changed | None:
    """Let a journey use a library's thing: at a step, or (a persona) as whom the map is drawn for; one edit.

    InputError where the journey takes from another library, or describes something else under that key.
    """
    require(actor, space.id, Right.EDIT_MAPS)
    usable(open_library(space, desk, thing.home))

    def make(now: Journey) -> Edit | None:
        if not taken_library(now, thing.home):
            raise InputError("library_page.other_library", given=f"{now.library}"[:80], allowed=f"{thing.home}.yaml")
        if thing.key in getattr(now, thing.kind, {}):
            raise InputError("library_page.own_there", given=thing.key)
        if thing.kind not in ("personas", "channels") and step not in now.step_index:
            raise NotFound("rules_page.no_step", given=step[:80])
        return as_one(now, _using(_replace(now, library=f"{thing.home}.yaml"), thing, step))

    return change(actor, space, desk, journey, make)


def _using(now: Journey, thing: Thing, step: str) -> Journey:
    key = thing.key
    match thing.kind:
        case "personas":
            return _replace(now, persona=key)
        case "touchpoints":
            return in_steps(now, lambda one: _replace(one, touchpoint=key) if one.key == step else one)
        case "competitors":
            return in_steps(
                now,
                lambda one: (
                    _replace(one, competitors={key: Comparison(), **one.competitors}) if one.key == step else one
                ),
            )
        case "opportunities":
            return in_steps(now, lambda one: _with_use(one, key) if one.key == step else one)
    return now


def _with_use(step: Step, key: str) -> Step:
    there = any(one.use == key for one in step.opportunities)
    return step if there else _replace(step, opportunities=(*step.opportunities, Opportunity(use=key)))


def remove_shared(actor: Actor, space: Space, desk: Desk, thing: Thing) -> JourneyText | None:
    """Take a thing that no map uses out of its library; InputError, with the maps, where one does."""
    found = holdings(actor, space, desk)
    users = [use.journey for use in thing_at(found, thing.kind, thing.home, thing.key).uses if not use.changed]
    if thing.kind == "personas":
        users = [name for name in users if found.journeys[name].written.persona == thing.key]
    if users:
        raise InputError("library_page.in_use", given=thing.key, maps=", ".join(users))

    def make(now: Library) -> Library:
        rest = {key: one for key, one in getattr(now, thing.kind).items() if key != thing.key}
        return _replace(now, **{thing.kind: rest})

    about = {"kind": thing.kind, "key": thing.key, "removed": True}
    return change_library(actor, space, desk, thing.home, make, about)
