"""Voice against a plain retelling, and partials that merge to the digit."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.measures.voice import VoicePartial, emotions, voice_difference, voice_of, voice_partial

INSTRUMENTS = st.sampled_from([
    Instrument(key="i", kind="nps", low=0, high=10),
    Instrument(key="i", kind="csat", low=1, high=5),
    Instrument(key="i", kind="csat", low=1, high=5, direction="low_is_good"),
    Instrument(key="i", kind="csat", low=0, high=100),
    Instrument(key="i", kind="ces", low=1, high=7, direction="low_is_good"),
    Instrument(key="i", kind="emotion", low=-3, high=3),
])  # fmt: skip
SCORE = st.one_of(st.just(float("nan")), st.integers(-1, 11).map(float))
ANSWERS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 5), SCORE), max_size=40)
ASKED = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 5)), max_size=20)


def partial_of(instrument, answers, asked, keep=lambda person: True):
    """Return the partial of (person, time, score) answers and (person, time) invitations of some people."""
    rows = [(p, t, i, s) for i, (p, t, s) in enumerate(answers) if keep(p)]
    person, time, event = (np.array([r[k] for r in rows], np.int64) for k in range(3))
    invited = [a for a in asked if keep(a[0])]
    asked_person, asked_time = (np.array([a[k] for a in invited], np.int64) for k in range(2))
    score = np.array([r[3] for r in rows], float)
    return voice_partial(instrument, person, time, event, score, asked_person=asked_person, asked_time=asked_time)


def told(instrument, answers, asked):
    """Return (people's counted scores, people asked, people who responded) the slow, obvious way."""
    latest = {}
    for i, (person, time, score) in enumerate(answers):
        if instrument.low <= score <= instrument.high and (person not in latest or (time, i) > latest[person][0]):
            latest[person] = ((time, i), score)
    first = {}
    for person, time in asked:
        first[person] = min(time, first.get(person, time))
    answered = {p for p, t, _ in answers if p in first and t >= first[p]}
    return [score for _, score in latest.values()], len(first), len(answered)


def plain_emotion(instrument, score):
    """Return a score's emotion as an exact fraction, from the definition."""
    low, high, score = Fraction(instrument.low), Fraction(instrument.high), Fraction(score)
    good = score if instrument.direction == "high_is_good" else low + high - score
    if instrument.kind != "nps":
        return -2 + 4 * (good - low) / (high - low)
    if good <= 6:
        return -2 + good / 4
    if good <= Fraction(15, 2):
        return Fraction(-1, 2) + (good - 6) / 3
    return (good - Fraction(15, 2)) * Fraction(2, 3) if good <= 9 else good - 8


@settings(deadline=None, max_examples=200)
@given(INSTRUMENTS, ANSWERS, ASKED)
def test_voice_equals_its_slow_twin(instrument, answers, asked):
    """Mean, shares, response rate and what was left out equal a plain count of each person's latest answer."""
    scores, people_asked, responded = told(instrument, answers, asked)
    partial = partial_of(instrument, answers, asked)
    voice, n = voice_of(instrument, partial), len(scores)
    assert (partial.people, partial.asked, partial.responded) == (n, people_asked, responded)
    assert partial.answers == n + partial.superseded + partial.no_score + partial.off_scale == len(answers)
    if not n:
        assert voice.emotion.value is None
        return
    if instrument.kind == "ces":
        assert voice.score.value == pytest.approx(sum(scores) / n)
        return
    mean = sum(plain_emotion(instrument, s) for s in scores) / n
    assert voice.emotion.value == pytest.approx(float(mean), abs=1e-6)
    if instrument.kind == "nps":
        assert voice.score.value == pytest.approx(100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / n)
    if instrument.kind == "csat":
        assert voice.score.count == sum(plain_emotion(instrument, s) >= Fraction(4, 10) for s in scores)


@settings(deadline=None, max_examples=200)
@given(INSTRUMENTS, ANSWERS, ASKED, st.integers(1, 4), st.randoms())
def test_parts_and_order_change_no_digit(instrument, answers, asked, parts, random):
    """People split any way, merged in any order, give the same partial and the same readings to the last digit."""
    whole = partial_of(instrument, answers, asked)
    split = [partial_of(instrument, answers, asked, lambda p, k=k: p % parts == k) for k in range(parts)]
    random.shuffle(split)
    merged = VoicePartial(instrument.key)
    for part in split:
        merged = merged.merge(part)
    assert merged == whole
    assert voice_of(instrument, merged) == voice_of(instrument, whole)


@settings(deadline=None)
@given(INSTRUMENTS, ANSWERS, st.randoms())
def test_rows_in_any_order_say_the_same(instrument, answers, random):
    """Shuffled rows, with their event positions, give the same partial."""
    n = len(answers)
    order = list(range(n))
    random.shuffle(order)
    person, time, event = (np.array(c, np.int64) for c in ([a[0] for a in answers], [a[1] for a in answers], range(n)))
    score = np.array([a[2] for a in answers], float)
    shuffled = [column[np.array(order, np.int64)] for column in (person, time, event, score)]
    assert voice_partial(instrument, *shuffled) == voice_partial(instrument, person, time, event, score)


@given(INSTRUMENTS.filter(lambda i: i.kind != "ces"), st.lists(st.floats(-5, 105), min_size=2, max_size=20))
def test_better_answers_are_never_worse_emotions(instrument, scores):
    """Emotion rises with the score seen from the good end, within −2…2."""
    good = np.sort(np.array([s for s in scores if instrument.low <= s <= instrument.high]))
    mapped = emotions(instrument, good if instrument.direction == "high_is_good" else good[::-1])
    assert np.all((mapped >= -2) & (mapped <= 2))
    assert np.all(np.diff(mapped) >= -1e-12)


@settings(deadline=None)
@given(INSTRUMENTS, ANSWERS, ANSWERS)
def test_a_difference_turns_round_with_its_groups(instrument, one, two):
    """First minus second is minus (second minus first), and lies in its interval."""
    a, b = partial_of(instrument, one, []), partial_of(instrument, two, [])
    there, back = voice_difference(instrument, a, b), voice_difference(instrument, b, a)
    for forward, backward in ((there.emotion, back.emotion), (there.score, back.score)):
        assert (forward is None) == (backward is None)
        if forward is None or forward.value is None:
            continue
        assert forward.value == -backward.value
        if forward.interval is not None:
            assert forward.interval.low - 1e-9 <= forward.value <= forward.interval.high + 1e-9
            assert forward.interval.low == pytest.approx(-backward.interval.high)
