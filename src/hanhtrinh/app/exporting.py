"""Use case: the passes of a journey leave as an event log."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from hanhtrinh.app.measuring import check_group
from hanhtrinh.draw.event_log import csv_pieces, xes_pieces
from hanhtrinh.events.frame import Frame
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.event_log import LoggedPass, event_log
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.values import Period, Runner

LogForm = Literal["xes", "csv"]


@dataclass
class Exported:
    """What was written so far."""

    passes: int = 0
    events: int = 0
    people: set[str] = field(default_factory=set)

    def count(self, log: Iterator[LoggedPass]) -> Iterator[LoggedPass]:
        """Yield the passes of a log, counting them."""
        for one in log:
            self.passes += 1
            self.events += len(one.events)
            self.people.add(one.person)
            yield one


def export_log(
    frame: Frame,
    journey: Journey,
    form: LogForm,
    *,
    period: Period,
    segment: str | None,
    as_of: int | None,
    off_map: bool,
    anonymous: bool,
    lang: Lang,
    run: Runner,
) -> tuple[Iterator[bytes], Exported]:
    """Return the pieces of an event log, made while they are asked for, and what they amount to once they all were.

    InputError for a segment the journey does not have.
    """
    reading = read_journey(frame, journey, as_of=as_of, run=run)
    check_group(reading, segment)
    told = Exported()
    log = told.count(event_log(reading, reading.keep(period, segment), off_map=off_map, anonymous=anonymous))
    pieces = xes_pieces if form == "xes" else csv_pieces
    return (piece.encode() for piece in pieces(log, journey, lang)), told
