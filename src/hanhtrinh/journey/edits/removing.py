"""Taking something out together with what refers to it, as one edit."""

from hanhtrinh.journey.edits import places
from hanhtrinh.journey.edits.references import references
from hanhtrinh.journey.edits.shapes import (
    ChangeField,
    Edit,
    Kind,
    Place,
    RemoveEntry,
    RemoveStage,
    RemoveStep,
    Several,
)
from hanhtrinh.journey.edits.values import plain
from hanhtrinh.journey.model import Journey, Stage

_BY_KEY = frozenset({"steps", "competitors", "notes", "plan"})
"""Fields whose entries are known by the key of what they are about."""


def removal(journey: Journey, kind: Kind, key: str) -> Several:
    """Return the edit that removes something and first clears every reference to it (with a stage, to its steps).

    A field that refers to it is emptied, a promise that counts from it goes, and so does what is noted about it by key
    (in walks and comparisons). Raises NoSuchPlace when it is not there.
    """
    thing = places.thing_at(journey, (kind, key))
    gone = {("steps", step.key) for step in thing.steps} if isinstance(thing, Stage) else {(kind, key)}
    cleared = [
        _cleared(journey, name, place)
        for kind, name, place in references(journey)
        if (kind, name) in gone and place[:2] not in gone
    ]
    return Several(edits=(*cleared, _removed(kind, key)))


def _removed(kind: Kind, key: str) -> Edit:
    match kind:
        case "stages":
            return RemoveStage(key=key)
        case "steps":
            return RemoveStep(key=key)
    return RemoveEntry(field=kind, key=key)


def _cleared(journey: Journey, key: str, place: Place) -> Edit:
    if len(place) == 4 and place[2] in _BY_KEY:
        return RemoveEntry(place=place[:2], field=place[2], key=key)
    owner, field = _owner(place)
    return ChangeField(
        place=owner, field=(field,), old=plain(getattr(places.thing_at(journey, owner), field)), new=None
    )


def _owner(place: Place) -> tuple[Place, str]:
    """Return the thing and the field that refer; a promise goes as a whole, for without `after` it says nothing."""
    return ((), place[0]) if len(place) == 1 else (place[:2], place[2])
