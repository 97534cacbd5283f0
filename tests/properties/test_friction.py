"""Friction against its slow twin on random companies."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.friction import KINDS, friction_readings, friction_tally, met_friction
from hanhtrinh.measures.listing import counted
from hanhtrinh.values import Period
from tests.beside_worlds import rich_worlds
from tests.oracles.friction_twin import moments_of_runs
from tests.oracles.reach_twin import first_visits
from tests.worlds import SPLITS, frame_of, people_of, runs_of, shuffled


@settings(max_examples=70, deadline=None)
@given(rich_worlds(), st.integers(0, 99), st.data())
def test_counts_equal_their_slow_twin(world, seed, data):
    """By step and kind, over any choice of passes; rows' order and parts change nothing."""
    runs, moments = runs_of(world), moments_of_runs(world, people_of(world))
    keep = np.array(data.draw(st.lists(st.booleans(), min_size=len(runs), max_size=len(runs))), np.bool_)
    mine = [(run, met) for (_, run, _), met, k in zip(runs, moments, keep, strict=True) if k]
    frame = frame_of(shuffled(world.table, seed))
    for parts in SPLITS:
        got = friction_tally(world.read(frame=frame, parts=parts), keep)
        for step in range(len(world.journey.steps)):
            totals = [sum(met[step, kind] for kind in KINDS) for _, met in mine]
            assert got.reached[step] == sum(step in first_visits(run) for run, _ in mine)
            assert got.met[step] == sum(total > 0 for total in totals)
            assert got.moments[step] == sum(totals)
            assert got.squares[step] == sum(total * total for total in totals)
            assert got.kinds[step].tolist() == [sum(met[step, kind] > 0 for _, met in mine) for kind in KINDS]


@settings(max_examples=40, deadline=None)
@given(rich_worlds())
def test_lists_hold_the_passes_that_met_friction(world):
    """Any, or one kind of it: pass by pass the twin's, and as many as the number says."""
    reading, moments = world.read(), moments_of_runs(world, people_of(world))
    keep = reading.keep(Period(), "g0")
    for step, found in enumerate(friction_readings(reading, keep)):
        assert met_friction(reading, step).tolist() == [any(met[step, k] for k in KINDS) for met in moments]
        for kind in KINDS:
            assert met_friction(reading, step, kind).tolist() == [met[step, kind] > 0 for met in moments]
        if found is not None:
            for share in (found.any, *found.kinds.values()):
                assert int(counted(reading, share.who, keep).sum()) == share.count


@settings(max_examples=40, deadline=None)
@given(rich_worlds())
def test_readings_are_shares_of_those_who_came(world):
    """Kinds nobody defined are not said; no share exceeds any friction; what later events do changes nothing."""
    reading = world.read()
    keep = reading.keep(Period(), None)
    friction = world.journey.friction
    for found in friction_readings(reading, keep):
        if found is None:
            continue
        assert ("error" in found.kinds) == (friction.errors is not None)
        assert ("support" in found.kinds) == (friction.support is not None)
        assert all(kind.n == found.any.n and kind.count <= found.any.count for kind in found.kinds.values())
        if found.any.n:
            assert found.per_pass.value >= found.any.value - 1e-12
            assert found.per_pass.interval is None or found.per_pass.interval.low >= 0
    upto = world.table.filter(world.table["time"].dt.timestamp("us") <= world.as_of)
    cut = world.read(frame=frame_of(upto))
    assert friction_readings(cut, cut.keep(Period(), None)) == friction_readings(reading, keep)


@settings(max_examples=30, deadline=None)
@given(rich_worlds())
def test_a_visit_is_at_most_one_moment(world):
    """Repeats, loops and back-steps never add up to more than the visits after the first of each pass."""
    reading = world.read()
    for met, (_, run, _) in zip(moments_of_runs(world, people_of(world)), runs_of(world), strict=True):
        assert sum(n for (_, kind), n in met.items() if kind in ("repeat", "loop", "back_step")) < len(run.visits)
    assert friction_tally(reading, np.zeros(len(reading.passes), np.bool_)).reached.sum() == 0
