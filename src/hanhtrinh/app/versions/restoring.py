"""Use case: a journey, or one part of it, is what it was in an earlier version, and nothing of the present is lost.

The present is kept as a version first. Then the edits that lead from it to the earlier one are made like any other
edit: everybody who looks at the map sees it, and whoever restored can take it back.
"""

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.maps.editing import Changed, change
from hanhtrinh.app.maps.opening import open_journey, usable_journey
from hanhtrinh.app.versions.desk import VersionDesk
from hanhtrinh.app.versions.parts import Part, with_part
from hanhtrinh.app.versions.reading import file_of
from hanhtrinh.app.versions.taking import take, the_version
from hanhtrinh.errors import NotFound
from hanhtrinh.journey.edits import Edit, Several, edits_between
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.versions import Version


def restore(
    actor: Actor, space: Space, desk: VersionDesk, key: str, version: str, part: tuple[Part, str] | None = None
) -> Changed | None:
    """Let a journey (or one stage or step of it) be what it was; None where it is that already.

    NotFound for a version or part there never was; EditRefused, Rejected and InputError as any other edit.
    """
    require(actor, space.id, Right.EDIT_MAPS)
    found = the_version(actor, space, desk, key, version)
    old = journey_of(space, desk, key, found)
    _, present = usable_journey(actor, space, desk.desk, key)
    if _target(present.written, old, part) == present.written:
        return None
    take(space, desk, open_journey(actor, space, desk.desk, key), "before_restore", note=found.id)
    done = change(actor, space, desk.desk, key, lambda now: _edit(now, _target(now, old, part)))
    take(space, desk, open_journey(actor, space, desk.desk, key), "restored", by=(actor.id,), note=found.id)
    details = {"version": found.text_version, "part": ".".join(part or ())}
    desk.desk.audit.note(actor, space.id, "journey.restored", key, details)
    return done


def journey_of(space: Space, desk: VersionDesk, key: str, version: Version) -> Journey:
    """Return the journey as a version's file has it; what its library described then is its library's matter."""
    texts = desk.versions.texts(space.id, key, version.id)
    if texts is None:
        raise NotFound("versions.none", given=version.id)
    return file_of(texts, f"{key}.yaml").written


def _target(now: Journey, old: Journey, part: tuple[Part, str] | None) -> Journey:
    return old if part is None else with_part(now, old, *part)


def _edit(now: Journey, target: Journey) -> Edit | None:
    edits = edits_between(now, target)
    return Several(edits=edits) if edits else None
