"""Use case: the people behind a number, by the same code that counted them."""

from typing import NamedTuple

import polars as pl

from hanhtrinh.access import Actor, Right, may, require
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.measures.results import Who
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.maps import Maps

PAGE = 20
FEWEST = 5
"""A group of fewer people is not taken apart for those who may not see people."""


class Behind(NamedTuple):
    """How many passes and people a number counted; one page of them (columns as in `Maps.people`), if they may be seen.

    `more` is the position of the next page, None behind the last one.
    """

    passes: int
    people: int
    rows: pl.DataFrame | None
    more: int | None


def people_behind(
    actor: Actor, space: Space, maps: Maps, journey: Journey, question: MapQuestion, who: Who, start: int = 0
) -> Behind:
    """Return who is behind a number, newest first; counts alone to those who may not see people."""
    require(actor, space.id, Right.SEE_MAPS)
    found = maps.people(journey, question, who)
    passes, people = found.height, found["person"].n_unique()
    if not may(actor, space.id, Right.SEE_PEOPLE):
        return Behind(passes, people, None, None)
    ordered = found.sort(["last_seen", "person"], descending=[True, False], nulls_last=True)
    start = max(0, start)
    more = start + PAGE if start + PAGE < passes else None
    return Behind(passes, people, ordered.slice(start, PAGE), more)
