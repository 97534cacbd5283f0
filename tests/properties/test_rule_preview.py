"""A draft rule counted in one scan, against its slow twin: ties, overlaps, nots, missing properties, newer events."""

from collections import Counter
from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hanhtrinh.app.live.listing import nobody_of
from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.parts import Parts
from hanhtrinh.journey.rules import Is, RuleError, conjunctions, text_of
from hanhtrinh.measures.rule_preview import Draft, preview
from hanhtrinh.measures.rule_preview_kernels import count_kinds, count_preview, count_values
from hanhtrinh.measures.rule_preview_unclaimed import off_the_map
from hanhtrinh.measures.rule_preview_values import properties, values_of
from hanhtrinh.measures.rule_preview_warm import warm
from hanhtrinh.values import start_of_day
from tests.oracles.rule_preview_twin import counted, holding, unclaimed
from tests.properties.test_lens import KINDS, events, plain, rules
from tests.timelines import lake_of
from tests.worlds import SPLITS, in_parts, instant

ZONE = "Asia/Ho_Chi_Minh"


def people_of(table):
    """Return a table's events by person, as plain dicts."""
    found = {}
    for row in table.iter_rows(named=True):
        found.setdefault(row["person"], []).append(plain(row) | {"time": instant(row["time"])})
    return found


