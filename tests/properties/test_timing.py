"""Waits between steps and to the outcome against their slow twin, exact and in bins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.journey.model import Journey, Stage, Step, Touchpoint
from hanhtrinh.measures import timing
from hanhtrinh.measures.durations import bin_of, mid
from hanhtrinh.measures.reach import everyone
from hanhtrinh.measures.timing import waits
from hanhtrinh.values import MICROSECONDS
from tests.oracles.timing_twin import spread
from tests.oracles.timing_twin import waits as slow_waits
from tests.timelines import DAY, lake_of
from tests.worlds import EPOCH, SPLITS, World, frame_of, in_parts, people_of, shuffled, worlds


def expected_waits(world, keep):
    """Return what the twin says."""
    journey = world.journey
    runs = [person.runs for person in people_of(world)]
    window = journey.window_seconds * MICROSECONDS
    return slow_waits(runs, len(journey.steps), window, journey.pass_key is not None, world.as_of, keep)


def kept_passes(world, data):
    """Return a random choice of passes."""
    size = sum(len(person.runs) for person in people_of(world))
    return np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)), np.bool_)


@settings(max_examples=70, deadline=None)
@given(worlds(), st.integers(0, 99), st.data())
def test_waits_equal_their_slow_twin(world, seed, data):
    """Every wait, how it ended and how long it took are the twin's; rows' order and parts change nothing."""
    keep = kept_passes(world, data)
    steps, cycle, odd = expected_waits(world, keep)
    frame = frame_of(shuffled(world.table, seed))
    for parts in SPLITS:
        passes = world.read(frame=frame, parts=parts).passes
        got = waits(passes, everyone(passes, keep), in_parts(parts))
        assert [spread(counts) for counts in got.steps] == steps
        assert spread(got.cycle) == cycle
        assert list(got.out_of_order) == odd


@settings(max_examples=30, deadline=None)
@given(worlds(), st.data())
def test_binned_waits_are_the_exact_ones_to_within_their_bins(world, data):
    """Where size demands bins, each wait is its bin's middle, and nothing else changes."""
    keep = kept_passes(world, data)
    steps, cycle, odd = expected_waits(world, keep)
    binned = [sorted((mid(bin_of(seconds)), how) for seconds, how in found) for found in [*steps, cycle]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timing, "EXACT_PASSES", -1)
        frame = frame_of(world.table)
        for parts in SPLITS:
            passes = world.read(frame=frame, parts=parts).passes
            got = waits(passes, everyone(passes, keep), in_parts(parts))
            assert [spread(counts) for counts in (*got.steps, got.cycle)] == binned
            assert list(got.out_of_order) == odd


def test_another_order_of_the_same_person_ends_no_wait():
    """With a pass key, an order under way stays under way when the person places another one."""
    steps = tuple(Step(key=n, touchpoint=n) for n in "ab")
    journey = Journey(
        key="j", name="J", window="30d", pass_key="k", outcome="b",  # noqa: S106 - a property, no password
        touchpoints={n: Touchpoint(name=n, match={"event": n}) for n in "ab"},
        stages=(Stage(key="all", name="All", phase="during", steps=steps),),
    )  # fmt: skip
    table = lake_of([(0, 0, "a", 1), (0, 2 * DAY, "a", 2), (0, 5 * DAY, "b", 1)])
    passes = World(table, journey, (EPOCH + 3 * DAY) * MICROSECONDS).read().passes
    got = waits(passes, everyone(passes))
    assert spread(got.steps[1]) == [(DAY, "censored"), (3 * DAY, "censored")]
