"""Living maps, as pages and use cases need them: readings that are true now, and the people behind them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import polars as pl

from hanhtrinh.events.parts import Parts
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.changed import Change
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.measures.results import MapReadings, Who


class Late(Protocol):
    """What events that came late changed in what was said of the time before today."""

    @property
    def events(self) -> int:
        """How many events of that time came since."""

    @property
    def changes(self) -> Sequence[Change]:
        """The numbers that differ."""


class Maps(Protocol):
    """One workspace's timelines, kept current. All but `watch` may take a while: call them in a thread."""

    def readings(self, journey: Journey, question: MapQuestion) -> MapReadings:
        """Return the readings of a map as of now; InputError for a segment the journey does not have."""

    def people(self, journey: Journey, question: MapQuestion, who: Who) -> pl.DataFrame:
        """Return the passes a reading counted (columns of `app.measuring.list_people`)."""

    def parts(self) -> Parts:
        """Return all timelines as they are known now."""

    def late_changes(self, journey: Journey, question: MapQuestion) -> Late:
        """Return what events that came late changed since yesterday."""

    def watch(self, journey: Journey, question: MapQuestion) -> AbstractAsyncContextManager[AsyncIterator[MapReadings]]:
        """Give the readings now and again whenever they have changed, at most a few times a second.

        Whoever falls behind gets the newest readings, not every one in between.
        """
