"""Answers to research questions against their slow twin."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.answers import MOST_PARTS
from hanhtrinh.measures.map import MapQuestion, read_map
from hanhtrinh.measures.statistics import newcombe, wilson
from hanhtrinh.values import MICROSECONDS, Period
from tests.beside_worlds import ASKS, rich_worlds
from tests.oracles.answers_twin import Asked
from tests.timelines import DAY
from tests.worlds import EPOCH, frame_of, kept, shuffled

DAYS = st.one_of(st.none(), st.integers(0, 20))


def asked_of(step, journey):
    """Return (position, what data shall answer) of a step's questions."""
    return [(i, journey.ask_of(q).ask) for i, q in enumerate(step.questions)]


@settings(max_examples=70, deadline=None)
@given(rich_worlds(asks=ASKS), DAYS, st.sampled_from([None, "g0"]), st.integers(0, 99))
def test_answers_equal_their_slow_twin(world, day, segment, seed):
    """Every label's count is the twin's, the largest parts are shown, and all parts with the rest are everybody."""
    start = None if day is None else (EPOCH + day * DAY) * MICROSECONDS
    question = MapQuestion(period=Period(start), segment=segment, trend="none", compare=False, beside=True)
    reading = world.read(frame=frame_of(shuffled(world.table, seed)))
    beside = read_map(reading, question).beside
    twin = Asked(world, kept(world, segment, start))
    for place, (step, answers) in enumerate(zip(world.journey.steps, beside.answers, strict=True)):
        found = iter(answers)
        for position, ask in asked_of(step, world.journey) if reading.measured[place] else ():
            if ask in ("note", "what_keeps"):
                continue
            for by, labels in twin.labels(place, ask):
                answer = next(a for a in found if a.ask != "what_keeps")
                assert (answer.question, answer.ask, answer.by, answer.n) == (position, ask, by, len(labels))
                check_parts(answer, Counter(labels))
        assert all(a.ask == "what_keeps" for a in found)


def check_parts(answer, counts):
    """Compare an answer's parts with the counts of its labels."""
    shown = {part.label: part.reading.count for part in answer.parts}
    assert len(shown) == len(answer.parts)
    assert shown == {label: counts[label] for label in shown}
    assert sum(shown.values()) + answer.other == answer.n == sum(counts.values())
    assert answer.other == 0 or len(shown) == MOST_PARTS
    assert not answer.other or min(shown.values()) >= max(c for label, c in counts.items() if label not in shown)
    for part in answer.parts:
        assert part.reading.n == answer.n
        assert part.reading.interval == wilson(part.reading.count, answer.n)


@settings(max_examples=60, deadline=None)
@given(rich_worlds(people=4, asks=("what_keeps",)), st.sampled_from([None, "g0"]))
def test_what_keeps_equals_its_slow_twin(world, segment):
    """Rated, come back and not, with the step and without: counted alike; the difference has Newcombe's interval."""
    reading = world.read()
    question = MapQuestion(segment=segment, trend="none", compare=False, beside=True)
    expected = Asked(world, kept(world, segment)).what_keeps()
    for place, answers in enumerate(read_map(reading, question).beside.answers):
        for answer in (a for a in answers if a.ask == "what_keeps"):
            assert expected is not None
            assert reading.measured[place]
            rated, shares = expected
            told = {s: c for s, c in shares.items() if reading.measured[s] and c[1] and c[3]}
            assert answer.n == rated
            assert len(answer.parts) == min(len(told), MOST_PARTS)
            for part in answer.parts:
                had, back, others_had, others = told[world.journey.step_index[part.label]]
                assert part.reading.value == pytest.approx(had / back - others_had / others)
                assert part.reading.interval == newcombe(had, back, others_had, others)
            values = [part.reading.value for part in answer.parts]
            assert values == sorted(values, reverse=True)


@settings(max_examples=30, deadline=None)
@given(rich_worlds(asks=("why_left",)))
def test_those_who_left_are_the_drop_off(world):
    """The passes asked why they left are just those the drop-off counts."""
    found = read_map(world.read(), MapQuestion(trend="none", compare=False, beside=True))
    for step, answers in zip(found.steps, found.beside.answers, strict=True):
        for answer in answers:
            if answer.ask == "why_left" and step.drop_off is not None:
                assert answer.n == step.drop_off.count
