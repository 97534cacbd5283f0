"""When a case is due: so many working hours after it was opened, in the workspace's time zone."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from hanhtrinh.errors import InputError
from hanhtrinh.values import MICROSECONDS, datetime_of, instant_of

Minute = Annotated[int, Meta(ge=0, le=1_440)]
_HOUR = 3_600 * MICROSECONDS
_MOST_DAYS = 3_000
"""Without a working day for so long there is no deadline."""


class WorkingHours(msgspec.Struct, frozen=True, kw_only=True):
    """When a team works: on some days of the week (0: Monday) from one minute of the day to another, not on `holidays`
    (ISO dates).
    """

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: Minute = 8 * 60
    closes: Minute = 17 * 60 + 30
    holidays: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.days or not set(self.days) <= set(range(7)):
            raise InputError("cases.bad_days")
        if self.opens >= self.closes:
            raise InputError("cases.bad_hours", opens=clock_of(self.opens), closes=clock_of(self.closes))


def clock_of(minute: int) -> str:
    """Return a minute of the day as a clock shows it.

    >>> clock_of(1050)
    '17:30'
    """
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minute_of(clock: str) -> int:
    """Return the minute of the day a clock shows; InputError for what is none."""
    try:
        found = time.fromisoformat(clock.strip())
    except ValueError:
        raise InputError("cases.bad_clock", given=clock) from None
    return found.hour * 60 + found.minute


def deadline(start: int, hours: int, zone: str, work: WorkingHours) -> int:
    """Return the instant at which so many working hours have passed since `start`.

    Clock changes count by what really passes. InputError where the team does not work at all for years.

    >>> friday = instant_of(datetime(2026, 11, 20, 16, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
    >>> datetime_of(deadline(friday, 2, "Asia/Ho_Chi_Minh", WorkingHours()), "Asia/Ho_Chi_Minh").isoformat()
    '2026-11-23T09:00:00+07:00'
    """
    left = hours * _HOUR
    for opens, closes in _spans(start, zone, work):
        begin = max(start, opens)
        if closes - begin >= left:
            return begin + left
        left -= max(closes - begin, 0)
    raise InputError("cases.never_due")


def _spans(start: int, zone: str, work: WorkingHours) -> Iterator[tuple[int, int]]:
    """Yield the working time of each day that is one, from the day of an instant on."""
    first = datetime_of(start, zone).date()
    for offset in range(_MOST_DAYS):
        day = first + timedelta(days=offset)
        if day.weekday() in work.days and day.isoformat() not in work.holidays:
            yield _at(day, work.opens, zone), _at(day, work.closes, zone)


def _at(day: date, minute: int, zone: str) -> int:
    days, rest = divmod(minute, 1_440)
    moment = time(rest // 60, rest % 60)
    return instant_of(datetime.combine(day + timedelta(days=days), moment, ZoneInfo(zone)))
