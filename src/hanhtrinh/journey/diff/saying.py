"""Edits read out as sentences, grouped by the stage they are about."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from hanhtrinh.i18n import Lang, tr
from hanhtrinh.journey.diff.names import Names
from hanhtrinh.journey.diff.values import RULES, both, both_rules, generic, item, shown
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
from hanhtrinh.journey.edits.values import plain
from hanhtrinh.journey.model import Journey

_MOST_NAMED = 8
_ELSEWHERE = "(others)"


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """What changed at one stage (its key and name), in the journey as a whole (`stage` None), or in descriptions."""

    title: str
    stage: str | None
    sentences: tuple[str, ...]


def sentences(edits: Iterable[Edit], old: Journey, new: Journey, lang: Lang) -> tuple[Section, ...]:
    """Return what edits did to a journey as sentences: the whole first, then stage by stage in the new order.

    `old` and `new` are the journeys before and after, for the names of things; with a library, as it resolves them.
    """
    teller = _Teller(old, new, lang)
    said: dict[str | None, list[str]] = {}
    for edit in _single(edits):
        for stage, sentence in teller.tell(edit):
            held = said.setdefault(stage, [])
            if sentence not in held:
                held.append(sentence)
    order = [None, *(stage.key for stage in new.stages), *(stage.key for stage in old.stages), _ELSEWHERE]
    return tuple(teller.section(key, said[key]) for key in dict.fromkeys(order) if key in said)


def _single(edits: Iterable[Edit]) -> Iterator[Edit]:
    for edit in edits:
        if isinstance(edit, Several):
            yield from _single(edit.edits)
        else:
            yield edit


Said = tuple[str | None, str]


class _Teller:
    """Knows what things are called, and which stage each edit is about."""

    def __init__(self, old: Journey, new: Journey, lang: Lang) -> None:
        self.old, self.new, self.lang = old, new, lang
        self.names = Names(old, new, lang)

    def tr(self, key: str, **params: object) -> str:
        return tr(f"edits.{key}", self.lang, **params)

    def section(self, key: str | None, said: list[str]) -> Section:
        if key is None:
            return Section(title=self.tr("about_journey"), stage=None, sentences=tuple(said))
        if key == _ELSEWHERE:
            return Section(title=self.tr("others"), stage=None, sentences=tuple(said))
        return Section(title=self.about(("stages", key)), stage=key, sentences=tuple(said))

    def tell(self, edit: Edit) -> Iterator[Said]:
        yield from _HOW[type(edit)](self, edit)

    def about(self, place: Place, *, old: bool = False) -> str:
        """Return what a place is called at the head of a sentence."""
        name = self.names.before if old else self.names.of
        match place:
            case ():
                return self.tr("about_journey")
            case ("steps", step, "competitors", rival):
                return self.tr("about_comparison", name=name("steps", step), rival=name("competitors", rival))
            case ("steps", step, "notes", lane):
                return self.tr("about_note", name=name("steps", step), lane=name("lanes", lane))
            case ("stages", stage, "plan", channel):
                return self.tr("about_plan", name=name("stages", stage), channel=name("channels", channel))
            case ("walks", walk, "steps", step):
                return self.tr("about_walked", walk=name("walks", walk), name=name("steps", step))
            case (kind, key, *_):
                return self.tr(f"about_{kind}", name=name(kind, key))
        raise ValueError(place)

    def at(self, place: Place) -> str | None:
        """Return the stage a place belongs to, None for the journey, else the section of descriptions."""
        match place:
            case ():
                return None
            case ("stages", key, *_):
                return key
            case ("steps", key, *_):
                return self.names.stage_of(key) or self.names.stage_of(key, old=True)
        return _ELSEWHERE

    def where(self, key: str, among: list[str], kind: str) -> str:
        """Return where something stands now: before its next neighbour, else at the end."""
        if among == [key]:
            return self.tr("alone")
        following = among[among.index(key) + 1 :] if key in among else []
        return self.tr("before", name=self.names.of(kind, following[0])) if following else self.tr("at_end")

    def where_stage(self, key: str) -> str:
        return self.where(key, [stage.key for stage in self.new.stages], "stages")

    def where_step(self, key: str, stage: str) -> str:
        held = next((one.steps for one in self.new.stages if one.key == stage), ())
        return self.where(key, [step.key for step in held], "steps")

    def listed(self, keys: list[str], kind: str, *, old: bool = False) -> str:
        name = self.names.before if old else self.names.of
        shown_names = ", ".join(f"‘{name(kind, key)}’" for key in keys[:_MOST_NAMED])
        rest = len(keys) - _MOST_NAMED
        return self.tr("and_others", shown=shown_names, count=rest) if rest > 0 else shown_names


def _stage_added(teller: _Teller, edit: AddStage) -> Iterator[Said]:
    key, steps = edit.stage.key, [step.key for step in edit.stage.steps]
    name = "added_stage" if steps else "added_place"
    params = {"what": teller.about(("stages", key)), "where": teller.where_stage(key)}
    yield key, teller.tr(name, **params, **({"steps": teller.listed(steps, "steps")} if steps else {}))


def _stage_removed(teller: _Teller, edit: RemoveStage) -> Iterator[Said]:
    was = teller.names.was("stages", edit.key)
    held = next((stage.steps for stage in teller.old.stages if stage.key == was), ())
    steps = [step.key for step in held if step.key not in teller.new.step_index]
    what = teller.about(("stages", edit.key), old=True)
    if steps:
        yield edit.key, teller.tr("removed_stage", what=what, steps=teller.listed(steps, "steps", old=True))
    else:
        yield edit.key, teller.tr("removed", what=what)


def _stage_moved(teller: _Teller, edit: MoveStage) -> Iterator[Said]:
    what, last = teller.about(("stages", edit.key)), teller.new.stages[-1].key
    where = teller.tr("to_end") if last == edit.key else teller.where_stage(edit.key)
    yield edit.key, teller.tr("moved_stage", what=what, where=where)


def _step_added(teller: _Teller, edit: AddStep) -> Iterator[Said]:
    stage, where = teller.names.of("stages", edit.stage), teller.where_step(edit.step.key, edit.stage)
    yield edit.stage, teller.tr("added_step", what=teller.about(("steps", edit.step.key)), stage=stage, where=where)


def _step_removed(teller: _Teller, edit: RemoveStep) -> Iterator[Said]:
    stage = teller.names.stage_of(edit.key, old=True) or ""
    what = teller.about(("steps", edit.key), old=True)
    yield stage, teller.tr("removed_step", what=what, stage=teller.names.before("stages", stage))


def _step_moved(teller: _Teller, edit: MoveStep) -> Iterator[Said]:
    was = teller.names.stage_of(edit.key, old=True) or ""
    what, where = teller.about(("steps", edit.key)), teller.where_step(edit.key, edit.stage)
    new = teller.names.of("stages", edit.stage)
    if was in ("", edit.stage):
        yield edit.stage, teller.tr("moved_within", what=what, stage=new, where=where)
    else:
        old = teller.names.before("stages", was)
        yield edit.stage, teller.tr("moved_step", what=what, old=old, new=new, where=where)


def _renamed(teller: _Teller, edit: RenameKey) -> Iterator[Said]:
    teller.names.renamed(edit.kind, edit.old, edit.new)
    place = (edit.kind, edit.new)
    yield teller.at(place), teller.tr("renamed_key", what=teller.about(place), old=edit.old, new=edit.new)


def _field_changed(teller: _Teller, edit: ChangeField) -> Iterator[Said]:
    yield teller.at(edit.place), _change_of_field(teller, edit)


def _change_of_field(teller: _Teller, edit: ChangeField) -> str:
    what, field, label = teller.about(edit.place), *_label(teller, edit)
    if isinstance(edit.new, bool) or isinstance(edit.old, bool):
        return teller.tr("turned_on" if edit.new else "turned_off", what=what, field=label)
    if edit.old in (None, "", {}, []):
        return teller.tr("set", what=what, field=label, new=shown(field, edit.new, teller.names, teller.lang))
    if edit.new in (None, "", {}, []):
        return teller.tr("cleared", what=what, field=label, old=shown(field, edit.old, teller.names, teller.lang))
    old, new = (shown(field, value, teller.names, teller.lang) for value in (edit.old, edit.new))
    if _is_text(edit.old) and _is_text(edit.new) and old.startswith("“"):
        old, new = both(edit.old, edit.new, teller.lang)
    elif field in RULES and isinstance(edit.old, dict) and isinstance(edit.new, dict):
        old, new = both_rules(edit.old, edit.new)
    return teller.tr("changed", what=what, field=label, old=old, new=new)


def _is_text(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, dict) and bool(value) and set(value) <= {"vi", "en"})


def _label(teller: _Teller, edit: ChangeField) -> tuple[str, str]:
    """Return the name of the innermost field that is meant, and its label, with the language of a text."""
    path = edit.field
    lang = path[-1] if len(path) > 1 and path[-1] in ("vi", "en") else None
    field = path[-2] if lang else path[-1]
    name = "walker" if field == "by" and edit.place[:1] == ("walks",) and len(edit.place) == 2 else field
    label = teller.tr(f"field_{name}")
    return field, teller.tr("in_language", field=label, language=teller.tr(f"lang_{lang}")) if lang else label


def _entry_added(teller: _Teller, edit: AddEntry) -> Iterator[Said]:
    place = (*edit.place, edit.field, edit.key)
    value = plain(edit.value)
    if not edit.place or not value:
        yield teller.at(place), teller.tr("added", what=teller.about(place))
    else:
        said = generic(value, teller.lang)
        yield teller.at(place), teller.tr("set", what=teller.about(place), field=teller.tr("field_note"), new=said)


def _entry_removed(teller: _Teller, edit: RemoveEntry) -> Iterator[Said]:
    place = (*edit.place, edit.field, edit.key)
    yield teller.at(place), teller.tr("removed", what=teller.about(place, old=True))


def _entry_moved(teller: _Teller, edit: MoveEntry) -> Iterator[Said]:
    kinds = teller.tr(f"kinds_{edit.field}")
    yield teller.at((*edit.place, edit.field, edit.key)), teller.tr("entries_ordered", kinds=kinds)


def _item_added(teller: _Teller, edit: AddItem) -> Iterator[Said]:
    new = item(edit.field, plain(edit.value), teller.names, teller.lang)
    yield _item_said(teller, edit, "item_added", new=new)


def _item_removed(teller: _Teller, edit: RemoveItem) -> Iterator[Said]:
    old = item(edit.field, plain(edit.value), teller.names, teller.lang)
    yield _item_said(teller, edit, "item_removed", old=old)


def _item_changed(teller: _Teller, edit: ChangeItem) -> Iterator[Said]:
    old, new = (item(edit.field, plain(value), teller.names, teller.lang) for value in (edit.old, edit.new))
    if _is_text(edit.old) and _is_text(edit.new):
        old, new = both(edit.old, edit.new, teller.lang)
    yield _item_said(teller, edit, "item_changed", old=old, new=new)


def _item_said(teller: _Teller, edit: AddItem | RemoveItem | ChangeItem, key: str, **said: str) -> Said:
    kind = teller.tr(f"item_{edit.field}")
    return teller.at(edit.place), teller.tr(key, what=teller.about(edit.place), item=kind, **said)


def _item_moved(teller: _Teller, edit: MoveItem) -> Iterator[Said]:
    items = teller.tr(f"items_{edit.field}")
    yield teller.at(edit.place), teller.tr("items_ordered", what=teller.about(edit.place), items=items)


_HOW: dict[type, Callable[[_Teller, Any], Iterator[Said]]] = {
    AddStage: _stage_added,
    RemoveStage: _stage_removed,
    MoveStage: _stage_moved,
    AddStep: _step_added,
    RemoveStep: _step_removed,
    MoveStep: _step_moved,
    RenameKey: _renamed,
    ChangeField: _field_changed,
    AddEntry: _entry_added,
    RemoveEntry: _entry_removed,
    MoveEntry: _entry_moved,
    AddItem: _item_added,
    RemoveItem: _item_removed,
    ChangeItem: _item_changed,
    MoveItem: _item_moved,
}
