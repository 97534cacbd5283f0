"""Competitors: what answers about them say, step by step, beside what is said of us.

An answer is about a competitor where the competitor's rule recognises its event; it is then no answer about us. It is
about the step it was asked at; an answer that says no touchpoint of the map is counted and stands at no step.
"""

import msgspec
import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.about import competitor_rules
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.results import CompetitorReadings, Difference, Reading
from hanhtrinh.measures.step_voice import StepVoices
from hanhtrinh.measures.voice import UNFELT, voice_difference, voice_of
from hanhtrinh.values import Period

Mask = npt.NDArray[np.bool_]


def competitor_readings(
    reading: JourneyReading, ours: StepVoices, keep: Mask, period: Period
) -> tuple[CompetitorReadings, ...]:
    """Return what is said about each competitor that has a rule, in the journey's order."""
    keys = competitor_rules(reading.journey)
    voices = (StepVoices(reading, about, everyone=ours.everyone) for about in range(1, len(keys) + 1))
    return tuple(_of_one(key, theirs, ours, keep, period) for key, theirs in zip(keys, voices, strict=True))


def _of_one(key: str, theirs: StepVoices, ours: StepVoices, keep: Mask, period: Period) -> CompetitorReadings:
    places = range(ours.step_count)
    found = [_at_step(theirs, ours, step, keep, period) for step in places]
    return CompetitorReadings(
        key=key,
        answers=theirs.count(keep, period),
        emotion=tuple(emotion for emotion, _ in found),
        difference=tuple(difference for _, difference in found),
        verbatims=tuple(theirs.verbatims(step, keep, period) for step in places),
    )


def _at_step(
    theirs: StepVoices, ours: StepVoices, step: int, keep: Mask, period: Period
) -> tuple[Reading | None, Difference | None]:
    """Return their emotion by the question asked about us here, else by the one most answered; and ours minus theirs.

    Only answers to the same question are compared.
    """
    asked = [key for key in theirs.instruments_at(step) if theirs.instrument(key).kind not in UNFELT]
    mine = ours.main_instrument(step)
    key = mine if mine in asked else next(iter(asked), None)
    if key is None:
        return None, None
    instrument, there = theirs.instrument(key), theirs.partial(step, key, keep, period)
    if not there.answers:
        return None, None
    # Its people are not passes of ours that could be listed.
    emotion = msgspec.structs.replace(voice_of(instrument, there).emotion, who=None)
    if key != mine:
        return emotion, None
    return emotion, voice_difference(instrument, ours.partial(step, key, keep, period), there).emotion
