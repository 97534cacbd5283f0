"""Passes against their slow twin on random timelines."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.lens import compile_lens, touches
from hanhtrinh.journey.model import Journey, Stage, Step, Touchpoint
from hanhtrinh.journey.rules import Is
from hanhtrinh.measures.pass_table import COMPLETED, LEFT, NEVER
from hanhtrinh.measures.passes import find_passes, layout_of
from tests.oracles.passes_twin import find_runs, state_of
from tests.timelines import DAY, NAMES, lake_of, rows

MICRO = 1_000_000


def journey(steps, outcome, window, gap, keyed):
    """Return a journey whose touchpoints are single letters."""
    shaped = tuple(Step(key=f"s{i}", touchpoint=name) for i, name in enumerate(steps))
    return Journey(
        key="j", name="J", window=f"{window}s", minimum_gap=f"{gap}s", pass_key="k" if keyed else None,
        outcome=None if outcome is None else f"s{outcome}",
        touchpoints={name: Touchpoint(name=name) for name in dict.fromkeys(steps)},
        stages=(Stage(key="all", name="All", phase="before", steps=shaped),),
    )  # fmt: skip


def measured(table, j, as_of, parts=1):
    """Return the frame, touches and passes of a lake table."""
    frame = build_frame(reader_of(table), {}, zone="UTC")
    lens = compile_lens({key: Is("event", key) for key in j.touchpoints}, frame.columns)
    codes = touches(lens, frame)

    def run(task, size):
        edges = [size * i // parts for i in range(parts + 1)]
        return [task(a, b) for a, b in pairwise(edges)]

    return frame, codes, lens, find_passes(frame, codes, j, layout_of(j, lens.touchpoints), as_of=as_of, run=run)


def check_pass(passes, p, who, run, step_count, state):
    """Compare one pass of the table with one run of the twin."""
    part = slice(passes.offsets[p], passes.offsets[p + 1])
    columns = (passes.time[part], passes.event[part], passes.step[part])
    visits = list(zip(*(column.tolist() for column in columns), strict=True))
    assert (passes.person[p], visits) == (who, run.visits)
    assert (passes.start[p], passes.end[p]) == (run.visits[0][0], run.end)
    assert passes.outcome[p] == (NEVER if run.met is None else run.met)
    assert {COMPLETED: "completed", LEFT: "left"}.get(int(passes.state[p]), "open") == state
    assert {s for s in range(step_count) if passes.reached_step(s)[p]} == {v[2] for v in run.visits}


@settings(max_examples=150, deadline=None)
@given(
    rows(),
    st.lists(st.sampled_from(NAMES[:-1]), min_size=1, max_size=6),
    st.integers(0, 5),
    st.sampled_from([5, DAY, 14 * DAY]),
    st.sampled_from([0, 2, DAY]),
    st.booleans(),
    st.sampled_from([10, 20 * DAY, 100 * DAY]),
    st.randoms(),
)
def test_passes_equal_their_twin(data, steps, outcome, window, gap, keyed, clock, random):
    """Every pass, visit, state and step is what the rules read aloud give; rows' order and parts change nothing."""
    outcome = outcome if outcome < len(steps) else None
    j = journey(steps, outcome, window, gap, keyed)
    table = lake_of(data)
    as_of = 1767225600 * MICRO + clock * MICRO
    frame, codes, lens, passes = measured(table, j, as_of)
    steps_of = {key: [i for i, name in enumerate(steps) if name == key] for key in steps}
    expected = []
    for who in range(frame.person_count):
        span = range(frame.offsets[who], frame.offsets[who + 1])
        events = [(int(frame.time[i]), i, lens.touchpoints[codes[i] - 1] if codes[i] else None) for i in span]
        keys = {i: int(frame.columns["k"].codes[i]) for i in span} if keyed else None
        runs = find_runs(events, steps_of, -1 if outcome is None else outcome, window * MICRO, gap * MICRO, as_of, keys)
        expected += [(who, run) for run in runs]
    assert len(passes) == len(expected)
    for p, (who, run) in enumerate(expected):
        check_pass(passes, p, who, run, len(steps), state_of(run, window * MICRO, as_of))
    shuffled = table.sample(fraction=1, shuffle=True, seed=random.randint(0, 99))
    _, _, _, again = measured(shuffled, j, as_of, parts=3)
    for name in ("person", "start", "end", "outcome", "state", "last_step", "offsets", "step", "time", "key"):
        assert np.array_equal(getattr(passes, name), getattr(again, name))
