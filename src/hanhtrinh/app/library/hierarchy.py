"""Journeys inside journeys: all of a workspace as a tree, and which journey a stage opens."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.library.changing import as_one
from hanhtrinh.app.library.holdings import file_key
from hanhtrinh.app.maps.creating import LONGEST_NAME, MOST_JOURNEYS
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.editing import Changed, change
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.i18n import Lang, Text, say
from hanhtrinh.journey.check import check
from hanhtrinh.journey.codec import write_journey
from hanhtrinh.journey.edits import Edit
from hanhtrinh.journey.forms.slugs import free_key
from hanhtrinh.journey.model import Journey, Stage, Step
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import JourneyText, Overtaken

_TRIES = 20
DEEPEST = 8
_replace = msgspec.structs.replace


class Above(NamedTuple):
    """A stage that opens a journey: of which journey it is."""

    journey: str
    name: Text
    stage: str
    stage_name: Text


class Node(NamedTuple):
    """A journey of the atlas with those that open from its stages; `again`: it is drawn elsewhere already."""

    key: str
    journey: Journey
    below: "tuple[tuple[Stage, Node], ...]"
    again: bool = False


def opened_by(journey: Journey) -> Mapping[str, str]:
    """Return the journeys a journey's stages open, by the stage's key."""
    found = ((stage.key, file_key(stage.opens)) for stage in journey.stages)
    return {stage: key for stage, key in found if key}


def above(journeys: Mapping[str, Journey], key: str) -> tuple[Above, ...]:
    """Return the stages that open a journey."""
    return tuple(
        Above(name, one.name, stage.key, stage.name)
        for name, one in journeys.items()
        for stage in one.stages
        if file_key(stage.opens) == key and name != key
    )


def trail(journeys: Mapping[str, Journey], key: str) -> tuple[Above, ...]:
    """Return the way down to a journey from the topmost one, by the first stage that opens each."""
    found: list[Above] = []
    seen = {key}
    while (up := next((one for one in above(journeys, key) if one.journey not in seen), None)) is not None:
        found.insert(0, up)
        seen.add(key := up.journey)
    return tuple(found)


def forest(journeys: Mapping[str, Journey]) -> tuple[Node, ...]:
    """Return every journey once as a tree: first those others open from, then those that stand alone.

    A journey two stages open is drawn below the first and named below the others.
    """
    inner = {inner for key, one in journeys.items() for inner in opened_by(one).values() if inner != key}
    drawn: set[str] = set()
    tops = [key for key in journeys if key not in inner]
    trees = [_node(journeys, key, drawn) for key in tops]
    trees += [_node(journeys, key, drawn) for key in journeys if key not in drawn]  # what only opens itself in a ring
    return tuple(sorted(trees, key=lambda tree: not tree.below))


def _node(journeys: Mapping[str, Journey], key: str, drawn: set[str]) -> Node:
    again = key in drawn
    drawn.add(key)
    below = () if again else tuple(_below(journeys, key, drawn))
    return Node(key, journeys[key], below, again)


def _below(journeys: Mapping[str, Journey], key: str, drawn: set[str]) -> Iterator[tuple[Stage, Node]]:
    opened = opened_by(journeys[key])
    for stage in journeys[key].stages:
        inner = opened.get(stage.key)
        if inner in journeys and inner is not None:
            yield stage, _node(journeys, inner, drawn)


def set_opens(
    actor: Actor, space: Space, desk: Desk, journeys: Mapping[str, Journey], key: str, stage: str, target: str
) -> Changed | None:
    """Let a stage open another journey (empty: none); one edit.

    NotFound where there is no such journey or stage; InputError, with the chain, where it would stand inside itself.
    """
    require(actor, space.id, Right.EDIT_MAPS)
    if target and target not in journeys:
        raise NotFound("map_page.no_journey", given=target[:80])
    if target:
        _refuse_ring(journeys, key, target)

    def make(now: Journey) -> Edit | None:
        return as_one(now, _opening(now, stage, f"{target}.yaml" if target else None))

    return change(actor, space, desk, key, make)


def _opening(now: Journey, stage: str, file: str | None) -> Journey:
    if all(one.key != stage for one in now.stages):
        raise NotFound("library_page.no_stage", given=stage[:80])
    stages = tuple(_replace(one, opens=file) if one.key == stage else one for one in now.stages)
    return _replace(now, stages=stages)


def _refuse_ring(journeys: Mapping[str, Journey], key: str, target: str) -> None:
    """Refuse what would let a journey stand inside itself, naming the way round."""
    chain = _way(journeys, target, key, (key,))
    if chain:
        raise InputError("library_page.ring", chain=" → ".join(f"{one}.yaml" for one in chain))


def _way(journeys: Mapping[str, Journey], at: str, to: str, passed: tuple[str, ...]) -> tuple[str, ...]:
    if at == to:
        return (*passed, at)
    if at in passed or at not in journeys or len(passed) > DEEPEST:
        return ()
    for inner in opened_by(journeys[at]).values():
        if found := _way(journeys, inner, to, (*passed, at)):
            return found
    return ()


def open_anew(actor: Actor, space: Space, desk: Desk, key: str, stage: str, name: str, lang: Lang) -> JourneyText:
    """Make a journey of a stage's steps, each a stage of its own, and let the stage open it; return its file."""
    require(actor, space.id, Right.EDIT_MAPS)
    _, file = usable_journey(actor, space, desk, key)
    found = next((one for one in file.written.stages if one.key == stage), None)
    if found is None:
        raise NotFound("library_page.no_stage", given=stage[:80])
    called = " ".join(name.split()) or say(found.name, lang)
    if len(called) > LONGEST_NAME:
        raise InputError("map_page.too_long", given=len(called), allowed=LONGEST_NAME)
    kept = _kept(actor, space, desk, file.written, found, called)
    change(
        actor, space, desk, key, lambda now: as_one(now, _opening(now, stage, f"{kept.key}.yaml"))
    )  # fmt: skip
    return kept


