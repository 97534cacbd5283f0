"""The journey after an edit."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec

from hanhtrinh.journey.edits import places, values
from hanhtrinh.journey.edits.errors import Conflict, EditRefused, KeyTaken, NoSuchPlace, StillReferred, ValueRefused
from hanhtrinh.journey.edits.references import dangling, follow, references, renamed
from hanhtrinh.journey.edits.shapes import (
    AddEntry,
    AddItem,
    AddStage,
    AddStep,
    ChangeField,
    ChangeItem,
    Edit,
    MoveEntry,
    MoveItem,
    MoveStage,
    MoveStep,
    Place,
    RemoveEntry,
    RemoveItem,
    RemoveStage,
    RemoveStep,
    RenameKey,
    Several,
)
from hanhtrinh.journey.model import Journey, Stage, Step

K = TypeVar("K", bound=Stage | Step)
_replace = msgspec.structs.replace


def apply(journey: Journey, edit: Edit, *, strict: bool = True) -> Journey:
    """Return the journey after an edit; raises EditRefused, and nothing has happened, when it does not fit.

    What the edit is about must be there and say what the edit expects, and every new value must fit the model. The edit
    (a group as a whole) may not leave a reference to nothing, or two things with one key, where there was none before:
    what is still referred to is not removed (`removal` clears the way first). Without `strict` that last rule is not
    held: for journeys that are faulty already, and for taking back what repaired one.
    """
    changed = change(journey, edit)
    if strict:
        _refuse_dangling(journey, changed)
        _refuse_twins(journey, changed)
    return changed


def apply_all(journey: Journey, edits: Iterable[Edit], *, strict: bool = True) -> Journey:
    """Return the journey after all of the edits in order; EditRefused, and none has happened, when one does not fit."""
    return apply(journey, Several(edits=tuple(edits)), strict=strict)


def change(journey: Journey, edit: Edit) -> Journey:
    """Return the journey after an edit, looking at nothing but what the edit is about."""
    return _HOW[type(edit)](journey, edit)


def _refuse_dangling(before: Journey, after: Journey) -> None:
    old = dangling(before)
    for (kind, key), found in dangling(after).items():
        if (kind, key) not in old:
            raise StillReferred(key, tuple(found))


def _refuse_twins(before: Journey, after: Journey) -> None:
    for place in twins(after) - twins(before):
        raise KeyTaken(place, place[-1])


def twins(journey: Journey) -> set[Place]:
    """Return the places of stages and steps whose key another one has as well."""
    stages = [("stages", stage.key) for stage in journey.stages]
    steps = [("steps", step.key) for step in journey.steps]
    return {place for of in (stages, steps) if len(set(of)) < len(of) for place in of if of.count(place) > 1}


def before(of: Iterable[str], key: str) -> str | None:
    """Return the key that stands before another, None before the first."""
    last = None
    for one in of:
        if one == key:
            break
        last = one
    return last


def put_behind(of: tuple[K, ...], thing: K, after: str | None, place: Place) -> tuple[K, ...]:
    """Return keyed things with one more behind the one that is named, else in front."""
    at = 0
    if after is not None:
        keys = [one.key for one in of]
        if after not in keys:
            raise NoSuchPlace((*place, after))
        at = keys.index(after) + 1
    return (*of[:at], thing, *of[at:])


def index_of(of: tuple[Any, ...], at: int, value: object) -> int | None:
    """Return the position of the item that equals a value, the nearest to `at` of several; None when there is none."""
    found = [i for i, one in enumerate(of) if one == value]
    return min(found, key=lambda i: abs(i - at), default=None)


def _add_stage(journey: Journey, edit: AddStage) -> Journey:
    stage: Stage = values.checked(edit.stage, ("stages", edit.stage.key))
    if any(one.key == stage.key for one in journey.stages):
        raise KeyTaken(("stages", stage.key), stage.key)
    for step in stage.steps:
        _refuse_taken_step(journey, step.key)
    return _replace(journey, stages=put_behind(journey.stages, stage, edit.after, ("stages",)))


def _refuse_taken_step(journey: Journey, key: str) -> None:
    if key in journey.step_index:
        raise KeyTaken(("steps", key), key)


def _remove_stage(journey: Journey, edit: RemoveStage) -> Journey:
    gone = places.stage(journey, edit.key)
    return _replace(journey, stages=tuple(one for one in journey.stages if one is not gone))


def _move_stage(journey: Journey, edit: MoveStage) -> Journey:
    moved = places.stage(journey, edit.key)
    rest = tuple(one for one in journey.stages if one is not moved)
    return _replace(journey, stages=put_behind(rest, moved, edit.after, ("stages",)))


def _add_step(journey: Journey, edit: AddStep) -> Journey:
    step: Step = values.checked(edit.step, ("steps", edit.step.key))
    _refuse_taken_step(journey, step.key)
    return _with_step(journey, step, edit.stage, edit.after)


def _with_step(journey: Journey, step: Step, key: str, after: str | None) -> Journey:
    stage = places.stage(journey, key)
    steps = put_behind(stage.steps, step, after, ("steps",))
    return places.with_stage(journey, key, _replace(stage, steps=steps))


def _remove_step(journey: Journey, edit: RemoveStep) -> Journey:
    stage = places.stage_of(journey, edit.key)
    steps = tuple(one for one in stage.steps if one.key != edit.key)
    return places.with_stage(journey, stage.key, _replace(stage, steps=steps))


def _move_step(journey: Journey, edit: MoveStep) -> Journey:
    moved = places.step(journey, edit.key)
    places.stage(journey, edit.stage)
    return _with_step(_remove_step(journey, RemoveStep(key=edit.key)), moved, edit.stage, edit.after)


def _rename(journey: Journey, edit: RenameKey) -> Journey:
    place, new = (edit.kind, edit.old), (edit.kind, edit.new)
    thing = places.thing_at(journey, place)
    if edit.new == edit.old:
        return journey
    if _is_there(journey, new):
        raise KeyTaken(new, edit.new)
    if any((kind, key) == new for kind, key, _ in references(journey)):
        raise KeyTaken(new, edit.new, "key_referred")
    if isinstance(thing, (Stage, Step)):
        key = values.field_value(thing, "key", edit.new, place)
        journey = places.with_thing(journey, place, _replace(thing, key=key))
    else:
        values.entry_value(journey, edit.kind, edit.new, values.plain(thing), ())
        journey = _replace(journey, **{edit.kind: renamed(getattr(journey, edit.kind), edit.old, edit.new)})
    return follow(journey, edit.kind, edit.old, edit.new)


def _is_there(journey: Journey, place: Place) -> bool:
    try:
        places.thing_at(journey, place)
    except NoSuchPlace:
        return False
    return True


def _change_field(journey: Journey, edit: ChangeField) -> Journey:
    thing = places.thing_at(journey, edit.place)
    if edit.field == ("key",) and not isinstance(thing, Journey):
        raise EditRefused("edits.rename_instead", place=".".join((*edit.place, "key")))
    return places.with_thing(journey, edit.place, _with_field(thing, edit.field, edit.place, edit))


def _with_field(thing: msgspec.Struct, field: Place, place: Place, edit: ChangeField) -> Any:
    if not field or field[0] not in thing.__struct_fields__:
        raise NoSuchPlace((*place, *field))
    name, held = field[0], getattr(thing, field[0])
    if field[1:]:
        if not isinstance(held, msgspec.Struct):
            raise NoSuchPlace((*place, *field))
        return _replace(thing, **{name: _with_field(held, field[1:], (*place, name), edit)})
    expected = _expected(lambda: values.field_value(thing, name, edit.old, place), held, edit.old, (*place, name))
    if expected != held:
        raise Conflict((*place, name), edit.old, values.plain(held))
    return _replace(thing, **{name: values.field_value(thing, name, edit.new, place)})


def _expected(typed: Callable[[], Any], held: object, given: object, place: Place) -> Any:
    """Return what an edit expects to find, typed; what cannot be there at all is a conflict and not a faulty value."""
    try:
        return typed()
    except ValueRefused:
        raise Conflict(place, given, values.plain(held)) from None


def _add_entry(journey: Journey, edit: AddEntry) -> Journey:
    thing = places.thing_at(journey, edit.place)
    held = places.entries(thing, edit.field, edit.place)
    if edit.key in held:
        raise KeyTaken((*edit.place, edit.field, edit.key), edit.key)
    value = values.entry_value(thing, edit.field, edit.key, edit.value, edit.place)
    changed = _entry_behind(held, edit.key, value, edit.after, (*edit.place, edit.field))
    return places.with_thing(journey, edit.place, _replace(thing, **{edit.field: changed}))


def _entry_behind(held: dict[str, Any], key: str, value: Any, after: str | None, place: Place) -> dict[str, Any]:
    if after is None:
        return {key: value, **held}
    if after not in held:
        raise NoSuchPlace((*place, after))
    changed: dict[str, Any] = {}
    for one, other in held.items():
        changed[one] = other
        if one == after:
            changed[key] = value
    return changed


def _remove_entry(journey: Journey, edit: RemoveEntry) -> Journey:
    thing, held = _entry(journey, edit)
    rest = {key: value for key, value in held.items() if key != edit.key}
    return places.with_thing(journey, edit.place, _replace(thing, **{edit.field: rest}))


def _entry(journey: Journey, edit: RemoveEntry | MoveEntry) -> tuple[Any, dict[str, Any]]:
    thing = places.thing_at(journey, edit.place)
    held = places.entries(thing, edit.field, edit.place)
    if edit.key not in held:
        raise NoSuchPlace((*edit.place, edit.field, edit.key))
    return thing, held


def _move_entry(journey: Journey, edit: MoveEntry) -> Journey:
    thing, held = _entry(journey, edit)
    rest = {key: value for key, value in held.items() if key != edit.key}
    changed = _entry_behind(rest, edit.key, held[edit.key], edit.after, (*edit.place, edit.field))
    return places.with_thing(journey, edit.place, _replace(thing, **{edit.field: changed}))


def _add_item(journey: Journey, edit: AddItem) -> Journey:
    thing = places.thing_at(journey, edit.place)
    held = places.items(thing, edit.field, edit.place)
    value = values.item_value(thing, edit.field, edit.value, edit.place)
    at = clamped(edit.at, len(held))
    return places.with_thing(journey, edit.place, _replace(thing, **{edit.field: (*held[:at], value, *held[at:])}))


def clamped(at: int, most: int) -> int:
    """Return a position brought into a list."""
    return min(max(at, 0), most)


def found_item(
    journey: Journey, edit: RemoveItem | ChangeItem | MoveItem, said: object
) -> tuple[Any, tuple[Any, ...], int]:
    """Return the thing, its list and the position of the item an edit is about; Conflict when nothing says that."""
    thing = places.thing_at(journey, edit.place)
    held = places.items(thing, edit.field, edit.place)
    place, there = (*edit.place, edit.field), held[edit.at] if 0 <= edit.at < len(held) else None
    value = _expected(lambda: values.item_value(thing, edit.field, said, edit.place), there, said, place)
    at = index_of(held, edit.at, value)
    if at is None:
        raise Conflict(place, said, values.plain(there))
    return thing, held, at


def _remove_item(journey: Journey, edit: RemoveItem) -> Journey:
    thing, held, at = found_item(journey, edit, edit.value)
    return places.with_thing(journey, edit.place, _replace(thing, **{edit.field: (*held[:at], *held[at + 1 :])}))


def _change_item(journey: Journey, edit: ChangeItem) -> Journey:
    thing, held, at = found_item(journey, edit, edit.old)
    value = values.item_value(thing, edit.field, edit.new, edit.place)
    return places.with_thing(journey, edit.place, _replace(thing, **{edit.field: (*held[:at], value, *held[at + 1 :])}))


def _move_item(journey: Journey, edit: MoveItem) -> Journey:
    thing, held, at = found_item(journey, edit, edit.value)
    rest, to = (*held[:at], *held[at + 1 :]), clamped(edit.to, len(held) - 1)
    return places.with_thing(journey, edit.place, _replace(thing, **{edit.field: (*rest[:to], held[at], *rest[to:])}))


def _several(journey: Journey, edit: Several) -> Journey:
    for one in edit.edits:
        journey = change(journey, one)
    return journey


_HOW: dict[type, Callable[[Journey, Any], Journey]] = {
    AddStage: _add_stage,
    RemoveStage: _remove_stage,
    MoveStage: _move_stage,
    AddStep: _add_step,
    RemoveStep: _remove_step,
    MoveStep: _move_step,
    RenameKey: _rename,
    ChangeField: _change_field,
    AddEntry: _add_entry,
    RemoveEntry: _remove_entry,
    MoveEntry: _move_entry,
    AddItem: _add_item,
    RemoveItem: _remove_item,
    ChangeItem: _change_item,
    MoveItem: _move_item,
    Several: _several,
}
