"""Drivers on a company whose drivers are known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.journey.model import Journey, Promise, Stage, Step, Touchpoint
from hanhtrinh.measures.drivers.reading import discoveries, read_drivers
from hanhtrinh.measures.drivers.sums import correlations, cross_sums, groups_of, replicate_weights
from hanhtrinh.measures.drivers.variables import DriverQuestion
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.values import Period
from tests.timelines import lake_of
from tests.unit.measures.said_world import edited

STEPS = ("shop", "pay", "parcel", "help")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
INSTRUMENTS = {
    "nps": Instrument(key="nps", kind="nps", low=0, high=10, relationship=True),
    **{f"csat.{s}": Instrument(key=f"csat.{s}", kind="csat", low=1, high=5) for s in STEPS},
}
JOURNEY = Journey(
    key="j", name="J", window="30d", touchpoints={s: Touchpoint(name=s, match={"event": s}) for s in STEPS},
    stages=(Stage(key="all", name="All", phase="during", steps=tuple(
        Step(key=s, touchpoint=s, promise=Promise(by="due") if s == "parcel" else None) for s in STEPS
    )),),
)  # fmt: skip


def company(people, overall, *, answers=0.8, seed=5):
    """Return a lake: everybody meets every step but `help` (a third do), answers each with the given chance, and says
    at the end what `overall(scores, late, random)` gives.
    """
    random, rows = np.random.default_rng(seed), []
    columns = {"instrument": [], "score": [], "asked_at": [], "p_due": []}

    def put(person, hour, name, **said):
        rows.append((person, hour * 3_600, name, 0))
        for column, values in columns.items():
            values.append(said.get(column))

    for person in range(people):
        taste = random.normal(0, 0.7)
        scores = {s: int(np.clip(round(3 + taste + random.normal(0, 1)), 1, 5)) for s in STEPS}
        late, hour = bool(random.random() < 0.3), person % 50
        if late:
            scores["parcel"] = max(1, scores["parcel"] - 2)
        for at, step in enumerate(STEPS):
            if step == "help" and random.random() > 0.35:
                continue
            come = hour + 24 * at
            due = BEGIN + timedelta(hours=come + (-5 if late else 5)) if step == "parcel" else None
            put(person, come, step, p_due=due)
            if random.random() < answers:
                put(person, come + 1, "said", instrument=f"csat.{step}", score=float(scores[step]), asked_at=step)
        said = float(np.clip(round(overall(scores, late, random)), 0, 10))
        put(person, hour + 24 * 5, "said", instrument="nps", score=said)
    return lake_of(rows).with_columns(
        pl.Series("instrument", columns["instrument"], dtype=pl.String),
        pl.Series("score", columns["score"], dtype=pl.Float64),
        pl.Series("asked_at", columns["asked_at"], dtype=pl.String),
        pl.Series("p_due", columns["p_due"], dtype=pl.Datetime("us", "UTC")),
    )


def read(table, question=DriverQuestion()):  # noqa: B008 - a frozen value
    """Return what drives the overall score of a lake."""
    frame = build_frame(reader_of(table), INSTRUMENTS, zone="UTC")
    return read_drivers([read_journey(frame, JOURNEY)], question)


def parcel_above_all(scores, late, random):
    """Delivery counts most, paying a little, browsing and help not at all."""
    return 5 + 1.5 * (scores["parcel"] - 3) + 0.5 * (scores["pay"] - 3) + random.normal(0, 1)


def test_the_known_driver_ranks_first():
    """Of steps that all go together by taste the one that makes the score comes first, an idle one gets the least."""
    found = read(company(800, parcel_above_all))
    assert (found.outcome, found.people, found.joined) == ("nps", 800, True)
    first, by_key = found.drivers[0], {d.predictor.key: d for d in found.drivers}
    assert first.predictor.key == "score:parcel"
    assert first.ranks == (1, 1)
    assert first.sure
    shop, pay = by_key["score:shop"], by_key["score:pay"]
    assert pay.weight.interval.low > shop.weight.interval.high
    assert first.weight.interval.low > pay.weight.interval.high
    assert sum(d.weight.value for d in found.drivers if d.weight) == pytest.approx(found.r2.value)
    assert sum(d.share.value for d in found.drivers if d.share) == pytest.approx(1)


def test_a_broken_promise_is_told_by_its_difference():
    """People whose parcel came late score lower; the difference stands with its interval and both counts."""
    found = read(company(800, parcel_above_all))
    late = next(d for d in found.drivers if d.predictor.key == "late:parcel")
    assert late.r.value < -0.3
    assert -3.2 < late.penalty.value < -1.2
    assert late.penalty.interval.high < 0
    assert 180 < late.low < 300
    assert late.reward is None


def test_penalty_and_reward_part():
    """A step that only angers has a penalty and no reward; one that only delights the other way round."""

    def basic(scores, late, random):
        return 7 - 4 * (scores["pay"] <= 2) + 2 * (scores["shop"] >= 4) + random.normal(0, 1)

    by_key = {d.predictor.key: d for d in read(company(900, basic)).drivers}
    pay, shop = by_key["score:pay"], by_key["score:shop"]
    assert pay.penalty.interval.high < -2
    assert abs(pay.reward.value) < 1
    assert shop.reward.interval.low > 1
    assert abs(shop.penalty.value) < 1.2


def test_never_met_is_not_unanswered():
    """Who met the help desk and did not answer is counted apart from who never came by."""
    found = read(company(600, parcel_above_all, answers=0.5))
    help_ = next(d for d in found.drivers if d.predictor.key == "score:help")
    assert 150 < help_.met < 270
    assert 60 < help_.n < help_.met - 60


def test_thin_pairs_leave_single_associations():
    """Where hardly anybody answered at two steps, nothing is weighed together, and it is said."""
    table = company(150, parcel_above_all, answers=0.3)
    found = read(table)
    help_ = next(d for d in found.drivers if d.predictor.key == "score:help")
    assert help_.weight is None
    assert help_.why == "few"


def test_few_people_say_nothing_certain():
    """Below thirty people there are neither weights nor associations, only counts."""
    found = read(company(20, parcel_above_all))
    assert not found.joined
    assert found.r2 is None
    assert found.peaks == ()
    assert all(d.r is None and d.weight is None for d in found.drivers)


def test_noise_is_rarely_called_sure():
    """Where nothing drives the score, next to no predictor is called sure."""
    sure = 0
    for seed in range(4):
        found = read(company(300, lambda scores, late, random: 5 + random.normal(0, 2), seed=seed))
        sure += sum(d.sure for d in found.drivers)
    assert sure <= 2


def test_the_worst_moment_counts():
    """Where people judge by their worst moment, the lowest score goes with the overall one more than the mean does."""
    table = company(700, lambda scores, late, random: 2 * min(scores[s] for s in STEPS[:3]) + random.normal(0, 0.5),
                    answers=1.0)  # fmt: skip
    by_feature = {p.feature: p for p in read(table).peaks}
    assert by_feature["lowest"].r.value > by_feature["mean"].r.value > by_feature["highest"].r.value
    assert by_feature["lowest"].weight.value > by_feature["end"].weight.value


def test_period_and_segment_choose_whose_score_counts():
    """Only scores given in the period count; nobody's gives nothing to say."""
    table = company(100, parcel_above_all)
    middle = int((BEGIN + timedelta(days=6)).timestamp() * 1_000_000)
    early, late = (read(table, DriverQuestion(period=p)) for p in (Period(end=middle), Period(start=middle)))
    assert early.people + late.people == 100
    assert min(early.people, late.people) > 10
    assert read(table, DriverQuestion(outcome="nowhere")).people == 0


