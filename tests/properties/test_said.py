"""What customers' words say: against the slow twin, whatever the parts; what was said anew no longer counts."""

from dataclasses import replace
from functools import reduce
from operator import add

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.app.understanding import heard
from hanhtrinh.events.parts import Parts
from hanhtrinh.events.said import current
from hanhtrinh.measures.apart import Apart
from hanhtrinh.measures.map import MapQuestion, Sliding, read_map
from hanhtrinh.measures.partial import map_partial
from hanhtrinh.measures.said_partial import SaidPartial, said_partial
from hanhtrinh.measures.said_quotes import Spoken
from hanhtrinh.measures.said_readings import Understood, bucket_of, said_readings
from hanhtrinh.measures.said_rows import said_rows, worded
from hanhtrinh.measures.senses import LANGUAGES, Senses
from hanhtrinh.values import MICROSECONDS, Period
from tests.oracles.said_twin import newest_only, said_at, spoken
from tests.timelines import DAY
from tests.unit.measures.said_world import edited
from tests.worlds import EPOCH, INSTRUMENTS, frame_of, in_parts, people_of, worlds

ZONE = "Asia/Ho_Chi_Minh"
THEMES = ("price", "delivery", "quality")
FEELINGS = {"tốt": 1.5, "chậm quá": -1.25, "đắt": -0.5, "ok": None, "giao nhanh, rẻ": 2.0}
MARKS = {"tốt": 0b100, "chậm quá": 0b010, "đắt": 0b001, "ok": 0, "giao nhanh, rẻ": 0b011}
APART = {"giao nhanh, rẻ": {"price": -1.0, "delivery": 0.25}, "tốt": {"quality": 2.0}}
ABOUT = {text: {theme for bit, theme in enumerate(THEMES) if mark >> bit & 1} for text, mark in MARKS.items()}
UNDERSTOOD = Understood("1", THEMES, {"price": {"vi": "Giá", "en": "Price"}})
QUESTIONS = st.builds(MapQuestion, segment=st.sampled_from([None, None, "g0", "per"]))


@st.composite
def talking(draw, **sizes):
    """Worlds in which answers say one of a few texts, some of them again and again under one id."""
    world = draw(worlds(**{"max_people": 3, **sizes}))
    size = world.table.height
    texts = draw(st.lists(st.sampled_from([None, *FEELINGS]), min_size=size, max_size=size))
    # One name for nearly all: else hardly anything in so few answers is said anew.
    ids = draw(st.lists(st.sampled_from(["r1", "r1", "r1", "r2", None]), min_size=size, max_size=size))
    answered = pl.col("instrument").is_not_null()
    table = world.table.with_columns(
        text=pl.when(answered).then(pl.Series(texts, dtype=pl.String)),
        p_said_id=pl.when(answered).then(pl.Series(ids, dtype=pl.String)),
    )
    return replace(world, table=table)


def senses_of(frame):
    """Return what is understood of a frame's texts."""
    texts = frame.answers.text.gather(worded(frame)).to_list()
    feeling = np.array([np.nan if FEELINGS[t] is None else FEELINGS[t] for t in texts], np.float32)
    marks = np.array([MARKS[t] for t in texts], np.uint64)
    zeros = np.zeros(len(texts), np.int8)
    listed = [(i, THEMES.index(name), felt) for i, t in enumerate(texts) for name, felt in APART.get(t, {}).items()]
    row, theme, felt = zip(*listed, strict=True) if listed else ((), (), ())
    apart = Apart(np.array(row, np.int64), np.array(theme, np.uint8), np.array(felt, np.float32))
    ones = np.ones(len(texts), np.float32)
    return Senses(zeros + LANGUAGES.index("vi"), feeling, ones, marks, zeros == 0, THEMES, apart)


def spoken_of(world, question):
    """Return the rows of a world that count."""
    frame = frame_of(world.table)
    return Spoken(frame, said_rows(world.read(frame=frame), question, senses_of(frame)))


def of_people(world, people):
    """Return the world of some people alone."""
    return replace(world, table=world.table.filter(pl.col("person").is_in(list(people))))


def test_what_was_taken_back_holds_no_longer():
    """What takes a saying back replaces it, and holds at no time itself."""
    states = pl.Series([None, None, "taken_back"])
    assert current(frame_of(edited().table)).tolist() == [False, True]
    assert current(frame_of(edited().table.with_columns(p_said_state=states))).tolist() == [False, False]


@settings(max_examples=60, deadline=None)
@given(world=talking())
def test_only_the_newest_wording_holds(world):
    """Of what one person said under one id, what was said last up to now is current; everything else always is."""
    frame = frame_of(world.table)
    found = current(frame, world.as_of)
    expected = set()
    for person in people_of(world):
        answers = [e for e in person.events if e["instrument"] or e["asks"]]
        expected |= {e["position"] for e in newest_only([e for e in answers if e["time"] <= world.as_of])}
    past = frame.time[frame.answers.event] <= world.as_of
    assert set(frame.answers.event[found & past].tolist()) == expected


