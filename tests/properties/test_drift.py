"""Drift against its slow twin, over parts, on steady and on changed numbers."""

from functools import reduce
from operator import add

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.calendar_days import days_of
from hanhtrinh.measures.control_chart import LIMIT, SMOOTHING, DayValue, chart
from hanhtrinh.measures.drift import BASELINE, WATCHED, Watch, drift_partial
from hanhtrinh.measures.drift_kernels import ARRIVED, DROPPED, RATED, VISITS, WENT_ON
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.values import MICROSECONDS
from tests.oracles import drift_twin, reach_twin
from tests.worlds import frame_of, runs_of, worlds

PLACES = {"visits": VISITS, "arrived": ARRIVED, "rated": RATED, "dropped": DROPPED, "went_on": WENT_ON}


def watch_over(world):
    """Return a watch whose days hold a world's events and some before them."""
    today = int(days_of(np.array([world.as_of]), world.read().frame.zone)[0])
    return Watch(turn=today - 20, last=today - 1, lag=world.journey.window_seconds // 86_400 + 1)


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_daily_counts_equal_their_slow_twin(world):
    """Visits, arrivals and what became of them, by step and day, are the twin's; days before the first are left out."""
    watch, reading = watch_over(world), world.read()
    window, zone = world.journey.window_seconds * MICROSECONDS, reading.frame.zone
    runs = [(run, state) for _, run, state in runs_of(world)]
    at = (world.as_of, window)
    expected = drift_twin.cells(
        runs, lambda time: int(days_of(np.array([time]), zone)[0]), None,
        lambda run, state, step: reach_twin.is_rated(run, state, step, *at),
        lambda run, state, step: reach_twin.is_dropped(run, state, step, *at),
        lambda run, state, step: reach_twin.has_gone_on(run, state, step, *at),
    )  # fmt: skip
    got = drift_partial(reading, watch).cells
    for name, place in PLACES.items():
        wanted = np.zeros(got.shape[:2], np.int64)
        for (step, day), n in expected[name].items():
            if day >= watch.first:
                wanted[step, min(day - watch.first, got.shape[1] - 1)] += n
        assert got[:, :, place].tolist() == wanted.tolist(), name


@settings(max_examples=40, deadline=None)
@given(worlds(), st.integers(0, 3))
def test_parts_of_people_add_up(world, turn):
    """People split in any way give the same counts, scores and names as all together."""
    watch, table = watch_over(world), world.table
    whole = drift_partial(world.read(), watch)
    people = sorted(set(table["person"].to_list()))
    groups = [people[turn % 2 :: 2], people[1 - turn % 2 :: 2]]
    frames = [frame_of(table.filter(table["person"].is_in(group))) for group in groups if group]
    parts = [drift_partial(read_journey(f, world.journey, as_of=world.as_of), watch) for f in frames]
    if not parts:
        return
    summed = reduce(add, parts)
    assert summed.cells.tolist() == whole.cells.tolist()
    assert (dict(summed.scores), dict(summed.names), summed.people) == (
        dict(whole.scores), dict(whole.names), whole.people,
    )  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 500), st.floats(0, 1)), min_size=15, max_size=40),
    st.lists(st.tuples(st.integers(0, 500), st.floats(0, 1)), min_size=1, max_size=40),
)
def test_the_chart_equals_its_formulas_written_out(before, after):
    """Average and limits of every day are those of the weights written out, days without anybody left out."""
    base = [DayValue(i, n, n * p) for i, (n, p) in enumerate(before)]
    watched = [DayValue(100 + i, n, n * p) for i, (n, p) in enumerate(after)]
    found = chart(base, watched, 0.2)
    kept = [(n, p) for n, p in after if n]
    if not kept:
        assert found is None
        return
    total = sum(n for n, _ in before)
    variance = 0.2 * found.dispersion
    expected = drift_twin.averages(found.centre, variance, variance / total, kept, SMOOTHING, LIMIT)
    for day, (average, half) in zip(found.days, expected, strict=True):
        assert day.average == pytest.approx(average, abs=1e-9)
        assert (day.high - day.low) / 2 == pytest.approx(half, rel=1e-9)


def alarmed(rng, share, people, days=WATCHED, changed=None, wobble=0.0):
    """Tell on which watched day a simulated share leaves its limits, None for never."""
    truth = [share] * BASELINE + [share if changed is None else changed] * days
    rows = []
    for day, p in enumerate(truth):
        n = int(rng.poisson(people))
        moved = min(0.99, max(0.01, p + rng.normal(0, wobble)))
        rows.append(DayValue(day, n, float(rng.binomial(n, moved))))
    found = chart(rows[:BASELINE], rows[BASELINE:], share * (1 - share))
    return next((d.day - BASELINE + 1 for d in found.days if not d.low <= d.average <= d.high), None)


@pytest.mark.parametrize("wobble", [0.0, 0.05])
def test_steady_numbers_rarely_alarm(wobble):
    """Of 2,000 steady series watched for 28 days at most 1 in 100 leaves its limits, also with restless days."""
    rng = np.random.default_rng(5)
    assert sum(alarmed(rng, 0.3, 120, wobble=wobble) is not None for _ in range(2_000)) <= 20


def test_a_change_is_noticed_in_days():
    """Drop-off of 31 % going to 24 % is noticed within 14 days in nine of ten series of 150 people a day."""
    rng = np.random.default_rng(7)
    found = [alarmed(rng, 0.31, 150, changed=0.24) for _ in range(400)]
    assert sum(day is not None and day <= 14 for day in found) >= 360
    assert float(np.median([day for day in found if day is not None])) <= 9
