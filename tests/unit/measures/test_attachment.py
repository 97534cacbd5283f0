"""Which step an answer is about, case by case."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.events.lake import LAKE_SCHEMA
from hanhtrinh.events.lens import compile_lens, touches
from hanhtrinh.journey.model import Journey, Stage, Step, Touchpoint
from hanhtrinh.journey.rules import Is
from hanhtrinh.measures.attachment import RULES, attach, steps_by_touchpoint
from hanhtrinh.measures.passes import find_passes, layout_of
from hanhtrinh.values import instant_of

START = datetime(2026, 3, 1, tzinfo=UTC)
DAY = 24
STEPS = ("visit", "cart", "pay", "visit")
INSTRUMENTS = {
    "company": Instrument(key="company", kind="nps", low=0, high=10, relationship=True),
    "visit": Instrument(key="visit", kind="csat", low=1, high=5),
}


def event(hours, name, person="lan", *, answers=None, asks=None, asked_at=None, order=None, seconds=0):
    """Return one event of a person, some hours after the start."""
    return {
        "person": person, "time": START + timedelta(hours=hours, seconds=seconds), "event": name, "source": "test",
        "instrument": answers, "score": 4.0 if answers else None, "asks": asks, "asked_at": asked_at, "p_order": order,
    }  # fmt: skip


def attached(*events, window="60d", keyed=False, as_of_hours=10_000):
    """Return (pass, step, rule) of every answer and invitation, in frame order."""
    rows = [{"id": bytes([i]) * 16, **row} for i, row in enumerate(events)]
    names = ("id", "person", "time", "event", "source", "instrument", "score", "text", "asks", "asked_at")
    schema = {name: LAKE_SCHEMA[name] for name in names} | {"p_order": pl.String()}
    frame = build_frame(reader_of(pl.DataFrame(rows, schema=schema)), INSTRUMENTS, zone="UTC")
    shaped = tuple(Step(key=f"s{i}", touchpoint=name) for i, name in enumerate(STEPS))
    journey = Journey(
        key="j", name="J", window=window, pass_key="order" if keyed else None,
        touchpoints={name: Touchpoint(name=name) for name in {*STEPS, "phone"}},
        stages=(Stage(key="all", name="All", phase="before", steps=shaped),),
    )  # fmt: skip
    lens = compile_lens({key: Is("event", key) for key in journey.touchpoints}, frame.columns)
    as_of = instant_of(START + timedelta(hours=as_of_hours))
    passes = find_passes(frame, touches(lens, frame), journey, layout_of(journey, lens.touchpoints), as_of=as_of)
    codes = frame.columns["order"].codes if keyed else None
    found = attach(frame, passes, steps_by_touchpoint(journey), key_codes=codes)
    return [(int(p), int(s), RULES[r]) for p, s, r in zip(found.pass_of, found.step, found.rule, strict=True)]


def test_an_answer_is_about_the_touchpoint_it_was_asked_at():
    """Even when other steps came after it."""
    answers = attached(event(0, "cart"), event(1, "pay"), event(2, "survey", answers="visit", asked_at="cart"))
    assert answers == [(0, 1, "asked_at")]


def test_a_touchpoint_at_several_steps_is_the_step_last_visited():
    """Visited first as step 0 and after the purchase as step 3: asked there later, the answer is about step 3."""
    timeline = [event(0, "visit"), event(1, "pay"), event(2, "visit")]
    asked = {"answers": "visit", "asked_at": "visit"}
    assert attached(*timeline, event(3, "survey", **asked)) == [(0, 3, "asked_at")]
    assert attached(timeline[0], event(0.5, "survey", **asked), *timeline[1:]) == [(0, 0, "asked_at")]


def test_a_touchpoint_not_visited_is_its_first_step():
    """Nobody of this pass was seen there, or there is no pass at all: the first step on the map."""
    assert attached(event(0, "cart"), event(1, "survey", answers="visit", asked_at="visit")) == [(0, 0, "asked_at")]
    assert attached(event(1, "survey", answers="visit", asked_at="pay")) == [(-1, 2, "asked_at")]


def test_a_touchpoint_off_this_map_is_no_step_of_it():
    """Asked on the phone, which this map does not show: the cart before it is not to blame."""
    assert attached(event(0, "cart"), event(1, "survey", answers="visit", asked_at="phone")) == [(0, -1, "none")]


def test_else_it_is_about_the_last_step_within_seven_days():
    """Seven days to the second are within, one second more is not."""
    at_cart = event(0, "cart")
    assert attached(at_cart, event(7 * DAY, "survey", answers="visit")) == [(0, 1, "last_step_within_7d")]
    assert attached(at_cart, event(7 * DAY, "survey", answers="visit", seconds=1)) == [(0, -1, "none")]
    assert attached(at_cart, event(1, "survey", answers="visit", asked_at="")) == [(0, 1, "last_step_within_7d")]


def test_the_answers_own_event_is_not_the_step_before_it():
    """An answer given on the payment page is not about paying, but about what came before."""
    assert attached(event(0, "cart"), event(1, "pay", answers="visit")) == [(0, 1, "last_step_within_7d")]
    assert attached(event(1, "pay", answers="visit")) == [(0, -1, "none")]


def test_the_answers_own_event_tells_where_it_was_asked():
    """Asked at a touchpoint that stands twice, by the very visit: that visit's step."""
    timeline = event(0, "visit"), event(1, "pay"), event(2, "visit", answers="visit", asked_at="visit")
    assert attached(*timeline) == [(0, 3, "asked_at")]