@settings(max_examples=60, deadline=None)
@given(world=talking(), question=QUESTIONS, start=st.one_of(st.none(), st.integers(0, 30)))
def test_words_are_read_as_the_twin_reads_them(world, question, start):
    """Texts, people, themes and feelings at every step are what plain counting gives."""
    since = None if start is None else (EPOCH + start * DAY) * MICROSECONDS
    question = msgspec.structs.replace(question, period=Period(since))
    readings = said_readings([spoken_of(world, question)], world.journey, UNDERSTOOD, ZONE)
    expected = said_at(world, INSTRUMENTS, question.segment, since)
    places = {-1: readings.journey, **dict(enumerate(readings.steps))}
    assert {place for place, found in places.items() if found} == set(expected)
    for place, people in expected.items():
        found = places[place]
        texts, count, feeling, n = spoken(people, FEELINGS, ABOUT)
        assert (found.texts, found.people, found.feeling.n) == (texts, count, n)
        assert found.feeling.value == (None if feeling is None else pytest.approx(feeling))
        told = {theme.key: theme for theme in found.themes}
        assert set(told) == {t for t in THEMES if spoken(people, FEELINGS, ABOUT, t)[0]}
        for key, theme in told.items():
            texts, some, feeling, n = spoken(people, FEELINGS, ABOUT, key, APART)
            assert (theme.texts, theme.share.count, theme.share.n, theme.feeling.n) == (texts, some, count, n)
            assert theme.feeling.value == (None if feeling is None else pytest.approx(feeling))
            assert all(
                said.emotion == dict(APART).get(said.text, {}).get(key, FEELINGS[said.text]) for said in theme.quotes
            )
    assert readings.texts == sum(len(said) for people in expected.values() for said in people.values())


@settings(max_examples=40, deadline=None)
@given(world=talking(), question=QUESTIONS, data=st.data())
def test_parts_of_people_say_what_the_whole_says(world, question, data):
    """However people are split, the parts together read as the whole to the last digit, trends and quotes too; and
    people can be taken away again.
    """
    people = sorted(set(world.table["person"].to_list()))
    part = data.draw(st.lists(st.integers(0, 2), min_size=len(people), max_size=len(people)))
    parts = [of_people(world, [p for p, n in zip(people, part, strict=True) if n == k]) for k in range(3)]
    whole, apart = [spoken_of(world, question)], [spoken_of(some, question) for some in parts]
    one = said_readings(whole, world.journey, UNDERSTOOD, ZONE)
    assert said_readings(apart, world.journey, UNDERSTOOD, ZONE) == one
    bucket = bucket_of(whole, ZONE)
    sums = [said_partial(some.rows, ZONE, bucket) for some in (*whole, *apart)]
    assert sums[0].cells == reduce(add, sums[1:], SaidPartial()).cells
    assert (sums[0] - sums[1]).cells == (sums[2] + sums[3]).cells


@settings(max_examples=40, deadline=None)
@given(world=talking(), question=QUESTIONS, count=st.sampled_from([1, 3, 20]), later=st.integers(0, 40))
def test_rows_of_a_sliding_period_say_until_when_they_count(world, question, count, later):
    """Rows read once and cut where a sliding period begins now are those read anew now."""
    question = msgspec.structs.replace(question, sliding=Sliding(count=count, unit="day"))
    if any(moment > world.as_of for moment in frame_of(world.table).time.tolist()):
        return
    moved = replace(world, as_of=world.as_of + later * DAY * MICROSECONDS)
    start = question.period_at(moved.as_of, ZONE).start
    before, after = spoken_of(world, question).rows, spoken_of(moved, question).rows
    assert before.row[before.since >= start].tolist() == after.row[after.since >= start].tolist()


@settings(max_examples=40, deadline=None)
@given(world=talking(), data=st.data())
def test_an_edit_is_the_persons_part_taken_away_and_added_anew(world, data):
    """Everybody without a person as they were, with the person as they are, is the map read anew, edits and all."""
    cut = data.draw(st.integers(0, world.table.height))
    before = replace(world, table=world.table[:cut])
    touched = set(world.table["person"][cut:].to_list())
    question = MapQuestion()
    old, new = (map_partial(of_people(some, touched).read(), question) for some in (before, world))
    everybody = map_partial(before.read(), question)
    assert everybody - old + new == map_partial(world.read(), question)


@settings(max_examples=40, deadline=None)
@given(
    world=talking(),
    question=QUESTIONS,
    data=st.data(),
    sliding=st.sampled_from([None, 3, 20]),
    at_once=st.integers(1, 3),
)
def test_words_kept_over_a_base_are_the_words_read_anew(world, question, data, sliding, at_once):
    """Base rows read once, people touched since read whole, as the clock moves: always what a reading of all says."""
    if any(moment > world.as_of for moment in frame_of(world.table).time.tolist()):
        return
    if sliding:
        question = msgspec.structs.replace(question, sliding=Sliding(count=sliding, unit="day"))
    base = frame_of(world.table[: data.draw(st.integers(0, world.table.height))])
    kept = heard.Heard(world.journey, question, in_parts(1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(heard, "PEOPLE_AT_ONCE", at_once)
        for later in (0, data.draw(st.integers(0, 30))):
            cut = data.draw(st.integers(base.event_count, world.table.height))
            parts = parts_of(world.table[:cut], base, world.as_of + later * DAY * MICROSECONDS)
            now = replace(world, table=world.table[:cut], as_of=parts.now)
            whole = spoken_of(now, question)
            start = question.period_at(parts.now, ZONE).start if sliding else None
            rows = whole.rows if start is None else whole.rows.only(whole.rows.since >= start)
            expected = said_readings([Spoken(whole.frame, rows)], world.journey, UNDERSTOOD, ZONE)
            assert kept.readings(parts, UNDERSTOOD, senses_of) == expected


def parts_of(table, base, now):
    """Return what stands in a base and what came since as two parts."""
    touched = set(table["person"][base.event_count :].to_list())
    superseded = base.people.is_in(list(touched)).to_numpy()
    return Parts(base, superseded, frame_of(table.filter(pl.col("person").is_in(list(touched)))), now)


def test_what_was_said_anew_is_in_no_reading_and_no_quote():
    """An edited review moves the score, and its old words are gone from the map."""
    readings = read_map(edited().read())
    (step,) = readings.steps
    assert (step.voice.answers, step.voice.emotion.value) == (1, 2.0)
    assert [said.text for said in step.verbatims] == ["nay đã tốt"]
