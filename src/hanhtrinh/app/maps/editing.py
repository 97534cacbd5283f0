"""Use cases: a journey is changed by an edit, an edit is taken back, a journey goes into the trash.

The file is read, the edit applied to what it says now, and the result written over exactly that version; where somebody
else was faster, it is done again on theirs. What does not fit any more is refused with both texts, and nothing is lost.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.journeys import JourneyFile
from hanhtrinh.app.maps.commands.taking_back import stacks, taken_back
from hanhtrinh.app.maps.commands.telling import told
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.opening import keep_read, open_journey, usable_journey
from hanhtrinh.app.maps.writing import text_after, text_checked
from hanhtrinh.errors import InputError
from hanhtrinh.journey.edits import Edit, apply, invert
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import Deed, JourneyText, Overtaken, version_of

__all__ = ["Changed", "can_undo", "change", "remove_journey", "text_after", "undo"]

_TRIES = 5


@dataclass(frozen=True)
class Changed:
    """What an edit did: the file now, the journey before and after it, and the edit itself."""

    kept: JourneyText
    edit: Edit
    before: Journey
    after: Journey


def change(actor: Actor, space: Space, desk: Desk, key: str, make: Callable[[Journey], Edit | None]) -> Changed | None:
    """Change a journey by the edit that is made for it as it stands; None where there is nothing to change.

    EditRefused where the edit does not fit, Rejected where the journey would have errors, InputError from `make`.
    """
    return _change(actor, space, desk, key, make)


def _change(
    actor: Actor, space: Space, desk: Desk, key: str, make: Callable[[Journey], Edit | None], takes_back: str = ""
) -> Changed | None:
    require(actor, space.id, Right.EDIT_MAPS)
    with desk.turns.of(space.id, key):
        for _ in range(_TRIES):
            kept, file = usable_journey(actor, space, desk, key)
            edit = make(file.written)
            if edit is None:
                return None
            try:
                saved, after = _written(actor, space, desk, kept, file, edit, takes_back)
            except Overtaken:
                continue
            details = {"edit": _kind(edit), "version": saved.version}
            desk.audit.note(actor, space.id, "journey.edited", key, details)
            return Changed(saved, edit, file.written, after)
    raise InputError("map_page.busy", given=key)


def _written(
    actor: Actor, space: Space, desk: Desk, kept: JourneyText, file: JourneyFile, edit: Edit, takes_back: str
) -> tuple[JourneyText, Journey]:
    """Write the file after an edit, the deed on disk before it."""
    before = file.written
    after = apply(before, edit)
    new = text_checked(kept, before, after, file.document)
    version = version_of(new.text)
    desk.deeds.settle(space.id, kept.key, kept.version)
    if version == kept.version:
        return kept, after
    deed = Deed(
        id=desk.new_id(), workspace=space.id, journey=kept.key, by=actor.id, at=desk.clock(), edit=edit,
        inverse=invert(before, edit), name=actor.name, base=kept.version, version=version,
        said=told(edit, before, after), takes_back=takes_back,
    )  # fmt: skip
    desk.deeds.mean([deed])
    saved = desk.journeys.put(space, kept.key, new.text, kept.version)
    keep_read(space, desk, saved, new)
    desk.deeds.settle(space.id, kept.key, version)
    return saved, after


def undo(actor: Actor, space: Space, desk: Desk, key: str) -> Changed | None:
    """Take back the actor's own last edit of a journey; None where there is none left.

    InputError where somebody has changed the same thing since: then it stays, and the error says what stands there.
    """
    require(actor, space.id, Right.EDIT_MAPS)
    own = stacks(desk.deeds.traces(space.id, key), actor.id)
    if not own.undo:
        return None
    deed = desk.deeds.found(space.id, key, [own.undo[-1]])[own.undo[-1]]
    return _change(actor, space, desk, key, lambda journey: taken_back(journey, deed), deed.id)


def can_undo(actor: Actor, space: Space, desk: Desk, key: str) -> bool:
    """Tell whether the actor has an edit of a journey to take back."""
    return bool(stacks(desk.deeds.traces(space.id, key), actor.id).undo)


def remove_journey(actor: Actor, space: Space, desk: Desk, key: str) -> None:
    """Move a journey's file into the trash folder; NotFound where there is none, Overtaken where it just changed."""
    require(actor, space.id, Right.EDIT_MAPS)
    found = open_journey(actor, space, desk, key)
    desk.journeys.remove(space, key, found.kept.version, desk.clock())
    desk.deeds.forget(space.id, key)
    for forget in desk.forgets:
        forget(space.id, key)
    desk.audit.note(actor, space.id, "journey.removed", key, {"version": found.kept.version})


def _kind(edit: Edit) -> str:
    return str(msgspec.to_builtins(edit)["edit"])
