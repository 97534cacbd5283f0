"""The edit that takes another one back."""

from collections.abc import Callable
from typing import Any

import msgspec

from hanhtrinh.journey.edits import places, values
from hanhtrinh.journey.edits.applying import before, change, clamped, found_item
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
    RemoveEntry,
    RemoveItem,
    RemoveStage,
    RemoveStep,
    RenameKey,
    Several,
)
from hanhtrinh.journey.model import Journey

_replace = msgspec.structs.replace


def invert(journey: Journey, edit: Edit) -> Edit:
    """Return the edit that undoes another one made on this journey: `apply(apply(j, e), invert(j, e)) == j`.

    Raises EditRefused when the edit does not fit the journey.
    """
    return _HOW[type(edit)](journey, edit)


def _stage_removed(journey: Journey, edit: RemoveStage) -> Edit:
    after = before((stage.key for stage in journey.stages), edit.key)
    return AddStage(stage=places.stage(journey, edit.key), after=after)


def _stage_moved(journey: Journey, edit: MoveStage) -> Edit:
    places.stage(journey, edit.key)
    return _replace(edit, after=before((stage.key for stage in journey.stages), edit.key))


def _step_removed(journey: Journey, edit: RemoveStep) -> Edit:
    stage, step = places.stage_of(journey, edit.key), places.step(journey, edit.key)
    return AddStep(stage=stage.key, step=step, after=before((one.key for one in stage.steps), edit.key))


def _step_moved(journey: Journey, edit: MoveStep) -> Edit:
    stage = places.stage_of(journey, edit.key)
    return _replace(edit, stage=stage.key, after=before((one.key for one in stage.steps), edit.key))


def _entry_removed(journey: Journey, edit: RemoveEntry) -> Edit:
    held = places.entries(places.thing_at(journey, edit.place), edit.field, edit.place)
    value = places.thing_at(journey, (*edit.place, edit.field, edit.key))
    after = before(held, edit.key)
    return AddEntry(place=edit.place, field=edit.field, key=edit.key, value=values.plain(value), after=after)


def _entry_moved(journey: Journey, edit: MoveEntry) -> Edit:
    places.thing_at(journey, (*edit.place, edit.field, edit.key))
    held = places.entries(places.thing_at(journey, edit.place), edit.field, edit.place)
    return _replace(edit, after=before(held, edit.key))


def _item_added(journey: Journey, edit: AddItem) -> Edit:
    held = places.items(places.thing_at(journey, edit.place), edit.field, edit.place)
    return RemoveItem(place=edit.place, field=edit.field, at=clamped(edit.at, len(held)), value=edit.value)


def _item_removed(journey: Journey, edit: RemoveItem) -> Edit:
    _, _, at = found_item(journey, edit, edit.value)
    return AddItem(place=edit.place, field=edit.field, at=at, value=edit.value)


def _item_changed(journey: Journey, edit: ChangeItem) -> Edit:
    _, _, at = found_item(journey, edit, edit.old)
    return _replace(edit, at=at, old=edit.new, new=edit.old)


def _item_moved(journey: Journey, edit: MoveItem) -> Edit:
    _, held, at = found_item(journey, edit, edit.value)
    return _replace(edit, at=clamped(edit.to, len(held) - 1), to=at)


def _several(journey: Journey, edit: Several) -> Edit:
    undone: list[Edit] = []
    for one in edit.edits:
        undone.append(invert(journey, one))
        journey = change(journey, one)
    return Several(edits=tuple(reversed(undone)))


_HOW: dict[type, Callable[[Journey, Any], Edit]] = {
    AddStage: lambda _, edit: RemoveStage(key=edit.stage.key),
    RemoveStage: _stage_removed,
    MoveStage: _stage_moved,
    AddStep: lambda _, edit: RemoveStep(key=edit.step.key),
    RemoveStep: _step_removed,
    MoveStep: _step_moved,
    RenameKey: lambda _, edit: _replace(edit, old=edit.new, new=edit.old),
    ChangeField: lambda _, edit: _replace(edit, old=edit.new, new=edit.old),
    AddEntry: lambda _, edit: RemoveEntry(place=edit.place, field=edit.field, key=edit.key),
    RemoveEntry: _entry_removed,
    MoveEntry: _entry_moved,
    AddItem: _item_added,
    RemoveItem: _item_removed,
    ChangeItem: _item_changed,
    MoveItem: _item_moved,
    Several: _several,
}
