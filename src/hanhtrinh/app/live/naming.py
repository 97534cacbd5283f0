"""What tells two maps apart: the rules of a journey and the question, not its words."""

import hashlib

import msgspec
from msgspec.structs import replace

from hanhtrinh.journey.model import Feeling, Journey, Persona, Segment, Stage, Step, Targets, Touchpoint
from hanhtrinh.measures.drivers.variables import DriverQuestion
from hanhtrinh.measures.map import MapQuestion


def name_of(journey: Journey, question: MapQuestion | DriverQuestion, *more: str) -> str:
    """Return a name that two maps share if and only if they are measured alike: editing words changes nothing."""
    said = msgspec.json.encode((_measured(journey), question, *more), order="deterministic")
    return hashlib.blake2b(said, digest_size=12).hexdigest()


def _measured(journey: Journey) -> Journey:
    return replace(
        journey,
        name="",
        scenario="",
        goal="",
        owner="",
        persona=None,
        library=None,
        reviewer="",
        reviewed="",
        walks={},
        lanes={},
        channels={},
        personas={key: Persona(name="", match=one.match, when=one.when) for key, one in journey.personas.items()},
        segments={key: Segment(name="", match=one.match, when=one.when) for key, one in journey.segments.items()},
        touchpoints={key: _touchpoint(one) for key, one in journey.touchpoints.items()},
        stages=tuple(_stage(stage) for stage in journey.stages),
    )


def _touchpoint(of: Touchpoint) -> Touchpoint:
    return replace(of, name="", icon="")


def _stage(of: Stage) -> Stage:
    return replace(of, name="", goal="", opens=None, plan={}, steps=tuple(_step(step) for step in of.steps))


def _step(of: Step) -> Step:
    return replace(
        of,
        name="",
        icon="",
        pictures=(),
        activity="",
        feeling=Feeling(),
        thoughts=(),
        pains=(),
        opportunities=(),
        moment_of_truth=False,
        owner="",
        backstage="",
        targets=Targets(),
        notes={},
        reviewed="",
    )
