"""The aligner against a search through every way of moving along map and pass."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hanhtrinh.journey.model import Journey, Stage, Step, Touchpoint
from hanhtrinh.measures.alignment import align, linear_map
from tests.oracles.alignment_twin import align as slow_align
from tests.worlds import SPLITS, in_parts


@st.composite
def maps(draw):
    """Maps as [(key, optional, parallel, measured)], at most six steps."""
    size = draw(st.integers(1, 6))
    keys = [f"s{i}" for i in range(size)]
    near = st.integers(-2, 2)
    return [
        (
            key,
            draw(st.sampled_from([False, False, False, True])),
            draw(st.one_of(st.none(), st.none(), near.map(lambda d, i=i: f"s{i + d}" if d else None))),
            draw(st.sampled_from([True, True, True, False])),
        )
        for i, key in enumerate(keys)
    ]


def model_of(steps):
    """Return the aligner's map of a plain one."""
    placed = tuple(
        Step(key=k, touchpoint=f"t{k}", optional=o, parallel=p if p in [s[0] for s in steps] else None)
        for k, o, p, _ in steps
    )
    touchpoints = {f"t{k}": Touchpoint(name=k, match={"event": k}) for k, _, _, measured in steps if measured}
    journey = Journey(
        key="j", name="J", touchpoints=touchpoints, stages=(Stage(key="s", name="S", phase="before", steps=placed),)
    )
    return linear_map(journey, set(touchpoints))


@st.composite
def logs(draw):
    """A map and sequences of its measured steps, none empty."""
    steps = draw(maps())
    measured = [i for i, (*_, seen) in enumerate(steps) if seen]
    if not measured:
        return steps, []
    return steps, draw(st.lists(st.lists(st.sampled_from(measured), min_size=1, max_size=7), max_size=6))


A_TO_E = [(key, False, None, True) for key in "abcde"]


@settings(max_examples=150, deadline=None)
@given(logs())
@example((A_TO_E, [[0, 4, 1], [1, 0], [3, 0, 1, 2], [0, 0, 0], [4, 3, 2, 1, 0], [2, 3, 0, 1]]))
@example(([("a", False, None, True), ("b", True, None, True), ("c", False, "b", True)], [[2, 0, 1], [1, 2], [2, 1, 2]]))
def test_alignment_is_that_of_an_exhaustive_search(given_log):
    """Cost, the visits kept and what became of each step are the search's, however the sequences are split."""
    steps, sequences = given_log
    model = model_of(steps)
    size = np.array([len(s) for s in sequences], np.int64)
    flat = np.array([v for s in sequences for v in s], np.uint16)
    for parts in SPLITS:
        found = align(flat, np.cumsum(size) - size, size, model, in_parts(parts))
        at = 0
        for v, visits in enumerate(sequences):
            cost, kept, words = slow_align(visits, steps)
            assert found.cost[v] == cost
            assert tuple(np.flatnonzero(found.kept[at : at + len(visits)]).tolist()) == kept
            at += len(visits)
            for step in range(len(steps)):
                tests = {
                    "skipped": found.skipped(step)[v],
                    "repeated": found.repeated(step)[v],
                    "out_of_order": found.out_of_order(step)[v],
                }
                assert {word for word, holds in tests.items() if holds} == words[step]


@settings(max_examples=100, deadline=None)
@given(logs())
def test_every_visit_and_every_due_step_is_accounted_for(given_log):
    """Cost = visits not kept + due steps not kept; deviations = skipped + out of order + repeats; none at cost 0."""
    steps, sequences = given_log
    model = model_of(steps)
    size = np.array([len(s) for s in sequences], np.int64)
    flat = np.array([v for s in sequences for v in s], np.uint16)
    found = align(flat, np.cumsum(size) - size, size, model)
    for v, visits in enumerate(sequences):
        places = range(len(steps))
        skipped = sum(bool(found.skipped(s)[v]) for s in places)
        odd = sum(bool(found.out_of_order(s)[v]) for s in places)
        again = len(visits) - len(set(visits))
        assert found.deviations[v] == skipped + odd + again
        assert (found.cost[v] == 0) == (found.deviations[v] == 0)
        assert {s for s in places if found.visited(s)[v]} == set(visits)
