"""What commands make of stages, steps and the things of a map: added, moved, copied, taken out."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from hanhtrinh.app.maps.commands.fields import LONGEST_LINE
from hanhtrinh.app.maps.commands.shapes import Add, AddStage, AddStep, Duplicate, MoveStage, MoveStep, Remove
from hanhtrinh.errors import InputError
from hanhtrinh.journey import edits
from hanhtrinh.journey.edits import Edit, apply, removal
from hanhtrinh.journey.edits.places import stage, stage_of, step
from hanhtrinh.journey.forms.slugs import free_key
from hanhtrinh.journey.model import Journey, Stage, Step

MOST_STEPS, MOST_STAGES, MOST_THINGS, MOST_LANES = 200, 60, 200, 40
_replace = msgspec.structs.replace


class Arranged(NamedTuple):
    """The edit, None where there is nothing to change; the places it is about; taken keys that became others."""

    edit: Edit | None
    places: tuple[str, ...]
    keys: Mapping[str, str] = {}


def named(name: str) -> str:
    """Return a name on one line; InputError where it is too long."""
    found = " ".join(name.split())
    if len(found) > LONGEST_LINE:
        raise InputError("commands.too_long", given=len(found), allowed=LONGEST_LINE)
    return found


def refuse_many(there: int, allowed: int, reason: str) -> None:
    """Raise InputError where one more would be too many."""
    if there >= allowed:
        raise InputError(reason, given=there + 1, allowed=allowed)


def free(thing: str, key: str, taken: Collection[str]) -> tuple[str, dict[str, str]]:
    """Return the key for something new: another one where somebody has it, and then what became of which."""
    if key not in taken:
        return key, {}
    other = free_key(key, set(taken))
    return other, {f"{thing}/{key}": other}


def add_step(journey: Journey, command: AddStep) -> Arranged:
    """Put a new step into a stage."""
    into, new = stage(journey, command.stage), Step(key=command.key, name=named(command.name))
    if _is_there(journey, new, into):
        return Arranged(None, (f"steps/{command.key}",))
    refuse_many(len(journey.steps), MOST_STEPS, "commands.too_many_steps")
    key, keys = free("steps", command.key, journey.step_index)
    after = _behind([one.key for one in into.steps], command.after)
    return Arranged(
        edits.AddStep(stage=into.key, step=_replace(new, key=key), after=after), (f"steps/{key}",), keys
    )  # fmt: skip


def _is_there(journey: Journey, new: Step, into: Stage) -> bool:
    """Tell whether this very step has been added already: its file was written, and the answer never came."""
    return any(one == new for one in into.steps)


def add_stage(journey: Journey, command: AddStage) -> Arranged:
    """Put a new stage with a first step behind another."""
    first = Step(key=command.step, name=named(command.step_name))
    new = Stage(key=command.key, name=named(command.name) or command.key, phase=command.phase, steps=(first,))
    if new in journey.stages:
        return Arranged(None, (f"stages/{new.key}",))
    refuse_many(len(journey.steps), MOST_STEPS, "commands.too_many_steps")
    refuse_many(len(journey.stages), MOST_STAGES, "commands.too_many_stages")
    key, keys = free("stages", command.key, [one.key for one in journey.stages])
    first_key, first_keys = free("steps", command.step, journey.step_index)
    new = _replace(new, key=key, steps=(_replace(first, key=first_key),))
    edit = edits.AddStage(stage=new, after=_behind([one.key for one in journey.stages], command.after))
    return Arranged(edit, (f"stages/{key}", f"steps/{first_key}"), keys | first_keys)


def move_step(journey: Journey, command: MoveStep) -> Arranged:
    """Put a step elsewhere."""
    moved, into = step(journey, command.key), stage(journey, command.stage)
    after = _behind([one.key for one in into.steps if one.key != moved.key], command.after)
    return _unless_same(journey, edits.MoveStep(key=moved.key, stage=into.key, after=after), (f"steps/{moved.key}",))


def move_stage(journey: Journey, command: MoveStage) -> Arranged:
    """Put a stage elsewhere."""
    moved = stage(journey, command.key)
    after = _behind([one.key for one in journey.stages if one.key != moved.key], command.after)
    return _unless_same(journey, edits.MoveStage(key=moved.key, after=after), (f"stages/{moved.key}",))


def duplicate(journey: Journey, command: Duplicate) -> Arranged:
    """Put a copy of a step or stage behind it."""
    return _copied_step(journey, command) if command.thing == "steps" else _copied_stage(journey, command)


def _copied_step(journey: Journey, command: Duplicate) -> Arranged:
    refuse_many(len(journey.steps), MOST_STEPS, "commands.too_many_steps")
    original, home = step(journey, command.key), stage_of(journey, command.key)
    copy = _replace(original, key=command.new)
    if _is_there(journey, copy, home):
        return Arranged(None, (f"steps/{command.new}",))
    key, keys = free("steps", command.new, journey.step_index)
    edit = edits.AddStep(stage=home.key, step=_replace(copy, key=key), after=original.key)
    return Arranged(edit, (f"steps/{key}",), keys)


def _copied_stage(journey: Journey, command: Duplicate) -> Arranged:
    original = stage(journey, command.key)
    refuse_many(len(journey.steps) + len(original.steps) - 1, MOST_STEPS, "commands.too_many_steps")
    refuse_many(len(journey.stages), MOST_STAGES, "commands.too_many_stages")
    key, keys = free("stages", command.new, [one.key for one in journey.stages])
    taken, steps = set(journey.step_index), []
    for i, one in enumerate(original.steps):
        wanted = command.steps[i] if i < len(command.steps) else f"{one.key[:60]}-2"
        new, others = free("steps", wanted, taken)
        taken.add(new)
        keys |= others
        steps.append(_replace(one, key=new))
    edit = edits.AddStage(stage=_replace(original, key=key, steps=tuple(steps)), after=original.key)
    return Arranged(edit, (f"stages/{key}", *(f"steps/{one.key}" for one in steps)), keys)


def add(journey: Journey, command: Add) -> Arranged:
    """Put a new persona, touchpoint, channel or competitor behind another."""
    there: dict[str, Any] = getattr(journey, command.thing)
    name = named(command.name) or command.key
    if command.key in there and msgspec.to_builtins(there[command.key]) == {"name": name}:
        return Arranged(None, (f"{command.thing}/{command.key}",))
    refuse_many(len(there), MOST_THINGS, "commands.too_many_things")
    key, keys = free(command.thing, command.key, there)
    after = _behind(list(there), command.after)
    edit = edits.AddEntry(field=command.thing, key=key, value={"name": name}, after=after)
    return Arranged(edit, (f"{command.thing}/{key}",), keys)


def remove(journey: Journey, command: Remove) -> Arranged:
    """Take something out, with every reference to it; what is not there any more is out already."""
    place = (f"{command.thing}/{command.key}",)
    if command.key not in _keys(journey, command.thing):
        return Arranged(None, place)
    edit = removal(journey, command.thing, command.key)
    if command.thing in ("stages", "steps") and not apply(journey, edit).steps:
        raise InputError("commands.last_step")
    return Arranged(edit, place)


def _keys(journey: Journey, thing: str) -> Collection[str]:
    found = getattr(journey, thing)
    return [one.key for one in found] if thing in ("stages", "steps") else list(found)


def _behind(there: Sequence[str], after: str | None) -> str | None:
    """Return the neighbour that was named; the last one where it is not there any more."""
    return after if after is None or after in there else (there[-1] if there else None)


def _unless_same(journey: Journey, edit: Edit, places: tuple[str, ...]) -> Arranged:
    return Arranged(None if apply(journey, edit, strict=False) == journey else edit, places)
