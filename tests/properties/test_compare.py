"""Two groups compared: different passes, the map's own numbers, the clearest differences first."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.compare import Group, compare
from hanhtrinh.measures.map import MapQuestion, read_map
from hanhtrinh.values import MICROSECONDS, Period
from tests.beside_worlds import rich_worlds
from tests.timelines import DAY
from tests.worlds import EPOCH, frame_of, kept, runs_of, shuffled


def groups():
    """A period, open or not, and a segment or none, as of a moment or its own."""
    days = st.one_of(st.none(), st.integers(0, 20).map(lambda day: (EPOCH + day * DAY) * MICROSECONDS))
    return st.builds(Group, period=st.builds(Period, days, days), segment=st.sampled_from([None, "g0", "g1"]))


def mask(world, group):
    """Return which passes belong to a group, by the twin."""
    return kept(world, group.segment, group.period.start, group.period.end)


@settings(max_examples=40, deadline=None)
@given(rich_worlds(people=5), groups(), groups(), st.integers(0, 99))
def test_sides_are_different_passes(world, first, second, seed):
    """What would belong to both counts with the first alone; passes, people and states are the twin's."""
    runs, one, two = runs_of(world), mask(world, first), mask(world, second)
    found = compare(world.read(frame=frame_of(shuffled(world.table, seed))), first, second)
    assert found.both == sum(a and b for a, b in zip(one, two, strict=True))
    sides = (one, [b and not a for a, b in zip(one, two, strict=True)])
    people = []
    for side, keep in zip((found.first, found.second), sides, strict=True):
        mine = [(person.name, state) for (person, _, state), k in zip(runs, keep, strict=True) if k]
        people.append({name for name, _ in mine})
        assert (side.passes, side.people) == (len(mine), len(people[-1]))
        states = [state for _, state in mine]
        assert (side.completed, side.left, side.open) == tuple(map(states.count, ("completed", "left", "open")))
    assert found.people_in_both == len(people[0] & people[1])


@settings(max_examples=25, deadline=None)
@given(rich_worlds(people=5), groups(), groups())
def test_numbers_are_those_of_the_map(world, first, second):
    """The first side's are its map's; the second's too where nobody belongs to both."""
    reading = world.read()
    found = compare(reading, first, second)

    def reach_of(group):
        question = MapQuestion(period=group.period, segment=group.segment, trend="none", compare=False)
        read = read_map(reading, question)
        assert read.conversion is None or read.conversion.n <= read.passes
        return {step.key: step.reach for step in read.steps if step.reach is not None and step.reach.n}

    of_first = {c.step: c.new for c in found.changes if c.what == "reach" and c.new.n}
    assert of_first == reach_of(first)
    if not found.both:
        of_second = {c.step: c.old for c in found.changes if c.what == "reach" and c.old.n}
        assert of_second == reach_of(second)


@settings(max_examples=25, deadline=None)
@given(rich_worlds(people=5), groups(), groups())
def test_clear_differences_come_first(world, first, second):
    """Sorted by whether the interval leaves out zero, then by how clearly; the rest as on the map."""
    changes = compare(world.read(), first, second).changes
    order = [change.verdict for change in changes]
    rank = {"beyond": 0, "within": 1, "same": 1}
    assert [rank.get(verdict, 2) for verdict in order] == sorted(rank.get(verdict, 2) for verdict in order)
    clear = [change for change in changes if change.verdict == "beyond"]
    sizes = [abs(c.value) / (c.interval.high - c.interval.low) for c in clear if c.interval.high > c.interval.low]
    assert sizes == sorted(sizes, reverse=True)
    for change in clear:
        assert change.interval.low > 0 or change.interval.high < 0


@settings(max_examples=20, deadline=None)
@given(rich_worlds(), groups(), groups())
def test_turning_round_turns_the_differences(world, first, second):
    """Where nobody belongs to both, the other way round is minus the same."""
    there, back = (compare(world.read(), *two) for two in ((first, second), (second, first)))
    if there.both:
        return
    assert (there.unequal_time, there.people_in_both) == (back.unequal_time, back.people_in_both)
    forward = {(c.what, c.step, c.stage): c.value for c in there.changes if c.what == "reach"}
    backward = {(c.what, c.step, c.stage): c.value for c in back.changes if c.what == "reach"}
    for place, value in forward.items():
        assert (value is None) == (backward[place] is None)
        assert value is None or value == -backward[place]


@settings(max_examples=20, deadline=None)
@given(rich_worlds(), groups(), groups())
def test_later_events_change_nothing(world, first, second):
    """Both sides are read as of the same instant."""
    upto = world.table.filter(world.table["time"].dt.timestamp("us") <= world.as_of)
    one, two = (compare(world.read(frame=frame), first, second) for frame in (None, frame_of(upto)))
    assert msgspec.to_builtins(one) == msgspec.to_builtins(two)
