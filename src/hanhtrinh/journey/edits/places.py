"""Finding the thing at a place, and the journey with another thing there."""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from hanhtrinh.journey.edits.errors import KeyTaken, NoSuchPlace
from hanhtrinh.journey.edits.shapes import Place
from hanhtrinh.journey.model import Journey, Stage, Step

Thing = msgspec.Struct
T = TypeVar("T")


def thing_at(journey: Journey, place: Place) -> Thing:
    """Return the thing at a place; NoSuchPlace where there is none, KeyTaken where two have that key."""
    if len(place) % 2:
        raise NoSuchPlace(place)
    thing: Thing = journey
    for i in range(0, len(place), 2):
        thing = _child(thing, place[i], place[i + 1], place[: i + 2])
    return thing


def with_thing(journey: Journey, place: Place, thing: Thing) -> Journey:
    """Return the journey with another thing in the place of the one that is there."""
    changed = _put(journey, place, thing, place)
    assert isinstance(changed, Journey)  # noqa: S101 - what was put in came back out
    return changed


def stage_of(journey: Journey, step: str) -> Stage:
    """Return the stage a step stands in."""
    found = [stage for stage in journey.stages for one in stage.steps if one.key == step]
    return _the_only(found, ("steps", step))


def stage(journey: Journey, key: str) -> Stage:
    """Return a stage by its key."""
    return _the_only([one for one in journey.stages if one.key == key], ("stages", key))


def step(journey: Journey, key: str) -> Step:
    """Return a step by its key, whatever stage it stands in."""
    return _the_only([one for one in journey.steps if one.key == key], ("steps", key))


def with_stage(journey: Journey, key: str, changed: Stage) -> Journey:
    """Return the journey with another stage in the place of one."""
    stages = tuple(changed if one.key == key else one for one in journey.stages)
    return msgspec.structs.replace(journey, stages=stages)


def entries(thing: Thing, field: str, place: Place) -> dict[str, Any]:
    """Return a field of keyed entries; NoSuchPlace when the thing has no such field."""
    found = getattr(thing, field, None) if field in thing.__struct_fields__ else None
    if not isinstance(found, dict):
        raise NoSuchPlace((*place, field))
    return found


def items(thing: Thing, field: str, place: Place) -> tuple[Any, ...]:
    """Return a field that lists items without keys; NoSuchPlace when the thing has no such field."""
    found = getattr(thing, field, None) if field in thing.__struct_fields__ else None
    if not isinstance(found, tuple) or field in ("stages", "steps"):
        raise NoSuchPlace((*place, field))
    return found


def _child(thing: Thing, name: str, key: str, place: Place) -> Thing:
    if isinstance(thing, Journey) and name == "stages":
        return stage(thing, key)
    if isinstance(thing, Journey) and name == "steps":
        return step(thing, key)
    found = entries(thing, name, place[:-2]).get(key)
    if not isinstance(found, msgspec.Struct):
        raise NoSuchPlace(place)
    return found


def _put(inside: Thing, place: Place, thing: Thing, whole: Place) -> Thing:
    if not place:
        return thing
    name, key, rest = place[0], place[1], place[2:]
    child = _put(_child(inside, name, key, whole[: len(whole) - len(rest)]), rest, thing, whole)
    if isinstance(inside, Journey) and name in ("stages", "steps"):
        return _put_in_stages(inside, name, key, child)
    held: Mapping[str, object] = getattr(inside, name)
    return msgspec.structs.replace(inside, **{name: {**held, key: child}})


def _put_in_stages(journey: Journey, name: str, key: str, child: Thing) -> Journey:
    if isinstance(child, Stage):
        return with_stage(journey, key, child)
    holder = stage_of(journey, key)
    steps = tuple(child if one.key == key else one for one in holder.steps)
    return with_stage(journey, holder.key, msgspec.structs.replace(holder, steps=steps))


def _the_only(found: list[T], place: Place) -> T:
    if not found:
        raise NoSuchPlace(place)
    if len(found) > 1:
        raise KeyTaken(place, place[-1], "key_twice")
    return found[0]
