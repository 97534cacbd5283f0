"""Edits that change what stages and steps there are: added, moved, removed with whatever refers to them."""

from typing import Literal

from hanhtrinh.errors import InputError
from hanhtrinh.journey.edits import AddStage, AddStep, Edit, MoveStage, MoveStep, removal
from hanhtrinh.journey.edits.places import stage, stage_of, step
from hanhtrinh.journey.forms.slugs import free_key
from hanhtrinh.journey.model import Journey, Stage, Step

Way = Literal["before", "after"]
MOST_STEPS, LONGEST_NAME = 60, 120


def new_step(journey: Journey, after: str, name: str) -> Edit:
    """Return the edit that puts a step with a name behind another, in the same stage."""
    _refuse_many(journey)
    key = free_key(_name(name), set(journey.step_index), "step")
    return AddStep(stage=stage_of(journey, after).key, step=Step(key=key, name=_name(name)), after=after)


def new_stage(journey: Journey, after: str, name: str, first: str) -> Edit:
    """Return the edit that puts a stage behind another, in the same phase, with a first step in it."""
    _refuse_many(journey)
    beside = stage(journey, after)
    made = Stage(
        key=free_key(_name(name), {one.key for one in journey.stages}, "stage"),
        name=_name(name),
        phase=beside.phase,
        steps=(Step(key=free_key(_name(first), set(journey.step_index), "step"), name=_name(first)),),
    )
    return AddStage(stage=made, after=after)


def moved_step(journey: Journey, key: str, way: Way) -> Edit | None:
    """Return the edit that moves a step one place; over the edge of its stage it goes into the next. None: no room."""
    home, stages = stage_of(journey, step(journey, key).key), [one for one in journey.stages if one.steps]
    keys, at = [one.key for one in home.steps], stages.index(stage_of(journey, key))
    place = keys.index(key)
    if way == "before" and place:
        return MoveStep(key=key, stage=home.key, after=keys[place - 2] if place > 1 else None)
    if way == "after" and place < len(keys) - 1:
        return MoveStep(key=key, stage=home.key, after=keys[place + 1])
    to = at - 1 if way == "before" else at + 1
    if len(keys) == 1 or not 0 <= to < len(stages):
        return None
    last = stages[to].steps[-1].key if way == "before" else None
    return MoveStep(key=key, stage=stages[to].key, after=last)


def moved_stage(journey: Journey, key: str, way: Way) -> Edit | None:
    """Return the edit that moves a stage one place; None where it stands at the end already."""
    keys = [one.key for one in journey.stages]
    at = keys.index(stage(journey, key).key)
    if way == "before":
        return MoveStage(key=key, after=keys[at - 2] if at > 1 else None) if at else None
    return MoveStage(key=key, after=keys[at + 1]) if at < len(keys) - 1 else None


def without_step(journey: Journey, key: str) -> Edit:
    """Return the edit that removes a step and what refers to it; with the last step of a stage goes the stage."""
    home = stage_of(journey, key)
    if len(home.steps) == 1:
        return without_stage(journey, home.key)
    return removal(journey, "steps", key)


def without_stage(journey: Journey, key: str) -> Edit:
    """Return the edit that removes a stage with its steps and what refers to them; InputError for the last one."""
    stage(journey, key)
    if not any(one.steps for one in journey.stages if one.key != key):
        raise InputError("map_page.last_stage")
    return removal(journey, "stages", key)


def _refuse_many(journey: Journey) -> None:
    if len(journey.steps) >= MOST_STEPS:
        raise InputError("map_page.too_many_steps", given=len(journey.steps) + 1, allowed=MOST_STEPS)


def _name(name: str) -> str:
    words = " ".join(name.split())
    if not words:
        raise InputError("map_page.no_name")
    if len(words) > LONGEST_NAME:
        raise InputError("map_page.too_long", given=len(words), allowed=LONGEST_NAME)
    return words
