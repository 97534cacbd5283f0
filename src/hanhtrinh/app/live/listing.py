"""The people behind a number, found part by part: base without those who are superseded, then the overlay."""

from collections.abc import Iterator

import polars as pl

from hanhtrinh.app.live.summed import PEOPLE_AT_ONCE
from hanhtrinh.app.measuring import list_people
from hanhtrinh.events.frame import Frame
from hanhtrinh.events.parts import Parts
from hanhtrinh.events.together import knowing, people_between, whole
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.measures.results import Who
from hanhtrinh.values import Runner


def list_in_parts(parts: Parts, journey: Journey, question: MapQuestion, who: Who, run: Runner) -> pl.DataFrame:
    """Return the passes a reading counted (columns of `app.measuring.list_people`), in the order of people; those who
    answered and have no pass at the end.
    """
    period = question.period_at(parts.now, parts.base.zone)
    tables = [
        list_people(
            frame, journey, who, period=period, segment=question.segment, as_of=parts.now, run=run, when=question.when
        )
        for frame in frames_of(parts)
    ]
    found = pl.concat(tables)
    return found.sort(pl.col("begun").is_null(), "person", maintain_order=True)


def frames_of(parts: Parts) -> Iterator[Frame]:
    """Yield frames that together hold everybody, each small enough to be read at once, with the same instruments."""
    instruments = parts.instruments
    for lo in range(0, parts.base.person_count, PEOPLE_AT_ONCE):
        some = people_between(parts.base, lo, min(lo + PEOPLE_AT_ONCE, parts.base.person_count))
        some = knowing(some, instruments)
        out = parts.superseded[lo : lo + some.person_count]
        yield some if not out.any() else whole(Parts(some, out, nobody_of(some), parts.now))
    yield knowing(parts.overlay, instruments)


def nobody_of(frame: Frame) -> Frame:
    """Return a frame of nobody, like another one."""
    return people_between(frame, 0, 0)
