"""Before and after, and what could be won: textbook numbers, each in its own words."""

from datetime import date

import pytest

from hanhtrinh.journey.model import Targets
from hanhtrinh.measures.before_after import Pair, Windows, before_after, direction, told_from, windows
from hanhtrinh.measures.recoverable import recoverable
from hanhtrinh.measures.results import SegmentReadings
from hanhtrinh.values import Period, start_of_day
from tests.unit.measures.test_changed import CSAT, NPS, a_map, share, step, voice

WEEKS = Windows(days=28, before=Period(0, 1), after=Period(1, 2))


def pair(before, after) -> Pair:
    return Pair(windows=WEEKS, before=before, after=after)


def test_the_textbook_case() -> None:
    """56 of 70 against 48 of 80 (Newcombe 1998): +20 points, 5.2 to 33.4."""
    before, after = (a_map(step("a", drop_off=share(k, n, "drop_off"))) for k, n in ((48, 80), (56, 70)))
    (effect,) = before_after("a", pair(before, after), None)
    assert effect.change.value == pytest.approx(0.2)
    assert (round(effect.change.interval.low, 4), round(effect.change.interval.high, 4)) == (0.0524, 0.3339)
    assert (effect.change.old.n, effect.change.new.n, effect.rest) == (80, 70, None)
    assert direction(effect.change) == "worse"


def test_the_rest_is_the_mean_of_the_other_steps_in_the_same_unit() -> None:
    """Drop-off rose elsewhere by ten and twenty points; an NPS elsewhere says nothing of a CSAT."""
    old = a_map(*(step(k, drop_off=share(n, 100, "drop_off")) for k, n in (("a", 50), ("b", 10), ("c", 10))))
    new = a_map(*(step(k, drop_off=share(n, 100, "drop_off")) for k, n in (("a", 20), ("b", 20), ("c", 30))))
    (effect,) = before_after("a", pair(old, new), None)
    assert (effect.rest.value, effect.rest.steps) == (pytest.approx(0.15), 2)
    assert direction(effect.change) == "better"
    scores = [a_map(step("a", voice=voice(CSAT, s)), step("b", voice=voice(NPS, n)))
              for s, n in (([1, 2, 5], [1, 9]), ([4, 5, 5], [9, 10]))]  # fmt: skip
    found = {e.change.what: e for e in before_after("a", None, pair(*scores))}
    assert found["score"].rest is None
    assert found["emotion"].rest.steps == 1


def test_numbers_of_closed_passes_and_the_others_come_from_their_own_windows() -> None:
    """Drop-off is read from the closed windows alone, scores from all there are."""
    early = a_map(step("a", drop_off=share(9, 10, "drop_off"), voice=voice(CSAT, [1, 1, 2])))
    late = a_map(step("a", drop_off=share(1, 10, "drop_off"), voice=voice(CSAT, [5, 4, 5])))
    assert [e.change.what for e in before_after("a", pair(early, late), None)] == ["drop_off"]
    assert [e.change.what for e in before_after("a", None, pair(early, late))] == ["emotion", "score"]
    assert before_after("a", None, None) == ()
    assert before_after("z", pair(early, late), pair(early, late)) == ()


def test_a_step_with_two_questions_is_compared_by_its_own() -> None:
    """The first voice is the step's; another question's answers are not mixed in or shown twice."""
    sides = [a_map(step("a", voice=voice(CSAT, s), other_voices=(voice(NPS, n),)))
             for s, n in (([1, 2, 5], [1, 9, 10]), ([4, 5, 5], [9, 10, 0]))]  # fmt: skip
    found = [e.change for e in before_after("a", None, pair(*sides))]
    assert [(c.what, c.new.params["instrument"]) for c in found] == [("emotion", "happy"), ("score", "happy")]


def test_the_day_itself_is_after_and_a_week_is_the_least() -> None:
    """Seven days of data before and a whole week after: then there is a window, an hour less and there is none."""
    zone, day, hour = "Asia/Ho_Chi_Minh", date(2026, 10, 11), 3_600_000_000
    first, end = start_of_day(date(2026, 10, 4), zone), start_of_day(date(2026, 10, 18), zone)
    found = windows(day, zone, first, end)
    assert found.days == 7
    assert found.after.start == start_of_day(day, zone)
    assert windows(day, zone, first, end - hour) is None
    assert windows(day, zone, first + hour, end) is None
    assert told_from(day, zone) == date(2026, 10, 18)
    assert told_from(day, zone, 36 * 3_600) == date(2026, 10, 20)


def test_the_gap_to_a_target_is_told_with_its_interval() -> None:
    """120 of 400 left and 25 % are wanted: 20 would stay, from 3 to 39 by Wilson's bounds."""
    readings = a_map(step("a", drop_off=share(120, 400, "drop_off")))
    (gap,) = recoverable(readings, 0, Targets(drop_off=0.25))
    assert (gap.against, gap.what, gap.of, gap.goal, gap.now) == ("target", "drop_off", 400, 0.25, 0.3)
    assert gap.people == pytest.approx(20)
    assert (round(gap.interval.low, 1), round(gap.interval.high, 1)) == (2.9, 38.7)
    assert recoverable(readings, 0, Targets(drop_off=0.3)) == ()
    assert recoverable(readings, 0, Targets()) == ()


def test_the_best_segment_is_compared_with_everybody_else() -> None:
    """100 of 400 left, of the regulars 5 of 100: the other 300 lost 95, and 80 of them would stay."""
    everybody = step("a", drop_off=share(100, 400, "drop_off"))
    segments = tuple(
        SegmentReadings(key=key, passes=n, reach=(None,), drop_off=(share(k, n, "drop_off"),), emotion=(None,),
                        score=(None,), sales_cycle=None)
        for key, k, n in (("regulars", 5, 100), ("new", 60, 200), ("lucky", 0, 12))
    )  # fmt: skip
    (gap,) = recoverable(a_map(everybody, segments=segments), 0, Targets())
    assert (gap.against, gap.segment, gap.among, gap.of) == ("segment", "regulars", 2, 300)
    assert gap.people == pytest.approx(95 - 15)
    assert 0 < gap.interval.low < gap.people < gap.interval.high
    alike = tuple(segments[i] for i in (1,))
    assert recoverable(a_map(everybody, segments=alike), 0, Targets()) == ()
