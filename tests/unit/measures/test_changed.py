"""Which numbers of a map changed, and when that is more than chance makes."""

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.measures.changed import Change, changes, difference
from hanhtrinh.measures.durations import keyed
from hanhtrinh.measures.results import (
    Beside,
    Duration,
    Interval,
    MapReadings,
    Reading,
    StageReadings,
    StepFriction,
    StepReadings,
    Voice,
)
from hanhtrinh.measures.statistics import wilson
from hanhtrinh.measures.survival import duration_reading
from hanhtrinh.measures.voice import voice_difference, voice_of, voice_partial
from hanhtrinh.values import Period

NPS = Instrument(key="recommend", kind="nps", low=0, high=10)
CSAT = Instrument(key="happy", kind="csat", low=1, high=5)
CES = Instrument(key="effort", kind="ces", low=1, high=7, direction="low_is_good")


def share(count: int, n: int, definition: str = "reach") -> Reading:
    return Reading(
        value=count / n if n else None, unit="share", n=n, count=count, definition=definition, interval=wilson(count, n)
    )


def voice(instrument: Instrument, scores: list[float]) -> Voice:
    n = np.arange(len(scores))
    return voice_of(instrument, voice_partial(instrument, n, n, n, np.array(scores, float)))


def step(key: str, **readings: object) -> StepReadings:
    given = {
        "measured": True,
        "reach": None,
        "drop_off": None,
        "went_on": None,
        "open": 0,
        "time_to": None,
        "voice": None,
        "other_voices": (),
        "lateness": None,
        "verbatims": (),
        "evidence": "measured",
        "newest": None,
    }
    return StepReadings(key=key, **{**given, **readings})  # type: ignore[arg-type]


def a_map(*steps: StepReadings, **others: object) -> MapReadings:
    given = {
        "journey": "j",
        "as_of": 0,
        "zone": "UTC",
        "period": Period(),
        "segment": None,
        "data_from": None,
        "data_to": None,
        "events": 0,
        "people": 10,
        "passes": 10,
        "completed": 5,
        "left": 5,
        "open": 0,
        "off_map_events": 0,
        "conversion": None,
        "funnel": None,
        "sales_cycle": None,
        "journey_voice": (),
        "stages": (),
        "steps": steps,
        "edges": (),
    }
    return MapReadings(**{**given, **others})  # type: ignore[arg-type]


def only(found: tuple[Change, ...]) -> Change:
    (one,) = found
    return one


def test_a_share_of_other_people():
    """Newcombe's interval of new minus old decides: it leaves out zero, or it does not."""
    small = only(
        changes(a_map(step("a", reach=share(50, 100))), a_map(step("a", reach=share(55, 100))), same_data=False)
    )
    assert (small.what, small.step, small.verdict) == ("reach", "a", "within")
    large = only(changes(a_map(step("a", reach=share(48, 80))), a_map(step("a", reach=share(56, 70))), same_data=False))
    assert large.verdict == "beyond"
    assert large.value == pytest.approx(0.2)
    assert (round(large.interval.low, 4), round(large.interval.high, 4)) == (0.0524, 0.3339)
    assert large.interval.method == "newcombe"


def test_the_same_people_are_recounted():
    """Two rule sets over one population give an exact difference without an interval, however large."""
    old, new = a_map(step("a", reach=share(50, 100))), a_map(step("a", reach=share(90, 100)))
    found = {change.what: change for change in changes(old, new, same_data=True)}
    assert (found["reach"].verdict, found["reach"].interval) == ("beyond", None)
    assert found["reach"].value == pytest.approx(0.4)
    assert found["reach"].same_data
    assert found["passes"].verdict == "same"
    near = changes(old, a_map(step("a", reach=share(52, 100))), same_data=True)[-1]
    assert near.verdict == "within"


def test_counts_are_told_of_the_same_people_only():
    """How many passes there are is news when the rules changed; between periods it is no reading with an interval."""
    old, new = a_map(), a_map(passes=12)
    assert [c.verdict for c in changes(old, new, same_data=True) if c.what == "passes"] == ["beyond"]
    assert changes(old, new, same_data=False) == ()


def test_what_came_and_went():
    """A number only one side has appeared or is gone; one that neither has is left out."""
    old = a_map(step("a", reach=share(5, 10)), step("b"))
    new = a_map(step("a"), step("b", drop_off=share(1, 10, "drop_off")))
    assert [(c.step, c.what, c.verdict) for c in changes(old, new, same_data=False)] == [
        ("a", "reach", "gone"),
        ("b", "drop_off", "appeared"),
    ]


def test_steps_are_matched_by_key():
    """A step elsewhere on the map is the same step; a renamed one is known by its old key; others are not compared."""
    old = a_map(step("a", reach=share(5, 10)), step("b", reach=share(6, 10)), step("gone", reach=share(1, 10)))
    new = a_map(step("b", reach=share(6, 10)), step("c", reach=share(5, 10)), step("new", reach=share(1, 10)))
    found = changes(old, new, same_data=False, renamed={"c": "a"})
    assert [(c.step, c.old.count) for c in found] == [("b", 6), ("c", 5)]