def test_at_one_instant_canonical_order_decides():
    """`a-survey` comes before `cart` in canonical order, `survey` after it."""
    assert attached(event(0, "cart"), event(0, "survey", answers="visit")) == [(0, 1, "last_step_within_7d")]
    assert attached(event(0, "cart"), event(0, "a-survey", answers="visit")) == [(-1, -1, "none")]


def test_a_relationship_question_is_about_the_journey():
    """Wherever it was asked, and whatever came before."""
    for asked_at in (None, "cart", "phone"):
        answers = attached(event(0, "cart"), event(1, "survey", answers="company", asked_at=asked_at))
        assert answers == [(0, -1, "relationship")]


def test_an_answer_belongs_to_the_latest_pass_begun_by_then():
    """With a window of two days, the cart on day 10 begins a new pass; an answer on day 9 belongs to the old one."""
    timeline = [event(0, "cart"), event(10 * DAY, "pay")]
    answer = {"answers": "visit", "asked_at": "cart"}
    assert attached(*timeline, event(9 * DAY, "survey", **answer), window="2d") == [(0, 1, "asked_at")]
    assert attached(*timeline, event(11 * DAY, "survey", **answer), window="2d") == [(1, 1, "asked_at")]
    assert attached(*timeline, event(11 * DAY, "survey", answers="visit"), window="2d") == [
        (1, 2, "last_step_within_7d")
    ]


def test_a_keyed_answer_belongs_to_its_own_order():
    """A review of order A is about A's last step although B was touched since; without a key, about the latest."""
    timeline = [event(0, "cart", order="A"), event(1, "visit", order="B"), event(2, "pay", order="B")]
    for order, expected in (("A", (0, 1)), ("B", (1, 2)), (None, (1, 2))):
        answers = attached(*timeline, event(3, "survey", answers="visit", order=order), keyed=True)
        assert answers == [(*expected, "last_step_within_7d")]


def test_an_order_without_a_pass_is_no_other_order():
    """A review of an order never seen on the map attaches to nothing rather than to somebody else's order."""
    timeline = [event(0, "cart", order="A"), event(0, "cart", "minh", order="C")]
    for order in ("C", "Z"):
        answers = attached(*timeline, event(1, "survey", answers="visit", order=order), keyed=True)
        assert answers == [(-1, -1, "none")]


def test_people_are_kept_apart():
    """Minh's answer does not see Lan's steps."""
    assert attached(event(0, "cart", "lan"), event(1, "survey", "minh", answers="visit")) == [(-1, -1, "none")]


def test_invitations_attach_by_the_same_rules():
    """What was asked is counted where it was asked."""
    timeline = event(0, "cart"), event(1, "mail", asks="visit"), event(2, "mail", asks="visit", asked_at="pay")
    assert attached(*timeline, event(3, "mail", asks="company")) == [
        (0, 1, "last_step_within_7d"), (0, 2, "asked_at"), (0, -1, "relationship"),
    ]  # fmt: skip


def test_later_answers_than_the_clock_attach_to_nothing():
    """As of an earlier instant they have not been given."""
    timeline = event(0, "cart"), event(5, "survey", answers="visit"), event(6, "survey", answers="company")
    assert attached(*timeline, as_of_hours=5) == [(0, 1, "last_step_within_7d"), (-1, -1, "none")]


def test_no_answers_and_no_events():
    """Empty in, empty out."""
    assert attached(event(0, "cart")) == []
    assert attached() == []


def test_steps_of_a_touchpoint_are_in_map_order():
    """Touchpoints at several steps list them all; steps without a touchpoint are left out."""
    steps = tuple(Step(key=f"s{i}", touchpoint=name) for i, name in enumerate(["a", "b", None, "a"]))
    journey = Journey(key="j", name="J", stages=(Stage(key="x", name="X", phase="before", steps=steps),))
    assert steps_by_touchpoint(journey) == {"a": (0, 3), "b": (1,)}
    assert np.all(np.diff(steps_by_touchpoint(journey)["a"]) > 0)
