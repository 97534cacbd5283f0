"""Our funnel against figures an engine computed on real clickstream data."""

import gzip
import json
from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from hanhtrinh.measures.funnel import Funnel, FunnelMatch, funnel_partial, result
from hanhtrinh.measures.timelines import Timelines

DATA = Path(__file__).parents[3] / "shared/data"
FILE = DATA / "oracles/engine_on_real_data/window_funnel_real_data.json"
YEAR = 365 * 86_400 * 1_000_000


def cases():
    return json.loads(FILE.read_text())["cases"] if FILE.exists() else []


def events_of(case):
    """Return the case's rows: those its filter (`column='value'`, or 1 for all) keeps, in canonical order."""
    rows = pl.read_csv(BytesIO(gzip.decompress((DATA / case["file"]).read_bytes())), try_parse_dates=True)
    if case["filter"] != "1":
        column, value = case["filter"].split("=")
        rows = rows.filter(pl.col(column) == value.strip("'"))
    return rows.sort("user_id", "timestamp", "event")


def timelines(rows):
    people = rows["user_id"].unique().sort()
    offsets = np.append(rows["user_id"].search_sorted(people).to_numpy(), len(rows)).astype(np.int64)
    names = rows["event"].unique().sort()
    code = (names.search_sorted(rows["event"]).to_numpy() + 1).astype(np.uint16)
    time = rows["timestamp"].dt.epoch("us").to_numpy()
    return Timelines(offsets, code, time, len(people), touchpoints=tuple(names))


@pytest.mark.skipif(not FILE.exists(), reason="the oracle data is not here")
@pytest.mark.parametrize("case", cases(), ids=lambda c: c["id"])
def test_users_reach_the_steps_the_engine_says(case):
    """On real data with distinct touchpoints our levels are the engine's, user for user in sum."""
    rows = events_of(case)
    lines = timelines(rows)
    question = Funnel(
        steps=tuple(FunnelMatch(touchpoints=(name,)) for name in case["steps"]), window_seconds=case["window_seconds"]
    )
    readings = result(funnel_partial(lines, question, int(lines.time.max()) + YEAR), question)
    assert lines.unit_count == case["users_total"]
    assert [step.reached.count for step in readings.steps] == case["users_reaching_step"]
