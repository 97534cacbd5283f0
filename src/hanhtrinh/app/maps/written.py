"""Use cases: what stands written on a map, for the page that writes on it; and the history of what was done."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hanhtrinh.access import Actor, Right, may, require
from hanhtrinh.app.maps.cells import Entry
from hanhtrinh.app.maps.commands.fields import BY_KEY, FIELDS, Kind, field_of, raw, read
from hanhtrinh.app.maps.commands.making import USUAL
from hanhtrinh.app.maps.commands.taking_back import stacks
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.versions.good import Shown
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.lanes import lane_order
from hanhtrinh.journey.model import Journey, Picture, Stage, Step
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import Deed

PAGE = 100
MOST_TOLD = 200
_FIELD_OF = {"emotion": "feeling", "moments": "moment_of_truth", "rivals": "competitors"}
"""Lanes whose cells write another field than the one they are called after."""
_THINGS = ("personas", "touchpoints", "channels", "competitors")


def written(actor: Actor, space: Space, desk: Desk, shown: Shown, lang: Lang) -> dict[str, Any]:
    """Return everything that is written on a map, in one language, as plain data; see docs/editing.md.

    Where the file cannot be used now, that is what it said last, and nobody may edit.
    """
    require(actor, space.id, Right.SEE_MAPS)
    kept, file, fault = shown
    editor = may(actor, space.id, Right.EDIT_MAPS)
    own = stacks(desk.deeds.traces(space.id, kept.key) if editor else (), actor.id)
    journey = file.written
    return {
        "version": kept.version,
        "lang": lang,
        "stages": [_stage(stage, lang) for stage in journey.stages],
        "steps": {step.key: _step(file.journey, step, lang) for step in journey.steps},
        "lanes": lanes(journey, lang),
        **{thing: _named(getattr(file.journey, thing), getattr(journey, thing), lang) for thing in _THINGS},
        "cells": dict(cells(journey, lang)),
        "undo": len(own.undo),
        "redo": len(own.redo),
        "undo_ids": list(reversed(own.undo))[:MOST_TOLD],
        "redo_ids": list(reversed(own.redo))[:MOST_TOLD],
        "may_edit": editor and fault is None,
    }


def lanes(journey: Journey, lang: Lang) -> list[dict[str, object]]:
    """Return every lane in order, hidden ones too: its name, which field its cells write, and how."""
    found = []
    for key in lane_order(journey.lanes, USUAL):
        lane, own = journey.lanes.get(key), key not in USUAL
        field, kind = _written_by(key, own=own)
        usual = key if own else _usual_name(key, lang)
        name = say(lane.name, lang) if lane else ""
        found.append({
            "key": key, "name": name or usual, "usual": usual, "icon": lane.icon if lane else "", "own": own,
            "hidden": bool(lane and lane.hidden), "field": field, "kind": kind,
        })  # fmt: skip
    return found


def _usual_name(key: str, lang: Lang) -> str:
    return tr("commands.lane_rivals" if key == "rivals" else f"draw.lane_{key}", lang)


def _written_by(key: str, *, own: bool) -> tuple[str | None, Kind | None]:
    if own:
        return f"notes/{key}", "text"
    name = _FIELD_OF.get(key, key)
    kind = FIELDS["steps"].get(name)
    return (name, kind) if kind else (None, None)


def cells(journey: Journey, lang: Lang) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Yield what stands at each place that can be written at, by its name (`steps/cart/activity`)."""
    yield from _cells("journey", "", journey, lang)
    for thing in ("stages", "steps"):
        for one in getattr(journey, thing):
            yield from _cells(thing, one.key, one, lang)
    for thing in (*_THINGS, "lanes"):
        for key, one in getattr(journey, thing).items():
            yield from _cells(thing, key, one, lang)


def _cells(thing: str, key: str, one: Any, lang: Lang) -> Iterator[tuple[str, list[dict[str, str]]]]:
    head = f"{thing}/{key}" if key else thing
    for name in FIELDS[thing]:
        inner = getattr(one, name) if (thing, name) in BY_KEY else None
        for path in (f"{name}/{of}" for of in inner) if inner is not None else (name,):
            field = field_of(thing, path)
            if inner is not None or raw(one, field) or raw(one, field) == 0:
                yield f"{head}/{path}", [_plain(entry) for entry in read(one, field, lang)]


def _plain(entry: Entry) -> dict[str, str]:
    more = {name: getattr(entry, name) for name in ("value", "effort", "source", "file") if getattr(entry, name)}
    return {"text": entry.text, "level": entry.level, **more}


def _stage(stage: Stage, lang: Lang) -> dict[str, object]:
    steps = [step.key for step in stage.steps]
    return {
        "key": stage.key, "name": say(stage.name, lang), "phase": stage.phase, "goal": say(stage.goal, lang),
        "steps": steps,
    }  # fmt: skip


def _step(journey: Journey, step: Step, lang: Lang) -> dict[str, object]:
    return {
        "name": say(journey.name_of_step(step), lang), "touchpoint": step.touchpoint, "optional": step.optional,
        "parallel": step.parallel, "icon": step.icon, "pictures": [_picture(one, lang) for one in step.pictures],
    }  # fmt: skip


def _picture(picture: Picture, lang: Lang) -> dict[str, str]:
    return {"file": picture.file, "alt": say(picture.alt, lang)}


def _named(whole: Mapping[str, Any], own: Mapping[str, Any], lang: Lang) -> dict[str, dict[str, object]]:
    """Return things by key with their names; `own` tells those of the journey's file from those of its library."""
    return {
        key: {
            "name": say(one.name, lang), "icon": getattr(one, "icon", ""), "channel": getattr(one, "channel", None),
            "picture": getattr(one, "picture", ""), "own": key in own,
        }
        for key, one in whole.items()
    }  # fmt: skip


def history(actor: Actor, space: Space, desk: Desk, key: str, after: int, limit: int = PAGE) -> Sequence[Deed]:
    """Return what was done to a journey behind a number, in order."""
    require(actor, space.id, Right.SEE_MAPS)
    return desk.deeds.after(space.id, key, after, min(limit, PAGE))


def newest(
    actor: Actor, space: Space, desk: Desk, key: str, before: int | None = None, limit: int = PAGE
) -> Sequence[Deed]:  # fmt: skip
    """Return what was done to a journey before a number (None: last), newest first."""
    require(actor, space.id, Right.SEE_MAPS)
    return desk.deeds.newest(space.id, key, before, min(limit, PAGE))
