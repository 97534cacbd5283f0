"""The whole map: what comes after the clock changes nothing, nor does the order of rows or the split into parts."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.map import MapQuestion, read_map
from hanhtrinh.values import MICROSECONDS, Period
from tests.timelines import DAY
from tests.worlds import EPOCH, SPLITS, frame_of, kept, runs_of, shuffled, worlds

QUESTIONS = st.builds(
    MapQuestion,
    period=st.one_of(
        st.just(Period()),
        st.integers(0, 30).map(lambda day: Period((EPOCH + day * DAY) * MICROSECONDS, None)),
        st.integers(0, 30).map(lambda day: Period(None, (EPOCH + day * DAY) * MICROSECONDS)),
    ),
    segment=st.sampled_from([None, "g0", "per"]),
    trend=st.sampled_from(["auto", "none", "month"]),
)


@settings(max_examples=60, deadline=None)
@given(worlds(), QUESTIONS)
def test_a_map_as_of_an_instant_is_the_map_of_the_data_upto_it(world, question):
    """Every reading, answer, verbatim, wait, trend, lateness and segment is blind to later events."""
    upto = world.table.filter(world.table["time"].dt.timestamp("us") <= world.as_of)
    whole = read_map(world.read(), question)
    cut = read_map(world.read(frame=frame_of(upto)), question)
    assert msgspec.to_builtins(whole) == msgspec.to_builtins(cut)


@settings(max_examples=50, deadline=None)
@given(worlds(), QUESTIONS, st.integers(0, 99))
def test_rows_and_parts_change_no_digit_of_a_map(world, question, seed):
    """Shuffled rows, and one, two or five parts, give the same map byte for byte."""
    encoded = {msgspec.json.encode(read_map(world.read(), question))}
    frame = frame_of(shuffled(world.table, seed))
    encoded |= {msgspec.json.encode(read_map(world.read(frame=frame, parts=parts), question)) for parts in SPLITS}
    assert len(encoded) == 1


@settings(max_examples=50, deadline=None)
@given(worlds(), QUESTIONS)
def test_the_numbers_of_a_map_agree_with_each_other(world, question):
    """Totals are sums of their parts, everybody is rated or named as left out, and segments are of the period."""
    found, runs = read_map(world.read(), question), runs_of(world)
    period = question.period
    keep = kept(world, question.segment, period.start, period.end)
    assert found.passes == found.completed + found.left + found.open == sum(keep)
    assert found.people == len({p.name for (p, _, _), k in zip(runs, keep, strict=True) if k})
    seen = [t for t in world.table["time"].dt.timestamp("us").to_list() if t <= world.as_of]
    assert found.events == len(seen)
    assert found.off_map_events == len(seen) - sum(len(run.visits) for _, run, _ in runs)
    assert sum(step.open for step in found.steps) == found.open
    for step in found.steps:
        for share in (step.drop_off, step.went_on):
            if share is not None:
                assert share.n + sum(share.left_out.values()) == step.reach.count
        assert step.drop_off is None or step.went_on is None
        assert step.reach is None or all(point.reach.n == point.passes for point in step.trend)
        if step.trend:
            assert sum(point.passes for point in step.trend) == found.passes
            assert step.reach is None or sum(p.reach.count or 0 for p in step.trend) == step.reach.count
    if found.conversion is not None:
        assert found.conversion.n + sum(found.conversion.left_out.values()) == found.passes
        assert found.sales_cycle.reading.n == found.passes
        assert found.sales_cycle.arrived == found.completed
    for segment in found.segments:
        assert segment.passes == sum(kept(world, segment.key, period.start, period.end))