def test_false_discoveries_are_held_down():
    """Benjamini and Hochberg's own example: of fifteen values the four smallest stand at five per cent."""
    p = np.array([0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
                  0.6528, 0.7590, 1.0])  # fmt: skip
    assert discoveries(p).tolist() == [True] * 4 + [False] * 11


@pytest.mark.parametrize("people", [60, 300, 20_000])
def test_intervals_are_as_wide_as_theory_says(people):
    """Bootstrap intervals of a correlation of normal numbers are as wide as Fisher's, of few people and of many."""
    random = np.random.default_rng(people)
    x = random.normal(0, 1, people)
    y = 0.5 * x + random.normal(0, 1, people)
    values = np.rint(np.column_stack([x, y]) * 1_000).astype(np.int64)
    sums = cross_sums(values, np.ones_like(values, np.bool_), groups_of(f"person-{i}" for i in range(people)))
    drawn = correlations(sums, replicate_weights())[0][:, 0, 1]
    low, high = np.percentile(drawn[1:], [2.5, 97.5])
    z, half = np.arctanh(drawn[0]), 1.96 / np.sqrt(people - 3)
    assert (high - low) / (np.tanh(z + half) - np.tanh(z - half)) == pytest.approx(1, abs=0.2)


def test_a_score_that_was_taken_back_counts_no_more():
    """Of a review that was edited the newest wording holds: where it has no score, nobody gave one."""
    world = edited()
    withdrawn = world.table.with_columns(score=pl.when(pl.col("text") == "tệ").then("score"))
    assert read_drivers([world.read()], DriverQuestion()).people == 1
    assert read_drivers([replace(world, table=withdrawn).read()], DriverQuestion()) is None
