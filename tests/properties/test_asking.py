"""Whatever happens in whatever order: nobody is asked more than the budget allows, nor in quiet hours."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hanhtrinh.values import datetime_of
from hanhtrinh.voice.asking.budget import DAY, Budget, Limit, quiet_until
from hanhtrinh.voice.asking.deciding import Facts, Past, decide, first_of
from hanhtrinh.voice.asking.sampling import place_of, sampled
from hanhtrinh.voice.surveys.model import Asking

ZONES = st.sampled_from(["UTC", "Asia/Ho_Chi_Minh", "America/New_York", "Australia/Lord_Howe"])
NOON = 1_795_348_800_000_000
HOUR = DAY // 24
BUDGETS = st.builds(
    Budget,
    all=st.builds(Limit, most=st.integers(0, 4), days=st.integers(1, 20)),
    channels=st.dictionaries(
        st.sampled_from(["email", "widget"]),
        st.builds(Limit, most=st.integers(0, 3), days=st.integers(1, 20)),
        max_size=2,
    ),
    rest=st.integers(0, 10),
    apart=st.integers(0, 5),
    quiet_from=st.integers(0, 1_439),
    quiet_to=st.integers(0, 1_439),
    quiet=st.lists(st.sampled_from(["email", "widget"]), unique=True).map(tuple),
)
STEPS = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from("abc"), st.sampled_from(["email", "widget"]), st.booleans()),
    max_size=60,
)


@given(BUDGETS, STEPS, ZONES)
def test_budget_is_never_exceeded(budget, steps, zone):
    """Of any sequence of wishes those allowed stay within every limit, apart, at rest and out of quiet hours."""
    past, asked, answered, now = [], [], [], NOON
    for hours, survey, channel, answers in steps:
        now += hours * HOUR // 2
        facts = Facts(person="u1", now=now, channel=channel, state="open", past=tuple(past))
        if not decide(survey, Asking(again=1), budget, facts, zone).ask:
            continue
        assert all(now - at >= budget.apart * DAY for at, _, _ in asked)
        assert all(now - at >= budget.rest * DAY for at in answered)
        assert quiet_until(budget, channel, now, zone) == now
        asked.append((now, channel, survey))
        past.append(Past(survey=survey, channel=channel, at=now))
        if answers:
            answered.append(now)
            past.append(Past(survey=survey, channel=channel, at=now, counts=False, answered_at=now))
    for end, _, _ in asked:
        assert sum(end - budget.all.days * DAY < at <= end for at, _, _ in asked) <= budget.all.most
        for name, limit in budget.channels.items():
            assert sum(end - limit.days * DAY < at <= end for at, channel, _ in asked if channel == name) <= limit.most
    for name in "abc":
        own = [at for at, _, survey in asked if survey == name]
        assert all(second - first >= DAY for first, second in pairwise(own))


@given(BUDGETS, STEPS, ZONES)
def test_until_is_when_it_may_change(budget, steps, zone):
    """Before the instant a no names, it stays a no (where nothing else happens)."""
    past, now = [], NOON
    for hours, survey, channel, _ in steps:
        now += hours * HOUR // 2
        facts = Facts(person="u1", now=now, channel=channel, state="open", past=tuple(past))
        decision = decide(survey, Asking(again=1), budget, facts, zone)
        if decision.ask:
            past.append(Past(survey=survey, channel=channel, at=now))
        elif decision.until is not None:
            assert decision.until > now
            sooner = Facts(
                person="u1", now=(now + decision.until) // 2, channel=channel, state="open", past=tuple(past)
            )
            assert not decide(survey, Asking(again=1), budget, sooner, zone).ask


@given(BUDGETS, st.integers(0, 2 * 365 * 24 * 60), ZONES)
def test_quiet_hours_end(budget, minutes, zone):
    """Quiet hours are those between the two times of the day where people are, and end at the second."""
    now = NOON + minutes * 60_000_000
    until = quiet_until(budget, "email", now, zone)
    moment = datetime_of(now, zone)
    minute = moment.hour * 60 + moment.minute
    start, end = budget.quiet_from, budget.quiet_to
    inside = start <= minute < end if start < end else (minute >= start or minute < end)
    quiet = "email" in budget.quiet and start != end and inside
    assert (until > now) is quiet
    assert until - now <= 26 * HOUR
    ends = datetime_of(until, zone)
    if quiet and ends.utcoffset() == moment.utcoffset():
        assert (ends.hour * 60 + ends.minute, ends.second, ends.microsecond) == (end, 0, 0)
        assert until - now <= DAY


@given(st.text(min_size=1), st.text(min_size=1), st.floats(0.01, 1))
def test_sample_is_stable(survey, person, share):
    """The same person is in or out, always; a larger share holds everybody a smaller one does."""
    assert sampled(survey, person, share) is sampled(survey, person, share)
    assert 0 <= place_of(survey, person) < 1
    assert sampled(survey, person, 1.0)
    if sampled(survey, person, share):
        assert sampled(survey, person, min(1.0, share * 1.5))


def test_sample_is_its_share():
    """Of many people the stated share is asked, in each survey others."""
    people = [f"u{n}" for n in range(20_000)]
    one = {person for person in people if sampled("one", person, 0.2)}
    other = {person for person in people if sampled("other", person, 0.2)}
    assert abs(len(one) / 20_000 - 0.2) < 0.012
    assert abs(len(one & other) / 20_000 - 0.04) < 0.008


@given(st.dictionaries(st.text("abcd", min_size=1), st.integers(0, 9), max_size=6))
def test_highest_priority_goes_first(wanted):
    """Of several surveys the highest priority goes first, ties by key."""
    found = first_of([(key, Asking(priority=priority)) for key, priority in wanted.items()])
    best = max(wanted.values(), default=0)
    assert found == min((key for key, priority in wanted.items() if priority == best), default=None)


@given(BUDGETS, ZONES, st.floats(0.01, 1))
def test_who_was_chosen_is_held_by_budget_and_hours_alone(budget, zone, share):
    """A person somebody chose is asked the same survey again, however it is sampled, but never beyond the budget."""
    past = (Past(survey="s", channel="widget", at=NOON - DAY, answered_at=NOON - DAY),)
    facts = Facts(person="u1", now=NOON, channel="email", state="open", past=past, member=False, chosen=True)
    found = decide("s", Asking(again=90, share=share, segment="vip"), budget, facts, zone)
    other = Facts(person="u1", now=NOON, channel="email", state="open", past=past)
    assert found == decide("another", Asking(), budget, other, zone)
    assert not decide("s", Asking(), budget, Facts(person="u1", now=NOON, channel="email", state="open", past=past,
                                                   stopped="by_hand", chosen=True), zone).ask  # fmt: skip
