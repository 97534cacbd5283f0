"""Scores as emotions, and the readings of one instrument: who counts, once, with which interval."""

import numpy as np
import pytest

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.measures.results import Who
from hanhtrinh.measures.statistics import newcombe, nps_difference, nps_interval, wilson
from hanhtrinh.measures.voice import (
    VoicePartial,
    emotion,
    emotions,
    satisfied,
    voice_difference,
    voice_of,
    voice_partial,
    voice_reading,
)

NPS = Instrument(key="recommend", kind="nps", low=0, high=10)
CSAT = Instrument(key="happy", kind="csat", low=1, high=5)
CES = Instrument(key="effort", kind="ces", low=1, high=7, direction="low_is_good")
FACES = Instrument(key="faces", kind="emotion", low=-2, high=2)


def said(instrument, *scores, people=None, **asked):
    """Return the partial of scores given one after another, each by its own person unless said otherwise."""
    n = np.arange(len(scores))
    person = n if people is None else np.array(people)
    return voice_partial(instrument, person, n * 10, n, np.array(scores, float), **asked)


def test_nps_scores_map_piecewise():
    """Through 0→−2, 6→−0.5, 7.5→0, 9→+1, 10→+2, linear between."""
    mapped = emotions(NPS, np.arange(11.0))
    assert mapped.tolist() == pytest.approx([-2, -1.75, -1.5, -1.25, -1, -0.75, -0.5, -1 / 6, 1 / 3, 1, 2])


@pytest.mark.parametrize(
    ("low", "high", "direction", "score", "expected"),
    [
        (1, 5, "high_is_good", [1, 2, 3, 4, 5], [-2, -1, 0, 1, 2]),
        (1, 5, "low_is_good", [1, 2, 3, 4, 5], [2, 1, 0, -1, -2]),
        (0, 100, "high_is_good", [0, 25, 90], [-2, -1, 1.6]),
        (1, 7, "high_is_good", [1, 4, 7], [-2, 0, 2]),
    ],
)
def test_csat_like_scales_map_linearly(low, high, direction, score, expected):
    """From the bad end to the good one, whichever that is."""
    instrument = Instrument(key="i", kind="csat", low=low, high=high, direction=direction)
    assert emotions(instrument, np.array(score, float)).tolist() == pytest.approx(expected)


def test_effort_and_what_is_off_the_scale_have_no_emotion():
    """CES has its own lane; a score outside the scale, or none, is no emotion."""
    assert emotion(CES, 3) is None
    assert [emotion(CSAT, s) for s in (0.5, 6, float("nan"))] == [None] * 3
    assert emotion(CSAT, 4) == 1
    broken = Instrument(key="broken", kind="csat", low=3, high=3)
    assert emotion(broken, 3) is None


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(1, 5, [4, 5]), (1, 7, [5, 6, 7]), (1, 10, [7, 8, 9, 10]), (1, 3, [3]), (0, 1, [1]), (1, 4, [3, 4])],
)
def test_satisfied_is_the_top_two_of_five(low, high, expected):
    """And what corresponds to it on other scales, in both directions."""
    scale = np.arange(low, high + 1.0)
    up = Instrument(key="i", kind="csat", low=low, high=high)
    down = Instrument(key="i", kind="csat", low=low, high=high, direction="low_is_good")
    assert scale[satisfied(up, scale)].tolist() == expected
    assert scale[satisfied(down, scale)].tolist() == sorted(low + high - s for s in expected)


def test_csat_gives_the_share_and_wilson():
    """8 satisfied of 10 are 49.0 to 94.3 %."""
    voice = voice_of(CSAT, said(CSAT, *[5] * 5, *[4] * 3, 3, 1))
    assert (voice.score.value, voice.score.count, voice.score.n, voice.score.unit) == (0.8, 8, 10, "csat_share")
    assert (round(voice.score.interval.low, 3), round(voice.score.interval.high, 3)) == (0.490, 0.943)
    assert voice.emotion.value == pytest.approx((5 * 2 + 3 * 1 + 0 - 2) / 10)
    assert voice.emotion.interval.method == "t"
    assert voice.emotion.interval.high <= 2


def test_nps_gives_points_and_adjusted_wald():
    """Promoters from 9, detractors to 6."""
    voice = voice_of(NPS, said(NPS, 10, 9, 9, 8, 7, 6, 0))
    assert voice.score.value == pytest.approx(100 / 7)
    assert voice.score.interval == nps_interval(3, 2, 7)
    assert (voice.score.unit, voice.score.n, voice.kind) == ("nps", 7, "nps")


def test_effort_is_a_mean_on_its_own_scale():
    """No emotion; the mean as answered, with a t band within the scale."""
    voice = voice_of(CES, said(CES, 3, 4, 4, 5))
    assert (voice.emotion.value, voice.emotion.n, voice.emotion.interval) == (None, 0, None)
    assert (voice.score.value, voice.score.unit, voice.score.n) == (4, "ces", 4)
    assert voice.score.interval.low == pytest.approx(4 - 3.182446 * (2 / 3 / 4) ** 0.5)
    assert voice_of(CES, said(CES, 1, 1, 1, 2)).score.interval.low == 1


def test_an_emotion_instrument_has_no_other_score():
    """It is its own reading."""
    voice = voice_of(FACES, said(FACES, -2, 1, 1))
    assert voice.emotion.value == 0
    assert voice.score is None


