"""What keeps customers, at the edges of its definition."""

import pytest

from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.journey.model import Journey, Stage, Step, Touchpoint
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.measures.kept import came_back, kept_answer
from hanhtrinh.measures.statistics import newcombe
from hanhtrinh.values import MICROSECONDS, Period
from tests.timelines import DAY, lake_of
from tests.worlds import EPOCH

SPAN = 20 * DAY


def reading_of(rows, *, as_of=100 * DAY, by_order=False):
    """Return people's (who, second, name, key) read by a journey a → b (the outcome) → c, reviewed every 20 days."""
    journey = Journey(
        key="j", name="J", window="30d", outcome="b", review_period="20d", pass_key="k" if by_order else None,
        touchpoints={n: Touchpoint(name=n, match={"event": n}) for n in "abc"},
        stages=(Stage(key="s", name="S", phase="before", steps=tuple(Step(key=n, touchpoint=n) for n in "abc")),),
    )  # fmt: skip
    frame = build_frame(reader_of(lake_of(rows)), {}, zone="UTC")
    return read_journey(frame, journey, as_of=(EPOCH + as_of) * MICROSECONDS)


def answer_of(reading):
    """Return the answer over all passes."""
    return kept_answer(reading, reading.keep(Period(), None), 0)


@pytest.mark.parametrize(("wait", "back"), [(SPAN, True), (SPAN + 1, False), (1, True)])
def test_who_comes_back_does_so_within_the_review_period(wait, back):
    """A new pass exactly one review period after the outcome counts, a second later it does not."""
    reading = reading_of([(0, 0, "a", 0), (0, 10, "b", 0), (0, 10 + wait, "a", 0)])
    assert came_back(reading.passes, SPAN * MICROSECONDS)[0] == back


def test_a_pass_that_began_at_the_outcomes_instant_is_no_return():
    """With a pass key two orders may stand side by side: only one begun later is a return."""
    beside = [(0, 0, "a", 1), (0, 10, "b", 1), (0, 10, "a", 2)]
    assert not came_back(reading_of(beside, by_order=True).passes, SPAN * MICROSECONDS).any()
    later = [*beside, (0, 11, "a", 3)]
    assert came_back(reading_of(later, by_order=True).passes, SPAN * MICROSECONDS).tolist() == [True, False, False]


@pytest.mark.parametrize(("wait", "counts"), [(SPAN, True), (SPAN + 1, False)])
def test_a_step_counts_within_the_review_period_after_the_outcome(wait, counts):
    """The same length of time is looked at for everybody, to the second."""
    came = [(0, 0, "b", 0), (0, wait, "c", 0), (1, 0, "b", 0), (1, 5, "a", 0)]
    answer = answer_of(reading_of(came))
    assert answer.n == 2
    (part,) = answer.parts
    assert (part.label, part.reading.value) == ("c", -1.0 if counts else 0.0)
    assert part.reading.interval == newcombe(0, 1, int(counts), 1)


@pytest.mark.parametrize(("as_of", "rated"), [(SPAN, 1), (SPAN - 1, 0)])
def test_rated_is_who_had_the_whole_review_period(as_of, rated):
    """An outcome exactly one review period before as-of is rated; a later one had less time to come back."""
    assert answer_of(reading_of([(0, 0, "b", 0)], as_of=as_of)).n == rated


def test_nothing_is_said_where_nobody_or_everybody_came_back():
    """A difference needs both groups."""
    assert answer_of(reading_of([(0, 0, "b", 0), (0, 5, "c", 0)])).parts == ()
    assert answer_of(reading_of([])).n == 0
