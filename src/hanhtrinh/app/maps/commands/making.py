"""The edit a command makes on a journey as it is now, and how it went together with what others did meanwhile."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, get_args

import msgspec

from hanhtrinh.app.maps.cells import Entry
from hanhtrinh.app.maps.commands import arranging, fields
from hanhtrinh.app.maps.commands.changes import changes
from hanhtrinh.app.maps.commands.shapes import (
    Add,
    AddStage,
    AddStep,
    AnyCommand,
    Duplicate,
    MoveLane,
    MoveStage,
    MoveStep,
    Remove,
    Several,
    TakeBack,
    Write,
)
from hanhtrinh.draw.options import LaneKey
from hanhtrinh.errors import InputError
from hanhtrinh.journey import edits
from hanhtrinh.journey.edits import Edit, NoSuchPlace
from hanhtrinh.journey.edits.merging import Merged, aligned, merge_values
from hanhtrinh.journey.edits.places import thing_at
from hanhtrinh.journey.lanes import lane_order, named_for
from hanhtrinh.journey.model import Journey, Lane
from hanhtrinh.ports.journeys import State

USUAL: tuple[str, ...] = get_args(LaneKey)
"""The map's own lanes in their usual order."""
_WORST: tuple[State, ...] = ("nothing_new", "done", "merged", "both_kept")


class Made(NamedTuple):
    """The edit of a command (None: there is nothing to change) and how it went.

    `places` are those it writes at (`steps/cart/activity`), `lost` what somebody else had chosen where mine stands now.
    `keys` are those that were taken and had to become others.
    """

    edit: Edit | None
    state: State
    places: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    keys: Mapping[str, str] = {}


def made(journey: Journey, command: AnyCommand) -> Made:
    """Return what a command comes to; InputError, with what is allowed, where it cannot be done."""
    return _HOW[type(command)](journey, command)


def _arranged(how: Callable[[Journey, Any], arranging.Arranged]) -> Callable[[Journey, Any], Made]:
    def made_by(journey: Journey, command: Any) -> Made:
        found = how(journey, command)
        state: State = "nothing_new" if found.edit is None else "done"
        return Made(found.edit, state, found.places, keys=found.keys)

    return made_by


def _write(journey: Journey, command: Write) -> Made:
    field = fields.field_of(command.thing, command.field)
    place = () if command.thing == "journey" else (command.thing, command.key)
    thing = _lane(journey, command.key) if command.thing == "lanes" else thing_at(journey, place)
    shown = fields.read(thing, field, command.lang)
    was, given, now = (fields.tidy(entries, field) for entries in (command.was, command.given, shown))
    fields.check(given, field, shown)
    found = _merged(field, was, given, now)
    wanted = tuple(_entry(one) for one in found.value)
    places = ("/".join(filter(None, (command.thing, command.key, command.field))),)
    if wanted == now:
        return Made(None, "nothing_new", places)
    items = aligned([_plain(one, field) for one in shown], found.value)
    changed = fields.write(thing, field, wanted, command.lang, items)
    edit = _lane_edit(journey, command.key, changed) if command.thing == "lanes" else changes(thing, changed, place)
    if edit is None:
        return Made(None, "nothing_new", places)
    state: State = "both_kept" if found.both or found.lost else "merged" if wanted != given else "done"
    return Made(edit, state, places, tuple(str(one) for one in found.lost if one))


def _merged(field: fields.Field, was: Sequence[Entry], given: Sequence[Entry], now: Sequence[Entry]) -> Merged:
    """Merge what was written with what stands there by now; the value is a list of plain lines."""
    base, mine, theirs = ([_plain(entry, field) for entry in entries] for entries in (was, given, now))
    if fields.is_list(field.kind):
        return merge_values(base, mine, theirs)
    found = merge_values(base[0], mine[0], theirs[0], between=" / " if field.kind == "line" else "\n")
    return found._replace(value=[found.value])


def _plain(entry: Entry, field: fields.Field) -> dict[str, str]:
    """Return a line as plain data; what is chosen is not a text, so that nobody merges it word by word."""
    found = {name: getattr(entry, name) for name in entry.__struct_fields__}
    if fields.is_choice(field.kind):
        found["choice"] = found.pop("text")
    return found


def _entry(plain: Mapping[str, str]) -> Entry:
    return Entry(**{("text" if name == "choice" else name): value for name, value in plain.items()})


def _lane(journey: Journey, key: str) -> Lane:
    if key not in journey.lanes and key not in USUAL:
        raise NoSuchPlace(("lanes", key))
    return journey.lanes.get(key, Lane())


def _lane_edit(journey: Journey, key: str, lane: Lane) -> Edit | None:
    """Return the edit that gives a lane another name, icon or state and leaves every lane where it is."""
    if key in journey.lanes:
        return changes(journey.lanes[key], lane, ("lanes", key))
    return _lanes_edit(journey, lane_order(journey.lanes, USUAL), key, lane)


