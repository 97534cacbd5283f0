"""What somebody can take back of their own doing, and the edit that does so on a journey others have worked on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from hanhtrinh.journey import edits
from hanhtrinh.journey.edits import Conflict, Edit, EditRefused, NoSuchPlace, Several, apply
from hanhtrinh.journey.edits.merging import merge_values
from hanhtrinh.journey.edits.places import entries, stage, step, thing_at
from hanhtrinh.journey.edits.shapes import Place
from hanhtrinh.journey.edits.values import plain
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.journeys import Deed, Trace

_replace = msgspec.structs.replace


class Stacks(NamedTuple):
    """What somebody can take back and do again, by the ids of their deeds, the next one last."""

    undo: tuple[str, ...]
    redo: tuple[str, ...]


def stacks(traces: Iterable[Trace], by: str) -> Stacks:
    """Return what somebody can take back, and which takings back they can take back; a new deed ends the latter."""
    undo: dict[str, None] = {}
    redo: dict[str, None] = {}
    for one in traces:
        if one.by != by:
            continue
        if not one.takes_back:
            undo[one.id] = None
            redo.clear()
        elif one.takes_back in undo:
            del undo[one.takes_back]
            redo[one.id] = None
        else:
            redo.pop(one.takes_back, None)
            undo[one.id] = None
    return Stacks(tuple(undo), tuple(redo))


class Since(EditRefused):
    """Somebody has gone on with what is to be taken back: taking it back would lose their words."""

    def __init__(self, place: Place) -> None:
        super().__init__("commands.used_since", place=".".join(place))


def taken_back(journey: Journey, deed: Deed) -> Edit | None:
    """Return the edit that takes a deed back, None where nothing of it is left; EditRefused where that is not possible.

    Texts somebody else has changed elsewhere since are merged. Where both changed the same words, or something new has
    been gone on with, it is refused: nothing of others is lost.
    """
    made = {key: value for edit in _flat(deed.edit) for key, value in _made(edit)}
    done: list[Edit] = []
    alone = not isinstance(deed.inverse, Several)
    for edit in _flat(deed.inverse):
        fit = _fitted(journey, edit, made, alone=alone)
        if fit is not None:
            journey = apply(journey, fit, strict=False)
            done.append(fit)
    return Several(edits=tuple(done)) if done else None


def _flat(edit: Edit) -> Iterator[Edit]:
    if isinstance(edit, Several):
        for one in edit.edits:
            yield from _flat(one)
    else:
        yield edit


def _made(edit: Edit) -> Iterator[tuple[Place, object]]:
    """Yield what an edit made anew, as plain data by its place."""
    match edit:
        case edits.AddStep():
            yield ("steps", edit.step.key), plain(edit.step)
        case edits.AddStage():
            yield ("stages", edit.stage.key), plain(edit.stage)
        case edits.AddEntry():
            yield (*edit.place, edit.field, edit.key), edit.value


def _fitted(journey: Journey, edit: Edit, made: dict[Place, object], *, alone: bool) -> Edit | None:
    """Return an edit as it fits the journey now, None where it has nothing to do."""
    match edit:
        case edits.ChangeField():
            return _changed(journey, edit, alone=alone)
        case edits.RemoveStep(key=key):
            return _removed(journey, edit, ("steps", key), made)
        case edits.RemoveStage(key=key):
            return _removed(journey, edit, ("stages", key), made)
        case edits.RemoveEntry():
            return _removed(journey, edit, (*edit.place, edit.field, edit.key), made)
    how = _NEIGHBOURS.get(type(edit))
    return _beside(edit, how(journey, edit)) if how else edit


def _changed(journey: Journey, edit: edits.ChangeField, *, alone: bool) -> Edit | None:
    try:
        found = plain(_held(thing_at(journey, edit.place), edit.field))
    except NoSuchPlace:
        if alone:
            raise
        return None
    if found in (edit.old, edit.new):
        return edit if found == edit.old else None
    merged = merge_values(edit.old, edit.new, found, "text")
    if not (merged.both or merged.lost):
        return None if merged.value == found else _replace(edit, old=found, new=merged.value)
    if edit.old is None and not alone:
        return None  # it was cleared with what it referred to; somebody has chosen something else since
    raise Conflict((*edit.place, *edit.field), edit.old, found)


def _held(thing: Any, field: Place) -> Any:
    for name in field:
        if not isinstance(thing, msgspec.Struct) or name not in thing.__struct_fields__:
            raise NoSuchPlace(field)
        thing = getattr(thing, name)
    return thing


def _removed(journey: Journey, edit: Edit, place: Place, made: dict[Place, object]) -> Edit | None:
    try:
        there = plain(thing_at(journey, place))
    except NoSuchPlace:
        return None
    if place in made and there != made[place]:
        raise Since(place)
    return edit


_NEIGHBOURS: dict[type, Callable[[Journey, Any], Sequence[str]]] = {
    edits.AddStep: lambda journey, edit: [one.key for one in stage(journey, edit.stage).steps],
    edits.MoveStep: lambda journey, edit: [
        one.key for one in stage(journey, edit.stage).steps if one.key != step(journey, edit.key).key
    ],
    edits.AddStage: lambda journey, edit: [one.key for one in journey.stages],
    edits.MoveStage: lambda journey, edit: [
        one.key for one in journey.stages if one.key != stage(journey, edit.key).key
    ],
    edits.AddEntry: lambda journey, edit: list(entries(thing_at(journey, edit.place), edit.field, edit.place)),
    edits.MoveEntry: lambda journey, edit: [
        key for key in entries(thing_at(journey, edit.place), edit.field, edit.place) if key != edit.key
    ],
}


def _beside(edit: Any, there: Sequence[str]) -> Edit:
    """Return an edit that puts something behind a neighbour; where that is gone, at the end."""
    if edit.after is None or edit.after in there:
        return edit  # type: ignore[no-any-return]
    return _replace(edit, after=there[-1] if there else None)  # type: ignore[no-any-return]
