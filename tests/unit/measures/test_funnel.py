"""The funnel on small timelines that can be checked by hand, and the errors peers are known for."""

import msgspec
import numpy as np
import polars as pl
import pytest

from hanhtrinh.errors import InputError
from hanhtrinh.events.frame import Answers, Column, Frame
from hanhtrinh.i18n import LANGS
from hanhtrinh.measures.funnel import (
    DROPPED,
    OPEN,
    RATED,
    Breakdown,
    Exclusion,
    Funnel,
    FunnelMatch,
    funnel_outcomes,
    funnel_partial,
    funnel_timelines,
    result,
)
from hanhtrinh.measures.timelines import Timelines, session_timelines

DAY = 86_400
SECOND = 1_000_000
NAMES = "abcd"
LATER = 10_000 * DAY * SECOND


def lines(*units, values=None):
    """Timelines of texts such as `a0 b5`: touchpoints (x: off the map) and seconds, in the order given."""
    rows = [[(NAMES.find(word[0]) + 1, int(word[1:])) for word in unit.split()] for unit in units]
    flat = [row for unit in rows for row in unit]
    columns = {"v": Column(np.array(values or [0] * len(flat), np.uint8), pl.Series(["red", "tan"]))}
    return Timelines(
        offsets=np.cumsum([0, *map(len, rows)]).astype(np.int64),
        code=np.array([code for code, _ in flat], np.uint16),
        time=np.array([second * SECOND for _, second in flat], np.int64),
        unit_count=len(units),
        touchpoints=tuple(NAMES),
        columns=columns,
    )


def funnel(steps, window=7 * DAY, **options):
    options = {"window_seconds": window, **options}
    return Funnel(steps=tuple(FunnelMatch(touchpoints=tuple(s.split("|"))) for s in steps.split()), **options)


def counts(timelines, question, as_of=LATER):
    readings = result(funnel_partial(timelines, question, as_of), question)
    return [step.reached.count for step in readings.steps]


def levels(timelines, question, as_of=LATER):
    return funnel_outcomes(timelines, question, as_of).level.tolist()


def test_one_row_never_fills_two_steps():
    """A single visit is not two visits, also where two steps share a touchpoint and times are equal."""
    assert counts(lines("a0 b5", "a0 a1 b5"), funnel("a a b")) == [2, 1, 1]
    assert counts(lines("a0 b0", "b0 a0 a0"), funnel("a a b")) == [2, 1, 1]
    assert levels(lines("b0 a0"), funnel("a|b a|b b")) == [2]


def test_whole_second_ties_favour_the_path_whatever_the_row_order():
    """Exports with whole seconds lose nobody: events of one instant count in the order that helps, in any row order."""
    assert levels(lines("c7 b7 a7", "a7 b7 c7", "b7 c7 a7"), funnel("a b c")) == [3, 3, 3]
    assert levels(lines("b6 a7"), funnel("a b")) == [1]


def test_a_late_b_does_not_convert():
    """A step after the window is not a conversion, one exactly at its end is."""
    assert levels(lines("a0 b10", "a0 b11"), funnel("a b", 10)) == [2, 1]


def test_a_later_entry_may_convert_where_the_first_does_not():
    """Entry best finds the chain that first-entry misses, and says so in its options."""
    late = lines("a0 a100 b105")
    assert levels(late, funnel("a b", 10)) == [2]
    assert levels(late, funnel("a b", 10, entry="first")) == [1]
    assert counts(late, funnel("a b", 10, entry="every")) == [2, 1]


def test_early_converters_do_not_flatter_open_windows():
    """People whose window is still open are shown as open, even those who converted already."""
    timelines = lines("a0 b1", "a0", "a90 b91", "a90")
    readings = result(funnel_partial(timelines, funnel("a b", 10), 95 * SECOND), funnel("a b", 10))
    assert (readings.rated, readings.open) == (2, 2)
    assert readings.conversion.value == 0.5
    assert readings.conversion.left_out == {"open": 2}


def test_a_rated_entry_speaks_for_the_unit():
    """A person with a rated entry is rated by rated entries only: a newer one that converted waits its turn."""
    both = lines("a0 a90 b91")
    assert funnel_outcomes(both, funnel("a b", 10), 95 * SECOND).state.tolist() == [RATED]
    assert levels(both, funnel("a b", 10), 95 * SECOND) == [1]
    assert levels(both, funnel("a b", 10), 100 * SECOND) == [2]
    assert funnel_outcomes(lines("a90 b91"), funnel("a b", 10), 95 * SECOND).state.tolist() == [OPEN]


def test_conversion_time_is_of_the_earliest_then_shortest_chain():
    """The time to a step runs from the latest entry that leads to its first completion."""
    readings = result(
        funnel_partial(lines("a0 a4 b9 a10 b11", "a0 b1", "a0"), funnel("a b", 50), LATER), funnel("a b", 50)
    )
    assert readings.steps[1].median_seconds == 3.0
    assert readings.steps[1].mean_seconds == 3.0
    assert readings.steps[0].median_seconds == 0.0


