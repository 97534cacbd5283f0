"""Reach, drop-off, went-on and open against their slow twin on random companies."""

from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.lake import LAKE_SCHEMA
from hanhtrinh.journey.model import Journey, Stage, Step, Touchpoint
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.measures.map import read_map
from hanhtrinh.measures.pass_table import COMPLETED, LEFT, OPEN
from hanhtrinh.measures.reach import NO_GROUP, everyone, tally
from hanhtrinh.measures.statistics import wilson
from hanhtrinh.values import MICROSECONDS
from tests.oracles.reach_twin import tally as slow_tally
from tests.timelines import DAY, lake_of
from tests.worlds import EPOCH, SPLITS, World, frame_of, in_parts, runs_of, shuffled, worlds

STATES = {"completed": COMPLETED, "left": LEFT, "open": OPEN}


def check_tally(got, group, expected, steps, stages):
    """Compare one group of a tally with the twin's counters."""
    assert {name: int(got.states[group, code]) for name, code in STATES.items()} == {
        name: expected["states"][name] for name in STATES
    }
    for name in ("reached", "rated", "dropped", "went_on", "waiting", "open"):
        assert getattr(got, name)[group].tolist() == [expected[name][s] for s in range(steps)], name
    assert got.stages[group].tolist() == [expected["stages"][t] for t in range(stages)]


@settings(max_examples=70, deadline=None)
@given(worlds(), st.integers(0, 99), st.data())
def test_counts_equal_their_slow_twin_in_every_group(world, seed, data):
    """Each group's counts are the twin's; shuffled rows and any split into parts change nothing."""
    runs, journey = runs_of(world), world.journey
    choice = data.draw(st.lists(st.sampled_from([0, 1, 2, None]), min_size=len(runs), max_size=len(runs)))
    groups = np.array([NO_GROUP if c is None else c for c in choice], np.uint16)
    window, steps, stage_of = journey.window_seconds * MICROSECONDS, len(journey.steps), journey.stage_of
    frame = frame_of(shuffled(world.table, seed))
    for parts in SPLITS:
        passes = world.read(frame=frame, parts=parts).passes
        got = tally(passes, stage_of, groups, 3, in_parts(parts))
        assert got.stages.shape[1] == max(stage_of) + 1
        for group in range(3):
            mine = [(run, state) for (_, run, state), c in zip(runs, choice, strict=True) if c == group]
            expected = slow_tally(mine, steps, stage_of, world.as_of, window)
            check_tally(got, group, expected, steps, max(stage_of) + 1)


@settings(max_examples=50, deadline=None)
@given(worlds(max_people=6))
def test_every_arrival_is_rated_waiting_or_recent_and_every_pass_ends_somewhere(world):
    """Rated arrivals drop off, go on or end otherwise; nobody is counted twice and nobody is lost."""
    passes = world.read().passes
    got = tally(passes, world.journey.stage_of, everyone(passes), 1)
    assert got.states.sum() == len(passes)
    assert got.open.sum() == got.states[0, OPEN]
    assert (got.rated + got.waiting <= got.reached).all()
    assert (got.dropped <= got.rated).all()
    # Only who came back from a later step and left here did both: they went on, and this step was their last.
    furthest = np.array([passes.step[a:b].max() for a, b in pairwise(passes.offsets)])
    left_here = passes.state == LEFT
    back = np.bincount(passes.last_step[left_here & (furthest > passes.last_step)], minlength=got.rated.shape[1])
    assert (got.went_on + got.dropped <= got.rated + back).all()
    assert (got.waiting <= got.open).all()
    # Whoever left did so a whole window ago, so was rated everywhere: leavers are all found at some step.
    assert got.dropped.sum() == got.states[0, LEFT]


@settings(max_examples=50, deadline=None)
@given(worlds())
def test_what_comes_after_the_clock_has_no_effect(world):
    """As of an instant, all data count as much as the data up to it."""
    upto = world.table.filter(world.table["time"].dt.timestamp("us") <= world.as_of)
    whole, cut = world.read().passes, world.read(frame=frame_of(upto)).passes
    one, two = (tally(p, world.journey.stage_of, everyone(p), 1) for p in (whole, cut))
    for name in vars(one):
        assert getattr(one, name).tolist() == getattr(two, name).tolist(), name


