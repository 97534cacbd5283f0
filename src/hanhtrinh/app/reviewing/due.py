"""When a journey is due to be reviewed, and since when each of its steps has been looked at."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from hanhtrinh.app.reviewing.desk import ReviewDesk
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import JourneyText
from hanhtrinh.values import MICROSECONDS, datetime_of, parse_duration, start_of_day

_DAY = 86_400


class Due(NamedTuple):
    """When a review is due: the day, in how many days (below 0: since), and whether a rhythm was chosen at all."""

    on: date
    days: int
    chosen: bool

    @property
    def now(self) -> bool:
        """Tell whether somebody should look now."""
        return self.chosen and self.days <= 0


def due_of(journey: Journey, last_change: int, now: int, zone: str) -> Due:
    """Return when a journey is due: a review period after it was last reviewed, else after its last change.

    There is a rhythm once a reviewer is named or the map was reviewed.
    """
    since = date.fromisoformat(journey.reviewed) if journey.reviewed else datetime_of(last_change, zone).date()
    on = since + timedelta(days=-(-parse_duration(journey.review_period) // _DAY))
    return Due(on, (on - datetime_of(now, zone).date()).days, bool(journey.reviewer or journey.reviewed))


def looked_at(desk: ReviewDesk, space: Space, kept: JourneyText, journey: Journey) -> Mapping[str, int]:
    """Return the instant each step was last looked at, by key: reviewed, changed on the page, or put off.

    Of a step nobody touched on the page the file's own time is known: its words are at least not older than that.
    """
    zone = desk.zone(space)
    touched = desk.reviews.touched(space.id, kept.key)
    whole = _begin(journey.reviewed, zone)
    later = desk.reviews.put_offs(space.id, kept.key)
    period = parse_duration(journey.review_period) * MICROSECONDS
    found = {}
    for step in journey.steps:
        known = max(whole, _begin(step.reviewed, zone), touched.get(step.key, 0))
        found[step.key] = max(known or kept.changed_at, later.get(step.key, period) - period)
    return found


def _begin(day: str, zone: str) -> int:
    return start_of_day(date.fromisoformat(day), zone) if day else 0
