"""Use cases that read which ways people went: paths, variants, how passes kept to the map, what is off it, funnels over
time.
"""

import msgspec
import polars as pl

from hanhtrinh.app.measuring import check_group
from hanhtrinh.events.frame import Frame
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.conformance import conformance
from hanhtrinh.measures.funnel import Funnel, funnel_timelines
from hanhtrinh.measures.funnels.trend import FunnelTrend, TrendBucket, funnel_trend
from hanhtrinh.measures.journey_reading import newest_instant, read_journey
from hanhtrinh.measures.off_map import off_map
from hanhtrinh.measures.path_lines import Lines
from hanhtrinh.measures.path_source import event_lines, of_events, path_lines
from hanhtrinh.measures.paths import PathQuestion, Paths, on_path_edge, paths
from hanhtrinh.measures.results import Conformance, OffMap
from hanhtrinh.measures.variants import VariantQuestion, Variants, variants
from hanhtrinh.values import Period, Runner


class Among(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at: passes begun in a period, of one segment or persona, as of an instant (None: the newest
    event).
    """

    period: Period = Period()
    segment: str | None = None
    as_of: int | None = None


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """How passes kept to a map, and what happened off it, as of an instant."""

    as_of: int
    conformance: Conformance
    off_map: OffMap


def measure_paths(
    frame: Frame,
    journey: Journey,
    question: PathQuestion,
    *,
    among: Among,
    run: Runner,
) -> Paths:
    """Return the ways people went; InputError when the question has no meaning, or for an unknown segment."""
    return paths(_lines(frame, journey, question, among, run), question, run)


def list_path_people(
    frame: Frame,
    journey: Journey,
    question: PathQuestion,
    edge: tuple[int, str, str],
    *,
    among: Among,
    run: Runner,
) -> pl.DataFrame:
    """Return the people counted on an edge (position, source, target), each once with the number of their paths on it.

    Columns: `person`, `paths`. InputError for an edge whose nodes are not there.
    """
    lines = _lines(frame, journey, question, among, run)
    who = pl.Series("person", lines.person[on_path_edge(lines, question, *edge, run)])
    counts = who.value_counts(name="paths").sort("person")
    return counts.with_columns(frame.people.gather(counts["person"]).alias("person"))


def measure_variants(
    frame: Frame,
    journey: Journey,
    question: VariantQuestion,
    *,
    among: Among,
    run: Runner,
) -> Variants:
    """Return the distinct ways people went; InputError when the question has no meaning, or for an unknown segment."""
    return variants(_lines(frame, journey, question.path, among, run), question, run)


def measure_kept(
    frame: Frame,
    journey: Journey,
    *,
    among: Among,
    top: int = 20,
    run: Runner,
) -> Kept:
    """Return how passes of a period and segment kept to the map, and what their people did off it.

    Where all passes are kept, off the map is what anybody did. InputError for an unknown segment.
    """
    reading = read_journey(frame, journey, as_of=among.as_of, run=run)
    check_group(reading, among.segment)
    keep = reading.keep(among.period, among.segment)
    return Kept(as_of=reading.as_of, conformance=conformance(reading, keep), off_map=off_map(reading, keep, top))


def measure_off_map(frame: Frame, journey: Journey, *, among: Among, top: int = 20, run: Runner) -> OffMap:
    """Return the events of no step, of everybody or of the people with a pass of a period and segment; InputError for
    an unknown segment.
    """
    reading = read_journey(frame, journey, as_of=among.as_of, run=run)
    check_group(reading, among.segment)
    return off_map(reading, reading.keep(among.period, among.segment), top)


def measure_funnel_trend(
    frame: Frame,
    journey: Journey,
    question: Funnel,
    bucket: TrendBucket,
    *,
    among: Among,
    run: Runner,
) -> FunnelTrend:
    """Return a funnel by period of entry; InputError when the question has no meaning, or for more than 10,000 periods.

    Units enter in the period; a segment plays no part.
    """
    reading = read_journey(frame, journey, as_of=among.as_of, run=run)
    lines = funnel_timelines(question, frame, reading.touch, reading.lens.touchpoints, reading.passes)
    return funnel_trend(lines, question, reading.as_of, bucket=bucket, zone=frame.zone, period=among.period)


def _lines(frame: Frame, journey: Journey, question: PathQuestion, among: Among, run: Runner) -> Lines:
    if of_events(question) and among.segment is None:
        moment = newest_instant(frame) if among.as_of is None else among.as_of
        return event_lines(frame, question, as_of=moment, period=among.period, run=run)
    reading = read_journey(frame, journey, as_of=among.as_of, run=run)
    check_group(reading, among.segment)
    return path_lines(reading, question, period=among.period, segment=among.segment)
