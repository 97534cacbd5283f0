"""A funnel over time adds up to the funnel; units count once a period; times fall into the bins they belong to."""

from collections import defaultdict
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.errors import InputError
from hanhtrinh.measures.funnel import RATED, Funnel, FunnelMatch, funnel_outcomes, funnel_partial, result
from hanhtrinh.measures.funnels.trend import funnel_trend, starts_of, times_to_convert
from hanhtrinh.measures.timelines import Timelines
from hanhtrinh.values import Period, datetime_of, instant_of

HOUR = 3_600 * 1_000_000
BEGIN = instant_of(datetime(2026, 1, 1, tzinfo=UTC))
BUCKETS = ("hour", "day", "week", "month", "quarter", "year")
ZONES = ("UTC", "Asia/Ho_Chi_Minh", "Asia/Kathmandu")


@st.composite
def timelines(draw):
    """Some people's events of three kinds over some weeks."""
    lines = draw(st.lists(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 3)), max_size=8), max_size=6))
    rows = [sorted(line) for line in lines]
    offsets = np.cumsum([0, *map(len, rows)], dtype=np.int64)
    flat = [event for row in rows for event in row]
    time = np.array([BEGIN + hour * HOUR for hour, _ in flat], np.int64)
    return Timelines(offsets, np.array([code for _, code in flat], np.uint16), time, len(rows))


def question(entry="best", steps=3, days=7):
    """Return a funnel over codes 1, 2, 3."""
    matches = tuple(FunnelMatch(touchpoints=(code,)) for code in range(1, steps + 1))
    return Funnel(steps=matches, window_seconds=days * 86_400, entry=entry)


@settings(max_examples=60, deadline=None)
@given(timelines(), st.sampled_from(BUCKETS), st.sampled_from(ZONES), st.integers(0, 1_200))
def test_periods_add_up_to_the_funnel(lines, bucket, zone, hours):
    """With one entry a unit, rated, open and reached of all periods are those of the funnel."""
    as_of = BEGIN + hours * HOUR
    points = funnel_trend(lines, question(), as_of, bucket=bucket, zone=zone).points
    whole = result(funnel_partial(lines, question(), as_of), question())
    assert sum(point.rated for point in points) == whole.rated
    assert sum(point.open for point in points) == whole.open
    for step, reading in enumerate(whole.steps):
        assert sum(point.reached[step] for point in points) == reading.reached.count
    assert [p.start for p in points] == sorted({p.start for p in points})


@settings(max_examples=60, deadline=None)
@given(timelines(), st.sampled_from(("hour", "day", "week")), st.sampled_from(ZONES))
def test_a_unit_counts_once_in_every_period_it_enters(lines, bucket, zone):
    """With every entry, each unit's furthest entry of a period counts, whatever the other entries did."""
    as_of = BEGIN + 5_000 * HOUR
    asked = question("every")
    points = funnel_trend(lines, asked, as_of, bucket=bucket, zone=zone).points
    out = funnel_outcomes(lines, asked, as_of)
    starts = [point.start for point in points]
    furthest = defaultdict(int)
    for unit, state, entry, level in zip(out.unit, out.state, out.entry, out.level, strict=True):
        if state == RATED:
            place = max(i for i, start in enumerate(starts) if start <= entry)
            furthest[place, int(unit)] = max(furthest[place, int(unit)], int(level))
    for place, point in enumerate(points):
        levels = [level for (at, _), level in furthest.items() if at == place]
        assert point.rated == len(levels)
        assert point.reached == tuple(sum(level >= k for level in levels) for k in (1, 2, 3))
        assert point.conversion.count == point.reached[-1]


@settings(max_examples=60, deadline=None)
@given(timelines(), st.one_of(st.none(), st.integers(1, 12)))
def test_every_time_to_convert_falls_into_its_bin(lines, bins):
    """The histogram holds every unit that reached both steps; mean and median are theirs."""
    out = funnel_outcomes(lines, question(), BEGIN + 5_000 * HOUR)
    found = times_to_convert(out, 1, 3, bins)
    reached = out.reached(3)
    spent = sorted((out.seconds[reached, 2] - out.seconds[reached, 0]).tolist())
    assert found.units == len(spent) == sum(n for _, n in found.bins)
    assert [sum(low <= s < low + found.width for s in spent) for low, _ in found.bins] == [n for _, n in found.bins]
    if spent:
        assert (found.mean_seconds, found.median_seconds) == (pytest.approx(np.mean(spent)), np.median(spent))
        assert found.bins[0][0] == spent[0]
        assert found.bins[-1][1] > 0
        assert len(found.bins) <= (bins or 60) + 1


@pytest.mark.parametrize("zone", ZONES)
def test_hours_begin_on_the_clock_s_hours(zone):
    """Whatever a zone's offset, an hour begins at minute 0 there."""
    starts = starts_of(BEGIN + HOUR // 3, BEGIN + 3 * HOUR, "hour", zone)
    assert all(datetime_of(start, zone).minute == 0 for start in starts)
    assert starts[0] <= BEGIN + HOUR // 3 < starts[1]


def test_a_period_is_final_once_the_last_window_in_it_has_passed():
    """A day is final when its last possible entry's window is over, and not a microsecond before."""
    time = np.array([BEGIN, BEGIN + 30 * HOUR], np.int64)
    lines = Timelines(np.array([0, 2], np.int64), np.array([1, 1], np.uint16), time, 1)
    end = BEGIN + 24 * HOUR - 1 + 7 * 86_400 * 1_000_000
    for as_of, final in ((end - 1, False), (end, True)):
        points = funnel_trend(lines, question("every"), as_of, bucket="day", zone="UTC").points
        assert [point.final for point in points] == [final, False]


def test_too_many_periods_and_steps_out_of_range_are_refused():
    """Counting a century by the hour is refused with a message; so is a step that is not there."""
    lines = Timelines(np.array([0, 1], np.int64), np.array([1], np.uint16), np.array([BEGIN], np.int64), 1)
    century = Period(BEGIN, BEGIN + 100 * 366 * 24 * HOUR)
    with pytest.raises(InputError, match="10000"):
        funnel_trend(lines, question(), BEGIN, bucket="hour", zone="UTC", period=century)
    out = funnel_outcomes(lines, question(), BEGIN)
    with pytest.raises(ValueError, match="from step 2 to step 9"):
        times_to_convert(out, 2, 9)
    assert times_to_convert(out, 1, 2).bins == ()
