"""Every reading of one map, for a period and a segment, as of an instant."""

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.beside import read_beside
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.map_question import EVERYTHING, MapQuestion, Sliding
from hanhtrinh.measures.partial import map_partial, map_readings, span_of
from hanhtrinh.measures.results import Beside, MapReadings
from hanhtrinh.measures.step_voice import StepVoices

__all__ = ["EVERYTHING", "MapQuestion", "Sliding", "read_map"]

Mask = npt.NDArray[np.bool_]


def read_map(reading: JourneyReading, question: MapQuestion = EVERYTHING, keep: Mask | None = None) -> MapReadings:
    """Return every reading of a map; KeyError for a segment the journey does not have.

    `keep`, where given, tells which passes count instead of the question's period and segment.
    """
    frame = reading.frame
    return map_readings(
        map_partial(reading, question, keep),
        reading.journey,
        question,
        instruments=frame.instruments,
        zone=frame.zone,
        as_of=reading.as_of,
        span=span_of(frame, reading.as_of),
        beside=map_beside(reading, question, keep) if question.beside else None,
    )


def map_beside(reading: JourneyReading, question: MapQuestion = EVERYTHING, keep: Mask | None = None) -> Beside:
    """Return everything that stands beside a map (`measures.beside`); arguments as for `read_map`."""
    period = question.period_at(reading.as_of, reading.frame.zone)
    kept = reading.keep(period, question.segment, question.when) if keep is None else keep
    everyone = kept if keep is None and question.segment is None else None
    return read_beside(reading, StepVoices(reading, everyone=everyone), kept, period)
