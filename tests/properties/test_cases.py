"""The states of a case, its deadline and its rules hold for whatever happens."""

from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.errors import InputError
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.measures.statistics import wilson
from hanhtrinh.values import MICROSECONDS, datetime_of, instant_of
from hanhtrinh.voice.cases.hours import WorkingHours, deadline
from hanhtrinh.voice.cases.machine import MOVES, move_to, moved
from hanhtrinh.voice.cases.model import CLOSED, STATES, Case, CaseRule, LowScore, Owning, Trigger
from hanhtrinh.voice.cases.opening import Standing, outcome, owner_of, would_open
from hanhtrinh.voice.cases.recovery import by_step, recovery
from hanhtrinh.voice.cases.scores import feeling_of, is_low

HOUR, DAY = 3_600 * MICROSECONDS, 86_400 * MICROSECONDS
NOON = 1_795_348_800_000_000
EVERY_MOVE = sorted({move for moves in MOVES.values() for move in moves})


@given(st.lists(st.sampled_from(EVERY_MOVE), max_size=12))
def test_a_case_never_leaves_its_states(moves):
    """Whatever is tried, a case stands in one of its states; what is refused changes nothing; it can always go on."""
    state = "new"
    for move in moves:
        if move in MOVES[state]:
            state = moved(state, move)
            assert state in STATES
        else:
            with pytest.raises(InputError):
                moved(state, move)
        assert MOVES[state]
        assert all(move_to(state, after) == way for way, after in MOVES[state].items())


@given(st.sampled_from(sorted(CLOSED)))
def test_a_closed_case_can_only_be_opened_again(state):
    """From a closed state there is one way, and it leads to an open one."""
    assert set(MOVES[state]) == {"reopen"}
    assert moved(state, "reopen") not in CLOSED


zones = st.sampled_from(["Asia/Ho_Chi_Minh", "UTC", "Europe/Berlin", "America/New_York"])
hours = st.builds(
    lambda days, opens, length, off: WorkingHours(
        days=tuple(sorted(days)), opens=opens, closes=min(opens + length, 1_440), holidays=tuple(off)
    ),
    st.sets(st.integers(0, 6), min_size=1), st.integers(0, 1_380), st.integers(30, 900),
    st.lists(st.sampled_from(["2026-11-23", "2026-12-25", "2027-02-06"]), max_size=2),
)  # fmt: skip


def worked(start, end, zone, work):
    """Return the working time between two instants, day by day."""
    first, last = (datetime_of(at, zone).date() for at in (start, end))
    total = 0
    for offset in range((last - first).days + 1):
        day = datetime.combine(first + timedelta(days=offset), time(0))
        if day.weekday() in work.days and day.date().isoformat() not in work.holidays:
            spans = (day + timedelta(minutes=minute) for minute in (work.opens, work.closes))
            opens, closes = (instant_of(moment.replace(tzinfo=ZoneInfo(zone))) for moment in spans)
            total += max(min(closes, end) - max(opens, start), 0)
    return total


@settings(max_examples=120, deadline=None)
@given(st.integers(NOON, NOON + 400 * DAY), st.integers(1, 60), zones, hours)
def test_a_deadline_is_so_many_working_hours_away(start, wanted, zone, work):
    """Between start and deadline the team works exactly so long, and the deadline lies in working time."""
    due = deadline(start, wanted, zone, work)
    assert worked(start, due, zone, work) == wanted * HOUR
    moment = datetime_of(due - 1, zone)
    assert moment.weekday() in work.days
    assert moment.date().isoformat() not in work.holidays


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 20 * 24 * 60), st.integers(1, 30))
def test_a_deadline_agrees_with_counting_minutes(offset, wanted):
    """The slow way, minute by minute, comes to the same instant."""
    zone, work = "Asia/Ho_Chi_Minh", WorkingHours(holidays=("2026-11-24",))
    start = NOON + offset * 60 * MICROSECONDS
    moment, left = datetime_of(start, zone), wanted * 60
    while left:
        minute = moment.hour * 60 + moment.minute
        at_work = work.opens <= minute < work.closes and moment.weekday() in work.days
        left -= at_work and moment.date().isoformat() not in work.holidays
        moment += timedelta(minutes=1)
    assert deadline(start, wanted, zone, work) == instant_of(moment)


