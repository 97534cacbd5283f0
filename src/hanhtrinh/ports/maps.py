"""Living maps, as pages and use cases need them: readings that are true now, and the people behind them."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import polars as pl

from hanhtrinh.events.parts import Parts
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.measures.results import MapReadings, Who


class Maps(Protocol):
    """One workspace's timelines, kept current. All but `watch` may take a while: call them in a thread."""

    def readings(self, journey: Journey, question: MapQuestion) -> MapReadings:
        """Return the readings of a map as of now; InputError for a segment the journey does not have."""

    def people(self, journey: Journey, question: MapQuestion, who: Who) -> pl.DataFrame:
        """Return the passes a reading counted (columns of `app.measuring.list_people`)."""

    def parts(self) -> Parts:
        """Return all timelines as they are known now."""

    def watch(self, journey: Journey, question: MapQuestion) -> AbstractAsyncContextManager[AsyncIterator[MapReadings]]:
        """Give the readings now and again whenever they have changed, at most a few times a second.

        Whoever falls behind gets the newest readings, not every one in between.
        """
