"""A tiny company in which a review is edited and people speak of their own accord."""

import polars as pl

from hanhtrinh.journey.model import Journey, Stage, Step, Touchpoint
from hanhtrinh.values import MICROSECONDS
from tests.timelines import DAY
from tests.worlds import EPOCH, World, table_of


def edited():
    """One person bought (a), gave one star, and changed their mind: the same review, five stars."""
    data = [(0, 0, "a", 0), (0, DAY, "r", 0), (0, 2 * DAY, "r", 0)]
    said = [(None,) * 7, _said(1.0, "tệ"), _said(5.0, "nay đã tốt")]
    table = table_of(data, said).with_columns(p_said_id=pl.Series([None, "7", "7"]))
    stage = Stage(key="t", name="T", phase="before", steps=(Step(key="s0", touchpoint="a"),))
    touchpoints = {"a": Touchpoint(name="A", match={"event": "a"})}
    journey = Journey(key="j", name="J", window="14d", touchpoints=touchpoints, stages=(stage,))
    return World(table, journey, (EPOCH + 3 * DAY) * MICROSECONDS)


def _said(score, text):
    return ("stars", False, score, "a", text, None, None)
