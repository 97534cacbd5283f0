"""What customers' words say on a map: how they feel and what they are about, step by step (docs/said.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add

import numpy as np

from hanhtrinh.i18n import Text
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.calendar_days import days_of, first_days
from hanhtrinh.measures.partial.groups import JOURNEY
from hanhtrinh.measures.partial.trends import suiting
from hanhtrinh.measures.results import Reading, SaidPoint, SaidReadings, SaidStep, ThemeReadings
from hanhtrinh.measures.said_partial import (
    ANY_THEME,
    PEOPLE,
    TEXTS,
    UNREAD,
    WHOLE,
    SaidPartial,
    said_partial,
)
from hanhtrinh.measures.said_quotes import Spoken, chosen
from hanhtrinh.measures.selection import Bucket
from hanhtrinh.measures.shares import share
from hanhtrinh.measures.statistics import Moments, mean_interval
from hanhtrinh.measures.voice import HIGHEST, LOWEST
from hanhtrinh.values import start_of_day

SHOWN = 8
"""Themes listed at a place; the others are counted."""
_OF_EACH = 2


@dataclass(frozen=True)
class Understood:
    """Who read the texts: the reader's version, and its themes in the order of the bits, with their names; `general`
    ones name nothing specific.
    """

    version: str = ""
    themes: tuple[str, ...] = ()
    names: Mapping[str, Text] | None = None
    general: frozenset[str] = frozenset()

    def name_of(self, theme: str) -> Text:
        """Return a theme's name, its key where it has none."""
        return (self.names or {}).get(theme) or theme


def bucket_of(parts: Sequence[Spoken], zone: str) -> Bucket | None:
    """Return the calendar buckets that suit everything said; None of nothing."""
    times = [time for part in parts if len(part.rows) for time in (part.rows.time.min(), part.rows.time.max())]
    if not times:
        return None
    first, last = days_of(np.array([min(times), max(times)], np.int64), zone).tolist()
    return suiting(last - first)


def said_readings(
    parts: Sequence[Spoken],
    journey: Journey,
    understood: Understood,
    zone: str,
    *,
    partial: SaidPartial | None = None,
    bucket: Bucket | None = None,
) -> SaidReadings:
    """Return the readings of rows that count, of different people each part.

    `partial`, where given, is the parts' sum by `bucket`: whoever keeps it spares the counting.
    """
    if partial is None:
        bucket = bucket_of(parts, zone)
        partial = reduce(add, (said_partial(part.rows, zone, bucket) for part in parts), SaidPartial())
    reader = _Reader(parts, partial, understood, zone, bucket)
    steps = tuple(reader.place(at, step.key) for at, step in enumerate(journey.steps))
    whole = reader.place(JOURNEY, "")
    places = [JOURNEY, *range(len(steps))]
    return SaidReadings(
        version=understood.version,
        texts=sum(partial.at(place)[TEXTS] for place in places),
        unread=sum(partial.at(place)[UNREAD] for place in places),
        steps=steps,
        journey=whole,
    )


@dataclass(frozen=True)
class _Reader:
    parts: Sequence[Spoken]
    partial: SaidPartial
    understood: Understood
    zone: str
    bucket: Bucket | None

    def place(self, place: int, key: str) -> SaidStep | None:
        counts = self.partial.at(place)
        if not counts[TEXTS]:
            return None
        here = [Spoken(part.frame, part.rows.only(part.rows.place == place)) for part in self.parts]
        feeling = self._feeling(place, ANY_THEME, WHOLE)
        ranked = sorted((-self.partial.at(place, bit)[PEOPLE], bit) for bit in self.partial.themes_at(place))
        buckets = self._buckets(here)
        return SaidStep(
            key=key,
            texts=counts[TEXTS],
            people=counts[PEOPLE],
            unread=counts[UNREAD],
            feeling=feeling,
            themes=tuple(self._theme(place, bit, here, buckets, counts[PEOPLE]) for _, bit in ranked[:SHOWN]),
            other=len(ranked[SHOWN:]),
            trend=self._trend(place, ANY_THEME, buckets),
            quotes=chosen(here, feeling.value, _OF_EACH),
            newest=max((int(part.rows.time.max()) for part in here if len(part.rows)), default=None),
        )

    def _theme(self, place: int, bit: int, here: Sequence[Spoken], buckets: Sequence[int], spoke: int) -> ThemeReadings:
        counts, key = self.partial.at(place, bit), self.understood.themes[bit]
        about = [Spoken(part.frame, part.rows.about(bit)) for part in here]
        return ThemeReadings(
            key=key,
            name=self.understood.name_of(key),
            texts=counts[TEXTS],
            share=share(counts[PEOPLE], spoke, "theme_share", params={"theme": key}),
            feeling=self._feeling(place, bit, WHOLE, key),
            trend=self._trend(place, bit, buckets),
            quotes=chosen(about, None, _OF_EACH, middle=False),
            general=key in self.understood.general,
        )

    def _feeling(self, place: int, bit: int, bucket: int, theme: str = "") -> Reading:
        counts, of = self.partial.at(place, bit, bucket), self.partial.moments(place, bit, bucket)
        return feeling_reading(of, counts[PEOPLE] - of.count, theme)

    def _buckets(self, here: Sequence[Spoken]) -> list[int]:
        """Return the first days of all calendar buckets from the first text of a place to the last."""
        times = [time for part in here if len(part.rows) for time in (part.rows.time.min(), part.rows.time.max())]
        if self.bucket is None or not times:
            return []
        first, last = days_of(np.array([min(times), max(times)], np.int64), self.zone).tolist()
        found: list[int] = np.unique(first_days(np.arange(first, last + 1), self.bucket)).tolist()
        return found

    def _trend(self, place: int, bit: int, buckets: Sequence[int]) -> tuple[SaidPoint, ...]:
        points = []
        for day in buckets:
            counts = self.partial.at(place, bit, day)
            points.append(
                SaidPoint(
                    start=start_of_day(date.fromordinal(day), self.zone),
                    texts=counts[TEXTS],
                    people=counts[PEOPLE],
                    feeling=self._feeling(place, bit, day),
                )
            )
        return tuple(points)


def feeling_reading(of: Moments, silent: int = 0, theme: str = "") -> Reading:
    """Return the mean feeling of people's words, with its t band; `silent` spoke without saying how they feel."""
    variance = of.variance
    return Reading(
        value=of.mean,
        unit="emotion",
        n=of.count,
        definition="theme_feeling" if theme else "said_feeling",
        params={"theme": theme} if theme else {},
        interval=mean_interval(of, LOWEST, HIGHEST),
        left_out={"no_feeling": silent} if silent else {},
        spread=None if variance is None else variance**0.5,
    )