def test_one_person_speaks_once_by_the_latest_answer():
    """Earlier answers are superseded; equal times go to the later event; a text without a score replaces nothing."""
    person, time, event = np.array([1, 1, 1, 2, 2]), np.array([5, 9, 9, 3, 8]), np.array([0, 2, 1, 3, 4])
    score = np.array([5.0, 1.0, 4.0, 3.0, np.nan])
    partial = voice_partial(CSAT, person, time, event, score)
    assert partial.moments.mean == -1
    assert (partial.people, partial.answers, partial.superseded, partial.no_score, partial.off_scale) == (2, 5, 2, 1, 0)
    assert partial.newest == 9
    reading = voice_of(CSAT, partial).emotion
    assert reading.left_out == {"superseded": 2, "no_score": 1}


def test_off_scale_scores_are_left_out_and_said():
    """They are counted as left out, never clipped into a wrong number."""
    partial = said(CSAT, 5, 7, 0, -1)
    assert (partial.people, partial.off_scale) == (1, 3)
    assert voice_of(CSAT, partial).score.left_out == {"off_scale": 3}


def test_few_answers():
    """None: no number. One: a number without a t band. The rest as they are, and n tells."""
    nothing = voice_of(CSAT, said(CSAT))
    assert (nothing.emotion.value, nothing.emotion.n) == (None, 0)
    assert (nothing.score.value, nothing.score.interval) == (None, None)
    assert (nothing.newest, nothing.response_rate, nothing.answers) == (None, None, 0)
    one = voice_of(CSAT, said(CSAT, 4))
    assert (one.emotion.value, one.emotion.interval) == (1, None)
    assert one.score.interval == wilson(1, 1)
    assert voice_of(NPS, said(NPS)).score.value is None
    assert voice_of(CES, said(CES)).score.value is None
    assert voice_of(CSAT, said(CSAT, 4, 5)).emotion.interval.low == -2


def test_the_response_rate_counts_people_asked_who_then_answered():
    """Person 0 answered after being asked, 1 before, 2 not at all, 3 answered unasked; asking twice counts once."""
    asked = {"asked_person": np.array([0, 0, 1, 2]), "asked_time": np.array([0, 50, 15, 0])}
    voice = voice_of(CSAT, said(CSAT, 4, 5, 3, people=[0, 1, 3], **asked))
    assert (voice.response_rate.count, voice.response_rate.n) == (1, 3)
    assert voice.response_rate.interval == wilson(1, 3)
    without_times = voice_of(CSAT, said(CSAT, 4, 5, 3, people=[0, 1, 3], asked_person=asked["asked_person"]))
    assert (without_times.response_rate.count, without_times.response_rate.n) == (2, 3)


def test_a_reply_may_come_at_another_step():
    """Replies elsewhere count towards the response rate, not towards the score here; a text alone is a reply."""
    partial = said(
        CSAT, np.nan, people=[0], asked_person=np.array([0, 1]), asked_time=np.array([0, 0]),
        reply_person=np.array([1, 0]), reply_time=np.array([5, 7]),
    )  # fmt: skip
    assert (partial.asked, partial.responded, partial.people) == (2, 2, 0)


def test_readings_know_their_people_and_instrument():
    """The reading lists its people by the same code, and names what was asked."""
    who = Who(what="answered", step="pay", instrument="happy")
    n = np.arange(3)
    voice = voice_reading(CSAT, n, n, n, np.array([1.0, 2, 3]), who=who)
    assert voice.emotion.who == who
    assert voice.score.who == who
    assert voice.emotion.params == {"instrument": "happy", "low": 1, "high": 5, "version": "1"}
    assert (voice.emotion.definition, voice.score.definition) == ("emotion", "csat")


def test_differences_use_each_scores_own_method():
    """Emotion by Welch, CSAT by Newcombe, NPS by z."""
    on_time, late = said(CSAT, 5, 5, 4, 3), said(CSAT, 1, 2, 2, 4, 5)
    found = voice_difference(CSAT, on_time, late)
    assert found.score.interval == newcombe(3, 4, 2, 5)
    assert found.score.value == pytest.approx(3 / 4 - 2 / 5)
    assert found.emotion.value == pytest.approx(1.25 - -0.2)
    assert found.emotion.interval.method == "welch"
    assert found.emotion.first.n == 4
    found = voice_difference(NPS, said(NPS, 10, 9, 7), said(NPS, 0, 3))
    assert found.score.interval == nps_difference((2, 0, 3), (0, 2, 2))
    found = voice_difference(CES, said(CES, 1, 2, 3), said(CES, 5, 6, 7))
    assert found.emotion is None
    assert (found.score.value, found.score.interval.method) == (-4, "welch")
    found = voice_difference(FACES, said(FACES, 1, 2, 1), said(FACES, -1, 0))
    assert found.score is None


def test_a_difference_from_nothing_is_not_a_number():
    """Nobody in one group: no value, no interval."""
    found = voice_difference(CSAT, said(CSAT, 5, 4), said(CSAT))
    assert (found.score.value, found.score.interval, found.emotion.value, found.emotion.interval) == (None,) * 4


def test_instruments_are_never_pooled():
    """Merging or comparing answers to different questions is refused."""
    with pytest.raises(ValueError, match="never pooled"):
        said(CSAT, 5).merge(said(NPS, 9))
    with pytest.raises(ValueError, match="happy"):
        voice_difference(CSAT, said(CSAT, 5), said(NPS, 9))


def test_an_empty_partial_changes_nothing():
    """Merging with nothing gives the same partial."""
    partial = said(CSAT, 5, 1, asked_person=np.array([0, 9]))
    assert partial.merge(VoicePartial("happy")) == partial
