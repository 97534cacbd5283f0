"""Segments as of now and at entry: a question may choose, the readings say which, and entry never looks ahead."""

import msgspec
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.map import MapQuestion, read_map
from tests.beside_worlds import rich_worlds
from tests.timelines import DAY
from tests.worlds import EPOCH, frame_of, in_segment, runs_of

GROUPS = st.sampled_from(["g0", "g1", "per"])
MOMENTS = st.sampled_from(["now", "at_entry"])


def rule_of(journey, key):
    """Return the rule and the own moment of a segment or persona."""
    of = journey.segments.get(key) or journey.personas[key]
    return of.match, of.when


@settings(max_examples=40, deadline=None)
@given(rich_worlds(), GROUPS, st.one_of(st.none(), MOMENTS))
def test_a_question_overrides_the_moment_of_every_segment(world, key, when):
    """Of the segment asked for and of those beside it; the readings name the moment they were read by."""
    question = MapQuestion(segment=key, when=when, trend="none")
    found = read_map(world.read(), question)
    rule, own = rule_of(world.journey, key)
    assert found.when == (when or own)
    expected = [in_segment(rule, when or own, person, run, world.as_of) for person, run, _ in runs_of(world)]
    assert found.passes == sum(expected)
    for segment in found.segments:
        rule, own = rule_of(world.journey, segment.key)
        assert segment.when == (when or own)
        mine = [in_segment(rule, segment.when, person, run, world.as_of) for person, run, _ in runs_of(world)]
        assert segment.passes == sum(mine)


@settings(max_examples=50, deadline=None)
@given(rich_worlds(), GROUPS, st.integers(0, 40))
def test_at_entry_does_not_look_ahead(world, key, day):
    """Whoever began by some day is in the segment or not, whatever they did after that day."""
    moment = (EPOCH + day * DAY) * 1_000_000
    past = world.table.filter(pl.col("time").dt.timestamp("us") <= moment)
    whole, cut = world.read(), world.read(frame=frame_of(past))
    begun = whole.passes.start <= moment

    def members(reading, which):
        people = reading.frame.people.gather(reading.passes.person[which]).to_list()
        return sorted(zip(people, reading.passes.start[which].tolist(), strict=True))

    ahead = members(whole, whole.in_group(key, "at_entry") & begun)
    assert ahead == members(cut, cut.in_group(key, "at_entry"))


@settings(max_examples=10, deadline=None)
@given(rich_worlds())
def test_without_a_segment_there_is_no_moment(world):
    """Everybody is everybody at any time."""
    one, two = (read_map(world.read(), MapQuestion(when=when, compare=False)) for when in (None, "at_entry"))
    assert one.when is None
    assert msgspec.to_builtins(one) == msgspec.to_builtins(two)
