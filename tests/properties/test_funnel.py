"""The funnel's kernels against their brute-force twin, and the laws every funnel keeps."""

from collections import Counter
from functools import reduce
from itertools import pairwise

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.events.frame import Column
from hanhtrinh.measures.funnel import (
    DROPPED,
    NONE,
    OPEN,
    RATED,
    Breakdown,
    Exclusion,
    Funnel,
    FunnelMatch,
    funnel_outcomes,
    funnel_partial,
)
from hanhtrinh.measures.funnels.answer import Counts
from hanhtrinh.measures.timelines import Timelines
from tests.oracles.funnel_twin import Event, fates

SECOND = 1_000_000
NEVER = np.iinfo(np.int64).min
STATES = {NONE: "none", RATED: "rated", OPEN: "open", DROPPED: "dropped"}
CODES = 4  # 1 … 4 may be steps, 5 is on the map but in no funnel, 0 is off the map

events = st.tuples(st.integers(0, 12), st.sampled_from([1, 1, 2, 2, 3, 4, 5, 0]), st.integers(0, 2))
people = st.lists(st.lists(events, max_size=6), min_size=1, max_size=3)


def lines_of(units, shuffle=None):
    """Return timelines of lists of (second, code, value), in canonical order whatever the order given."""
    offsets = np.cumsum([0, *map(len, units)]).astype(np.int64)
    rows = [
        e
        for unit in units
        for e in (sorted(unit) if shuffle is None else sorted(unit, key=lambda e: (e[0], shuffle(e))))
    ]
    values = Column(np.array([r[2] for r in rows], np.uint8), pl.Series(["u", "v"]))
    return Timelines(
        offsets=offsets, code=np.array([r[1] for r in rows], np.uint16), unit_count=len(units),
        time=np.array([r[0] * SECOND for r in rows], np.int64), columns={"v": values},
    )  # fmt: skip


def steps_of(*matches):
    return tuple(FunnelMatch(touchpoints=tuple(m)) for m in matches)


single = st.lists(st.sampled_from([(1,), (2,), (3,), (4,)]), min_size=1, max_size=4, unique=True)
free = st.lists(st.lists(st.integers(1, CODES), min_size=1, max_size=2, unique=True).map(tuple), min_size=1, max_size=4)
windows = st.one_of(
    st.builds(lambda w: {"window_seconds": w}, st.integers(0, 13)),
    st.builds(lambda w: {"window_scope": "per_step", "window_seconds": w}, st.integers(0, 6)),
    st.builds(lambda g: {"window_scope": "session", "session_gap_seconds": g}, st.integers(0, 6)),
    st.builds(lambda g: {"window_scope": "none", "inactivity_seconds": g}, st.integers(0, 6)),
)
total = windows.filter(lambda w: w.get("window_scope") != "per_step")
entries = st.sampled_from(["best", "first", "every"])
holds = st.sampled_from([None, None, "v"])


@st.composite
def ordered(draw, steps=free, scope=windows):
    order = draw(st.sampled_from(["ordered", "ordered", "strict"]))
    return Funnel(
        steps=steps_of(*draw(steps)), order=order, entry=draw(entries), hold=draw(holds),
        universe=draw(st.sampled_from(["on_map", "all"])), **draw(scope),
    )  # fmt: skip


@st.composite
def any_order(draw):
    return Funnel(steps=steps_of(*draw(free)), order="any", entry=draw(entries), hold=draw(holds), **draw(total))


@st.composite
def partial_order(draw):
    steps = [
        FunnelMatch(touchpoints=m, optional=draw(st.booleans()), parallel=draw(st.sampled_from([None, "p", "q"])))
        for m in draw(free)
    ]
    if all(s.optional for s in steps):
        steps[draw(st.integers(0, len(steps) - 1))] = msgspec.structs.replace(steps[0], optional=False)
    return Funnel(steps=tuple(steps), order="partial", entry=draw(entries), hold=draw(holds), **draw(total))


@st.composite
def excluding(draw):
    steps = draw(st.lists(st.sampled_from([(1,), (2,), (1, 2), (3,)]), min_size=2, max_size=4))
    count = draw(st.integers(1, 2))
    bars = []
    for _ in range(count):
        after = draw(st.integers(1, len(steps) - 1))
        before = draw(st.integers(after + 1, len(steps)))
        used = {code for match in steps[after - 1 : before] for code in match}
        codes = draw(st.sampled_from([(4,), (5,), (4, 5), (3,)]))
        bars.append(
            Exclusion(touchpoints=codes if not used & set(codes) else (5,), after_step=after, before_step=before)
        )
    return Funnel(
        steps=steps_of(*steps), exclusions=tuple(bars), on_exclusion=draw(st.sampled_from(["stop", "drop", "reset"])),
        entry=draw(entries), hold=draw(holds), **draw(windows),
    )  # fmt: skip


