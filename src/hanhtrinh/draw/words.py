"""Numbers, money of time and dates as they are written in Vietnamese and in English."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hanhtrinh.i18n import Lang, Text, catalogue, say, tr
from hanhtrinh.measures.results import Interval, Reading, Unit
from hanhtrinh.values import MICROSECONDS, Period, datetime_of, parse_duration

NBSP, MINUS, DASH = "\u00a0", "\u2212", "–"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SPANS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


class _Lenient(string.Formatter):
    """Fills the placeholders it knows and leaves a dash for the others: a definition must never break a page."""

    def get_value(self, key: int | str, args: object, kwargs: Mapping[str, object]) -> object:
        return kwargs.get(str(key), DASH)


@dataclass(frozen=True, slots=True)
class Words:
    """One language and time zone, and how each kind of value is written in them."""

    lang: Lang
    zone: str = "UTC"

    def say(self, text: Text | None) -> str:
        """Return a text of the journey."""
        return say(text, self.lang)

    def tr(self, key: str, **params: object) -> str:
        """Return a message of the drawing's own catalogue."""
        return tr(f"draw.{key}", self.lang, **params)

    def define(self, key: str, params: Mapping[str, str | int | float] = {}) -> str:
        """Return the definition behind a reading; an unknown key is shown as itself, a missing parameter as a dash."""
        name = key.removeprefix("definitions.")
        template = catalogue("definitions", self.lang).get(name, name.replace("_", " "))
        return _Lenient().vformat(template, (), {k: self.param(k, v) for k, v in params.items()})

    def param(self, name: str, value: str | int | float) -> str:
        """Return a definition's parameter: durations and instants in words, numbers by locale."""
        if isinstance(value, str):
            try:
                return self.duration(parse_duration(value))
            except ValueError:
                return value
        if name.endswith("_seconds") or name in {"window", "gap"}:
            return self.duration(value)
        if name == "as_of":
            return self.moment(int(value))
        return self.number(value, 0 if value == round(value) else 1)

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number with the language's separators and a true minus sign."""
        text = f"{abs(value):,.{digits}f}"
        if self.lang == "vi":
            text = text.translate(str.maketrans(",.", ".,"))
        return f"{MINUS}{text}" if value < 0 and text.strip("0.,") else text

    def signed(self, value: float, digits: int = 1) -> str:
        """Return a number with its sign, zero without one."""
        text = self.number(value, digits)
        return f"+{text}" if value > 0 and text.strip("0.,") else text

    def percent(self, share: float, digits: int | None = None) -> str:
        """Return a share as per cent: one decimal below ten, none above, unless told."""
        places = digits if digits is not None else (1 if 0 < abs(share) < 0.0995 else 0)
        unit = f"{NBSP}%" if self.lang == "vi" else "%"
        return f"{self.number(share * 100, places)}{unit}"

    def duration(self, seconds: float) -> str:
        """Return a duration in its largest fitting unit."""
        size, unit = next((s for s in _SPANS if abs(seconds) >= s[0]), _SPANS[-1])
        amount = seconds / size
        fine = {"day": 29.95, "second": 0.0}.get(unit, 9.95)
        text = self.number(amount, 1 if abs(amount) < fine else 0)
        text = text.removesuffix(",0" if self.lang == "vi" else ".0")
        plural = "" if text == "1" or self.lang == "vi" else "s"
        return f"{text}{NBSP}{self.tr('unit_' + unit + plural)}"

    def day(self, instant: int) -> str:
        """Return the calendar day of an instant."""
        return self.calendar_day(datetime_of(instant, self.zone))

    def calendar_day(self, day: date) -> str:
        """Return a calendar day."""
        if self.lang == "vi":
            return f"{day.day}/{day.month}/{day.year}"
        return f"{day.day}{NBSP}{_MONTHS[day.month - 1]}{NBSP}{day.year}"

    def near_day(self, instant: int, now: int) -> str:
        """Return a day without its year where that is the year of `now`."""
        text, separator = self.day(instant), "/" if self.lang == "vi" else NBSP
        same = datetime_of(instant, self.zone).year == datetime_of(now, self.zone).year
        return text.rpartition(separator)[0] if same else text

    def moment(self, instant: int) -> str:
        """Return the day and the minute of an instant."""
        return f"{datetime_of(instant, self.zone):%H:%M}, {self.day(instant)}"

    def period(self, period: Period) -> str:
        """Return a period by its first and last day."""
        if period.start is None and period.end is None:
            return self.tr("period_all")
        if period.start is None:
            return self.tr("period_until", end=self.day((period.end or 0) - MICROSECONDS))
        if period.end is None:
            return self.tr("period_from", start=self.day(period.start))
        return f"{self.day(period.start)} {DASH} {self.day(period.end - MICROSECONDS)}"

    def value(self, value: float | None, unit: Unit, exact: bool = False) -> str:
        """Return a value in its unit; `exact` gives one more decimal where there is one."""
        if value is None:
            return "—"
        match unit:
            case "share" | "csat_share":
                return self.percent(value, 1 if exact else None)
            case "seconds":
                return self.duration(value)
            case "emotion":
                return self.signed(value, 2 if exact else 1)
            case "ces":
                return self.number(value, 2 if exact else 1)
            case "nps":
                return self.signed(value, 1 if exact else 0)
        return self.number(value)

    def reading(self, reading: Reading, exact: bool = False) -> str:
        """Return a reading's value in its unit."""
        return self.value(reading.value, reading.unit, exact)

    def span(self, interval: Interval, unit: Unit, exact: bool = False) -> str:
        """Return an interval's two ends in their unit, the unit's name once."""
        low, high = (self.value(v, unit, exact) for v in (interval.low, interval.high))
        if unit in ("share", "csat_share"):
            digits = 2 if 0 < interval.high < 0.00095 else 1 if exact or interval.high < 0.0995 else 0
            low, high = (self.percent(v, digits) for v in (interval.low, interval.high))
            return f"{low.removesuffix('%').rstrip(NBSP)}{DASH}{high}"
        if unit == "seconds":
            same = low.rpartition(NBSP)[2] == high.rpartition(NBSP)[2]
            return f"{low.rpartition(NBSP)[0] if same else low}{DASH}{high}"
        return f"{low}{NBSP}…{NBSP}{high}"

    def points(self, difference: float, unit: Unit, digits: int = 0) -> str:
        """Return a difference: percentage points for shares, signed points else."""
        if unit in ("share", "csat_share"):
            return f"{self.signed(difference * 100, digits)}{NBSP}{self.tr('points_percent')}"
        return self.signed(difference, 1)

    def points_span(self, interval: Interval, unit: Unit) -> str:
        """Return the interval of a difference, in the same terms."""
        scale, digits = (100, 0) if unit in ("share", "csat_share") else (1, 1)
        low, high = (self.signed(v * scale, digits) for v in (interval.low, interval.high))
        return f"{low}{NBSP}…{NBSP}{high}"