def test_times_are_said_of_those_who_arrived_only():
    """A funnel's times rest on the units that reached the step (its n says how many); nobody's absence shortens `n`."""
    readings = result(funnel_partial(lines("a0 b8", "a0", "a0"), funnel("a b", 10), LATER), funnel("a b", 10))
    assert readings.steps[1].median_seconds == 8.0
    assert (readings.steps[1].reached.count, readings.steps[1].reached.n) == (1, 3)


def test_per_step_window_is_wider_than_total():
    """With a window per step the whole chain may take longer than one window; rating waits for all of it."""
    slow = lines("a0 b8 c16")
    assert levels(slow, funnel("a b c", 10)) == [2]
    assert levels(slow, funnel("a b c", 10, window_scope="per_step")) == [3]
    state = funnel_outcomes(slow, funnel("a b c", 10, window_scope="per_step"), 19 * SECOND).state
    assert state.tolist() == [OPEN]


def test_sessions_end_after_more_than_thirty_minutes_and_live_on_off_the_map():
    """A gap of exactly 30:00 stays in the session, 30:01 ends it, and events of no step keep it alive."""
    visits = lines("a0 b1800", "a0 b1801", "a0 x1000 b2500")
    assert levels(visits, funnel("a b", window_scope="session")) == [2, 1, 2]
    assert levels(visits, funnel("a b", window_scope="none", inactivity_seconds=1801)) == [2, 2, 2]
    assert session_timelines(visits).unit_count == 4


def test_a_session_still_going_on_is_open():
    """A session is rated once more than the gap has passed since its last event."""
    question = funnel("a b", window_scope="session")
    assert funnel_outcomes(lines("a0"), question, 1800 * SECOND).state.tolist() == [OPEN]
    assert funnel_outcomes(lines("a0"), question, 1801 * SECOND).state.tolist() == [RATED]


def test_strict_names_its_universe():
    """Strict steps are neighbours among on-map events, or among all events."""
    gap = lines("a0 x1 b2", "a0 c1 b2", "a0 b2")
    assert levels(gap, funnel("a b", order="strict")) == [2, 1, 2]
    assert levels(gap, funnel("a b", order="strict", universe="all")) == [1, 1, 2]


def test_any_order_counts_the_most_steps_done_together():
    """In any order the level is the greatest number of different steps within the window."""
    assert levels(lines("c0 a1 b2", "b0 b1 a2", "c0 b50"), funnel("a b c", 10, order="any")) == [3, 2, 1]


def test_parallel_and_optional_steps():
    """Parallel steps come in either order before the next block; optional ones are reported but not required."""
    steps = (
        FunnelMatch(touchpoints=("a",)),
        FunnelMatch(touchpoints=("b",), parallel="p"),
        FunnelMatch(touchpoints=("c",), parallel="p", optional=True),
        FunnelMatch(touchpoints=("d",)),
    )
    question = Funnel(steps=steps, window_seconds=100, order="partial")
    timelines = lines("a0 c1 b2 d3", "a0 b1 d2", "a0 c1 d2")
    assert counts(timelines, question) == [3, 2, 2, 2]
    assert result(funnel_partial(timelines, question, LATER), question).conversion.count == 2


def test_exclusions_stop_drop_or_reset():
    """After an exclusion a chain stops, the unit is dropped, or everything begins again."""
    bar = (Exclusion(touchpoints=("d",), after_step=2, before_step=3),)
    retry = lines("a0 b1 d2 b3 c4", "a0 b1 d2 a3 b4 c5", "a0 d1 b2 c3")
    assert levels(retry, funnel("a b c", exclusions=bar)) == [3, 3, 3]
    assert levels(retry, funnel("a b c", exclusions=bar, on_exclusion="reset")) == [2, 3, 3]
    dropped = funnel_outcomes(retry, funnel("a b c", exclusions=bar, on_exclusion="drop"), LATER)
    assert dropped.state.tolist() == [DROPPED, DROPPED, RATED]
    readings = result(
        funnel_partial(retry, funnel("a b c", exclusions=bar, on_exclusion="drop"), LATER), funnel("a b c")
    )
    assert (readings.rated, readings.dropped, readings.conversion.left_out) == (1, 2, {"excluded": 2})


def test_an_exclusion_at_the_instant_of_a_step_favours_the_path():
    """An exclusion at the very time of the step that leaves its span does not stop it."""
    bar = (Exclusion(touchpoints=("d",), after_step=1, before_step=2),)
    assert levels(lines("a0 d5 b5", "a0 d4 b5", "a0 d0 b5"), funnel("a b", exclusions=bar)) == [2, 1, 2]


def test_a_held_property_must_be_the_same_in_all_steps():
    """With a property held constant a chain stays within one value; events that lack it are out."""
    timelines = lines("a0 b1", "a0 b1", "a0 b1", values=[1, 2, 1, 1, 1, 0])
    assert levels(timelines, funnel("a b", hold="v")) == [1, 2, 1]


