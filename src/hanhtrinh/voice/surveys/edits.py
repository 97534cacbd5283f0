"""Changes of a survey, small enough that two people's meet without harm: applied, refused where they clash, taken back.

A place is a path through the plain form of a survey (`file.plain_survey`): names of fields, and keys where a list holds
things with keys (pages, questions, options, rows), so that it still names the same thing after others moved.
"""

from typing import Any, Literal

import msgspec

from hanhtrinh.errors import HanhtrinhError, InputError
from hanhtrinh.voice.surveys.file import plain_survey
from hanhtrinh.voice.surveys.model import Survey

Op = Literal["set", "add", "drop", "move"]
_MOST_STEPS = 500


class Edit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One change.

    `set` puts `value` (None: the default) at a field where `was` stood; `add` puts a thing into the list at `place`
    before the thing `before` (empty: at the end); `drop` takes the thing at `place` out; `move` puts it into the list
    `to` (empty: its own) before `before`.
    """

    op: Op
    place: tuple[str, ...]
    value: Any = None
    was: Any = msgspec.UNSET
    before: str = ""
    to: tuple[str, ...] = ()


class Clash(HanhtrinhError):
    """Somebody else changed the same place meanwhile."""

    def __init__(self, key: str, edit: Edit, found: Any = None) -> None:
        super().__init__(key)
        self.edit = edit
        self.found = found


def apply(survey: Survey, edits: tuple[Edit, ...]) -> tuple[Survey, tuple[Edit, ...]]:
    """Return the survey after some edits, and the edits that take them back; all or none.

    Raises Clash where a place is gone or holds something else than the edit says, InputError where what results has
    not the shape of a survey.
    """
    if len(edits) > _MOST_STEPS:
        raise InputError("surveys.too_many_edits", most=_MOST_STEPS)
    plain = plain_survey(survey)
    inverse: list[Edit] = []
    for edit in edits:
        inverse.insert(0, _DO[edit.op](plain, edit))
    try:
        made = msgspec.convert(plain, Survey)
    except msgspec.ValidationError as error:
        raise InputError("surveys.not_a_survey", reason=str(error)) from None
    if made.key != survey.key:
        raise InputError("surveys.key_stays")
    return made, tuple(inverse)


def _set(plain: dict[str, Any], edit: Edit) -> Edit:
    if not edit.place:
        raise Clash("surveys.gone", edit)
    *path, field = edit.place
    thing = _found(plain, tuple(path), edit, make=True)
    if isinstance(thing, str) and field in ("vi", "en"):
        thing = _in_languages(plain, tuple(path), thing, edit)
    if not isinstance(thing, dict):
        raise Clash("surveys.gone", edit)
    old = thing.get(field)
    if edit.was is not msgspec.UNSET and old != edit.was and old != edit.value:
        raise Clash("surveys.clash", edit, old)
    if edit.value is None:
        thing.pop(field, None)
    else:
        thing[field] = edit.value
    return Edit(op="set", place=edit.place, value=old, was=edit.value)


def _in_languages(plain: dict[str, Any], path: tuple[str, ...], text: str, edit: Edit) -> dict[str, Any]:
    """Make a text without a language one of every language of the survey."""
    owner = _found(plain, path[:-1], edit)
    owner[path[-1]] = made = dict.fromkeys(plain.get("languages", ("vi",)), text)
    return made


def _add(plain: dict[str, Any], edit: Edit) -> Edit:
    things = _list(plain, edit.place, edit)
    if not isinstance(edit.value, dict) or not isinstance(edit.value.get("key"), str):
        raise InputError("surveys.not_a_survey", reason="key")
    things.insert(_at(things, edit.before), edit.value)
    return Edit(op="drop", place=(*edit.place, edit.value["key"]))


def _drop(plain: dict[str, Any], edit: Edit) -> Edit:
    things, at = _thing(plain, edit)
    thing = things.pop(at)
    before = things[at]["key"] if at < len(things) else ""
    return Edit(op="add", place=edit.place[:-1], value=thing, before=before)


def _move(plain: dict[str, Any], edit: Edit) -> Edit:
    things, at = _thing(plain, edit)
    thing = things.pop(at)
    before = things[at]["key"] if at < len(things) else ""
    home = edit.to or edit.place[:-1]
    there = _list(plain, home, edit)
    there.insert(_at(there, edit.before), thing)
    return Edit(op="move", place=(*home, thing["key"]), to=edit.place[:-1], before=before)


_DO = {"set": _set, "add": _add, "drop": _drop, "move": _move}


def _thing(plain: dict[str, Any], edit: Edit) -> tuple[list[Any], int]:
    """Return the list a thing stands in, and where."""
    if len(edit.place) < 2:
        raise Clash("surveys.gone", edit)
    things = _list(plain, edit.place[:-1], edit)
    at = next((i for i, one in enumerate(things) if one.get("key") == edit.place[-1]), None)
    if at is None:
        raise Clash("surveys.gone", edit)
    return things, at


def _list(plain: dict[str, Any], place: tuple[str, ...], edit: Edit) -> list[Any]:
    if not place:
        raise Clash("surveys.gone", edit)
    owner = _found(plain, place[:-1], edit)
    if not isinstance(owner, dict):
        raise Clash("surveys.gone", edit)
    things = owner.setdefault(place[-1], [])
    if isinstance(things, tuple):
        things = owner[place[-1]] = list(things)
    if not isinstance(things, list) or not all(isinstance(one, dict) for one in things):
        raise Clash("surveys.gone", edit)
    return things


def _found(plain: Any, path: tuple[str, ...], edit: Edit, *, make: bool = False) -> Any:
    """Return what stands at a path; with `make` missing groups of fields are made on the way."""
    thing = plain
    for part in path:
        if isinstance(thing, list | tuple):
            thing = next((one for one in thing if isinstance(one, dict) and one.get("key") == part), None)
        elif isinstance(thing, dict):
            if thing.get(part) is None and make:
                thing[part] = {}
            thing = thing.get(part)
        else:
            thing = None
        if thing is None:
            raise Clash("surveys.gone", edit)
    return thing


def _at(things: list[Any], before: str) -> int:
    return next((i for i, one in enumerate(things) if before and one.get("key") == before), len(things))
