"""Periods, calendar buckets and segments against `semantics.md` read aloud."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.calendar_days import days_of, first_days
from hanhtrinh.measures.selection import bucket_starts, in_period
from hanhtrinh.values import MICROSECONDS, Period, start_of_day
from tests.timelines import DAY
from tests.worlds import EPOCH, SPLITS, frame_of, kept, shuffled, worlds

ZONES = ["Asia/Ho_Chi_Minh", "America/Sao_Paulo", "Europe/Berlin", "Pacific/Apia", "UTC"]
BUCKETS = {
    "day": lambda d: d.toordinal(),
    "week": lambda d: (d - timedelta(days=d.weekday())).toordinal(),
    "month": lambda d: (d.year, d.month),
    "quarter": lambda d: (d.year, (d.month + 2) // 3),
    "year": lambda d: d.year,
}


@settings(max_examples=60, deadline=None)
@given(worlds(), st.integers(0, 99), st.sampled_from(["g0", "g1", "per"]))
def test_a_segment_holds_just_the_passes_its_rule_describes(world, seed, group):
    """Of every pass, now or at entry; rows' order, parts and later events change nothing."""
    frame, expected = frame_of(shuffled(world.table, seed)), kept(world, group)
    for parts in SPLITS:
        assert world.read(frame=frame, parts=parts).in_group(group).tolist() == expected
    upto = world.table.filter(world.table["time"].dt.timestamp("us") <= world.as_of)
    assert world.read(frame=frame_of(upto)).in_group(group).tolist() == expected


@settings(max_examples=40, deadline=None)
@given(worlds(), st.one_of(st.none(), st.integers(-1, 40)), st.one_of(st.none(), st.integers(-1, 40)))
def test_a_period_holds_the_passes_begun_in_it(world, start, end):
    """The first instant is inside, the last is not; an open end has no bound."""
    bounds = [None if day is None else (EPOCH + day * DAY) * MICROSECONDS for day in (start, end)]
    assert in_period(world.read().passes, Period(*bounds)).tolist() == kept(world, None, *bounds)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 60 * 365 * 24),
    st.integers(0, 900 * 24),
    st.sampled_from(list(BUCKETS)),
    st.sampled_from(ZONES),
    st.lists(st.floats(0, 1), min_size=1, max_size=20),
)
def test_instants_share_a_bucket_just_when_they_share_a_calendar_span(first, hours, bucket, zone, places):
    """Days, weeks from Monday, months, quarters and years are those of the zone's own calendar."""
    last = first + hours
    starts = bucket_starts(first * 3600 * MICROSECONDS, last * 3600 * MICROSECONDS, bucket, zone)
    assert starts == sorted(set(starts))
    hour = np.array([first, last, *(first + int(p * hours) for p in places)])
    place = np.searchsorted(starts, hour * 3600 * MICROSECONDS, side="right") - 1
    assert place.min() >= 0
    local = [(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=int(h))).astimezone(ZoneInfo(zone)) for h in hour]
    names = [BUCKETS[bucket](moment.date()) for moment in local]
    assert (place[0], place[1]) == (0, len(starts) - 1)
    for i in range(len(hour)):
        for j in range(i):
            assert (place[i] == place[j]) == (names[i] == names[j])


def test_a_day_a_zone_left_out_is_no_bucket():
    """Samoa went from 29 to 31 December 2011: three buckets cover 28 to 31."""
    first, last = (int(datetime(2011, 12, day, 22, tzinfo=UTC).timestamp()) * MICROSECONDS for day in (28, 30))
    starts = bucket_starts(first, last, "day", "Pacific/Apia")
    names = [datetime.fromtimestamp(one / MICROSECONDS, ZoneInfo("Pacific/Apia")).day for one in starts]
    assert names == [28, 29, 31]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-(10**15), 4 * 10**15), max_size=20), st.sampled_from(ZONES), st.sampled_from(list(BUCKETS))
)
def test_an_instant_lies_on_the_last_day_and_in_the_last_bucket_begun_by_then(instants, zone, bucket):
    """Days and the buckets they lie in are those that begin last at or before each instant, in the zone."""
    days = days_of(np.array(instants, np.int64), zone)
    for instant, day, first in zip(instants, days.tolist(), first_days(days, bucket).tolist(), strict=True):
        begun = [n for n in range(day - 2, day + 3) if start_of_day(date.fromordinal(n), zone) <= instant]
        assert day == begun[-1]
        assert start_of_day(date.fromordinal(first), zone) == bucket_starts(instant, instant, bucket, zone)[0]


@pytest.mark.parametrize("bucket", list(BUCKETS))
def test_one_instant_has_one_bucket(bucket):
    """A span without length is still covered."""
    assert len(bucket_starts(0, 0, bucket, "Asia/Ho_Chi_Minh")) == 1
