"""Small values every room uses: instants, durations, periods, findings, colours.

An *instant* is an `int`: microseconds since 1970-01-01T00:00:00Z. A *duration* is an `int` of seconds unless the name
says otherwise. Calendar work happens at the edges, in the workspace's time zone.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from typing import Literal, Protocol, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from hanhtrinh.i18n import Lang, tr

MICROSECONDS = 1_000_000
_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_DURATION = re.compile(r"(\d{1,9})\s*([smhdw])")

Part = TypeVar("Part")


class Runner(Protocol):
    """Runs `task(lo, hi)` over consecutive parts of `range(size)` and returns the parts' results in order."""

    def __call__(self, task: Callable[[int, int], Part], size: int) -> list[Part]:
        """Run the task over every part."""


def in_one_part(task: Callable[[int, int], Part], size: int) -> list[Part]:
    """Run the task over the whole range at once: the runner of tests and small data."""
    return [task(0, size)]


Severity = Literal["error", "warning", "note"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something a check found: where it is, what was given and what is allowed."""

    severity: Severity
    key: str
    params: dict[str, object] = {}
    file: str = ""
    line: int | None = None
    path: str = ""

    def line_of_text(self, lang: Lang) -> str:
        """Return `file:line path: message`, the form editors and people can follow."""
        place = f"{self.file}:{self.line}" if self.line is not None else self.file
        where = " ".join(p for p in (place, self.path) if p)
        text = tr(self.key, lang, **self.params)
        label = tr(f"check.{self.severity}", lang)
        return f"{where}: {label}: {text}" if where else f"{label}: {text}"


class Period(msgspec.Struct, frozen=True):
    """A half-open span of instants, `start <= t < end`; None is unbounded."""

    start: int | None = None
    end: int | None = None

    def contains(self, instant: int) -> bool:
        """Tell whether the instant lies inside."""
        return (self.start is None or instant >= self.start) and (self.end is None or instant < self.end)


def natural(text: str, digits: int = 9) -> int | None:
    """Return the number a text of plain digits is; None for any other text, and for one of too many digits.

    `str.isdigit` alone takes what `int` refuses: "²", and thousands of digits.

    >>> natural("042"), natural("²"), natural("-1"), natural("9" * 5_000)
    (42, None, None, None)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def parse_duration(text: str) -> int:
    """Return the seconds of a duration such as `30m`, `14d` or `2w`.

    Raises ValueError when the text is not a whole number followed by one of s, m, h, d, w.
    """
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return int(found[1]) * _UNIT_SECONDS[found[2]]


def format_duration(seconds: int) -> str:
    """Return the shortest form that `parse_duration` reads back to the same number of seconds."""
    for unit in ("w", "d", "h", "m"):
        size = _UNIT_SECONDS[unit]
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def instant_of(moment: datetime) -> int:
    """Return the instant of an aware datetime, exact to the microsecond."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def datetime_of(instant: int, zone: str = "UTC") -> datetime:
    """Return the aware datetime of an instant in an IANA time zone."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant)).astimezone(ZoneInfo(zone))


def parse_instant(text: str, zone: str) -> int:
    """Return the instant of an ISO date or date-time; without an offset it is read in `zone`.

    A plain date means the start of that day. Raises ValueError on anything else.
    """
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return instant_of(moment)


def start_of_day(day: date, zone: str) -> int:
    """Return the instant at which a calendar day begins in a time zone."""
    return instant_of(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)))


def known_zone(zone: str) -> bool:
    """Tell whether a text is the name of an IANA time zone."""
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError):
        return False
    return True


def is_this_machine(host: str) -> bool:
    """Tell whether a host, by name or address, is the machine itself.

    >>> is_this_machine("127.0.0.1"), is_this_machine("localhost"), is_this_machine("example.com")
    (True, True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (`#rrggbb`) as WCAG 2.2 defines it, from 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 1), round(contrast("#777777", "#ffffff"), 2)
    (21.0, 4.48)
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
