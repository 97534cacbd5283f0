"""Transitions on the shop's clickstream, against a plain group-by.

The published engine results that stand beside this checkout hold weekly retention only; their table of transitions is
not among them, so polars counts the pairs here.
"""

from pathlib import Path

import polars as pl
import pytest

from hanhtrinh.engines.local import Threads
from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.lake import LAKE_SCHEMA
from hanhtrinh.measures.flow import adjacent_edges

FILE = Path(__file__).parents[2].parent / "shared" / "data" / "clickstream" / "ecom.csv.gz"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the clickstream is not beside this checkout")


@pytest.fixture(scope="module")
def clicks():
    """The clickstream as lake events."""
    table = pl.read_csv(FILE, infer_schema=False)
    given = table.select(
        id=pl.int_range(pl.len()).cast(pl.String).str.zfill(16).cast(pl.Binary),
        person="user_id",
        time=pl.col("timestamp").str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us").dt.replace_time_zone("UTC"),
        event="event",
        source=pl.lit("ecom"),
        p_session="session_id",
    )
    return given.with_columns(pl.lit(None, kind).alias(n) for n, kind in LAKE_SCHEMA.items() if n not in given.columns)


def plain(clicks, by):
    """Return {(event or None, next or None): n} by a sort and a shift."""
    ordered = clicks.sort(by, "time", "event", "id")
    after = ordered.select(a="event", b=pl.col("event").shift(-1).over(by))
    before = ordered.select(a=pl.col("event").shift(1).over(by), b="event").filter(pl.col("a").is_null())
    return {(a, b): n for a, b, n in pl.concat([after, before]).group_by("a", "b").len().iter_rows()}


@pytest.mark.parametrize("by", ["person", "p_session"])
def test_transitions_of_a_clickstream_are_those_of_a_plain_group_by(clicks, by):
    """Per person and per session, each pair as often, in one part and in threads."""
    table = clicks.with_columns(person=by)
    frame = build_frame(reader_of(table), {}, zone="UTC")
    column = frame.columns["event"]
    names = [None, *column.values.to_list()]
    threads = Threads(2)
    for engine in ({}, {"run": threads}):
        counts = adjacent_edges(frame.offsets, column.codes.astype("uint16"), len(names) - 1, **engine)
        got = {
            (names[a], names[b]): int(counts[a, b])
            for a in range(len(names))
            for b in range(len(names))
            if counts[a, b]
        }
        assert got == plain(clicks, by)
    threads.close()
