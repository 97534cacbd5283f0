"""Use cases that read: a journey's map, a funnel, the people behind a number."""

import polars as pl

from hanhtrinh.errors import InputError
from hanhtrinh.events.frame import Frame
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.measures.funnel import Funnel, funnel_partial, funnel_timelines, result
from hanhtrinh.measures.journey_reading import JourneyReading, read_journey
from hanhtrinh.measures.listing import counted
from hanhtrinh.measures.map import MapQuestion, read_map
from hanhtrinh.measures.results import FunnelReadings, MapReadings, Who
from hanhtrinh.values import Period, Runner


def measure_map(
    frame: Frame, journey: Journey, question: MapQuestion, *, as_of: int | None, run: Runner
) -> MapReadings:
    """Return every reading of a journey's map; InputError for a segment it does not have."""
    reading = read_journey(frame, journey, as_of=as_of, run=run)
    check_group(reading, question.segment)
    return read_map(reading, question)


def check_group(reading: JourneyReading, segment: str | None) -> None:
    """Raise InputError when a journey has no such segment or persona."""
    if segment is not None and segment not in reading.groups:
        raise _unknown("errors.unknown_segment", segment, list(reading.groups))


def measure_funnel(
    frame: Frame, journey: Journey, question: Funnel, *, as_of: int | None, run: Runner
) -> FunnelReadings:
    """Return a funnel over a journey's touchpoints; InputError when the question has no meaning."""
    reading = read_journey(frame, journey, as_of=as_of, run=run)
    for step in question.steps:
        for touchpoint in step.touchpoints:
            if isinstance(touchpoint, str) and touchpoint not in reading.lens.touchpoints:
                raise _unknown("errors.unknown_touchpoint", touchpoint, list(reading.lens.touchpoints))
    lines = funnel_timelines(question, frame, reading.touch, reading.lens.touchpoints, reading.passes)
    return result(funnel_partial(lines, question, reading.as_of, run), question)


def list_people(
    frame: Frame,
    journey: Journey,
    who: Who,
    *,
    period: Period,
    segment: str | None,
    as_of: int | None,
    run: Runner,
) -> pl.DataFrame:
    """Return the passes a reading counted, one row each: person, first and last instant, state's last step.

    Columns: `person`, `begun`, `last_seen` (UTC), `last_step`. InputError for an unknown step, stage or segment.
    """
    reading = read_journey(frame, journey, as_of=as_of, run=run)
    check_group(reading, segment)
    if who.step is not None and who.step not in journey.step_index:
        raise _unknown("errors.unknown_step", who.step, list(journey.step_index))
    stages = [stage.key for stage in journey.stages]
    if who.what == "stage" and who.stage not in stages:
        raise _unknown("errors.unknown_stage", who.stage or "", stages)
    chosen = counted(reading, who, reading.keep(period, segment))
    passes = reading.passes
    keys = pl.Series([step.key for step in journey.steps], dtype=pl.String)
    instant = pl.Datetime("us", "UTC")
    return pl.DataFrame(
        {
            "person": frame.people.gather(passes.person[chosen]),
            "begun": pl.Series(passes.start[chosen]).cast(instant),
            "last_seen": pl.Series(passes.end[chosen]).cast(instant),
            "last_step": keys.gather(passes.last_step[chosen]),
        }
    )


def _unknown(key: str, given: str, allowed: list[str]) -> InputError:
    similar = nearest(given, allowed)
    return InputError(key, given=given, allowed=", ".join(allowed) or "–", similar=similar or "")
