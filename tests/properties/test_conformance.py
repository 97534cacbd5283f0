"""Conformance and what is off the map, on random companies, against the slow way of counting."""

from collections import Counter

import msgspec
import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.conformance import conformance
from hanhtrinh.measures.listing import counted
from hanhtrinh.measures.map import read_map
from hanhtrinh.measures.off_map import off_map
from tests.oracles.alignment_twin import align
from tests.worlds import SPLITS, kept, people_of, runs_of, worlds


@st.composite
def loose_worlds(draw):
    """Random companies whose maps also have optional and parallel steps."""
    world = draw(worlds())
    keys = [step.key for step in world.journey.steps]
    stages = tuple(
        msgspec.structs.replace(
            stage,
            steps=tuple(
                msgspec.structs.replace(
                    step,
                    optional=draw(st.booleans()),
                    parallel=draw(st.sampled_from([None, None, *[k for k in keys if k != step.key]])),
                )
                for step in stage.steps
            ),
        )
        for stage in world.journey.stages
    )
    journey = msgspec.structs.replace(world.journey, stages=stages)
    return type(world)(world.table, journey, world.as_of)


def plain_map(journey):
    """Return the map as the twin reads it."""
    return [(s.key, s.optional, s.parallel, s.touchpoint in journey.touchpoints) for s in journey.steps]


def stray(world, person, run):
    """Return how many of a person's events of no step lie between a run's first and last visit; voice is no move."""
    on_map = {step.touchpoint for step in world.journey.steps}
    first, last = run.visits[0][1], run.visits[-1][1]
    return sum(
        first < e["position"] < last
        and e["event"] not in on_map
        and e["instrument"] is None
        and e["asks"] is None
        and (world.journey.pass_key is None or e["p_k"] == run.key)
        for e in person.events
    )


@settings(max_examples=35, deadline=None)
@given(loose_worlds(), st.sampled_from([None, "g0", "per"]))
def test_conformance_equals_the_slow_way(world, segment):
    """Every share and the mean number of deviations are those of aligning pass by pass, in any split."""
    mask = kept(world, segment)
    steps = plain_map(world.journey)
    runs = [(p, run) for (p, run, _), mine in zip(runs_of(world), mask, strict=True) if mine]
    sequences = [[step for _, _, step in run.visits] for _, run in runs]
    aligned = [align(tuple(sequence), steps) for sequence in sequences]
    strays = [stray(world, p, run) for p, run in runs]
    odd = [
        sum(("skipped" in w) + ("out_of_order" in w) for w in fate.values()) + len(s) - len(set(s))
        for (_, _, fate), s in zip(aligned, sequences, strict=True)
    ]
    for parts in SPLITS:
        reading = world.read(parts=parts)
        found = conformance(reading, np.array(mask, np.bool_))
        assert found.passes == len(runs)
        assert found.variants == len(set(map(tuple, sequences)))
        assert found.followed.count == odd.count(0)
        assert found.fitting.count == sum(o == 0 and x == 0 for o, x in zip(odd, strays, strict=True))
        assert found.unplanned.count == sum(x > 0 for x in strays)
        assert found.deviations.count == sum(odd) + sum(strays)
        for place, step in enumerate(found.steps):
            for name in ("skipped", "repeated", "out_of_order"):
                assert getattr(step, name).count == sum(name in fate[place] for _, _, fate in aligned)
            assert step.repeated.n == step.out_of_order.n == sum(place in sequence for sequence in sequences)


@settings(max_examples=25, deadline=None)
@given(loose_worlds())
def test_what_is_visited_is_kept_or_out_of_order_and_the_map_counts_it(world):
    """The passes that came to a step are those the map says reached it; the people behind each share are as many."""
    reading = world.read()
    keep = np.ones(len(reading.passes), np.bool_)
    found, drawn = conformance(reading, keep), read_map(reading)
    for step, on_map in zip(found.steps, drawn.steps, strict=True):
        if on_map.reach is not None:
            assert step.repeated.n == on_map.reach.count
        for one in (step.skipped, step.repeated, step.out_of_order):
            assert int(counted(reading, one.who, keep).sum()) == one.count
    for one in (found.fitting, found.followed, found.unplanned):
        assert int(counted(reading, one.who, keep).sum()) == one.count


@settings(max_examples=35, deadline=None)
@given(worlds(), st.booleans(), st.integers(1, 3))
def test_what_is_off_the_map_equals_the_slow_way(world, of_some, top):
    """Events of no step by name with their people, those of the rest, and those that lack the pass key."""
    mask = kept(world, "g0") if of_some else None
    mine = None
    if mask is not None and not all(mask):
        mine = {p.name for (p, _, _), one in zip(runs_of(world), mask, strict=True) if one}
    on_map = {step.touchpoint for step in world.journey.steps if step.touchpoint}
    seen = [
        (p.name, e) for p in people_of(world) for e in p.events
        if e["time"] <= world.as_of and (mine is None or p.name in mine)
    ]  # fmt: skip
    off = [(who, e["event"]) for who, e in seen if e["event"] not in on_map]
    events, people = Counter(name for _, name in off), Counter(name for name, _ in {(n, w) for w, n in off})
    ranked = sorted(events, key=lambda name: (-events[name], name))
    for parts in SPLITS:
        reading = world.read(parts=parts)
        found = off_map(reading, None if mask is None else np.array(mask, np.bool_), top)
        assert (found.events, found.people) == (len(off), len({who for who, _ in off}))
        assert [(u.event, u.events, u.people) for u in found.top] == [(n, events[n], people[n]) for n in ranked[:top]]
        assert found.other_events == sum(events[name] for name in ranked[top:])
        assert found.other_kinds == len(ranked[top:])
        keyed = world.journey.pass_key is not None
        assert found.no_key == sum(keyed and e["event"] in on_map and e["p_k"] is None for _, e in seen)


@settings(max_examples=25, deadline=None)
@given(worlds())
def test_events_off_the_map_are_as_many_as_the_map_says(world):
    """What is on no step and what lacks a pass key are together what the map says is off it."""
    reading = world.read()
    found = off_map(reading)
    assume(reading.frame.event_count)
    assert found.events + found.no_key == read_map(reading).off_map_events
