"""Answers about competitors: theirs beside ours, and never among ours."""

import msgspec
import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.map import MapQuestion, read_map
from hanhtrinh.measures.voice import emotions
from hanhtrinh.values import MICROSECONDS, Period
from tests.beside_worlds import RIVALS, rich_worlds
from tests.timelines import DAY
from tests.worlds import EPOCH, INSTRUMENTS, World, event_holds, events_of, frame_of, kept, people_of, runs_of, shuffled

DAYS = st.one_of(st.none(), st.integers(0, 20))
KEYS = list(RIVALS)


def about(event):
    """Return whom an event is about: the rule with more conditions wins, then the key."""
    held = [key for key in sorted(RIVALS, key=lambda k: (-len(RIVALS[k]), k)) if event_holds(RIVALS[key], event)]
    return held[0] if held else None


def ask(day, segment):
    """Return the question of a period and a segment."""
    start = None if day is None else (EPOCH + day * DAY) * MICROSECONDS
    return MapQuestion(period=Period(start), segment=segment, trend="none", compare=False, beside=True)


def theirs(world, question, key):
    """Return the scored and unscored answers about a competitor as (event, step or None), by who may speak."""
    places = {}
    for place, step in enumerate(world.journey.steps):
        if step.touchpoint:
            places.setdefault(step.touchpoint, []).append(place)
    people = {person.name: person for person in people_of(world)}
    start, found = question.period.start, []
    keep = kept(world, question.segment, start)
    # Who is in a segment is known of people with a pass; without one everybody who answered counts.
    whole = question.segment is None
    inside = {person.name for (person, _, _), k in zip(runs_of(world), keep, strict=True) if k}
    for event in events_of(world.table):
        if event["instrument"] is None or event["time"] > world.as_of or about(event) != key:
            continue
        if (start is not None and event["time"] < start) or not (whole or event["person"] in inside):
            continue
        relationship = INSTRUMENTS[event["instrument"]].relationship
        at = [] if relationship else places.get(event["asked_at"] or "", [])
        found.append((event, step_of(people[event["person"]], event, at) if at else None))
    return found


def step_of(person, event, places):
    """Return the step of a touchpoint that was asked at: the last visited by then, else the first on the map."""
    keyed = [run for run in person.runs if run.key and run.key == event["p_k"]]
    begun = [run for run in person.runs if run.visits[0][1] <= event["position"]]
    run = max(begun, key=lambda run: run.visits[0][1], default=None)
    if any(run.key for run in person.runs) and event["p_k"]:
        run = keyed[0] if keyed else None
    there = [] if run is None else [s for _, p, s in run.visits if p <= event["position"] and s in places]
    return there[-1] if there else min(places)


@settings(max_examples=60, deadline=None)
@given(rich_worlds(), DAYS, st.sampled_from([None, "g0"]), st.integers(0, 99))
def test_what_is_said_of_a_competitor_equals_a_plain_count(world, day, segment, seed):
    """Answers, emotion at each step (each person's latest, by one question) and the interval of the difference."""
    question = ask(day, segment)
    found = read_map(world.read(frame=frame_of(shuffled(world.table, seed))), question)
    assert [rival.key for rival in found.beside.competitors] == KEYS
    for rival in found.beside.competitors:
        said = theirs(world, question, rival.key)
        assert rival.answers == len(said)
        for place, emotion in enumerate(rival.emotion):
            here = [event for event, step in said if step == place]
            asked = {e["instrument"] for e in here}
            if not asked:
                assert emotion is None
                continue
            latest = {e["person"]: e["score"] for e in here if e["score"] is not None}
            scores = emotions(INSTRUMENTS["stars"], np.array(sorted(latest.values())))
            assert emotion.n == len(scores)
            assert emotion.who is None
            if len(scores):
                assert abs(emotion.value - scores.mean()) < 1e-6
            assert len(rival.verbatims[place]) == min(6, sum(bool(e["text"]) for e in here))
            difference = rival.difference[place]
            ours = found.steps[place].voice
            if difference is not None and difference.value is not None:
                assert difference.first.value == ours.emotion.value
                assert difference.value == ours.emotion.value - emotion.value
                assert (difference.first.n, difference.second.n) == (ours.emotion.n, emotion.n)


@settings(max_examples=40, deadline=None)
@given(rich_worlds(), DAYS, st.sampled_from([None, "g0"]))
def test_answers_about_competitors_are_none_about_us(world, day, segment):
    """With their answers' content taken away, everything said of us is the same: voices, verbatims, response rates."""
    rows = world.table.to_dicts()
    rivals = [about(row) is not None for row in rows]
    silent = world.table.with_columns(
        **{name: without(world.table[name], rivals) for name in ("instrument", "score", "text", "asks", "asked_at")}
    )
    question = msgspec.structs.replace(ask(day, segment), beside=False)
    one = read_map(world.read(), question)
    two = read_map(World(silent, world.journey, world.as_of).read(), question)
    assert msgspec.to_builtins(one) == msgspec.to_builtins(two)


def without(column, out):
    """Return a column with some of its entries taken out."""
    return pl.Series(column.name, [None if o else v for v, o in zip(column, out, strict=True)], dtype=column.dtype)
