"""The edits that lead from one journey to another: what a person would have done, not what a text comparison sees."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from hanhtrinh.journey.edits.applying import before, change, twins
from hanhtrinh.journey.edits.errors import EditRefused
from hanhtrinh.journey.edits.places import Thing
from hanhtrinh.journey.edits.sequences import item_edits, staying
from hanhtrinh.journey.edits.shapes import (
    JOURNEY,
    AddEntry,
    AddStage,
    AddStep,
    ChangeField,
    Edit,
    Kind,
    MoveEntry,
    MoveStage,
    MoveStep,
    Place,
    RemoveEntry,
    RemoveStage,
    RemoveStep,
    RenameKey,
)
from hanhtrinh.journey.edits.values import plain
from hanhtrinh.journey.model import Journey, Stage, Step

_ENTRIES: tuple[Kind, ...] = ("channels", "touchpoints", "personas", "segments", "competitors", "walks", "lanes")
_KINDS: tuple[Kind, ...] = (*_ENTRIES, "steps", "stages")
_ELSEWHERE: dict[type, tuple[str, ...]] = {
    Journey: ("stages", *_ENTRIES),
    Stage: ("key", "steps"),
    Step: ("key",),
}
"""Fields that other edits than changes of a field look after."""


def edits_between(old: Journey, new: Journey) -> tuple[Edit, ...]:
    """Return edits with `apply_all(old, edits_between(old, new)) == new`, in the order in which they can be applied.

    Moved steps and stages are moves, a key that alone is different is a rename, a changed text is one change with the
    old and the new. Where a journey is faulty (two steps with one key, references to nothing) the edits hold all the
    same, but only `apply_all(…, strict=False)` takes them.
    """
    by_key = not (twins(old) or twins(new))
    differ = _Differ(old, new, _KINDS if by_key else _ENTRIES)
    parts = (differ.renames, differ.added_entries, differ.stages, differ.steps, differ.contents, differ.removed)
    for part in (*parts, differ.entry_orders):
        for edit in part():
            differ.take(edit)
    return tuple(differ.edits)


def entry_edits(place: Place, field: str, old: dict[str, Any], new: dict[str, Any]) -> tuple[Edit, ...]:
    """Return the edits that make the entries a thing has by key those it shall have, in their order."""
    return tuple(_entry_changes(place, field, old, new))


class _Differ:
    """Walks from one journey towards another; each part looks at what the parts before it have made.

    `kinds` are those whose keys can be relied on; without stages and steps among them the stages change as a whole.
    """

    def __init__(self, old: Journey, new: Journey, kinds: tuple[Kind, ...]) -> None:
        self.now, self.new, self.kinds = old, new, kinds
        self.edits: list[Edit] = []

    def take(self, edit: Edit) -> None:
        self.now = change(self.now, edit)
        self.edits.append(edit)

    def renames(self) -> Iterator[Edit]:
        """Yield what has another key and is otherwise the same."""
        for kind in self.kinds:
            yield from self._renames(kind)

    def _renames(self, kind: Kind) -> Iterator[Edit]:
        old, new = _keyed(self.now, kind), _keyed(self.new, kind)
        gone = [key for key in old if key not in new]
        for key in new:
            same = next((one for one in gone if key not in old and _alike(old[one], new[key])), None)
            if same is not None and self._fits(edit := RenameKey(kind=kind, old=same, new=key)):
                gone.remove(same)
                yield edit

    def _fits(self, edit: Edit) -> bool:
        try:
            change(self.now, edit)
        except EditRefused:
            return False
        return True

    def added_entries(self) -> Iterator[Edit]:
        for field in _ENTRIES:
            yield from _added(JOURNEY, field, getattr(self.now, field), getattr(self.new, field))

    def stages(self) -> Iterator[Edit]:
        """Yield the stages that are new, with the steps that are new in them, and those that stand elsewhere."""
        if "stages" not in self.kinds:
            yield from _values(self.now.stages, self.new.stages, JOURNEY, ("stages",))
            return
        there = {stage.key for stage in self.now.stages}
        wanted = [stage.key for stage in self.new.stages]
        stay = staying([stage.key for stage in self.now.stages], wanted)
        for stage in self.new.stages:
            after = before(wanted, stage.key)
            if stage.key not in there:
                steps = tuple(step for step in stage.steps if step.key not in self.now.step_index)
                yield AddStage(stage=msgspec.structs.replace(stage, steps=steps), after=after)
            elif stage.key not in stay:
                yield MoveStage(key=stage.key, after=after)

    def steps(self) -> Iterator[Edit]:
        """Yield the steps that are new and those that stand elsewhere, stage by stage in the new order."""
        for stage in self.new.stages if "steps" in self.kinds else ():
            wanted = [step.key for step in stage.steps]
            stay = staying([step.key for step in _keyed(self.now, "stages")[stage.key].steps], wanted)
            for step in stage.steps:
                if step.key in stay:
                    continue
                after = before(wanted, step.key)
                if step.key not in self.now.step_index:
                    yield AddStep(stage=stage.key, step=step, after=after)
                else:
                    yield MoveStep(key=step.key, stage=stage.key, after=after)

    def contents(self) -> Iterator[Edit]:
        """Yield what changed inside what both journeys have."""
        yield from _fields(self.now, self.new, JOURNEY)
        for kind in self.kinds:
            old, new = _keyed(self.now, kind), _keyed(self.new, kind)
            for key in new:
                yield from _fields(old[key], new[key], (kind, key))

    def removed(self) -> Iterator[Edit]:
        stages, steps = _keyed(self.new, "stages"), _keyed(self.new, "steps")
        for stage in self.now.stages:
            if stage.key not in stages:
                yield RemoveStage(key=stage.key)
        for step in self.now.steps:
            if step.key not in steps:
                yield RemoveStep(key=step.key)
        for field in _ENTRIES:
            for key in getattr(self.now, field):
                if key not in getattr(self.new, field):
                    yield RemoveEntry(field=field, key=key)

    def entry_orders(self) -> Iterator[Edit]:
        for field in _ENTRIES:
            yield from _ordered(JOURNEY, field, list(getattr(self.now, field)), list(getattr(self.new, field)))


def _keyed(journey: Journey, kind: Kind) -> dict[str, Any]:
    if kind in ("stages", "steps"):
        return {one.key: one for one in getattr(journey, kind)}
    found: dict[str, Any] = getattr(journey, kind)
    return found


def _alike(old: Thing, new: Thing) -> bool:
    """Tell whether only the key is another; stages are the same when they hold the same steps."""
    if isinstance(old, Stage) and isinstance(new, Stage):
        steps = [step.key for step in new.steps]
        return msgspec.structs.replace(new, key=old.key, steps=old.steps) == old and [s.key for s in old.steps] == steps
    return old == (msgspec.structs.replace(new, key=old.key) if isinstance(old, Step) else new)


def _fields(old: Thing, new: Thing, place: Place) -> Iterator[Edit]:
    """Yield the changes that make one thing of the model the other, fields that are edited by key left alone."""
    for field in old.__struct_fields__:
        if field in _ELSEWHERE.get(type(old), ()):
            continue
        was, now = getattr(old, field), getattr(new, field)
        if isinstance(was, dict) and field in ("steps", "competitors", "notes", "plan"):
            yield from _entry_changes(place, field, was, now)
        elif isinstance(was, tuple):
            yield from item_edits(place, field, was, now)
        else:
            yield from _values(was, now, place, (field,))


def _values(old: Any, new: Any, place: Place, field: Place) -> Iterator[Edit]:
    """Yield one change a value; where both sides hold the same kind of thing, one for each field of it."""
    if old == new:
        return
    if isinstance(old, msgspec.Struct) and type(old) is type(new):
        for name in old.__struct_fields__:
            yield from _values(getattr(old, name), getattr(new, name), place, (*field, name))
    else:
        yield ChangeField(place=place, field=field, old=plain(old), new=plain(new))


def _entry_changes(place: Place, field: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Edit]:
    for key in old:
        if key not in new:
            yield RemoveEntry(place=place, field=field, key=key)
    kept = {key: value for key, value in old.items() if key in new}
    yield from _added(place, field, kept, new)
    for key, value in kept.items():
        yield from _fields(value, new[key], (*place, field, key))
    yield from _ordered(place, field, [*kept, *(key for key in new if key not in kept)], list(new))


def _added(place: Place, field: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Edit]:
    """Yield the entries that are new, each behind the last one there; their order is made afterwards."""
    last = next(reversed(old), None)
    for key, value in new.items():
        if key not in old:
            yield AddEntry(place=place, field=field, key=key, value=plain(value), after=last)
            last = key


def _ordered(place: Place, field: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Edit]:
    stay = staying(old, new)
    for key in new:
        if key not in stay:
            yield MoveEntry(place=place, field=field, key=key, after=before(new, key))