def test_a_deadline_crosses_the_end_of_summer_time():
    """Hours that pass count, not what the clock shows: on the night the clock goes back there is one more."""
    berlin = ZoneInfo("Europe/Berlin")
    work = WorkingHours(days=(6,), opens=0, closes=1_440)
    start = instant_of(datetime(2026, 10, 25, 0, 0, tzinfo=berlin))
    assert deadline(start, 25, "Europe/Berlin", work) == instant_of(datetime(2026, 10, 26, 0, 0, tzinfo=berlin))


def test_hours_in_which_nobody_works_are_refused():
    """No day, an end before the beginning, days off for ever."""
    for wrong in ({"days": ()}, {"opens": 600, "closes": 600}, {"days": (7,)}):
        with pytest.raises(InputError):
            WorkingHours(**wrong)


unhappy = st.builds(
    lambda person, step, at, i: Trigger(key=f"{person}{step}{at}{i}", person=person, step=step, at=at, why="low_score"),
    st.sampled_from("ab"), st.sampled_from(["", "pay"]), st.integers(0, 60 * 24).map(lambda h: h * HOUR),
    st.integers(0, 3),
)  # fmt: skip


@given(st.lists(unhappy, max_size=25), st.integers(0, 10), st.integers(1, 100))
def test_a_preview_agrees_with_dealing_one_by_one(found, rest_days, hours):
    """Opened cases are those that the rule of opening gives, each closed at its deadline, in any order."""
    rule, taking = CaseRule(id="r", name="r", condition=LowScore(), rest_days=rest_days), hours * HOUR
    closes, expected = {}, []
    for one in sorted(found, key=lambda one: (one.at, one.key)):
        last = closes.get((one.person, one.step))
        standing = Standing(open=last is not None and one.at < last, closed_at=last)
        if outcome(one.at, standing, rest_days) == "open":
            closes[one.person, one.step] = one.at + taking
            expected.append(one)
    assert would_open(rule, found, taking) == expected == would_open(rule, found[::-1], taking)
    for one, other in pairwise(expected):
        assert (one.person, one.step) != (other.person, other.step) or other.at >= one.at + taking + rest_days * DAY