@st.composite
def timelines(draw):
    """People's events in two parts: a base, and an overlay that holds some of them whole, with what came since."""
    table = draw(events())
    names = sorted(table["person"].unique().to_list())
    newer = draw(st.sets(st.sampled_from(names)))
    base = table.filter(~table["person"].is_in(list(newer)) | draw(st.sampled_from([True, False])))
    assume(base.height)
    fresh = table.filter(table["person"].is_in(list(newer)))
    times = sorted(instant(time) for time in table["time"].to_list())
    return table, base, fresh, newer, draw(st.sampled_from([times[-1], times[len(times) // 2], times[0]]))


def built(world):
    """Return people's events as plain dicts, and as timelines."""
    table, base, fresh, newer, now = world
    frame = build_frame(reader_of(base), {}, zone=ZONE)
    overlay = build_frame(reader_of(fresh), {}, zone=ZONE) if fresh.height else nobody_of(frame)
    out = np.array([person in newer for person in frame.people], np.bool_)
    return people_of(table), Parts(frame, out, overlay, now)


def wide(rule):
    """Tell whether a rule has too many alternatives."""
    try:
        return len(conjunctions(rule)) > 60
    except RuleError:
        return True


@settings(deadline=None)
@given(timelines(), st.lists(rules(), max_size=3), st.none() | rules(), st.none() | rules(), st.sampled_from(SPLITS))
def test_a_draft_counts_what_its_twin_counts(world, others, rule, saved, parts):
    """Events, people, moves, contests, months and samples, whatever the rules and however the people are parted."""
    assume(not any(wide(one) for one in (*others, rule, saved) if one is not None))
    people, timelines_ = built(world)
    draft = Draft("m", rule, saved, {f"{'az'[i % 2]}{i}": one for i, one in enumerate(others)})
    found, twin = preview(timelines_, draft, run=in_parts(parts), samples=2), counted(people, draft, timelines_.now)
    counts = twin["counts"]
    assert (found.all_events, found.matched, found.here, found.before) == tuple(
        counts[name] for name in ("all", "matched", "here", "before")
    )
    assert (found.on_map, found.on_map_before) == (counts["on_map"], counts["on_map_before"])
    assert [found.all_people, found.matched_people, found.here_people, found.before_people] == [
        *twin["people"].values()
    ]
    assert {(one.source, one.target): one.events for one in found.moved} == twin["moves"]
    assert {one.touchpoint: (one.won, one.lost, one.people) for one in found.contests} == twin["contests"]
    assert sum(n for _, n in found.months) == len(twin["here"])
    assert [one.time for one in found.samples] == twin["newest"][:2]
    assert all(one.time in [e["time"] for e in people[one.person]] for one in found.samples)


@settings(deadline=None)
@given(timelines(), rules())
def test_samples_are_events_of_the_rule(world, rule):
    """What is shown as an example satisfies the rule, and its properties are read as they are."""
    assume(not wide(rule))
    people, timelines_ = built(world)
    held = holding(people, rule, timelines_.now)
    for one in preview(timelines_, Draft("m", rule, None, {})).samples:
        shown = {name: one.value(name) for name in (*KINDS, "event")}
        shown["due"] = instant(shown["due"])
        assert {k: v for k, v in shown.items() if v is not None} | {"time": one.time} in held


@settings(deadline=None)
@given(timelines(), st.lists(rules(), max_size=2), st.sampled_from(SPLITS))
def test_what_is_on_no_step_is_all_there(world, others, parts):
    """Kinds with what is left over come to everything off the map; nothing that is on it is among them."""
    assume(not any(wide(one) for one in others))
    people, timelines_ = built(world)
    found = off_the_map(timelines_, {str(i): one for i, one in enumerate(others)}, run=in_parts(parts))
    all_events, on_map, names = unclaimed(people, {str(i): one for i, one in enumerate(others)}, timelines_.now)
    assert (found.events, found.on_map) == (all_events, on_map)
    got = Counter()
    for kind in found.kinds:
        got[kind.name] += kind.events
        if not kind.page and sum(k.name == kind.name for k in found.kinds) == 1:
            assert (kind.events, kind.people) == names[kind.name]
    assert dict(got) == {name: count for name, (count, _) in names.items()}
    assert found.other == 0
    assert sum(events for events, _ in found.touchpoints.values()) == on_map


@settings(deadline=None)
@given(timelines(), st.sampled_from([*KINDS, "event"]), st.none() | rules(), st.sampled_from(SPLITS))
def test_values_are_counted_among_the_events_of_a_rule(world, name, among, parts):
    """Every value with its events, as it is written; `properties` tells how many have any."""
    assume(among is None or not wide(among))
    people, timelines_ = built(world)
    held = [e for some in people.values() for e in some if e["time"] <= timelines_.now]
    some = held if among is None else holding(people, among, timelines_.now)
    if name != "due":
        twin = Counter(text_of(one[name]) for one in some if name in one)
        found = values_of(timelines_, name, among=among, top=50, run=in_parts(parts))
        assert {value.text: value.events for value in found} == twin
    told = {one.name: one.events for one in properties(timelines_)}
    assert told.get(name, 0) == sum(name in one for one in held)


@pytest.mark.parametrize(("like", "found"), [("GIO", "Giỏ hàng"), ("đơn", "Đơn mới"), ("don moi", "Đơn mới")])
def test_values_are_found_without_marks_and_capitals(like, found):
    """Vietnamese as many type it finds Vietnamese as it is written."""
    frame = build_frame(reader_of(lake_of([(0, 0, "Giỏ hàng", 0), (0, 1, "Đơn mới", 0)])), {}, zone=ZONE)
    timelines_ = Parts(frame, np.zeros(1, np.bool_), nobody_of(frame), frame.span[1])
    assert [one.text for one in values_of(timelines_, "event", like=like)] == [found]


def test_nobody_waits_for_a_kernel_to_be_compiled():
    """What is warmed is all that frames in memory and on disk ask for."""
    warm()
    known = [len(kernel.signatures) for kernel in (count_preview, count_kinds, count_values)]
    made = build_frame(reader_of(lake_of([(0, 0, "a", 0)])), {}, zone=ZONE)
    for on_disk in (True, False):
        for array in (made.time, *(column.codes for column in made.columns.values())):
            array.flags.writeable = not on_disk
        timelines_ = Parts(made, np.zeros(1, np.bool_), nobody_of(made), made.span[1])
        preview(timelines_, Draft("m", Is("event", "a"), None, {}))
        off_the_map(timelines_, {"m": Is("event", "b")})
        values_of(timelines_, "event", among=Is("event", "a"))
        properties(timelines_)
    assert known == [len(kernel.signatures) for kernel in (count_preview, count_kinds, count_values)]


def test_months_are_those_of_the_workspace():
    """A month begins at midnight where the company is."""
    frame = build_frame(reader_of(lake_of([(0, 0, "a", 0), (0, 31 * 86_400, "a", 0)])), {}, zone=ZONE)
    timelines_ = Parts(frame, np.zeros(1, np.bool_), nobody_of(frame), frame.span[1])
    found = preview(timelines_, Draft("m", Is("event", "a"), None, {}))
    starts = tuple(start_of_day(date(2026, month, 1), ZONE) for month in (1, 2))
    assert found.months == ((starts[0], 1), (starts[1], 1))
