"""Maps by person, session and account against their slow twin."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.map import MapQuestion, read_map
from hanhtrinh.measures.pass_table import COMPLETED, LEFT, NEVER, OPEN
from hanhtrinh.measures.units import units_of
from hanhtrinh.values import MICROSECONDS, Period
from tests.beside_worlds import rich_worlds
from tests.oracles.passes_twin import state_of
from tests.oracles.reach_twin import first_visits, tally
from tests.oracles.units_twin import GAP
from tests.oracles.units_twin import units_of as slow_units
from tests.timelines import DAY
from tests.worlds import EPOCH, SPLITS, frame_of, kept, people_of, shuffled

STATES = {"completed": COMPLETED, "left": LEFT, "open": OPEN}
UNITS = st.sampled_from(["person", "session", "account"])


def questions(**more):
    """A period, open or not, a segment or none, and a unit."""
    period = st.one_of(st.just(Period()), st.integers(0, 30).map(lambda d: Period((EPOCH + d * DAY) * MICROSECONDS)))
    return st.builds(
        MapQuestion, period=period, segment=st.sampled_from([None, "g0"]), unit=UNITS, trend=st.just("month"), **more
    )


def twin_of(world, question):
    """Return the twin's units with their states, the window they are rated by, and the visits of none."""
    keep = kept(world, question.segment, question.period.start)
    units, outside = slow_units(world, people_of(world), keep, question.unit)
    window = GAP if question.unit == "session" else world.journey.window_seconds * MICROSECONDS
    stated = []
    for run, seen in units.values():
        state = state_of(run, window, world.as_of)
        if state != "completed":
            state = "left" if world.as_of - seen > window else "open"
        stated.append((run, state, seen))
    return stated, window, outside


@settings(max_examples=70, deadline=None)
@given(rich_worlds(people=5), questions(), st.integers(0, 99))
def test_units_hold_the_visits_of_their_passes(world, question, seed):
    """Who, which visits in which order, met and left when: the twin's, whatever the order of rows."""
    expected, window, outside = twin_of(world, question)
    reading = world.read(frame=frame_of(shuffled(world.table, seed)))
    units = units_of(reading, reading.keep(question.period, question.segment), question.unit)
    table = units.table
    assert (units.outside, len(table), bool(units.keep.all())) == (outside, len(expected), True)
    assert table.window_seconds * MICROSECONDS == window
    got = []
    for u in range(len(table)):
        visits = slice(table.offsets[u], table.offsets[u + 1])
        steps = table.step[visits].tolist()
        assert [s for s in range(table.step_count) if table.reached_step(s)[u]] == sorted(set(steps))
        assert (table.start[u], table.last_step[u]) == (table.time[visits][0], steps[-1])
        path = tuple(zip(table.time[visits].tolist(), table.event[visits].tolist(), steps, strict=True))
        met = None if table.outcome[u] == NEVER else int(table.outcome[u])
        got.append((path, int(table.state[u]), int(table.end[u]), met))
    mine = [(tuple(run.visits), STATES[state], seen, run.met) for run, state, seen in expected]
    assert sorted(got, key=str) == sorted(mine, key=str)


@settings(max_examples=50, deadline=None)
@given(rich_worlds(people=5), questions(), st.sampled_from(SPLITS))
def test_a_map_by_unit_counts_what_its_twin_counts(world, question, parts):
    """Reach, drop-off, went on, stages, totals and conversion are those of the twin's units, and name their unit."""
    expected, window, outside = twin_of(world, question)
    runs, journey = [(run, state) for run, state, _ in expected], world.journey
    counts = tally(runs, len(journey.steps), journey.stage_of, world.as_of, window)
    found = read_map(world.read(parts=parts), question)
    assert (found.unit, found.outside, found.passes) == (question.unit, outside, len(runs))
    assert {name: getattr(found, name) for name in STATES} == {name: counts["states"][name] for name in STATES}
    for place, step in enumerate(found.steps):
        assert step.open == counts["open"][place]
        if step.reach is not None:
            assert step.reach.count == counts["reached"][place]
            assert (step.reach.params["unit"], step.reach.who) == (question.unit, None)
        for share, hits in ((step.drop_off, "dropped"), (step.went_on, "went_on")):
            if share is not None:
                assert (share.count, share.n) == (counts[hits][place], counts["rated"][place])
                assert share.n + sum(share.left_out.values()) == step.reach.count
        if step.trend:
            assert sum(point.passes for point in step.trend) == found.passes
    for place, stage in enumerate(found.stages):
        assert stage.reach is None or stage.reach.count == counts["stages"][place]
    if journey.outcome is not None:
        begun = [(run, state) for run, state in runs if run.visits[0][0] <= world.as_of - window]
        rated = [state for _, state in begun if state != "open"]
        assert (found.conversion.count, found.conversion.n) == (rated.count("completed"), len(rated))
        assert found.sales_cycle.arrived == found.completed
    assert sum(edge.times for edge in found.edges if edge.source == "(start)") == found.passes
    assert sum(edge.times for edge in found.edges) == found.passes + sum(len(run.visits) for run, _ in runs)


@settings(max_examples=40, deadline=None)
@given(rich_worlds(people=5), questions(beside=st.just(True)))
def test_a_map_by_unit_is_blind_to_later_events(world, question):
    """What comes after the clock changes nothing."""
    upto = world.table.filter(world.table["time"].dt.timestamp("us") <= world.as_of)
    one, two = (read_map(world.read(frame=frame), question) for frame in (None, frame_of(upto)))
    assert msgspec.to_builtins(one) == msgspec.to_builtins(two)


@settings(max_examples=30, deadline=None)
@given(rich_worlds(people=5))
def test_people_who_came_are_the_people_of_the_passes_that_came(world):
    """By person, a step's reach is the number of different people among the passes that reached it."""
    reading = world.read()
    by_person = read_map(reading, MapQuestion(unit="person", trend="none"))
    assert by_person.passes == by_person.people == read_map(reading, MapQuestion(trend="none")).people
    people = people_of(world)
    for place, step in enumerate(by_person.steps):
        came = sum(any(place in first_visits(run) for run in person.runs) for person in people)
        assert step.reach is None or step.reach.count == came
