"""Use case: what a link shows. Whatever is not to be seen is gone before anything is drawn."""

import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import msgspec
import polars as pl
from msgspec.structs import replace

from hanhtrinh.access import Actor
from hanhtrinh.app.maps.asked import Asked, question_of
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.i18n import Text
from hanhtrinh.journey.chosen import only_lanes
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.measures.results import MapReadings, Who
from hanhtrinh.measures.suppressing import FEWEST, Place, Safe, passes_of_five, suppressed
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.maps import Maps

_SERVER = Actor(kind="server", id="shares")


@dataclass(frozen=True)
class Seen:
    """What strangers may see of a map: the journey in the chosen lanes, its readings, the wording of questions."""

    journey: Journey
    safe: Safe
    lanes: tuple[str, ...]
    questions: Mapping[str, Text]


class _Still(msgspec.Struct, frozen=True):
    """`Seen` as it is kept."""

    journey: Journey
    readings: MapReadings
    hidden: list[Place]
    lanes: tuple[str, ...]
    questions: dict[str, Text]


def see(space: Space, maps: Maps, desk: Desk, key: str, asked: Asked, lanes: Collection[str]) -> Seen:
    """Return what strangers may see of a map now, of a period, a segment and some lanes.

    Raises NotFound or Rejected where there is no such map or it has errors.
    """
    _, file = usable_journey(_SERVER, space, desk, key)
    about = desk.journeys.about(space)
    question = question_of(asked, about.zone)
    readings = maps.readings(file.journey, question)
    everyone = replace(question, segment=None)
    everybody = maps.readings(file.journey, everyone) if question.segment else None
    safe = suppressed(
        readings, least_passes=_least_passes(maps, file.journey, everyone), everybody=everybody,
        voices="thoughts" in lanes,
    )  # fmt: skip
    used = {voice.instrument for step in safe.readings.steps for voice in [step.voice] if voice} | {
        said.source for step in safe.readings.steps for said in step.verbatims
    }
    questions = {key: one.question for key, one in about.instruments.items() if one.question and key in used}
    return Seen(only_lanes(file.journey, lanes), safe, tuple(lanes), questions)


def _least_passes(maps: Maps, journey: Journey, question: MapQuestion) -> int:
    """Return how many passes must be in a group for it to be at least five people."""
    people = maps.people(journey, question, Who(what="all"))
    heaviest = people.group_by("person").agg(pl.len()).get_column("len").top_k(FEWEST - 1)
    return passes_of_five([int(count) for count in heaviest])


def kept_still(seen: Seen) -> bytes:
    """Return what is kept of a map that is to stand still."""
    whole = _Still(seen.journey, seen.safe.readings, sorted(seen.safe.hidden), seen.lanes, dict(seen.questions))
    return zlib.compress(msgspec.json.encode(whole), 6)


def from_still(data: bytes) -> Seen:
    """Return a map that was kept."""
    whole = msgspec.json.decode(zlib.decompress(data), type=_Still)
    return Seen(whole.journey, Safe(whole.readings, frozenset(whole.hidden)), whole.lanes, whole.questions)
