"""The people behind a number are just those it counted."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.listing import counted, people_of, without_pass
from hanhtrinh.measures.map import MapQuestion, read_map
from hanhtrinh.measures.results import Who
from hanhtrinh.values import MICROSECONDS, Period
from tests.oracles.reach_twin import first_visits, has_gone_on, is_dropped, last_step
from tests.timelines import DAY
from tests.worlds import EPOCH, kept, runs_of, worlds

SEGMENTS = st.sampled_from([None, "g0", "per"])
DAYS = st.one_of(st.none(), st.integers(0, 30))


def questions():
    """A period, open or not, and a segment or none."""
    return st.tuples(DAYS, DAYS, SEGMENTS)


def chosen(world, question):
    """Return the map's question and which passes it keeps, by the twin."""
    start, end, segment = question
    bounds = [None if day is None else (EPOCH + day * DAY) * MICROSECONDS for day in (start, end)]
    return MapQuestion(period=Period(*bounds), segment=segment, trend="none", compare=False), kept(
        world, segment, *bounds
    )


@settings(max_examples=70, deadline=None)
@given(worlds(), questions())
def test_every_count_on_a_map_lists_as_many_passes(world, question):
    """Reach, stages, drop-off, went on, open, late, conversion: the list is as long as the number."""
    asked, _ = chosen(world, question)
    reading = world.read()
    found, keep = read_map(reading, asked), reading.keep(asked.period, asked.segment)

    def listed(who):
        return int(counted(reading, who, keep).sum())

    for one in [*found.stages, *found.steps]:
        for share in (one.reach, getattr(one, "drop_off", None), getattr(one, "went_on", None)):
            if share is not None:
                assert listed(share.who) == share.count, share
    for step in found.steps:
        assert listed(Who(what="open", step=step.key)) == step.open
        if step.lateness is not None:
            late = step.lateness.late
            assert listed(late.who) == late.count
            assert listed(Who(what="on_time", step=step.key)) == late.n - late.count
    for state in ("completed", "left", "open"):
        assert listed(Who(what=state)) == getattr(found, state)
    assert listed(Who(what="all")) == found.passes
    assert len(people_of(reading, keep)) == found.people


@settings(max_examples=70, deadline=None)
@given(worlds(), questions())
def test_lists_hold_the_passes_the_definitions_name(world, question):
    """Pass by pass, what is listed as reached, dropped, gone on or open is what `semantics.md` says."""
    asked, keep = chosen(world, question)
    reading, runs = world.read(), runs_of(world)
    as_of, window = world.as_of, world.journey.window_seconds * MICROSECONDS
    mask = reading.keep(asked.period, asked.segment)
    assert mask.tolist() == keep
    for place, step in enumerate(world.journey.steps):
        expected = {
            "reached": [place in first_visits(run) for _, run, _ in runs],
            "dropped": [is_dropped(run, state, place, as_of, window) for _, run, state in runs],
            "went_on": [has_gone_on(run, state, place, as_of, window) for _, run, state in runs],
            "open": [state == "open" and last_step(run) == place for _, run, state in runs],
        }
        for what, of in expected.items():
            got = counted(reading, Who(what=what, step=step.key), mask)
            assert got.tolist() == [bool(a and b) for a, b in zip(of, keep, strict=True)], what


@settings(max_examples=70, deadline=None)
@given(worlds(max_people=6), questions())
def test_an_emotion_rests_on_the_people_it_lists(world, question):
    """n people answered at a step; the list holds a kept pass of each of them and of nobody else, and apart from it
    those who answered without any pass.
    """
    asked, _ = chosen(world, question)
    reading = world.read()
    keep = reading.keep(asked.period, asked.segment)
    for step in read_map(reading, asked).steps:
        for voice in [v for v in (step.voice, *step.other_voices) if v is not None]:
            who = voice.emotion.who
            listed = people_of(reading, counted(reading, who, keep))
            alone = without_pass(reading, who, keep, asked.period) if asked.segment is None else []
            assert not set(listed) & set(alone)
            assert len(listed) + len(alone) == voice.emotion.n


@settings(max_examples=30, deadline=None)
@given(worlds())
def test_a_list_never_leaves_the_passes_asked_about(world):
    """Of no passes, nothing is listed."""
    reading = world.read()
    nobody = np.zeros(len(reading.passes), np.bool_)
    for what in ("all", "completed", "left", "open"):
        assert not counted(reading, Who(what=what), nobody).any()
    for step in world.journey.steps:
        for what in ("reached", "dropped", "went_on", "open", "late", "on_time", "answered"):
            assert not counted(reading, Who(what=what, step=step.key), nobody).any()
