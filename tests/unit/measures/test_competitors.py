"""What is said of a competitor beside what is said of us, by example."""

import polars as pl
import pytest

from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.journey.model import Competitor, Journey, Stage, Step, Touchpoint
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.measures.map import MapQuestion, read_map
from tests.timelines import lake_of

INSTRUMENTS = {key: Instrument(key=key, kind="csat", low=1, high=5) for key in ("stars", "faces")}


def rival_of(answers):
    """Return the map and its one competitor, of people who each gave (instrument, score, about)."""
    rows = [(who, second, name, 0) for who in range(len(answers)) for second, name in ((0, "a"), (60, "said"))]
    said = [None if i % 2 == 0 else answers[i // 2] for i in range(len(rows))]
    table = lake_of(rows).with_columns(
        instrument=pl.Series([None if s is None else s[0] for s in said], dtype=pl.String),
        score=pl.Series([None if s is None else float(s[1]) for s in said], dtype=pl.Float64),
        asked_at=pl.Series([None if s is None else "a" for s in said], dtype=pl.String),
        p_about=pl.Series([None if s is None else s[2] for s in said], dtype=pl.String),
    )
    journey = Journey(
        key="j", name="J", touchpoints={"a": Touchpoint(name="a", match={"event": "a"})},
        competitors={"them": Competitor(name="Them", match={"about": "them"}), "noted": Competitor(name="Noted")},
        stages=(Stage(key="s", name="S", phase="before", steps=(Step(key="a", touchpoint="a"),)),),
    )  # fmt: skip
    found = read_map(
        read_journey(build_frame(reader_of(table), INSTRUMENTS, zone="UTC"), journey), MapQuestion(beside=True)
    )
    (rival,) = found.beside.competitors
    return found, rival


def test_the_same_question_gives_a_difference():
    """Ours minus theirs with Welch's interval; theirs never count as ours."""
    found, rival = rival_of([("stars", 5, None), ("stars", 4, None), ("stars", 1, "them"), ("stars", 2, "them")])
    (difference,) = rival.difference
    assert (rival.key, rival.answers, rival.emotion[0].value) == ("them", 2, -1.5)
    assert (difference.value, difference.interval.method) == (3.0, "welch")
    assert (found.steps[0].voice.emotion.value, found.steps[0].voice.answers) == (1.5, 2)


def test_another_question_is_shown_and_not_compared():
    """Answers to different questions are never set against each other."""
    _, rival = rival_of([("stars", 5, None), ("stars", 4, None), ("faces", 1, "them"), ("faces", 3, "them")])
    assert rival.emotion[0].value == pytest.approx(-1.0)
    assert rival.emotion[0].params["instrument"] == "faces"
    assert rival.difference == (None,)


def test_nobody_asked_about_them_says_nothing():
    """A competitor with a rule and no answers has none; one without a rule is known from notes alone."""
    _, rival = rival_of([("stars", 5, None)])
    assert (rival.answers, rival.emotion, rival.difference, rival.verbatims) == (0, (None,), (None,), ((),))
