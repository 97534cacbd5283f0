"""Use case: what changed in the numbers between two versions of a journey."""

from hanhtrinh.app.journeys import JourneyFile
from hanhtrinh.app.measuring import measure_map
from hanhtrinh.app.versions import edits_of
from hanhtrinh.events.frame import Frame
from hanhtrinh.journey.edits import RenameKey
from hanhtrinh.measures.changed import Change, changes
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.values import Runner


def recount(
    old: JourneyFile, new: JourneyFile, frame: Frame, question: MapQuestion, *, as_of: int | None, run: Runner
) -> tuple[Change, ...]:
    """Return every number of two versions' maps compared, the same people measured by both."""
    before, after = (measure_map(frame, one.journey, question, as_of=as_of, run=run) for one in (old, new))
    edits = edits_of(old, new)
    keys = {edit.new: edit.old for edit in edits if isinstance(edit, RenameKey) and edit.kind in ("steps", "stages")}
    return changes(before, after, same_data=True, renamed=keys)