def _kept(actor: Actor, space: Space, desk: Desk, whole: Journey, stage: Stage, name: str) -> JourneyText:
    for _ in range(_TRIES):
        taken = set(desk.journeys.keys(space))
        if len(taken) >= MOST_JOURNEYS:
            raise InputError("begin.too_many", given=len(taken) + 1, allowed=MOST_JOURNEYS)
        inner = inner_journey(whole, stage, free_key(name, taken, "journey"), name)
        try:
            kept = desk.journeys.put(space, inner.key, write_journey(inner), None)
        except Overtaken:
            continue
        desk.audit.note(actor, space.id, "journey.added", kept.key, {"stage": stage.key, "version": kept.version})
        return kept
    raise InputError("map_page.busy", given=name)


def inner_journey(whole: Journey, stage: Stage, key: str, name: str) -> Journey:
    """Return a journey of a stage's steps: each step a stage to be drawn out, with what the steps refer to."""
    touched = {step.touchpoint for step in stage.steps}
    points = {one: point for one, point in whole.touchpoints.items() if one in touched}
    channels = {point.channel for point in points.values()}
    rivals = {rival for step in stage.steps for rival in step.competitors}
    lanes = {lane for step in stage.steps for lane in step.notes}
    inside = {step.key for step in stage.steps}
    last = stage.steps[-1].key if stage.steps else None
    made = Journey(
        key=key, name=name, scenario=stage.goal, owner=whole.owner, persona=whole.persona, outcome=last,
        window=whole.window, library=whole.library, personas=whole.personas,
        channels={one: channel for one, channel in whole.channels.items() if one in channels},
        touchpoints=points,
        competitors={one: rival for one, rival in whole.competitors.items() if one in rivals},
        lanes={one: lane for one, lane in whole.lanes.items() if one in lanes or not lane.name},
        stages=tuple(_as_stage(whole, stage, step, inside) for step in stage.steps),
    )  # fmt: skip
    broken = [finding for finding in check(made) if finding.severity == "error"]
    return made if not broken else _replace(made, stages=tuple(_bare(one) for one in made.stages))


def _as_stage(whole: Journey, stage: Stage, step: Step, inside: set[str]) -> Stage:
    promise = step.promise if step.promise is None or step.promise.after in (None, *inside) else None
    parallel = step.parallel if step.parallel in inside else None
    inner = _replace(step, promise=promise, parallel=parallel)
    return Stage(key=step.key, name=whole.name_of_step(step), phase=stage.phase, steps=(inner,))


def _bare(stage: Stage) -> Stage:
    """Return a stage whose steps keep only what refers to nothing else."""
    steps = tuple(_replace(step, notes={}, competitors={}, promise=None, parallel=None) for step in stage.steps)
    return _replace(stage, steps=steps)