def told(units, question, as_of):
    """What the twin says, in the shape of outcomes: (unit, state, seconds per step, entry, completion)."""
    rows = []
    for u, unit in enumerate(units):
        line = [Event(t * SECOND, code, value, i) for i, (t, code, value) in enumerate(sorted(unit))]
        for fate in fates(line, question, as_of):
            seconds = tuple(-1 if step is None else step[1] // SECOND for step in fate.steps)
            last = fate.done or next((s for s in reversed(fate.steps) if s), None)
            rows.append((u, fate.state, seconds, *((last[0] - last[1], last[0]) if last else (NEVER, NEVER))))
    return rows


def counted(lines, question, as_of):
    """What the kernels say, in the same shape. With every entry, entries stand in order of their events."""
    out = funnel_outcomes(lines, question, as_of)
    return [
        (
            int(out.unit[i]),
            STATES[int(out.state[i])],
            tuple(map(int, out.seconds[i])),
            int(out.entry[i]),
            int(out.completion[i]),
        )
        for i in range(len(out.unit))
    ]


def assert_same(units, question, as_of):
    mine, twin = counted(lines_of(units), question, as_of), told(units, question, as_of)
    keep = [row for row in mine if row[1] != "dropped"], [row for row in twin if row[1] != "dropped"]
    assert sorted(keep[0]) == sorted(keep[1])
    assert sorted(row[:2] for row in mine) == sorted(row[:2] for row in twin)
    assert_counted_as_listed(mine, funnel_partial(lines_of(units), question, as_of).counts)


def assert_counted_as_listed(rows, counts):
    """The counts of a partial, which a shorter kernel may have made, are those of the outcomes people are listed by."""
    assert counts.states.tolist() == [sum(row[1] == STATES[state] for row in rows) for state in range(4)]
    width = len(rows[0][2]) if rows else 0
    for column, (seconds, times) in enumerate(counts.seconds[:width]):
        rated = Counter(row[2][column] for row in rows if row[1] == "rated" and row[2][column] >= 0)
        assert dict(zip(seconds.tolist(), times.tolist(), strict=True)) == rated


@given(
    people, single.map(lambda s: Funnel(steps=steps_of(*s), window_seconds=3)), st.integers(0, 13), st.integers(0, 16)
)
@settings(deadline=None, max_examples=400)
def test_fast_path_is_the_twin(units, question, window, as_of):
    """The fast path finds what writing out all chains finds."""
    assert_same(units, msgspec.structs.replace(question, window_seconds=window), as_of * SECOND)


@pytest.mark.parametrize(
    "questions", [ordered(), any_order(), partial_order(), excluding()], ids=["ordered", "any", "partial", "excluding"]
)
def test_every_option_is_the_twin(questions):
    """Every order, entry, window, exclusion and held property finds what writing out all chains finds."""

    @given(people, questions, st.integers(0, 20))
    @settings(deadline=None, max_examples=600)
    def compare(units, question, as_of):
        assert_same(units, question, as_of * SECOND)

    compare()


broken_down = st.sampled_from(["first", "last", 1])
whole = st.one_of(ordered(), any_order(), partial_order(), excluding())


def exact(counts):
    """Everything a partial counts, comparable."""
    return counts.states.tolist(), counts.reached.tolist(), [(k.tolist(), n.tolist()) for k, n in counts.seconds]


def in_parts(*cuts):
    """Return a runner that parts the units at the given places and hands the parts back in order."""

    def run(task, size):
        bounds = sorted({0, size, *(c for c in cuts if c < size)})
        return [task(low, high) for low, high in pairwise(bounds)] or [task(0, 0)]

    return run


@given(people, whole, st.integers(0, 20), st.integers(0, 4))
@settings(deadline=None, max_examples=150)
def test_parts_merge_to_the_whole(units, question, as_of, cut):
    """Parts in any order, and different people apart, merge to exactly the partial of all."""
    total = funnel_partial(lines_of(units), question, as_of * SECOND)
    parted = funnel_partial(lines_of(units), question, as_of * SECOND, in_parts(cut))
    assert exact(total.counts) == exact(parted.counts)
    halves = [funnel_partial(lines_of(half), question, as_of * SECOND) for half in (units[1:], units[:1])]
    assert exact(total.counts) == exact(halves[0].merge(halves[1]).counts)


@given(people, whole, st.integers(0, 20), broken_down)
@settings(deadline=None, max_examples=150)
def test_breakdown_groups_add_up_and_list_their_units(units, question, as_of, at):
    """The groups of a breakdown add up to the whole, and the listed outcomes are those that were counted."""
    asked = msgspec.structs.replace(question, breakdown=Breakdown(property="v", at=at))
    plain = funnel_partial(lines_of(units), question, as_of * SECOND).counts
    parted = funnel_partial(lines_of(units), asked, as_of * SECOND)
    assert exact(plain) == exact(parted.counts)
    if parted.groups and plain.states[NONE] == 0:
        assert exact(reduce(Counts.merge, parted.groups.values())) == exact(plain)
    out = funnel_outcomes(lines_of(units), asked, as_of * SECOND)
    for label, counts in parted.groups.items():
        mine = np.array([out.groups[g] == label for g in out.group], bool)
        assert counts.states[RATED] == (mine & (out.state == RATED)).sum()
        for step in range(len(question.steps)):
            assert counts.reached[step] == (mine & out.reached(step + 1)).sum()
    assert sum(int(c.states[RATED]) for c in parted.groups.values()) == plain.states[RATED]


@given(people, whole, st.integers(0, 20), st.integers(1, 4))
@settings(deadline=None, max_examples=200)
def test_breakdown_at_a_step_is_read_at_its_earliest_completion(units, question, as_of, step):
    """A unit's value at step n is that of an event at the instant its first chain to step n ended."""
    if step > len(question.steps) or question.entry == "every":
        return
    asked = msgspec.structs.replace(question, breakdown=Breakdown(property="v", at=step))
    out = funnel_outcomes(lines_of(units), asked, as_of * SECOND)
    for u, unit in enumerate(units):
        line = [Event(t * SECOND, code, value, i) for i, (t, code, value) in enumerate(sorted(unit))]
        (fate,) = fates(line, question, as_of * SECOND)
        if fate.state == "dropped":
            continue
        reached = fate.steps[step - 1]
        allowed = {""} if reached is None else {("", "u", "v")[e.value] for e in line if e.time == reached[0]}
        assert out.groups[out.group[u]] in allowed


@given(people, whole, st.integers(0, 20), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=200)
def test_row_order_within_an_instant_changes_nothing(units, question, as_of, chance):
    """Whatever order rows of equal times come in, every unit fares the same."""
    marks = {}
    shuffled = lines_of(units, lambda e: marks.setdefault(e, chance.random()))
    assert sorted(counted(lines_of(units), question, as_of * SECOND)) == sorted(
        counted(shuffled, question, as_of * SECOND)
    )


@given(
    people,
    st.one_of(ordered(scope=st.just({"window_seconds": 4})), any_order(), partial_order(), excluding()),
    st.data(),
)
@settings(deadline=None, max_examples=150)
def test_events_off_the_map_change_nothing(units, question, data):
    """Adding events that are on no map changes no funnel that does not count them (sessions and strict-in-all do)."""
    if question.window_scope in ("session", "none") or (question.order == "strict" and question.universe == "all"):
        question = msgspec.structs.replace(question, window_scope="total", window_seconds=5, universe="on_map")
    extra = [
        unit + data.draw(st.lists(st.tuples(st.integers(0, 12), st.just(0), st.just(0)), max_size=4)) for unit in units
    ]
    assert counted(lines_of(units), question, 9 * SECOND) == counted(lines_of(extra), question, 9 * SECOND)


@given(
    people, st.one_of(ordered(scope=st.just({"window_seconds": 0})), any_order(), partial_order()), st.integers(0, 13)
)
@settings(deadline=None, max_examples=150)
def test_level_never_falls_as_the_window_grows(units, question, window):
    """With a wider window no unit gets less far, seen once every window has passed."""
    narrow, wide = (
        msgspec.structs.replace(question, window_scope="total", window_seconds=w) for w in (window, window + 2)
    )
    before, after = (funnel_outcomes(lines_of(units), q, 10**12).seconds >= 0 for q in (narrow, wide))
    assert (before <= after).all()


@given(people, whole, st.integers(0, 20))
@settings(deadline=None, max_examples=150)
def test_the_clock_only_reveals(units, question, as_of):
    """Asking as of an instant is asking of the data without its later events: nothing looks ahead."""
    known = [[e for e in unit if e[0] <= as_of] for unit in units]
    now = as_of * SECOND
    assert counted(lines_of(units), question, now) == counted(lines_of(known), question, now)


@given(people, single, st.integers(0, 13), st.integers(0, 16))
@settings(deadline=None, max_examples=150)
def test_fast_and_general_paths_agree(units, steps, window, as_of):
    """An exclusion that never happens forces the general kernel and changes nothing."""
    fast = Funnel(steps=steps_of(*steps), window_seconds=window)
    if len(steps) < 2:
        return
    general = msgspec.structs.replace(fast, exclusions=(Exclusion(touchpoints=(9,), after_step=1, before_step=2),))
    assert counted(lines_of(units), fast, as_of * SECOND) == counted(lines_of(units), general, as_of * SECOND)
