"""Effort has its own lane: one question at a time, never pooled, never emotion."""

import polars as pl
import pytest

from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.journey.model import Journey, Stage, Step, Touchpoint
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.measures.map import MapQuestion, read_map
from tests.timelines import lake_of

INSTRUMENTS = {
    "ces1": Instrument(key="ces1", kind="ces", low=1, high=5, direction="low_is_good"),
    "ces2": Instrument(key="ces2", kind="ces", low=1, high=7),
    "stars": Instrument(key="stars", kind="csat", low=1, high=5),
}


def map_of(answers, instrument=None):
    """Return the map of one step whose people gave (instrument, score)."""
    rows = [(who, second, name, 0) for who in range(len(answers)) for second, name in ((0, "a"), (60, "said"))]
    said = [None if i % 2 == 0 else answers[i // 2] for i in range(len(rows))]
    table = lake_of(rows).with_columns(
        instrument=pl.Series([None if s is None else s[0] for s in said], dtype=pl.String),
        score=pl.Series([None if s is None else float(s[1]) for s in said], dtype=pl.Float64),
    )
    step = Step(key="a", touchpoint="a", instrument=instrument)
    journey = Journey(
        key="j", name="J", touchpoints={"a": Touchpoint(name="a", match={"event": "a"})},
        stages=(Stage(key="s", name="S", phase="before", steps=(step,)),),
    )  # fmt: skip
    frame = build_frame(reader_of(table), INSTRUMENTS, zone="UTC")
    return read_map(read_journey(frame, journey), MapQuestion(beside=True))


def test_the_two_kinds_of_effort_are_never_pooled():
    """Of CES 1.0 and 2.0 the most answered is the lane's; the other stays a series of its own."""
    found = map_of([("ces2", 6), ("ces2", 5), ("ces1", 2), ("ces1", 1), ("ces2", 7)])
    (effort,) = found.beside.effort
    assert (effort.instrument, effort.score.value, effort.score.n) == ("ces2", 6.0, 3)
    (step,) = found.steps
    series = {voice.instrument: voice.score.n for voice in (step.voice, *step.other_voices)}
    assert series == {"ces2": 3, "ces1": 2}


def test_effort_is_beside_satisfaction_not_instead_of_it():
    """However many answered about effort, the step's own voice is what they feel."""
    found = map_of([("ces2", 6), ("ces2", 5), ("ces2", 7), ("stars", 5)])
    (step,) = found.steps
    assert (step.voice.instrument, step.voice.emotion.value) == ("stars", 2.0)
    assert found.beside.effort[0].instrument == "ces2"
    assert found.beside.effort[0].emotion.value is None


def test_a_step_may_choose_its_question_about_effort():
    """The step's own instrument wins over the most answered one."""
    found = map_of([("ces2", 6), ("ces2", 5), ("ces1", 2)], instrument="ces1")
    assert found.beside.effort[0].instrument == "ces1"


def test_nobody_asked_about_effort_leaves_the_lane_empty():
    """Satisfaction is not effort."""
    assert map_of([("stars", 4)]).beside.effort == (None,)


@pytest.mark.parametrize(
    ("key", "definition", "direction"), [("ces1", "ces_low", "low_is_good"), ("ces2", "ces", "high_is_good")]
)
def test_a_score_says_which_end_is_good(key, definition, direction):
    """Three points of five are bad in one and good in the other, so the reading tells."""
    (effort,) = map_of([(key, 3), (key, 4)]).beside.effort
    assert (effort.score.definition, effort.score.params["direction"]) == (definition, direction)
    assert (effort.score.value, effort.score.interval.method) == (3.5, "t")
