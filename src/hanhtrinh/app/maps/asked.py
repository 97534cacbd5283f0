"""What a map page is asked for, as its address says it: a period, which may slide with the clock, and a segment."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal, get_args
from urllib.parse import urlencode

import msgspec

from hanhtrinh.errors import InputError
from hanhtrinh.measures.map_question import MapQuestion, Sliding
from hanhtrinh.values import Period, start_of_day

Span = Literal["7d", "30d", "90d", "month", "all"]
SPANS: tuple[Span, ...] = get_args(Span)
_SLIDING = {
    "7d": Sliding(count=7), "30d": Sliding(count=30), "90d": Sliding(count=90), "month": Sliding(unit="month"),
}  # fmt: skip
_YEARS = (1970, 9998)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A period that slides with the clock, or its first and last day; a segment or persona; the map as it is edited.

    Days are those of the workspace's time zone; `last` is part of the period. `chosen` tells whether the address names
    a period.
    """

    span: Span | None = "90d"
    first: date | None = None
    last: date | None = None
    segment: str | None = None
    editing: bool = False
    chosen: bool = True

    @property
    def query(self) -> str:
        """The address's query that asks for this again."""
        parts: dict[str, str] = {"period": self.span or "days"}
        parts |= {"from": self.first.isoformat()} if self.first else {}
        parts |= {"to": self.last.isoformat()} if self.last else {}
        parts |= {"segment": self.segment} if self.segment else {}
        return urlencode(parts | ({"edit": "1"} if self.editing else {}))


def asked_for(query: Mapping[str, str]) -> Asked:
    """Return what an address's query asks for; InputError, with what is allowed, where it makes no sense."""
    period = query.get("period", "")
    segment, editing = query.get("segment") or None, query.get("edit") == "1"
    if period == "days" or (not period and (query.get("from") or query.get("to"))):
        first, last = _day(query.get("from", "")), _day(query.get("to", ""))
        if first and last and last < first:
            raise InputError("map_page.days_backwards", first=first.isoformat(), last=last.isoformat())
        return Asked(span=None, first=first, last=last, segment=segment, editing=editing)
    span = next((one for one in SPANS if one == (period or "90d")), None)
    if span is None:
        raise InputError("map_page.no_period", given=period, allowed=", ".join((*SPANS, "days")))
    return Asked(span=span, segment=segment, editing=editing, chosen=bool(period))


def question_of(asked: Asked, zone: str) -> MapQuestion:
    """Return the question that is asked, days read in a time zone."""
    if asked.span is not None:
        return MapQuestion(sliding=_SLIDING.get(asked.span), segment=asked.segment, beside=True)
    start = start_of_day(asked.first, zone) if asked.first else None
    end = start_of_day(asked.last + timedelta(days=1), zone) if asked.last else None
    return MapQuestion(period=Period(start, end), segment=asked.segment, beside=True)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InputError("map_page.no_day", given=text) from None
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise InputError("map_page.no_day", given=text)
    return day