def _lanes_edit(journey: Journey, order: Sequence[str], moved: str, lane: Lane | None = None) -> Edit | None:
    """Return the edit after which the lanes stand in an order; `lane` is what the moved one is then."""
    named = named_for(order, journey.lanes, moved, USUAL)
    lanes = {key: journey.lanes.get(key, Lane()) for key in named}
    if lane is not None:
        lanes[moved] = lane
    found = edits.entry_edits((), "lanes", journey.lanes, lanes)
    return edits.Several(edits=found) if found else None


def _move_lane(journey: Journey, command: MoveLane) -> Made:
    _lane(journey, command.key)
    order = [key for key in lane_order(journey.lanes, USUAL) if key != command.key]
    at = 0 if command.after is None else _index(order, command.after) + 1
    edit = _lanes_edit(journey, [*order[:at], command.key, *order[at:]], command.key)
    before = lane_order(journey.lanes, USUAL)
    if (*order[:at], command.key, *order[at:]) == before or edit is None:
        return Made(None, "nothing_new", (f"lanes/{command.key}",))
    return Made(edit, "done", (f"lanes/{command.key}",))


def _index(order: Sequence[str], key: str) -> int:
    """Return where a lane stands; behind the last one where it is no more."""
    return order.index(key) if key in order else len(order) - 1


def _add(journey: Journey, command: Add) -> Made:
    if command.thing != "lanes":
        return _arranged(arranging.add)(journey, command)
    if journey.lanes.get(command.key) == Lane(name=command.name):
        return Made(None, "nothing_new", (f"lanes/{command.key}",))
    order = list(lane_order(journey.lanes, USUAL))
    arranging.refuse_many(len(order), arranging.MOST_LANES, "commands.too_many_lanes")
    key, keys = arranging.free("lanes", command.key, order)
    at = 0 if command.after is None else _index(order, command.after) + 1
    lane = Lane(name=arranging.named(command.name))
    edit = _lanes_edit(journey, [*order[:at], key, *order[at:]], key, lane)
    return Made(edit, "done", (f"lanes/{key}",), keys=keys)


def _several(journey: Journey, command: Several) -> Made:
    parts: list[Made] = []
    for one in command.commands:
        if isinstance(one, (TakeBack, Several)):
            raise InputError("commands.not_inside", given=type(one).__name__)
        part = made(journey, renamed(one, _joined(part.keys for part in parts)))
        if part.edit is not None:
            journey = edits.apply(journey, part.edit)
        parts.append(part)
    done = tuple(part.edit for part in parts if part.edit is not None)
    return Made(
        edits.Several(edits=done) if done else None,
        max((part.state for part in parts), key=_WORST.index, default="nothing_new"),
        tuple(place for part in parts for place in part.places),
        tuple(text for part in parts for text in part.lost),
        _joined(part.keys for part in parts),
    )


def _joined(all_keys: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {old: new for keys in all_keys for old, new in keys.items()}


_NAMES = {
    "key": None, "stage": "stages", "step": "steps", "after": None,
}  # fmt: skip
_OF: dict[type, str] = {
    AddStep: "steps", MoveStep: "steps", AddStage: "stages", MoveStage: "stages", MoveLane: "lanes",
}  # fmt: skip
_MAKES = (AddStep, AddStage, Add)
_CHOSEN = {"touchpoint": "touchpoints", "parallel": "steps", "channel": "channels", "persona": "personas"}
_WITHIN = {"notes": "lanes", "competitors": "competitors", "plan": "channels"}


def renamed(command: AnyCommand, keys: Mapping[str, str]) -> AnyCommand:
    """Return a command that means what it meant, where things it named had to be given other keys."""
    if not keys or isinstance(command, TakeBack):
        return command
    if isinstance(command, Several):
        return Several(commands=tuple(renamed(one, keys) for one in command.commands))
    thing = _OF.get(type(command)) or getattr(command, "thing", "")
    new: dict[str, Any] = {}
    for name, kind in _NAMES.items():
        given = getattr(command, name, None)
        own = name == "key" and isinstance(command, _MAKES)
        if given is not None and not own and not (name == "step" and isinstance(command, AddStage)):
            new[name] = keys.get(f"{kind or thing}/{given}", given)
    if isinstance(command, Write):
        new |= _renamed_inside(command, keys)
    return msgspec.structs.replace(command, **new)


def _renamed_inside(command: Write, keys: Mapping[str, str]) -> dict[str, Any]:
    name, _, inner = command.field.partition("/")
    if inner:
        return {"field": f"{name}/{keys.get(f'{_WITHIN.get(name)}/{inner}', inner)}"}
    if name not in _CHOSEN:
        return {}
    given = [msgspec.structs.replace(e, text=keys.get(f"{_CHOSEN[name]}/{e.text}", e.text)) for e in command.given]
    return {"given": tuple(given)}


_HOW: dict[type, Callable[[Journey, Any], Made]] = {
    Write: _write,
    AddStep: _arranged(arranging.add_step),
    AddStage: _arranged(arranging.add_stage),
    MoveStep: _arranged(arranging.move_step),
    MoveStage: _arranged(arranging.move_stage),
    Duplicate: _arranged(arranging.duplicate),
    Add: _add,
    Remove: _arranged(arranging.remove),
    MoveLane: _move_lane,
    Several: _several,
}
