"""When people may be written to: 8 to 18 o'clock in the workspace's time zone."""

from datetime import datetime, timedelta

from hanhtrinh.values import datetime_of, instant_of

OPENS, CLOSES = 8, 18


def quiet_until(now: int, zone: str) -> int:
    """Return now by day, else the next morning at eight.

    >>> quiet_until(0, "UTC") // 3_600_000_000
    8
    """
    moment = datetime_of(now, zone)
    if OPENS <= moment.hour < CLOSES:
        return now
    morning = moment.replace(hour=OPENS, minute=0, second=0, microsecond=0)
    return instant_of(morning if moment.hour < OPENS else _tomorrow(morning))


def _tomorrow(moment: datetime) -> datetime:
    return moment + timedelta(days=1)
