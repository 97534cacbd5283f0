"""The readings that stand beside those of the map: asked for together, each made by the module of its own name."""

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.answers import answer_readings
from hanhtrinh.measures.channels import channel_readings, visit_channels
from hanhtrinh.measures.competitors import competitor_readings
from hanhtrinh.measures.conformance import conformance
from hanhtrinh.measures.friction import friction_readings
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.off_map import off_map
from hanhtrinh.measures.path_lines import listed, pass_lines
from hanhtrinh.measures.paths import PathQuestion, paths
from hanhtrinh.measures.results import Beside, Paths, Voice
from hanhtrinh.measures.step_voice import StepVoices
from hanhtrinh.values import Period

Mask = npt.NDArray[np.bool_]
_MOST_OFF_MAP = 20
_WAYS = PathQuestion(nodes="steps", depth=6, top=6)


def read_beside(reading: JourneyReading, voices: StepVoices, keep: Mask, period: Period) -> Beside:
    """Return everything that stands beside a map, over kept passes; `period` is the one they were kept by."""
    channels = visit_channels(reading)
    return Beside(
        friction=friction_readings(reading, keep),
        effort=tuple(_effort(voices, step, keep, period) for step in range(voices.step_count)),
        answers=answer_readings(reading, voices, channels, keep, period),
        competitors=competitor_readings(reading, voices, keep, period),
        channels=channel_readings(reading, keep, channels),
        off_map=off_map(reading, keep, _MOST_OFF_MAP),
        conformance=conformance(reading, keep),
        paths=_ways(reading, keep),
    )


def _ways(reading: JourneyReading, keep: Mask) -> Paths:
    """Return the paths of kept passes over the steps of the map, position by position."""
    keys = [step.key for step in reading.journey.steps]
    code = reading.passes.step + np.uint16(1)
    return paths(pass_lines(reading.frame, reading.passes, code, len(keys), listed(keys), keep), _WAYS, reading.run)


def _effort(voices: StepVoices, step: int, keep: Mask, period: Period) -> Voice | None:
    instrument = voices.effort_instrument(step)
    return None if instrument is None else voices.voice(step, instrument, keep, period)
