"""What one person says within an hour about one step is one story, wherever it was asked."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations, islice
from statistics import mean
from typing import NamedTuple

import polars as pl
import pytest
from msgspec.structs import replace

from hanhtrinh.demo.asking import AFTER_ORDER, WHY_NOT, demo_surveys
from hanhtrinh.demo.company import WINDOW_DAYS, Company
from hanhtrinh.demo.exports import DAY_ONLY, EVENTS_FILE, NO_FEE, OFFSET, ORDERS, PLAIN, VIETNAMESE, survey_file
from hanhtrinh.demo.generate import generate
from hanhtrinh.demo.past import past_weeks
from hanhtrinh.demo.stream import orders_under_way
from hanhtrinh.demo.street import Order, Street

NOW, HOUR = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp(), 3_600
COMPANY = Company()
SERIES = {
    (survey.key, question.key): question.series
    for survey in demo_surveys(COMPANY, "nha-may")
    for question in survey.questions
    if question.series
}


class Score(NamedTuple):
    """A score: who gave it, about which step, when, and how good it is from 1 to 5, whatever its scale."""

    person: str
    step: str
    at: float
    good: float


def score(person: str, series: str, at: float, points: float) -> Score:
    """Return a score of a series on the common scale."""
    survey = COMPANY.every_survey[series]
    good = 1 + 4 * (points - survey.points[0]) / (survey.points[-1] - survey.points[0])
    return Score(person, survey.step, at, 6 - good if survey.low_is_good else good)


def in_books(exports) -> Iterator[Score]:
    """Yield the scores of the exports."""
    for key, survey in COMPANY.every_survey.items():
        path = exports / survey_file(key)
        if survey.about or not path.exists():
            continue
        at = pl.col("answered_at").str.to_datetime(PLAIN, strict=False).dt.epoch("s") - OFFSET
        rows = pl.read_csv(path, infer_schema=False).select(
            "customer", at.alias("at"), pl.col("score").cast(pl.Float64, strict=False)
        )  # fmt: skip
        for person, moment, points in rows.drop_nulls().unique().rows():
            if survey.points[0] <= points <= survey.points[-1]:
                yield score(person, key, moment, points)


def in_surveys(past) -> Iterator[Score]:
    """Yield the scores of the surveys; whoever scanned a code is a person of that answer alone."""
    for place, one in enumerate(past.askings):
        for question, points in (one.answers or {}).items():
            if series := SERIES.get((one.survey, question)):
                yield score(one.person or f"scan {place}", series, one.answered, points)


def on_street() -> Iterator[Score]:
    """Yield the scores of customers who come by and answer whatever they are asked."""
    orders = [Order(f"KH{n}", f"NM{n}", "Nến thơm Sớm Mai") for n in range(1_000)]
    asked = {key: replace(survey, asked=10, responds=1) for key, survey in COMPANY.surveys.items()}
    company = replace(COMPANY, surveys=asked)
    for deed in islice(Street(company, orders, seed=5, start=NOW, first=900_001).deeds(), 3_000):
        if deed.message.get("event") == "survey_answered":
            said = deed.message["properties"]
            person = deed.message.get("userId") or deed.message["anonymousId"]
            yield score(person, said["instrument"], deed.at, said["score"])


def apart(scores) -> list[float]:
    """Return how far apart the scores of one person at one step within an hour are."""
    by: defaultdict[tuple[str, str], list[Score]] = defaultdict(list)
    for one in scores:
        by[one.person, one.step].append(one)
    pairs = (pair for some in by.values() for pair in combinations(some, 2))
    return [abs(a.good - b.good) for a, b in pairs if abs(a.at - b.at) <= HOUR]


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    """Return the exports of a company."""
    as_of = datetime.fromtimestamp(NOW, UTC)
    return generate(COMPANY, tmp_path_factory.mktemp("exports"), people=20_000, seed=1, as_of=as_of).folder


@pytest.fixture(scope="module")
def past(exports):
    """Return what its surveys brought in."""
    return past_weeks(exports, NOW, 1)


@pytest.fixture(scope="module")
def orders(exports):
    """Return its order book by customer and second."""
    at = pl.col("ordered_at").str.to_datetime(VIETNAMESE, strict=False).dt.epoch("s") - OFFSET
    book = pl.read_csv(exports / ORDERS, infer_schema=False).with_columns(at=at).unique(["customer", "at"], keep="last")
    return {(row["customer"], row["at"]): row for row in book.iter_rows(named=True)}


def test_books_and_surveys_agree(exports, past):
    """Nobody is happy and unhappy with one step within an hour, in the books, in the surveys or between the two."""
    found = apart([*in_books(exports), *in_surveys(past)])
    assert len(found) > 150
    assert max(found) < 2


def test_who_comes_by_is_of_one_mind():
    """Who answers two surveys at once on the street answers both alike."""
    found = apart(on_street())
    assert len(found) > 100
    assert max(found) < 2


def test_whom_the_books_heard_the_survey_did_not(exports, past, orders):
    """Who told the shop of an order by its old survey has not answered the popup about the same order."""
    heard = set(pl.concat(pl.read_csv(exports / survey_file(key), infer_schema=False)
                          .drop_nulls("score")["order_id"] for key in ("csat_checkout", "ces_checkout")))  # fmt: skip
    popups = [one for one in past.askings if one.survey == AFTER_ORDER and one.way == "widget"]
    known = [(one, next(orders[one.person, at] for s in range(3, 10) if (one.person, at := int(one.at) - s) in orders))
             for one in popups]  # fmt: skip
    assert any(order["order_id"] in heard for _, order in known)
    assert not [one for one, order in known if one.answers and order["order_id"] in heard]
    free, fee = (
        mean(one.answers["pay"] for one, order in known if one.answers and (order["shipping_fee"] != NO_FEE) == met)
        for met in (False, True)
    )
    assert free - fee > 0.5


def test_who_met_no_fee_does_not_leave_for_one(exports, past):
    """Fees are named by many of those who were shown one, and by nobody else."""
    log = pl.read_csv(exports / EVENTS_FILE, infer_schema=False)
    shown = set(log.filter(event="shipping_fee_shown")["customer"])
    said = [one for one in past.askings if one.survey == WHY_NOT and one.answers]
    named = [one.person for one in said if one.answers["reason"] == "phi"]
    assert named
    assert set(named) <= shown
    assert len(named) < len(said) * 0.7


def test_an_order_on_its_way_is_late_once_its_day_is_over(exports):
    """What comes while somebody looks on is late where it was promised for a day that is over; no lost parcel comes."""
    found = orders_under_way(exports, NOW)
    book = pl.read_csv(exports / ORDERS, infer_schema=False).unique("order_id", keep="last")
    day = book.select("order_id", pl.col("promised_date").str.to_date(DAY_ONLY, strict=False))
    promised, today = dict(day.rows()), datetime.fromtimestamp(NOW + OFFSET, UTC).date()
    assert all(one.late == (promised[one.order] < today) for one in found)
    assert {one.late for one in found} == {True, False}
    assert min(promised[one.order] for one in found) > today - timedelta(days=WINDOW_DAYS)
    came = Street(COMPANY, found, seed=5, start=NOW, first=900_001).deeds()
    told = {one.order: "Giao trễ hẹn" if one.late else "Giao đúng hẹn" for one in found}
    parcels = [deed.message["properties"] for deed in islice(came, 400)
               if deed.message.get("event") == "parcel_delivered"]  # fmt: skip
    mine = [one for one in parcels if one["order_id"] in told]
    assert len(mine) > 10
    assert all(one["delivery_status"] == told[one["order_id"]] for one in mine)