def test_breakdown_is_read_where_it_says():
    """A breakdown takes the value at the entry, at the furthest step or at step n; "" is none."""
    timelines = lines("a0 b1", "a0 b1", "a0", values=[1, 2, 2, 2, 1])
    found = {}
    for at in ("first", "last", 2):
        question = funnel("a b", breakdown=Breakdown(property="v", at=at))
        readings = result(funnel_partial(timelines, question, LATER), question)
        found[at] = {value: one.rated for value, one in readings.breakdown.items()}
    assert found == {"first": {"red": 2, "tan": 1}, "last": {"red": 1, "tan": 2}, 2: {"": 1, "tan": 2}}


def frame():
    """Lan and Minh of one account: she asks, he buys."""
    columns = {"account": Column(np.array([1, 0, 1], np.uint8), pl.Series(["acme"]))}
    nothing = np.zeros(0)
    answers = Answers(
        nothing.astype(np.int64),
        nothing.astype(np.int32),
        nothing,
        nothing.astype(bool),
        pl.Series([], dtype=pl.String),
        pl.Series([], dtype=pl.String),
    )
    time = np.array([0, 2, 1], np.int64) * SECOND
    return Frame(pl.Series(["Lan", "Minh"]), np.array([0, 2, 3]), time, columns, answers, {})


def test_units_are_people_sessions_or_accounts():
    """An account's events come from all its people in order of time; events without an account are out."""
    code = np.array([1, 2, 2], np.uint16)
    by = {}
    for unit in ("person", "session", "account"):
        question = funnel("a b", unit=unit, account="account")
        made = funnel_timelines(question, frame(), code, tuple(NAMES))
        by[unit] = levels(made, question)
    assert by == {"person": [2, 0], "session": [2, 0], "account": [2]}


def test_a_result_names_every_option():
    """A funnel's result can be read without its code."""
    question = funnel("a b", 60, order="strict", hold="v", entry="first")
    readings = result(funnel_partial(lines("a0 b1", values=[1, 1]), question, LATER), question)
    assert readings.options == {
        "unit": "person",
        "entry": "first",
        "order": "strict",
        "window_scope": "total",
        "window_seconds": 60,
        "universe": "on_map",
        "hold": "v",
    }
    assert readings.conversion.params["window"] == "1m"


def test_nobody_gives_no_share():
    """A funnel nobody entered has no value and no interval, rather than zero."""
    readings = result(funnel_partial(lines("", "x1"), funnel("a b"), LATER), funnel("a b"))
    assert (readings.rated, readings.conversion.value, readings.conversion.interval) == (0, None, None)


bad = {
    "no_steps": funnel(""),
    "empty_step": Funnel(steps=(FunnelMatch(touchpoints=()),), window_seconds=1),
    "all_optional": Funnel(steps=(FunnelMatch(touchpoints=("a",), optional=True),), window_seconds=1),
    "window": funnel("a", None),
    "per_step_order": funnel("a b", window_scope="per_step", order="any"),
    "optional_order": Funnel(
        steps=(FunnelMatch(touchpoints=("a",)), FunnelMatch(touchpoints=("b",), optional=True)),
        window_seconds=1,
        order="strict",
    ),
    "parallel_order": Funnel(steps=(FunnelMatch(touchpoints=("a",), parallel="p"),), window_seconds=1),
    "wide_block": Funnel(
        steps=tuple(FunnelMatch(touchpoints=(i,), parallel="p") for i in range(1, 10)),
        window_seconds=1,
        order="partial",
    ),
    "exclusion_order": funnel(
        "a b", order="strict", exclusions=(Exclusion(touchpoints=("c",), after_step=1, before_step=2),)
    ),
    "excluded_step": funnel("a b", exclusions=(Exclusion(touchpoints=("b",), after_step=1, before_step=2),)),
    "out_of_range": funnel("a b", exclusions=(Exclusion(touchpoints=("c",), after_step=2, before_step=2),)),
    "unknown_touchpoint": funnel("a bb"),
    "unknown_property": funnel("a b", hold="w"),
}


@pytest.mark.parametrize("key", bad)
def test_a_question_without_meaning_is_refused_in_both_languages(key):
    """Each impossible question raises its own error, which reads in Vietnamese and English."""
    with pytest.raises(InputError) as caught:
        funnel_partial(lines("a0"), bad[key], LATER)
    assert caught.value.key == f"funnel.{key}"
    assert len({caught.value.message(lang) for lang in LANGS}) == len(LANGS)


def test_units_that_need_more_say_so():
    """Counting by account needs its property, by pass needs the passes."""
    code = np.zeros(3, np.uint16)
    for question, key in (
        (funnel("a", unit="account", account="firm"), "unknown_property"),
        (funnel("a", unit="pass"), "no_passes"),
    ):
        with pytest.raises(InputError) as caught:
            funnel_timelines(question, frame(), code, tuple(NAMES))
        assert caught.value.key == f"funnel.{key}"
    with pytest.raises(InputError) as caught:
        funnel_partial(lines("a0"), msgspec.structs.replace(funnel("a"), unit="account"), LATER)
    assert caught.value.key == "funnel.no_account"
