"""What the demo company's own surveys brought in the past weeks."""

from datetime import UTC, datetime

import polars as pl
import pytest

from hanhtrinh.demo.asking import AFTER_DELIVERY, AFTER_ORDER, WHY_NOT
from hanhtrinh.demo.company import Company
from hanhtrinh.demo.generate import generate
from hanhtrinh.demo.past import DAY, REASONS, WEEKS, past_weeks

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    """Return the exports of a small company."""
    return generate(Company(), tmp_path_factory.mktemp("exports"), people=2_500, seed=3, as_of=NOW).folder


@pytest.fixture(scope="module")
def past(exports):
    """Return its past weeks."""
    return past_weeks(exports, NOW.timestamp(), 3)


def test_it_lies_in_the_past_weeks_in_order(past):
    """Everything was asked in the last three weeks, in the order of time, and answered after it was asked."""
    at = [one.at for one in past.askings]
    assert at == sorted(at)
    assert NOW.timestamp() - WEEKS * 7 * DAY <= at[0] < at[-1] < NOW.timestamp()
    assert all(one.at <= one.answered for one in past.askings if one.answers is not None)


def test_the_same_seed_gives_the_same_past(exports, past):
    """It follows from the exports and the seed alone."""
    assert past_weeks(exports, NOW.timestamp(), 3) == past
    assert past_weeks(exports, NOW.timestamp(), 4) != past


def test_every_survey_was_answered_by_some(past):
    """Each has answers; those that ask a person have more who did not answer."""
    for survey in (AFTER_ORDER, AFTER_DELIVERY, WHY_NOT):
        assert any(one.answers for one in past.askings if one.survey == survey)
    for survey in (AFTER_ORDER, WHY_NOT):
        asked = [one for one in past.askings if one.survey == survey and one.way == "widget"]
        assert sum(one.answers is not None for one in asked) < len(asked) / 2
    reasons = {one.answers["reason"] for one in past.askings if one.survey == WHY_NOT and one.answers}
    assert reasons <= set(REASONS[True])


def test_scores_go_on_with_the_series(exports, past):
    """Who answers scores what somebody scored in the export of the same question."""
    old = pl.read_csv(exports / "survey_checkout.csv", infer_schema=False)["score"].drop_nulls()
    assert {str(one.answers["pay"]) for one in past.askings if one.answers and "pay" in one.answers} <= set(old)


def test_cases_are_made_of_low_scores_and_asked_again(past):
    """Each case is one person's low score after an order; it is taken, answered, closed, and asked about later; the
    newest is under way. Whoever has one has an account.
    """
    assert past.cases
    assert all(case.asking.answers["pay"] <= 2 for case in past.cases)
    assert all(case.taken < case.replied < case.closed for case in past.cases)
    assert {case.asking.person for case in past.cases} <= set(past.customers)
    assert all(known.keys() == {"city", "age_group", "first_channel"} for known in past.customers.values())
    ends = [case.asking.answered + case.closed * 3_600 for case in past.cases]
    assert ends[-1] > NOW.timestamp() > max(ends[:-1], default=0)
    assert len({case.asking.person for case in past.cases}) == len(past.cases)
    again = {one.person: one.at for one in past.askings if one.way == "email"}
    assert all(again.get(case.asking.person, NOW.timestamp()) > case.asking.answered for case in past.cases)


def test_what_is_done_follows_from_what_was_said(past):
    """A fee is explained or refunded, a fault of the payment page mended, and who said nothing without a fee is called
    in vain; who was refunded or helped is content when asked again, who could not be reached does not answer.
    """
    done = {case.asking.person: case.reason for case in past.cases}
    for case in past.cases:
        why = case.asking.answers.get("why")
        fee = why and ("ship" in why.lower() or "giao" in why.lower())
        assert (case.reason == "no_answer") == (not why and not case.asking.fee)
        assert (case.reason in ("explained", "refunded")) == bool(fee or (not why and case.asking.fee))
    again = [(done[one.person], one.answers and one.answers["pay"]) for one in past.askings if one.way == "email"]
    assert all(score is None or score > 3 for reason, score in again if reason in ("solved", "refunded"))
    assert all(score is None for reason, score in again if reason == "no_answer")


def test_without_books_there_is_no_past(tmp_path):
    """Where the exports are not there nothing is made up."""
    assert past_weeks(tmp_path, NOW.timestamp(), 3).askings == ()
