"""Flow between steps and adjacent pairs against their slow twins; nothing flows in that does not flow out."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.flow import adjacent_edges, flow
from hanhtrinh.measures.map import read_map
from hanhtrinh.measures.pass_table import COMPLETED, LEFT, OPEN
from hanhtrinh.measures.reach import everyone
from tests.oracles.flow_twin import edges as slow_edges
from tests.oracles.flow_twin import flow as slow_flow
from tests.worlds import SPLITS, frame_of, in_parts, runs_of, shuffled, worlds

STATES = {COMPLETED: "completed", LEFT: "left", OPEN: "open"}


def as_counter(counts, name=lambda place: place):
    """Return the non-zero entries of an array by place."""
    return Counter({name(tuple(at)): int(counts[tuple(at)]) for at in np.argwhere(counts).tolist()})


@settings(max_examples=50, deadline=None)
@given(worlds(), st.integers(0, 99), st.data())
def test_flow_equals_its_slow_twin(world, seed, data):
    """Pairs, starts and ends are the twin's over any kept passes, any order of rows and any split."""
    runs = runs_of(world)
    keep = np.array(data.draw(st.lists(st.booleans(), min_size=len(runs), max_size=len(runs))), np.bool_)
    mine = [(run, state) for (_, run, state), kept in zip(runs, keep, strict=True) if kept]
    times, passes, starts, ends = slow_flow(mine)
    frame = frame_of(shuffled(world.table, seed))
    for parts in SPLITS:
        table = world.read(frame=frame, parts=parts).passes
        got = flow(table, everyone(table, keep), in_parts(parts))
        assert (as_counter(got.times), as_counter(got.passes)) == (times, passes)
        assert as_counter(got.starts, lambda place: place[0]) == starts
        assert as_counter(got.ends, lambda place: (place[0], STATES[place[1]])) == ends


@settings(max_examples=40, deadline=None)
@given(worlds(max_people=6))
def test_what_flows_into_a_step_flows_out_or_ends_there(world):
    """At every step inflow = outflow + completed + left + open; starts are passes, ends are states."""
    reading = world.read()
    passes, moved = reading.passes, flow(reading.passes, everyone(reading.passes))
    inflow = moved.times.sum(axis=0) + moved.starts
    outflow = moved.times.sum(axis=1) + moved.ends.sum(axis=1)
    visits = np.bincount(passes.step[: passes.offsets[-1]], minlength=passes.step_count)
    assert inflow.tolist() == outflow.tolist() == visits.tolist()
    assert moved.starts.sum() == len(passes)
    assert moved.ends.sum(axis=0).tolist() == [int((passes.state == s).sum()) for s in (COMPLETED, LEFT, OPEN)]
    assert (moved.passes <= moved.times).all()
    assert ((moved.passes > 0) == (moved.times > 0)).all()


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_the_edges_of_a_map_add_up_to_its_passes_and_states(world):
    """What a reader of the map adds up from its edges are the map's own totals."""
    found = read_map(world.read())
    into, out, ends = Counter(), Counter(), Counter()
    for edge in found.edges:
        out[edge.source] += edge.times
        into[edge.target] += edge.times
        if edge.target.startswith("("):
            ends[edge.target] += edge.passes
    assert out["(start)"] == found.passes
    assert (ends["(completed)"], ends["(left)"], ends["(open)"]) == (found.completed, found.left, found.open)
    assert all(into[step.key] == out[step.key] for step in found.steps)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.integers(0, 5), max_size=9), max_size=8))
def test_adjacent_pairs_equal_their_slow_twin(lines):
    """Neighbours are counted with what is off the map passed over; empty timelines stand at [0, 0]."""
    offsets = np.cumsum([0, *(len(line) for line in lines)], dtype=np.int64)
    codes = np.array([code for line in lines for code in line], np.uint16)
    for parts in SPLITS:
        assert as_counter(adjacent_edges(offsets, codes, 5, in_parts(parts))) == slow_edges(lines)
