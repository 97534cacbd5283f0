"""Maps as sums over people: parts add up and subtract to the digit; time changes nobody before they say so."""

from dataclasses import replace

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures import timing
from hanhtrinh.measures.map import MapQuestion, Sliding, read_map
from hanhtrinh.measures.partial import FrameSpan, joined, map_partial, map_readings, next_change, quotes, span_of
from hanhtrinh.values import MICROSECONDS, Period
from tests.beside_worlds import rich_worlds
from tests.timelines import DAY
from tests.worlds import EPOCH, INSTRUMENTS, frame_of, worlds

ZONE = "Asia/Ho_Chi_Minh"
PERIODS = st.one_of(
    st.just(Period()),
    st.integers(0, 30).map(lambda day: Period((EPOCH + day * DAY) * MICROSECONDS, None)),
    st.integers(0, 30).map(lambda day: Period(None, (EPOCH + day * DAY) * MICROSECONDS)),
)
SLIDING = st.builds(
    Sliding,
    count=st.sampled_from([1, 2, 20]),
    unit=st.sampled_from(["second", "day", "week", "month", "quarter", "year"]),
)
QUESTIONS = st.builds(
    MapQuestion,
    period=PERIODS,
    segment=st.sampled_from([None, None, "g0", "per"]),
    trend=st.sampled_from(["auto", "none", "month"]),
    unit=st.sampled_from(["pass", "pass", "person", "session"]),
    sliding=st.one_of(st.none(), SLIDING),
)
WORLDS = st.one_of(worlds(max_people=5), rich_worlds(people=4))
STEPS = st.one_of(st.sampled_from([1, 5, 1_800, DAY, 7 * DAY, 14 * DAY]), st.integers(0, 40 * DAY))


@pytest.fixture(params=["small", "large"])
def _size(request, monkeypatch):
    """As of small companies; or as of large ones, with durations in bins and words looked up in their frame."""
    if request.param == "large":
        monkeypatch.setattr(timing, "EXACT_PASSES", -1)
        monkeypatch.setattr(quotes, "FEW", -1)


def people_in(world):
    """Return the ids of everybody."""
    return sorted(set(world.table["person"].to_list()))


def of_people(world, people):
    """Return the world of some people alone; its dictionaries are its own."""
    return replace(world, table=world.table.filter(pl.col("person").is_in(list(people))))


def read(partial, world, question, as_of=None):
    """Return the readings of a partial of the world, as JSON."""
    as_of = world.as_of if as_of is None else as_of
    found = map_readings(
        partial, world.journey, question,
        instruments=INSTRUMENTS, zone=ZONE, as_of=as_of, span=span_of(frame_of(world.table), as_of),
    )  # fmt: skip
    return msgspec.json.encode(found)


def whole(world, question):
    """Return the readings of a world read at once, as JSON."""
    return msgspec.json.encode(read_map(world.read(), question))


@settings(max_examples=25, deadline=None)
@given(world=WORLDS, question=QUESTIONS, data=st.data())
@pytest.mark.usefixtures("_size")
def test_parts_of_people_add_up_to_the_map(world, question, data):
    """However people are split, the parts' sum is the whole, and reads as the whole read at once to the last digit."""
    people = people_in(world)
    part = data.draw(st.lists(st.integers(0, 2), min_size=len(people), max_size=len(people)))
    parts = [of_people(world, [p for p, of in zip(people, part, strict=True) if of == n]) for n in range(3)]
    one, two, three = (map_partial(some.read(), question) for some in parts)
    everybody = map_partial(world.read(), question)
    assert one + two + three == everybody == three + (two + one)
    assert read(one + two + three, world, question) == whole(world, question)


