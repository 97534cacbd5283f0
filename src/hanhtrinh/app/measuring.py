"""Use cases that read: a journey's map, a funnel, the people behind a number."""

import msgspec
import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.errors import InputError
from hanhtrinh.events.frame import Frame
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.measures.channels import channel_readings
from hanhtrinh.measures.compare import Comparison, Group, compare
from hanhtrinh.measures.funnel import Funnel, funnel_partial, funnel_timelines, result
from hanhtrinh.measures.journey_reading import JourneyReading, read_journey
from hanhtrinh.measures.listing import counted, without_pass
from hanhtrinh.measures.map import MapQuestion, read_map
from hanhtrinh.measures.results import ChannelAtStage, FunnelReadings, MapReadings, Who
from hanhtrinh.measures.selection import When
from hanhtrinh.values import Period, Runner

_INSTANT = pl.Datetime("us", "UTC")


class ChannelsFound(msgspec.Struct, frozen=True, kw_only=True):
    """By which channels so many passes came to each stage, as of an instant."""

    as_of: int
    passes: int
    channels: tuple[ChannelAtStage, ...]


def measure_map(
    frame: Frame, journey: Journey, question: MapQuestion, *, as_of: int | None, run: Runner
) -> MapReadings:
    """Return every reading of a journey's map; InputError for a segment or an account it does not have."""
    return read_map(read_checked(frame, journey, question, as_of=as_of, run=run), question)


def read_checked(
    frame: Frame, journey: Journey, question: MapQuestion, *, as_of: int | None, run: Runner
) -> JourneyReading:
    """Return the journey read for a question; InputError for a segment or an account it does not have."""
    if question.unit == "account" and journey.account is None:
        raise InputError("compare.no_account", journey=journey.key)
    reading = read_journey(frame, journey, as_of=as_of, run=run)
    check_group(reading, question.segment)
    return reading


def measure_comparison(
    frame: Frame, journey: Journey, first: Group, second: Group, *, as_of: int | None, run: Runner
) -> Comparison:
    """Return two groups of passes compared, number by number.

    InputError for a segment the journey does not have, for a group with itself, and where nothing is left to compare
    with.
    """
    if first == second:
        raise InputError("compare.same_group")
    reading = read_journey(frame, journey, as_of=as_of, run=run)
    for group in (first, second):
        check_group(reading, group.segment)
    found = compare(reading, first, second)
    if not found.second.passes and found.both:
        raise InputError("compare.all_in_first", both=found.both)
    return found


def measure_channels(frame: Frame, journey: Journey, group: Group, *, as_of: int | None, run: Runner) -> ChannelsFound:
    """Return which channels passes came by at each stage; InputError for a segment the journey does not have."""
    reading = read_journey(frame, journey, as_of=as_of, run=run)
    check_group(reading, group.segment)
    keep = reading.keep(group.period, group.segment, group.when)
    return ChannelsFound(as_of=reading.as_of, passes=int(keep.sum()), channels=channel_readings(reading, keep))


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
    when: When | None = None,
) -> pl.DataFrame:
    """Return the passes a reading counted, one row each: person, first and last instant, state's last step.

    Columns: `person`, `begun`, `last_seen` (UTC), `last_step`. People who answered and have no pass stand at the end,
    with their name alone. InputError for an unknown step, stage or segment.
    """
    reading = read_journey(frame, journey, as_of=as_of, run=run)
    check_group(reading, segment)
    if who.step is not None and who.step not in journey.step_index:
        raise _unknown("errors.unknown_step", who.step, list(journey.step_index))
    stages = [stage.key for stage in journey.stages]
    if who.what == "stage" and who.stage not in stages:
        raise _unknown("errors.unknown_stage", who.stage or "", stages)
    keep = reading.keep(period, segment, when)
    chosen = counted(reading, who, keep)
    alone = without_pass(reading, who, keep, period) if segment is None else np.empty(0, np.int64)
    return pl.concat([_passes_table(reading, chosen), _alone_table(frame, alone)])


def _passes_table(reading: JourneyReading, chosen: npt.NDArray[np.bool_]) -> pl.DataFrame:
    passes = reading.passes
    keys = pl.Series([step.key for step in reading.journey.steps], dtype=pl.String)
    return pl.DataFrame(
        {
            "person": reading.frame.people.gather(passes.person[chosen]),
            "begun": pl.Series(passes.start[chosen]).cast(_INSTANT),
            "last_seen": pl.Series(passes.end[chosen]).cast(_INSTANT),
            "last_step": keys.gather(passes.last_step[chosen]),
        }
    )


def _alone_table(frame: Frame, people: npt.NDArray[np.int64]) -> pl.DataFrame:
    """Return people in no pass in the same columns, null where those are of a pass."""
    empty = {"begun": _INSTANT, "last_seen": _INSTANT, "last_step": pl.String()}
    columns = {name: pl.Series([None] * len(people), dtype=kind) for name, kind in empty.items()}
    return pl.DataFrame({"person": frame.people.gather(people), **columns})


def _unknown(key: str, given: str, allowed: list[str]) -> InputError:
    similar = nearest(given, allowed)
    return InputError(key, given=given, allowed=", ".join(allowed) or "–", similar=similar or "")
