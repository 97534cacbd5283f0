"""Two journeys made from one, merged by edits: what fits together is done together, the rest is told with both sayings.

`base` is what both began from. Mine is done upon theirs, edit by edit. Nothing is decided in silence where the two
disagree: a conflict leaves theirs as it is, and says what mine was.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from hanhtrinh.journey.edits import (
    AddEntry,
    AddItem,
    AddStage,
    AddStep,
    ChangeField,
    ChangeItem,
    Edit,
    EditRefused,
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
    apply,
    edits_between,
)
from hanhtrinh.journey.edits.errors import Conflict as Contradicted
from hanhtrinh.journey.edits.errors import NoSuchPlace, StillReferred
from hanhtrinh.journey.edits.merging import merge_values
from hanhtrinh.journey.edits.places import thing_at
from hanhtrinh.journey.edits.shapes import Place
from hanhtrinh.journey.model import Journey

_REMOVALS = (RemoveStage, RemoveStep, RemoveEntry)
_MOVES = (MoveStage, MoveStep, MoveEntry, MoveItem)


class Conflict(NamedTuple):
    """An edit of mine that does not go with what they did, and those of theirs it is about."""

    mine: Edit
    theirs: tuple[Edit, ...]


class Merged(NamedTuple):
    """What came out: theirs with every edit of mine that fits, and those that do not."""

    journey: Journey
    conflicts: tuple[Conflict, ...]


def merged(base: Journey, mine: Journey, theirs: Journey) -> Merged:
    """Return two journeys made from one as one, and where they disagree."""
    return _Merging(base, mine, theirs).result()


class _Merging:
    """Goes through the edits of mine; those that wait for another (what is still referred to) are tried again."""

    def __init__(self, base: Journey, mine: Journey, theirs: Journey) -> None:
        self.base, self.mine, self.now = base, mine, theirs
        self.done = edits_between(base, theirs)
        self.conflicts: list[Conflict] = []

    def result(self) -> Merged:
        waiting = list(edits_between(self.base, self.mine))
        while waiting:
            again = [edit for edit in waiting if not self.take(edit)]
            if len(again) == len(waiting):
                self.conflicts += [Conflict(edit, self.about(edit)) for edit in again]
                break
            waiting = again
        return Merged(self.now, tuple(self.conflicts))

    def take(self, edit: Edit) -> bool:
        """Do one edit of mine, or note why it cannot be; False where it has to wait for others."""
        if any(edit == one or _same_item(edit, one) for one in self.done):
            return True
        if self.disagrees(edit):
            self.conflicts.append(Conflict(edit, self.about(edit)))
            return True
        try:
            self.now = apply(self.now, edit)
        except StillReferred:
            return False
        except EditRefused as error:
            self.refused(edit, error)
        return True

    def refused(self, edit: Edit, error: EditRefused) -> None:
        """Do what can still be done of an edit that does not fit as it is; else it is a conflict."""
        if isinstance(error, NoSuchPlace) and isinstance(edit, _REMOVALS):
            return  # they took it out as well
        other = self.worded(edit) if isinstance(error, Contradicted) else self.moored(edit)
        try:
            if other is not None:
                self.now = apply(self.now, other)
                return
        except EditRefused:
            pass
        if not self.said_already(edit):
            self.conflicts.append(Conflict(edit, self.about(edit)))

    def disagrees(self, edit: Edit) -> bool:
        """Tell whether an edit would go over something they did although it fits: taking out what they worked on, or
        putting elsewhere what they put elsewhere.
        """
        if isinstance(edit, _MOVES):
            return any(type(one) is type(edit) and _target(one) == _target(edit) for one in self.done)
        if not isinstance(edit, _REMOVALS):
            return False
        gone = {_target(edit)} | set(self.within(edit))
        return any(_inside(one, gone) for one in self.done if not isinstance(one, (*_REMOVALS, *_MOVES, RenameKey)))

    def within(self, edit: Edit) -> Iterator[Place]:
        """Yield the steps that would go with a stage, those they put there among them."""
        if isinstance(edit, RemoveStage):
            for journey in (self.base, self.now):
                for stage in journey.stages:
                    if stage.key == edit.key:
                        yield from (("steps", s.key) for s in stage.steps if s.key not in self.mine.step_index)

    def worded(self, edit: Edit) -> Edit | None:
        """Return an edit of a text merged by words with what they made of it; None where the same ones changed."""
        there = next((one for one in self.done if _same_text(one, edit)), None)
        if not isinstance(edit, (ChangeField, ChangeItem)) or not isinstance(there, (ChangeField, ChangeItem)):
            return None
        both = merge_values(edit.old, edit.new, there.new, "text")
        return None if both.both or both.lost else replace(edit, old=there.new, new=both.value)

    def moored(self, edit: Edit) -> Edit | None:
        """Return an edit that puts something behind a neighbour that is still there."""
        if not isinstance(edit, (AddStage, MoveStage, AddStep, MoveStep, AddEntry, MoveEntry)):
            return None
        there = set(_row(self.now, edit))
        order = _row(self.mine, edit)
        key = _key(edit)
        before = order[: order.index(key)] if key in order else ()
        after = next((one for one in reversed(before) if one in there), None)
        return replace(edit, after=after)

    def said_already(self, edit: Edit) -> bool:
        """Tell whether they have made the very same of it: then there is nothing to decide."""
        if isinstance(edit, (AddStage, AddStep, AddEntry)):
            place = _target(edit)
            try:
                return thing_at(self.now, place) == thing_at(self.mine, place)
            except EditRefused:
                return False
        return any(isinstance(one, RemoveItem) and one.value == getattr(edit, "value", self) for one in self.done)

    def about(self, edit: Edit) -> tuple[Edit, ...]:
        """Return what they did to the same thing; to the same field of it, where they did."""
        places = {_target(edit), *self.within(edit)}
        near = tuple(one for one in self.done if _inside(one, places) or _inside(edit, {_target(one)}))
        exact = tuple(one for one in near if _field(one) == _field(edit))
        return exact if exact and _field(edit) else near


def _target(edit: Edit) -> Place:
    """Return the place of the thing an edit is about."""
    match edit:
        case AddStage():
            return ("stages", edit.stage.key)
        case AddStep():
            return ("steps", edit.step.key)
        case RemoveStage() | MoveStage():
            return ("stages", edit.key)
        case RemoveStep() | MoveStep():
            return ("steps", edit.key)
        case RenameKey():
            return (edit.kind, edit.old)
        case AddEntry() | RemoveEntry() | MoveEntry():
            return (*edit.place, edit.field, edit.key)
        case Several():
            return ()
    return edit.place


def _field(edit: Edit) -> tuple[str, ...]:
    match edit:
        case ChangeField():
            return edit.field[:1]
        case AddItem() | RemoveItem() | ChangeItem() | MoveItem():
            return (edit.field,)
    return ()


def _inside(edit: Edit, places: set[Place]) -> bool:
    """Tell whether an edit is about one of some things, or something in it."""
    target = _target(edit)
    here = {place for place in places if place} if target else places
    return any(target[: len(place)] == place for place in here) or (
        isinstance(edit, (AddStep, MoveStep)) and ("stages", edit.stage) in places
    )


def _same_text(one: Edit, other: Edit) -> bool:
    """Tell whether two edits change the same field, or the same item of a list."""
    if isinstance(one, ChangeField) and isinstance(other, ChangeField):
        return (one.place, one.field) == (other.place, other.field)
    if isinstance(one, ChangeItem) and isinstance(other, ChangeItem):
        return (one.place, one.field, one.old) == (other.place, other.field, other.old)
    return False


def _same_item(one: Edit, other: Edit) -> bool:
    """Tell whether two edits put the same item into the same list, wherever in it."""
    if isinstance(one, AddItem) and isinstance(other, AddItem):
        return (one.place, one.field, one.value) == (other.place, other.field, other.value)
    return False


def _key(edit: AddStage | MoveStage | AddStep | MoveStep | AddEntry | MoveEntry) -> str:
    return _target(edit)[-1]


def _row(journey: Journey, edit: AddStage | MoveStage | AddStep | MoveStep | AddEntry | MoveEntry) -> Sequence[str]:
    """Return the keys among which an edit puts something."""
    match edit:
        case AddStage() | MoveStage():
            return [stage.key for stage in journey.stages]
        case AddStep() | MoveStep():
            return [step.key for stage in journey.stages if stage.key == edit.stage for step in stage.steps]
    try:
        return list(getattr(thing_at(journey, edit.place), edit.field))
    except EditRefused:
        return []
