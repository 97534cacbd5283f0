"""Promises against their slow twin, and the end of a promised day where the clock changes."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.lateness import LATE, NONE, NOT_DUE, ON_TIME, PENDING, end_of_day, promises
from hanhtrinh.measures.map import MapQuestion, read_map
from hanhtrinh.measures.pass_table import NEVER
from hanhtrinh.values import MICROSECONDS
from tests.oracles.lateness_twin import end_of_day as slow_end_of_day
from tests.oracles.lateness_twin import standing
from tests.worlds import SPLITS, events_of, frame_of, in_parts, kept, runs_of, shuffled, worlds

CODES = {"none": NONE, "not_due": NOT_DUE, "pending": PENDING, "on_time": ON_TIME, "late": LATE}
ZONE = "Asia/Ho_Chi_Minh"


def expected_standings(world, step):
    """Return (promised, arrived, standing) of every pass, by the twin."""
    dues = {e["position"]: e["p_due"] for e in events_of(world.table)}
    promise, index = world.journey.steps[step].promise, world.journey.step_index
    return [standing(promise, run, step, index, dues, world.as_of, ZONE) for _, run, _ in runs_of(world)]


@settings(max_examples=70, deadline=None)
@given(worlds(), st.integers(0, 99))
def test_every_promise_stands_as_its_slow_twin_says(world, seed):
    """Promised, arrived and standing are the twin's at every step; rows' order and parts change nothing."""
    frame = frame_of(shuffled(world.table, seed))
    for parts in SPLITS:
        reading = world.read(frame=frame, parts=parts)
        for step, shape in enumerate(world.journey.steps):
            held = promises(frame, reading.passes, world.journey, step, in_parts(parts))
            if shape.promise is None:
                assert held is None
                continue
            columns = [[None if t == NEVER else t for t in c.tolist()] for c in (held.promised, held.arrived)]
            got = list(zip(*columns, held.standing.tolist(), strict=True))
            assert got == [(due, came, CODES[how]) for due, came, how in expected_standings(world, step)]


@settings(max_examples=50, deadline=None)
@given(worlds(), st.sampled_from([None, "g0"]))
def test_the_late_share_counts_what_was_due_and_came(world, segment):
    """Late ÷ (late + on time) of the kept passes; what is pending or not yet due is said beside it."""
    read = read_map(world.read(), MapQuestion(segment=segment, trend="none", compare=False))
    keep = kept(world, segment)
    for step, shape in enumerate(world.journey.steps):
        late = read.steps[step].lateness
        if shape.promise is None:
            assert late is None
            continue
        rows = [row for row, k in zip(expected_standings(world, step), keep, strict=True) if k]
        count = {kind: sum(how == kind for _, _, how in rows) for kind in CODES}
        if count["none"] == len(rows):
            assert late is None
            continue
        assert (late.late.count, late.late.n) == (count["late"], count["late"] + count["on_time"])
        said = {"not_due": count["not_due"], "pending": count["pending"]}
        assert late.late.left_out == {reason: n for reason, n in said.items() if n}
        assert late.pending == count["pending"]
        delays = sorted((came - due) // MICROSECONDS for due, came, how in rows if how == "late")
        assert late.delay_median == (float(np.median(delays)) if delays else None)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 60 * 366 * 24 * 60),
    st.sampled_from(["Asia/Ho_Chi_Minh", "America/Sao_Paulo", "Europe/Berlin", "Pacific/Apia", "Africa/Cairo", "UTC"]),
)
def test_a_promised_day_ends_when_the_calendar_of_the_zone_says(minutes, zone):
    """The last microsecond of the local day, whatever the clock does that day."""
    instant = minutes * 60 * MICROSECONDS
    got = end_of_day(pl.Series([instant]).cast(pl.Datetime("us", "UTC")), zone)
    assert got.dt.timestamp("us").to_list() == [slow_end_of_day(instant, zone)]


@pytest.mark.parametrize(
    "zone", ["America/Sao_Paulo", "Africa/Cairo", "Asia/Beirut", "America/Santiago", "America/Havana"]
)
def test_no_day_of_a_zone_whose_clock_changes_at_midnight_is_lost(zone):
    """Every hour of four years has an end of its day, also where midnight does not exist or comes twice."""
    hours = [datetime(2016, 1, 1, tzinfo=UTC) + timedelta(hours=h) for h in range(4 * 365 * 24)]
    series = pl.Series(hours).cast(pl.Datetime("us", "UTC"))
    expected = [slow_end_of_day(t, zone) for t in series.dt.timestamp("us").to_list()]
    assert end_of_day(series, zone).dt.timestamp("us").to_list() == expected