def test_a_stage_without_steps_takes_nothing_from_the_others():
    """Stages are counted by their place on the map, whichever of them are empty."""
    stages = [("first", ("a",)), ("empty", ()), ("last", ("b", "c"))]
    shaped = tuple(
        Stage(key=k, name=k, phase="before", steps=tuple(Step(key=n, touchpoint=n) for n in names))
        for k, names in stages
    )
    touchpoints = {n: Touchpoint(name=n, match={"event": n}) for n in "abc"}
    journey = Journey(key="j", name="J", touchpoints=touchpoints, stages=shaped)
    table = lake_of([(0, 0, "a", 0), (0, 1, "b", 0), (1, 5, "a", 0)])
    read = read_map(read_journey(build_frame(reader_of(table), {}, zone="UTC"), journey))
    assert [None if s.reach is None else s.reach.count for s in read.stages] == [2, None, 1]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(0, 139)), max_size=40),
    st.integers(1, 6),
    st.integers(0, 22),
)
def test_maps_of_more_steps_than_a_word_has_bits_are_counted_alike(rows, stages, until):
    """140 steps in a few stages, the first and the last of each word among them."""
    names = [f"n{i:03}" for i in range(140)]
    cuts = [140 * i // stages for i in range(stages + 1)]
    shaped = tuple(
        Stage(
            key=f"t{i}",
            name="T",
            phase="before",
            steps=tuple(Step(key=n, touchpoint=n) for n in names[cuts[i] : cuts[i + 1]]),
        )
        for i in range(stages)
    )
    touchpoints = {n: Touchpoint(name=n, match={"event": n}) for n in names}
    journey = Journey(key="j", name="J", window="5d", outcome=names[70], touchpoints=touchpoints, stages=shaped)
    table = lake_of([(who, day * DAY, names[(63 + place) % 140], 0) for who, day, place in rows])
    table = table.with_columns(p_due=pl.lit(None, pl.Datetime("us", "UTC")))
    world = World(table, journey, (EPOCH + until * DAY) * MICROSECONDS)
    passes = world.read().passes
    got = tally(passes, journey.stage_of, everyone(passes), 1)
    mine = [(run, state) for _, run, state in runs_of(world)]
    expected = slow_tally(mine, 140, journey.stage_of, world.as_of, 5 * DAY * MICROSECONDS)
    check_tally(got, 0, expected, 140, stages)


def growing_company(seed, share_that_leaves=0.30, window_days=20, people=60_000):
    """Return passes over (a, b): each pass drops after `a` with a known chance, else reaches `b` within days; the
    company doubles every month, so that most arrivals are recent.
    """
    random = np.random.default_rng(seed)
    days = 180
    grown = np.log2(1 + random.random(people) * (2 ** (days / 30) - 1)) * 30
    start = (grown * DAY).astype(np.int64)
    leaves = random.random(people) < share_that_leaves
    # Everyone who goes on does so within the window, most of them late in it.
    wait = (random.beta(4, 2, people) * window_days * DAY).astype(np.int64)
    arrives = ~leaves & (start + wait <= days * DAY)
    person, second = np.arange(people), np.concatenate([start, (start + wait)[arrives]])
    names = ["a"] * people + ["b"] * int(arrives.sum())
    who = np.concatenate([person, person[arrives]])
    moment = pl.Series(second * MICROSECONDS).cast(pl.Datetime("us", "UTC"))
    data = {
        "id": pl.Series(np.arange(len(who), dtype=np.uint64)).cast(pl.String).str.zfill(8).cast(pl.Binary),
        "person": pl.Series(who).cast(pl.String),
        "time": moment,
        "event": names,
        "source": ["test"] * len(who),
    }
    missing = [pl.lit(None, kind).alias(name) for name, kind in LAKE_SCHEMA.items() if name not in data]
    steps = tuple(Step(key=n, touchpoint=n) for n in "ab")
    journey = Journey(
        key="j", name="J", window=f"{window_days}d", outcome="b",
        touchpoints={n: Touchpoint(name=n, match={"event": n}) for n in "ab"},
        stages=(Stage(key="all", name="All", phase="before", steps=steps),),
    )  # fmt: skip
    frame = build_frame(reader_of(pl.DataFrame(data).with_columns(*missing)), {}, zone="UTC")
    return read_journey(frame, journey, as_of=days * DAY * MICROSECONDS)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_drop_off_is_right_in_a_growing_company_where_closed_passes_alone_flatter(seed):
    """Of closed passes alone, too few have left when a company grows: those who go on close the sooner.

    Rating arrivals whose window has passed finds the true 30 % within its own interval; left ÷ closed does not.
    """
    reading = growing_company(seed)
    passes = reading.passes
    literal_left = int((passes.closed & (passes.state == LEFT) & (passes.last_step == 0)).sum())
    literal = wilson(literal_left, int((passes.closed & passes.reached_step(0)).sum()))
    ours = read_map(reading).steps[0].drop_off
    assert ours.interval.low <= 0.30 <= ours.interval.high
    assert literal.high < 0.29
    # What is recent is said, not hidden: everybody who arrived is rated, open or recent.
    assert ours.n + sum(ours.left_out.values()) == len(passes)
