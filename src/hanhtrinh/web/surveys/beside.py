"""What stands beside a survey in the builder: journeys, segments, instruments, and what its step shows on the map."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hanhtrinh.app.surveys.showing import Bound
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.journey.model import Journey


class Beside(NamedTuple):
    """The journeys a survey may be bound to, the segments (key, name), the workspace's time zone, where its pictures
    are, its instruments by key, and the step the survey is bound to.
    """

    journeys: Mapping[str, Journey]
    segments: Sequence[tuple[str, str]]
    zone: str
    pictures: str
    known: Mapping[str, Instrument] = {}
    bound: Bound | None = None
