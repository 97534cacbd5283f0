"""What a map is asked for, and periods that move with the clock."""

from datetime import date, timedelta
from typing import Literal

import msgspec

from hanhtrinh.measures.results import MapUnit
from hanhtrinh.measures.selection import Bucket, When
from hanhtrinh.values import MICROSECONDS, Period, datetime_of, start_of_day

SlideUnit = Literal["second", "day", "week", "month", "quarter", "year"]


class Sliding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A period that ends at as-of: the last `count` units of time.

    Seconds are counted back from as-of, inclusive. Days and longer are calendar ones in the workspace's zone, the one
    under way among them: `count=1, unit="month"` is "this month", `count=30, unit="day"` today and the 29 days before.
    """

    count: int = 1
    unit: SlideUnit = "day"

    def at(self, as_of: int, zone: str) -> Period:
        """Return the period as of an instant."""
        if self.unit == "second":
            return Period(as_of - self.count * MICROSECONDS)
        return Period(start_of_day(_ahead(_begin(_day(as_of, zone), self.unit), self.unit, 1 - self.count), zone))

    def left_by(self, instant: int, zone: str) -> int:
        """Return the first as-of at which the period no longer reaches back to an instant."""
        if self.unit == "second":
            return instant + self.count * MICROSECONDS + 1
        return start_of_day(_ahead(_begin(_day(instant, zone), self.unit), self.unit, self.count), zone)


class MapQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """What a map is asked for: passes begun in `period`, of one segment or persona, beside trends and all segments.

    `sliding`, where given, stands instead of `period` and moves with as-of. `when`, where given, stands instead of the
    moment segments look at themselves. `unit` is what is counted (`measures.units`). `beside` asks for the readings
    that stand beside the map's own: friction, effort, answers to research questions, competitors, channels, what is off
    the map, and how passes kept to it.
    """

    period: Period = Period()
    segment: str | None = None
    when: When | None = None
    unit: MapUnit = "pass"
    trend: Bucket | Literal["auto", "none"] = "auto"
    compare: bool = True
    beside: bool = False
    sliding: Sliding | None = None

    def period_at(self, as_of: int, zone: str) -> Period:
        """Return the period asked about, as of an instant."""
        return self.period if self.sliding is None else self.sliding.at(as_of, zone)


EVERYTHING = MapQuestion()


def _day(instant: int, zone: str) -> date:
    return datetime_of(instant, zone).date()


def _begin(day: date, unit: str) -> date:
    """Return the first day of the calendar unit a day lies in; weeks begin on Monday."""
    match unit:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day


def _ahead(day: date, unit: str, count: int) -> date:
    """Return the first day of the unit so many units further on (or, below 0, back)."""
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + count * {"month": 1, "quarter": 3, "year": 12}[unit]
    return date(months // 12, months % 12 + 1, 1)
