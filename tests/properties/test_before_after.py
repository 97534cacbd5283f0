"""Before and after a day: the windows that fit, and the numbers in them held against a slow twin."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.before_after import Pair, Windows, before_after, closed_until, told_from, windows
from hanhtrinh.measures.map import MapQuestion, read_map
from hanhtrinh.measures.recoverable import recoverable
from hanhtrinh.values import MICROSECONDS, Period, start_of_day
from tests.oracles import before_after_twin as twin
from tests.timelines import DAY
from tests.worlds import EPOCH, runs_of, worlds

ZONES = st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "UTC"])
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
AROUND = st.integers(0, 40 * DAY * MICROSECONDS)


@given(DAYS, ZONES, AROUND, AROUND, st.integers(7, 40))
def test_windows_are_the_longest_whole_weeks_that_fit(shipped, zone, before, after, most):
    """Equal, adjoining at the day's first instant, within what is known; summer time does not make them unequal."""
    middle = start_of_day(shipped, zone)
    found = windows(shipped, zone, middle - before, middle + after, most)
    days = twin.longest(shipped, zone, middle - before, middle + after, most)
    assert (found.days if found else 0) == days
    if found:
        assert found.before.end == found.after.start == middle
        assert found.before.start == start_of_day(shipped - timedelta(days=days), zone) >= middle - before
        assert found.after.end == start_of_day(shipped + timedelta(days=days), zone) <= middle + after


@given(DAYS, ZONES, st.integers(0, 60 * DAY))
def test_it_can_be_told_from_the_day_that_is_promised(shipped, zone, window):
    """On the day `told_from` names there is a window, and on the day before there was none."""
    day, first = told_from(shipped, zone, window), start_of_day(shipped - timedelta(days=30), zone)
    on, before = start_of_day(day, zone), start_of_day(day - timedelta(days=1), zone)
    assert windows(shipped, zone, first, closed_until(on, window)) is not None
    assert windows(shipped, zone, first, closed_until(before, window)) is None


def pair_of(world, found):
    """Return the map as read in each window."""
    reading = world.read()
    sides = (
        read_map(reading, MapQuestion(period=period, trend="none", compare=False))
        for period in (found.before, found.after)
    )
    return Pair(windows=found, before=next(sides), after=next(sides))


@settings(max_examples=60, deadline=None)
@given(worlds(), st.integers(1, 40), st.integers(1, 30))
def test_drop_off_is_the_twins(world, day, length):
    """Left and rated of passes begun in each window are counted alike; the interval is the formula's; the rest's mean
    is that of the other steps.
    """
    middle, span = (EPOCH + day * DAY) * MICROSECONDS, length * DAY * MICROSECONDS
    found = Windows(days=length, before=Period(middle - span, middle), after=Period(middle, middle + span))
    pair, runs = pair_of(world, found), [(run, state) for _, run, state in runs_of(world)]
    window = world.journey.window_seconds * MICROSECONDS
    values = {}
    for i, step in enumerate(world.journey.steps):
        effect = next((e for e in before_after(step.key, pair, None) if e.change.what == "drop_off"), None)
        if effect is None:
            continue
        change = effect.change
        old, new = (twin.dropped(runs, i, period, world.as_of, window) for period in (found.before, found.after))
        for reading, (left, rated) in ((change.old, old), (change.new, new)):
            assert reading is None or (reading.count or 0, reading.n) == (left, rated)
        if old[1] and new[1]:
            assert change.value == pytest.approx(new[0] / new[1] - old[0] / old[1])
            low, high = twin.newcombe(*new, *old)
            assert (change.interval.low, change.interval.high) == pytest.approx((max(-1, low), min(1, high)), abs=1e-9)
            values[step.key] = (change.value, effect.rest)
    for key, (_, rest) in values.items():
        others = [value for other, (value, _) in values.items() if other != key]
        assert (rest.steps if rest else 0) == len(others)
        if rest:
            assert rest.value == pytest.approx(sum(others) / len(others))


@settings(max_examples=40, deadline=None)
@given(worlds(), st.integers(1, 40), st.integers(1, 30))
def test_the_other_way_round_is_the_other_way_round(world, day, length):
    """After against before is before against after with the sign turned, intervals too."""
    middle, span = (EPOCH + day * DAY) * MICROSECONDS, length * DAY * MICROSECONDS
    found = Windows(days=length, before=Period(middle - span, middle), after=Period(middle, middle + span))
    pair = pair_of(world, found)
    turned = Pair(windows=found, before=pair.after, after=pair.before)
    for step in world.journey.steps:
        there, back = before_after(step.key, pair, pair), before_after(step.key, turned, turned)
        assert [e.change.what for e in there] == [e.change.what for e in back]
        for one, other in zip(there, back, strict=True):
            if one.change.value is not None and one.change.what == other.change.what:
                assert one.change.value == pytest.approx(-other.change.value)
            if one.change.interval and other.change.interval:
                ends = (-other.change.interval.high, -other.change.interval.low)
                assert (one.change.interval.low, one.change.interval.high) == pytest.approx(ends, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(worlds(), st.floats(0, 1))
def test_what_could_be_won_lies_within_its_interval(world, goal):
    """People won against a target are never negative, never more than there are, and within their interval."""
    readings = read_map(world.read())
    for i, step in enumerate(world.journey.steps):
        targets = type(step.targets)(drop_off=goal, reach=goal)
        for gap in recoverable(readings, i, targets):
            assert 0 <= gap.interval.low <= gap.people + 1e-9
            assert gap.people <= gap.interval.high + 1e-9
            assert gap.interval.high <= gap.of
