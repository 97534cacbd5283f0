"""What in a journey refers to what by key: who would be left referring to nothing, and what follows a renamed key."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from hanhtrinh.journey.edits.shapes import Kind, Place
from hanhtrinh.journey.model import Journey, Step

S = TypeVar("S", bound=msgspec.Struct)
T = TypeVar("T")

Reference = tuple[Kind, str, Place]
"""What kind of thing is meant, by which key, and the place that says so."""
IN_LIBRARY: frozenset[Kind] = frozenset({"touchpoints", "channels", "personas", "competitors"})
"""What a library may hold: with one, a key the journey does not describe may still mean something."""


def references(journey: Journey) -> Iterator[Reference]:
    """Yield every reference of a journey."""
    if journey.persona is not None:
        yield "personas", journey.persona, ("persona",)
    if journey.outcome is not None:
        yield "steps", journey.outcome, ("outcome",)
    for key, touchpoint in journey.touchpoints.items():
        if touchpoint.channel is not None:
            yield "channels", touchpoint.channel, ("touchpoints", key, "channel")
    for key, walk in journey.walks.items():
        for name in walk.steps:
            yield "steps", name, ("walks", key, "steps", name)
    for stage in journey.stages:
        for channel in stage.plan:
            yield "channels", channel, ("stages", stage.key, "plan", channel)
    for step in journey.steps:
        yield from _of_step(step)


def _of_step(step: Step) -> Iterator[Reference]:
    place = ("steps", step.key)
    if step.touchpoint is not None:
        yield "touchpoints", step.touchpoint, (*place, "touchpoint")
    if step.parallel is not None:
        yield "steps", step.parallel, (*place, "parallel")
    if step.promise is not None and step.promise.after is not None:
        yield "steps", step.promise.after, (*place, "promise", "after")
    for competitor in step.competitors:
        yield "competitors", competitor, (*place, "competitors", competitor)
    for lane in step.notes:
        yield "lanes", lane, (*place, "notes", lane)


def dangling(journey: Journey) -> dict[tuple[Kind, str], list[Place]]:
    """Return the keys that are referred to and described nowhere, with the places that do so.

    What a library may describe is not judged in a journey that names one: that is for `check`, which has read it.
    """
    known: dict[Kind, Mapping[str, object]] = {
        "steps": journey.step_index,
        "touchpoints": journey.touchpoints,
        "channels": journey.channels,
        "personas": journey.personas,
        "competitors": journey.competitors,
        "lanes": journey.lanes,
    }
    found: dict[tuple[Kind, str], list[Place]] = {}
    for kind, key, place in references(journey):
        if key not in known[kind] and not (journey.library is not None and kind in IN_LIBRARY):
            found.setdefault((kind, key), []).append(place)
    return found


def follow(journey: Journey, kind: Kind, old: str, new: str) -> Journey:
    """Return the journey with every reference to a key made to another."""

    def other(key: str | None) -> str | None:
        return new if key == old else key

    match kind:
        case "steps":
            return _follow_step(journey, old, new, other)
        case "touchpoints":
            return _in_steps(journey, lambda step: _replaced(step, touchpoint=other(step.touchpoint)))
        case "competitors":
            return _in_steps(journey, lambda step: _replaced(step, competitors=renamed(step.competitors, old, new)))
        case "channels":
            touchpoints = {key: _replaced(t, channel=other(t.channel)) for key, t in journey.touchpoints.items()}
            stages = tuple(_replaced(stage, plan=renamed(stage.plan, old, new)) for stage in journey.stages)
            return msgspec.structs.replace(journey, touchpoints=touchpoints, stages=stages)
        case "lanes":
            return _in_steps(journey, lambda step: _replaced(step, notes=renamed(step.notes, old, new)))
        case "personas":
            return msgspec.structs.replace(journey, persona=other(journey.persona))
    return journey


def _follow_step(journey: Journey, old: str, new: str, other: Callable[[str | None], str | None]) -> Journey:
    def changed(step: Step) -> Step:
        promise = step.promise and _replaced(step.promise, after=other(step.promise.after))
        return _replaced(step, parallel=other(step.parallel), promise=promise)

    walks = {key: _replaced(walk, steps=renamed(walk.steps, old, new)) for key, walk in journey.walks.items()}
    journey = msgspec.structs.replace(journey, outcome=other(journey.outcome), walks=walks)
    return _in_steps(journey, changed)


def _in_steps(journey: Journey, change: Callable[[Step], Step]) -> Journey:
    stages = tuple(_replaced(stage, steps=tuple(map(change, stage.steps))) for stage in journey.stages)
    return msgspec.structs.replace(journey, stages=stages)


def _replaced(thing: S, **fields: Any) -> S:
    """Return the thing itself where nothing changes, so that what is equal stays the same object."""
    same = all(getattr(thing, name) == value for name, value in fields.items())
    return thing if same else msgspec.structs.replace(thing, **fields)


def renamed(entries: Mapping[str, T], old: str, new: str) -> dict[str, T]:
    """Return the entries with one key renamed in its place."""
    return {new if key == old else key: value for key, value in entries.items()}
