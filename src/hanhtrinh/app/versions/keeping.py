"""Which snapshots are taken by themselves, and which are let go as they grow old: pure rules, the clock an argument.

A snapshot is due when a journey says something else than its newest one and has been left alone for ten minutes, or
has been worked on for an hour; and once a month for the numbers alone. All of the last two days are kept, then the
last of each day for sixty days, then the last of each week. Named ones, and those around a restoring, stay for ever.
"""

from collections.abc import Sequence

from hanhtrinh.ports.versions import Version
from hanhtrinh.values import MICROSECONDS, datetime_of

MINUTE, HOUR, DAY = 60 * MICROSECONDS, 3_600 * MICROSECONDS, 86_400 * MICROSECONDS
QUIET = 10 * MINUTE
LONGEST = HOUR
ALL_FOR, DAILY_FOR = 2 * DAY, 60 * DAY


def is_due(newest: Version | None, seen: tuple[str, str], changed_at: int, differs_since: int, now: int) -> bool:
    """Tell whether what a journey says is to be kept.

    `seen` are the SHA-256 of its text and of its library's, `changed_at` when its file was last written,
    `differs_since` when it was first seen to say something else than its newest snapshot.
    """
    if newest is None:
        return True
    if (newest.text_version, newest.library_version) == seen:
        return False
    return now - changed_at >= QUIET or now - max(differs_since, newest.at) >= LONGEST


def numbers_due(newest: Version | None, now: int, zone: str) -> bool:
    """Tell whether another month has begun since the newest snapshot."""
    return newest is not None and _month(newest.at, zone) < _month(now, zone)


def outdated(versions: Sequence[Version], now: int, zone: str) -> tuple[Version, ...]:
    """Return the snapshots to let go; `versions` are those of one journey, in any order."""
    newest_first = sorted(versions, key=lambda one: one.at, reverse=True)
    kept: set[tuple[object, ...]] = set()
    gone: list[Version] = []
    for i, one in enumerate(newest_first):
        place = _place(one.at, now, zone)
        if i and one.kind == "auto" and place is not None and place in kept:
            gone.append(one)
        elif place is not None:
            kept.add(place)
    return tuple(gone)


def _place(at: int, now: int, zone: str) -> tuple[object, ...] | None:
    """Return the day or week of which only the newest is kept; None for what is still kept whole."""
    age, day = now - at, datetime_of(at, zone).date()
    if age < ALL_FOR:
        return None
    return ("day", day) if age < DAILY_FOR else ("week", *day.isocalendar()[:2])


def _month(at: int, zone: str) -> tuple[int, int]:
    day = datetime_of(at, zone).date()
    return day.year, day.month
