"""Use cases: a journey is changed by an edit, an edit is taken back, a journey goes into the trash.

The file is read, the edit applied to what it says now, and the result written over exactly that version; where somebody
else was faster, it is done again on theirs. What does not fit any more is refused with both texts, and nothing is lost.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.journeys import JourneyFile
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.opening import open_journey, usable_journey
from hanhtrinh.errors import InputError, Rejected
from hanhtrinh.journey.codec import inspect_journey, write_journey
from hanhtrinh.journey.edits import Edit, apply, invert
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.yaml_patch import patched
from hanhtrinh.journey.yaml_text import read_yaml
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import Deed, JourneyText, Overtaken

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
    done = _written(actor, space, desk, key, make, strict=True)
    if done is None:
        return None
    deed = Deed(
        id=desk.new_id(), workspace=space.id, journey=key, by=actor.id, at=desk.clock(),
        edit=done.edit, inverse=invert(done.before, done.edit),
    )  # fmt: skip
    desk.deeds.add(deed)
    desk.audit.note(actor, space.id, "journey.edited", key, {"edit": _kind(done.edit), "version": done.kept.version})
    return done


def undo(actor: Actor, space: Space, desk: Desk, key: str) -> Changed | None:
    """Take back the actor's own last edit of a journey; None where there is none left.

    EditRefused where somebody has changed the same thing since: then it stays, and the error says what stands there.
    """
    require(actor, space.id, Right.EDIT_MAPS)
    deed = desk.deeds.last(space.id, key, actor.id)
    if deed is None:
        return None
    done = _written(actor, space, desk, key, lambda _: deed.inverse, strict=False)
    desk.deeds.take_back(space.id, deed.id)
    desk.audit.note(actor, space.id, "journey.edit_undone", key, {"edit": _kind(deed.edit)})
    return done


def can_undo(actor: Actor, space: Space, desk: Desk, key: str) -> bool:
    """Tell whether the actor has an edit of a journey to take back."""
    return desk.deeds.last(space.id, key, actor.id) is not None


def remove_journey(actor: Actor, space: Space, desk: Desk, key: str) -> None:
    """Move a journey's file into the trash folder; NotFound where there is none, Overtaken where it just changed."""
    require(actor, space.id, Right.EDIT_MAPS)
    found = open_journey(actor, space, desk, key)
    desk.journeys.remove(space, key, found.kept.version, desk.clock())
    desk.deeds.forget(space.id, key)
    desk.audit.note(actor, space.id, "journey.removed", key, {"version": found.kept.version})


def text_after(text: str, before: Journey, after: Journey) -> str:
    """Return a journey's text after a change; what nobody touched, comments included, stays as it was written."""
    old, new = (read_yaml(write_journey(one), "").data for one in (before, after))
    candidate = patched(text, old, new)
    if candidate is not None and inspect_journey(candidate, "")[0] == after:
        return candidate
    return write_journey(after)


def _written(
    actor: Actor, space: Space, desk: Desk, key: str, make: Callable[[Journey], Edit | None], *, strict: bool
) -> Changed | None:
    require(actor, space.id, Right.EDIT_MAPS)
    for _ in range(_TRIES):
        kept, file = usable_journey(actor, space, desk, key)
        edit = make(file.written)
        if edit is None:
            return None
        after = apply(file.written, edit, strict=strict)
        text = _checked(kept, file, after)
        try:
            saved = desk.journeys.put(space, key, text, kept.version)
        except Overtaken:
            continue
        return Changed(saved, edit, file.written, after)
    raise InputError("map_page.busy", given=key)


def _checked(kept: JourneyText, file: JourneyFile, after: Journey) -> str:
    """Return the text to write; Rejected where it would have errors the file has not."""
    text = text_after(kept.text, file.written, after)
    _, findings = inspect_journey(text, kept.path.name)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise Rejected(kept.path.name, errors)
    return text


def _kind(edit: Edit) -> str:
    return str(msgspec.to_builtins(edit)["edit"])