def test_stages_and_the_whole():
    """Reach of stages, conversion and time to the outcome are compared as well."""
    days = Duration(
        reading=Reading(
            value=5.0, unit="seconds", n=9, definition="sales_cycle", interval=Interval(low=4, high=6, method="x")
        ),
        quartile_low=None,
        quartile_high=None,
        arrived=9,
        censored=0,
        left=0,
        naive_median=None,
    )
    old = a_map(conversion=share(5, 10), sales_cycle=days, stages=(StageReadings(key="s", reach=share(1, 2)),))
    found = changes(old, old, same_data=False)
    assert [(c.what, c.stage, c.verdict) for c in found] == [
        ("conversion", None, "same"),
        ("sales_cycle", None, "same"),
        ("stage_reach", "s", "same"),
    ]


def test_answers_to_different_questions_are_not_compared():
    """Voices are matched by their question; a scale that changed makes them incomparable."""
    old = a_map(step("a", voice=voice(CSAT, [1, 5, 4]), other_voices=(voice(NPS, [9, 10, 9, 10]),)))
    new = a_map(step("a", voice=voice(NPS, [0, 1, 2, 3])))
    found = {(c.what, (c.new or c.old).params["instrument"]): c.verdict for c in changes(old, new, same_data=False)}
    assert found == {
        ("emotion", "recommend"): "beyond",
        ("score", "recommend"): "beyond",
        ("emotion", "happy"): "gone",
        ("score", "happy"): "gone",
    }
    seven = msgspec.structs.replace(CSAT, high=7)
    both = changes(
        a_map(step("a", voice=voice(CSAT, [1, 2]))), a_map(step("a", voice=voice(seven, [1, 2]))), same_data=False
    )
    assert {c.verdict for c in both} == {"not_comparable"}


def test_effort_and_friction():
    """Effort is compared in its own lane, friction by its share."""
    rubbing = StepFriction(any=share(4, 10, "friction"), kinds={}, per_pass=share(4, 10, "friction"))
    old = a_map(step("a"), beside=Beside(friction=(rubbing,), effort=(voice(CES, [1, 2, 3]),)))
    found = changes(old, old, same_data=False)
    assert [(c.what, c.verdict) for c in found] == [("friction", "same"), ("effort", "same")]


def test_too_little_to_tell():
    """A single answer has no interval, so nothing is said of its change."""
    old, new = a_map(step("a", voice=voice(CSAT, [5]))), a_map(step("a", voice=voice(CSAT, [1, 2, 3])))
    found = {c.what: c.verdict for c in changes(old, new, same_data=False)}
    assert found == {"emotion": "too_few", "score": "beyond"}


SCORES = st.lists(st.integers(0, 10), min_size=1, max_size=40)


@settings(deadline=None, max_examples=150)
@given(SCORES, SCORES, st.sampled_from([NPS, CSAT, CES]))
def test_readings_carry_all_that_a_difference_needs(
    first: list[int], second: list[int], instrument: Instrument
) -> None:
    """Compared from what two readings say, groups differ as they do compared from their answers."""
    low, high = instrument.low, instrument.high
    groups = [np.array([low + s % (high - low + 1) for s in scores], float) for scores in (first, second)]
    partials = [voice_partial(instrument, np.arange(len(g)), np.arange(len(g)), np.arange(len(g)), g) for g in groups]
    expected = voice_difference(instrument, *partials)
    one, two = (voice_of(instrument, partial) for partial in partials)
    for pair, wanted in (((one.emotion, two.emotion), expected.emotion), ((one.score, two.score), expected.score)):
        if wanted is None:
            continue
        found = difference(*pair)
        assert (found is None) == (wanted.interval is None)
        if found is not None:
            assert found.low == pytest.approx(wanted.interval.low, abs=1e-9)
            assert found.high == pytest.approx(wanted.interval.high, abs=1e-9)
            assert found.method == wanted.interval.method


def test_medians_are_compared_about_as_surely_as_said():
    """Square-and-add of two medians' intervals holds the true difference about 95 times in 100."""
    random = np.random.default_rng(7)

    def sample(n: int, mean: float) -> Reading:
        arrive, leave, seen = random.exponential(mean, n), random.exponential(20, n), random.uniform(0, 60, n)
        cause = np.where(arrive <= np.minimum(leave, seen), 1, np.where(leave <= seen, 2, 0)).astype(np.int8)
        seconds = np.ceil(86_400 * np.minimum(np.minimum(arrive, leave), seen)).astype(np.int64)
        return duration_reading(keyed(seconds, cause), leaving="competes", definition="time_to").reading

    true = 86_400 * np.log(2) * (1 / (1 / 6 + 1 / 20) - 1 / (1 / 9 + 1 / 20))
    found = [difference(sample(150, 6), sample(200, 9)) for _ in range(200)]
    held = [interval.low <= true <= interval.high for interval in found if interval is not None]
    assert len(held) > 190
    assert 0.9 <= sum(held) / len(held) <= 0.99
