"""Use case: what changed between two versions of a journey, in its file and in the library it takes from."""

from hanhtrinh.app.journeys import JourneyFile
from hanhtrinh.journey.edits import ChangeField, Edit, edits_between
from hanhtrinh.journey.library import taken_from


def edits_of(old: JourneyFile, new: JourneyFile) -> tuple[Edit, ...]:
    """Return the edits that lead from one version's file to the other's."""
    return edits_between(old.written, new.written)


def changes_of_library(old: JourneyFile, new: JourneyFile) -> tuple[Edit, ...]:
    """Return what changed in the objects that both versions take from their libraries: it is in neither file."""
    shared = _taken(old) & _taken(new)
    if not shared:
        return ()
    edits = edits_between(old.journey, new.journey)
    return tuple(edit for edit in edits if isinstance(edit, ChangeField) and edit.place[:2] in shared)


def _taken(file: JourneyFile) -> set[tuple[str, ...]]:
    library = file.library.library if file.library else None
    return set() if library is None else set(taken_from(file.written, library))
