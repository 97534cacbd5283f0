"""Everything beside the map: the same whatever the order of rows and the parts, and blind to later events."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.map import MapQuestion, read_map
from hanhtrinh.values import MICROSECONDS, Period
from tests.beside_worlds import rich_worlds
from tests.timelines import DAY
from tests.worlds import EPOCH, SPLITS, frame_of, shuffled

DAYS = st.one_of(st.none(), st.integers(0, 20).map(lambda day: (EPOCH + day * DAY) * MICROSECONDS))
QUESTIONS = st.builds(
    MapQuestion,
    period=st.builds(Period, DAYS, DAYS),
    segment=st.sampled_from([None, "g0", "per"]),
    when=st.sampled_from([None, "now", "at_entry"]),
    trend=st.just("none"),
    compare=st.just(False),
    beside=st.just(True),
)


@settings(max_examples=30, deadline=None)
@given(rich_worlds(), QUESTIONS, st.integers(0, 99))
def test_rows_and_parts_change_no_digit_beside_a_map(world, question, seed):
    """Shuffled rows, and one, two or five parts, give the same readings byte for byte."""
    encoded = {msgspec.json.encode(read_map(world.read(), question).beside)}
    frame = frame_of(shuffled(world.table, seed))
    encoded |= {
        msgspec.json.encode(read_map(world.read(frame=frame, parts=parts), question).beside) for parts in SPLITS
    }
    assert len(encoded) == 1


@settings(max_examples=40, deadline=None)
@given(rich_worlds(), QUESTIONS)
def test_what_stands_beside_a_map_is_blind_to_later_events(world, question):
    """As of an instant, all data say as much as the data up to it."""
    upto = world.table.filter(world.table["time"].dt.timestamp("us") <= world.as_of)
    whole, cut = (read_map(world.read(frame=frame), question).beside for frame in (None, frame_of(upto)))
    assert msgspec.to_builtins(whole) == msgspec.to_builtins(cut)


@settings(max_examples=30, deadline=None)
@given(rich_worlds(), QUESTIONS)
def test_what_stands_beside_a_map_changes_nothing_on_it(world, question):
    """The map with and without is the same map; each entry stands at its step."""
    reading = world.read()
    with_it, without = read_map(reading, question), read_map(reading, msgspec.structs.replace(question, beside=False))
    assert without.beside is None
    assert msgspec.structs.replace(with_it, beside=None) == without
    places = len(world.journey.steps)
    beside = with_it.beside
    assert [len(beside.friction), len(beside.effort), len(beside.answers)] == [places] * 3
    for step, friction in zip(with_it.steps, beside.friction, strict=True):
        assert (friction is not None) == step.measured
        if friction is not None:
            assert friction.any.n == step.reach.count