@settings(max_examples=25, deadline=None)
@given(world=WORLDS, question=QUESTIONS, few=st.integers(0, 6))
def test_parts_kept_to_the_second_make_a_large_whole_in_bins(world, question, few):
    """Where parts are small and the whole is not, they add up to what the whole says."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timing, "EXACT_PASSES", few)
        parts = [map_partial(of_people(world, [person]).read(), question) for person in people_in(world)]
        nobody = map_partial(of_people(world, []).read(), question)
        assert read(sum(parts, start=nobody), world, question) == whole(world, question)


@settings(max_examples=25, deadline=None)
@given(world=WORLDS, question=QUESTIONS, data=st.data())
@pytest.mark.usefixtures("_size")
def test_people_can_be_taken_away_again(world, question, data):
    """All people without some are the others, whatever was added and taken away before."""
    people = people_in(world)
    some = data.draw(st.sets(st.sampled_from(people))) if people else set()
    those, others = of_people(world, some), of_people(world, set(people) - some)
    away, rest = (map_partial(world.read(), question) for world in (those, others))
    everybody = map_partial(world.read(), question)
    assert everybody - away == rest
    assert read(everybody - away, others, question) == whole(others, question)
    change = rest - away
    assert everybody - rest + change - change == away
    assert read(away + change, others, question) == whole(others, question)
    assert read(rest - change, those, question) == whole(those, question)
    assert read(everybody - rest, those, question) == whole(those, question)


@settings(max_examples=25, deadline=None)
@given(world=WORLDS, question=QUESTIONS, later=STEPS)
@pytest.mark.usefixtures("_size")
def test_nobody_changes_before_they_say_so(world, question, later):
    """Up to a person's next change, the clock moves nothing in what they add."""
    as_of = world.as_of + later * MICROSECONDS
    for person in people_in(world):
        alone = of_people(world, [person])
        reading = alone.read()
        changes = int(next_change(reading, question)[0])
        assert changes > world.as_of
        before = map_partial(reading, question)
        for moment in {as_of, changes - 1, min(changes - 1, world.as_of + 400 * DAY * MICROSECONDS)}:
            if world.as_of <= moment < changes < np.iinfo(np.int64).max:
                assert map_partial(alone.read(as_of=moment), question) == before


@settings(max_examples=25, deadline=None)
@given(world=WORLDS, question=QUESTIONS, clock=st.lists(STEPS, min_size=1, max_size=4), data=st.data())
@pytest.mark.usefixtures("_size")
def test_a_map_kept_up_to_date_is_the_map_read_anew(world, question, clock, data):
    """Events come in any order and the clock goes on; only those are read again who are touched or have changed."""
    table = world.table
    arrives = data.draw(st.lists(st.integers(0, len(clock)), min_size=table.height, max_size=table.height))
    table = table.with_columns(arrives=pl.Series(arrives, dtype=pl.Int64))
    known = replace(world, table=table.filter(pl.col("arrives") == 0).drop("arrives"))
    reading = known.read()
    live, due = map_partial(reading, question), dict(zip(people_in(known), next_change(reading, question), strict=True))
    for turn, later in enumerate(clock, 1):
        now = known.as_of + later * MICROSECONDS
        new = table.filter(pl.col("arrives") == turn)["person"].to_list()
        after = replace(known, table=table.filter(pl.col("arrives") <= turn).drop("arrives"), as_of=now)
        touched = {*new, *(person for person, moment in due.items() if moment <= now)}
        were, are = of_people(known, touched), of_people(after, touched)
        reading = are.read()
        # What they added is what they added when they were last read: at any instant since, the same.
        live = live + (map_partial(reading, question) - map_partial(were.read(as_of=known.as_of), question))
        due |= dict(zip(people_in(are), next_change(reading, question), strict=True))
        known = after
        assert read(live, known, question) == whole(known, question)


@settings(max_examples=25, deadline=None)
@given(world=worlds(), data=st.data())
def test_the_span_of_the_people_left_in(world, data):
    """Oldest and newest instant of whoever was not taken out, joined with those of others."""
    people, frame = people_in(world), frame_of(world.table)
    out = data.draw(st.lists(st.booleans(), min_size=len(people), max_size=len(people)))
    left = of_people(world, [p for p, gone in zip(people, out, strict=True) if not gone])
    span = span_of(frame_of(left.table), world.as_of)
    assert FrameSpan(frame).without(np.array(out, np.bool_), world.as_of) == span
    times = [t for t in left.table["time"].dt.timestamp("us") if t <= world.as_of]
    assert span == ((min(times), max(times)) if times else None)
    assert joined(span, None, (5, 6)) == (min([5, *times]), max([6, *times]))


@settings(max_examples=5, deadline=None)
@given(world=rich_worlds(people=3))
def test_a_map_by_account_is_no_sum_over_people(world):
    """Adding to a map by account is refused, for an account has several people."""
    partial = map_partial(world.read(), MapQuestion(unit="account"))
    with pytest.raises(ValueError, match="accounts have several"):
        partial + partial
