"""Use case: two versions of a journey compared, in what they say and in their numbers.

Numbers are compared in one of two ways, and the page says which. `then`: each version's numbers as they were kept with
it, of different times; where the two periods overlap, some of the same people stand in both, and the intervals, made as
if they did not, are too wide rather than too narrow. `today`: both versions read over the same people now, which shows
what the changed map alone does to the numbers.
"""

from typing import Literal, NamedTuple

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.journeys import JourneyFile
from hanhtrinh.app.maps.asked import Asked, question_of
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.app.versions import changes_of_library, edits_of
from hanhtrinh.app.versions.desk import VersionDesk
from hanhtrinh.app.versions.reading import file_of
from hanhtrinh.app.versions.taking import numbers_of, the_version
from hanhtrinh.errors import HanhtrinhError, NotFound
from hanhtrinh.journey.edits import (
    AddEntry,
    AddStage,
    AddStep,
    ChangeField,
    Edit,
    MoveStage,
    MoveStep,
    RemoveEntry,
    RemoveStage,
    RemoveStep,
    RenameKey,
)
from hanhtrinh.measures.changed import Change, changes
from hanhtrinh.measures.results import MapReadings
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.versions import Version
from hanhtrinh.values import Period

Basis = Literal["then", "today"]
NOW = "now"
WEEK = 7 * 86_400 * 1_000_000
_COUNTS = frozenset(
    {"match", "errors", "support", "window", "minimum_gap", "outcome", "pass_key", "account", "friction", "touchpoint",
     "promise", "optional", "parallel"}
)  # fmt: skip


class Side(NamedTuple):
    """One of the two: a version, or (without one) the journey as it stands; its own numbers where there are any."""

    version: Version | None
    file: JourneyFile
    readings: MapReadings | None
    at: int


class Compared(NamedTuple):
    """What changed from the older to the newer one. `changes` is None where there are no numbers to compare.

    `shared` is how much of the later period lies in the earlier one (0…1); `recounted` says that the newer map counts
    otherwise, so that a number may differ although nobody behaved differently.
    """

    old: Side
    new: Side
    edits: tuple[Edit, ...]
    basis: Basis
    changes: tuple[Change, ...] | None
    readings: tuple[MapReadings | None, MapReadings | None]
    shared: float
    recounted: bool


def the_side(actor: Actor, space: Space, desk: VersionDesk, key: str, which: str) -> Side:
    """Return a version by its id, or the journey as it stands for `now`."""
    require(actor, space.id, Right.SEE_MAPS)
    if which == NOW:
        _, file = usable_journey(actor, space, desk.desk, key)
        return Side(None, file, numbers_of(space, desk, file.journey), desk.desk.clock())
    found = the_version(actor, space, desk, key, which)
    texts = desk.versions.texts(space.id, key, found.id)
    if texts is None:
        raise NotFound("versions.none", given=which[:40])
    return Side(found, file_of(texts, f"{key}.yaml"), desk.versions.readings(space.id, key, found.id), found.at)


def compare(
    actor: Actor, space: Space, desk: VersionDesk, key: str, first: str, second: str, basis: Basis | None = None
) -> Compared:
    """Compare two versions, whichever is named first; the older one is `old`."""
    sides = [the_side(actor, space, desk, key, which) for which in (first, second)]
    old, new = sorted(sides, key=lambda side: (side.version is None, side.at))
    edits = (*edits_of(old.file, new.file), *changes_of_library(old.file, new.file))
    chosen = basis or _usual(old, new)
    readings = (old.readings, new.readings) if chosen == "then" else _today(space, desk, old.file, new.file)
    before, after = readings
    found = None
    if before is not None and after is not None:
        renamed = {e.new: e.old for e in edits if isinstance(e, RenameKey) and e.kind in ("steps", "stages")}
        found = changes(before, after, same_data=chosen == "today", renamed=renamed)
    shared = _shared(before, after) if chosen == "then" and before and after else 0.0
    return Compared(old, new, edits, chosen, found, readings, shared, any(_recounts(edit) for edit in edits))


def _usual(old: Side, new: Side) -> Basis:
    """Return the way that says more: numbers of their time where both have some and a week or more lies between."""
    if old.readings is None or new.readings is None:
        return "today"
    return "then" if new.readings.as_of - old.readings.as_of >= WEEK else "today"


def _today(
    space: Space, desk: VersionDesk, old: JourneyFile, new: JourneyFile
) -> tuple[MapReadings | None, MapReadings | None]:
    """Read both journeys over the same people: of 90 days, or of all time where the newer one has none in those."""
    zone = desk.desk.journeys.about(space).zone
    try:
        maps = desk.maps(space)
        for span in ("90d", "all"):
            question = question_of(Asked(span=span), zone)
            after = maps.readings(new.journey, question)
            if after.passes:
                break
        return (maps.readings(old.journey, question), after) if after.events else (None, None)
    except HanhtrinhError:
        return None, None


def _shared(old: MapReadings, new: MapReadings) -> float:
    """Return how much of the newer readings' time lies in that of the older ones."""
    (start, end), (begin, stop) = (_span(one.period, one) for one in (old, new))
    return max(0.0, min(end, stop) - max(start, begin)) / max(stop - begin, 1)


def _span(period: Period, of: MapReadings) -> tuple[int, int]:
    start = period.start if period.start is not None else (of.data_from or 0)
    return start, period.end if period.end is not None else of.as_of


def _recounts(edit: Edit) -> bool:
    """Tell whether an edit may change what is counted, and not only what is said of it."""
    if isinstance(edit, ChangeField):
        return edit.field[0] in _COUNTS
    if isinstance(edit, (AddEntry, RemoveEntry)):
        return edit.field == "touchpoints"
    return isinstance(edit, (AddStage, AddStep, MoveStage, MoveStep, RemoveStage, RemoveStep))