@given(
    st.lists(st.sampled_from(["lan", "minh", "ha"]), unique=True), st.integers(0, 9), st.sampled_from(["lan", "x", ""])
)
def test_a_case_goes_only_to_who_may_handle_it(members, turn, named):
    """Whatever a rule names, the owner is a handler or nobody; in turn, everybody has as many as everybody else."""
    handlers = ["lan", "minh"]
    for how in ("nobody", "fixed", "in_turn", "step_owner"):
        assert owner_of(Owning(how=how, members=tuple(members)), turn, named, handlers) in (*handlers, "")
    allowed = [one for one in members if one in handlers]
    if allowed:
        given = [owner_of(Owning(how="in_turn", members=tuple(members)), i, "", handlers) for i in range(6)]
        assert {given.count(one) for one in allowed} == {6 // len(allowed)}


@given(st.floats(0, 10), st.floats(0, 9.9))
def test_a_low_score_is_at_most_its_limit(score, limit):
    """NPS as it is; stars and effort by their place between the bad and the good end, whichever end is which."""
    nps = Instrument(key="n", kind="nps", low=0, high=10)
    assert bool(is_low(LowScore(kind="nps", at_most=limit), nps, np.array([score]))[0]) == (score <= limit + 1e-8)
    easy = Instrument(key="e", kind="ces", low=1, high=7)
    hard = Instrument(key="h", kind="ces", low=1, high=7, direction="low_is_good")
    place, rule = 1 + score * 0.6, LowScore(kind="ces", at_most=1 + limit * 0.6)
    up, down = (bool(is_low(rule, one, np.array([value]))[0]) for one, value in ((easy, place), (hard, 8 - place)))
    assert up == down or abs(score - limit) < 1e-6
    assert feeling_of(easy, place) == pytest.approx(feeling_of(hard, 8 - place))


def test_other_kinds_and_scores_off_the_scale_are_not_low():
    """A rule about stars says nothing of NPS, and a score that cannot be is none."""
    stars, ten = (Instrument(key="s", kind="csat", low=1, high=high) for high in (5, 10))
    rule = LowScore(kind="csat", at_most=2)
    assert is_low(rule, stars, np.array([-3.0, 0.0, 1.0, 2.0, 2.1, 9.0])).tolist() == [
        False,
        False,
        True,
        True,
        False,
        False,
    ]
    assert is_low(rule, ten, np.array([3.0, 3.25, 3.26])).tolist() == [True, True, False]
    assert not is_low(rule, Instrument(key="n", kind="nps", low=0, high=10), np.array([0.0])).any()
    assert not is_low(LowScore(kind="csat", at_most=2, instrument="x"), stars, np.array([1.0])).any()


def a_case(i, *, replied=None, closed=None, state="new", feeling=-1.5, again=None, step="pay"):
    trigger = Trigger(key=str(i), person=str(i), at=NOON, why="low_score", feeling=feeling, journey="shop", step=step)
    at = NOON + closed * HOUR if closed is not None else None
    return Case(id=str(i), workspace="w", number=i, trigger=trigger, state=state, opened_at=NOON,
                due_at=NOON + 8 * HOUR, changed_at=NOON, replied_at=None if replied is None else NOON + replied * HOUR,
                closed_at=at, again_feeling=again)  # fmt: skip


def test_recovery_is_counted_over_those_heard_again():
    """In time over what was due, recovered over who answered again, waits with open cases censored."""
    cases = [
        a_case(1, replied=1, closed=4, state="resolved", again=1.0),
        a_case(2, replied=2, closed=6, state="resolved", again=-2.0),
        a_case(3, replied=3, closed=12, state="resolved"),
        a_case(4, replied=5, closed=7, state="given_up"),
        a_case(5),
        a_case(6, step="cart"),
    ]
    found = recovery(cases, NOON + 10 * HOUR)
    assert (found.cases, found.open, found.overdue) == (6, 2, 2)
    # Due: three resolved (two in time), the given-up one and the two open ones past their deadline.
    assert (found.in_time.count, found.in_time.n) == (2, 6)
    assert found.in_time.interval == wilson(2, 6)
    early = recovery(cases, NOON + 5 * HOUR)
    # One is resolved already and five are not: while none is due, none is counted.
    assert (early.in_time.value, early.in_time.n, early.in_time.left_out) == (None, 0, {"not_due": 6})
    assert (found.recovered.count, found.recovered.n, found.recovered.left_out) == (1, 2, {"not_answered_again": 1})
    assert (found.first_reply.arrived, found.first_reply.censored) == (4, 2)
    # 1 h, 2 h, 3 h, 5 h of six who wait at least ten: half have a reply by 3 h.
    assert found.first_reply.reading.value == 3 * 3_600
    assert (found.resolution.arrived, found.resolution.censored) == (3, 3)
    assert [(one.step, one.cases) for one in by_step(cases, NOON)] == [("pay", 5), ("cart", 1)]


def test_a_case_that_was_opened_again_still_waits():
    """It is open until now, not until it was closed for the first time: of three one is resolved, no half of them."""
    cases = [a_case(1, closed=2, state="taken"), a_case(2, closed=4, state="resolved"), a_case(3)]
    found = recovery(cases, NOON + 10 * HOUR).resolution
    assert (found.arrived, found.censored, found.reading.value) == (1, 2, None)


def test_nothing_is_said_of_no_cases():
    """Without cases every reading is empty, none is zero."""
    found = recovery([], NOON)
    assert (found.in_time.value, found.recovered.value, found.first_reply.reading.value) == (None, None, None)
