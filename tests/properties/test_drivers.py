"""Drivers against their slow twin, over parts, and on people whose drivers are known."""

from functools import reduce
from operator import add

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.drivers.reading import driver_partial, drivers
from hanhtrinh.measures.drivers.sums import GROUPS, correlations, cross_sums, groups_of, replicate_weights
from hanhtrinh.measures.drivers.variables import DriverQuestion, plan_of, table_of
from hanhtrinh.measures.drivers.weights import positive_definite, relative_weights
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.measures.voice import emotion
from tests.oracles import drivers_twin
from tests.oracles.said_twin import newest_only
from tests.properties.test_said import talking
from tests.worlds import INSTRUMENTS, frame_of, people_of, worlds


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 6), st.integers(0, 2**32 - 1))
def test_weights_equal_their_definition_and_sum_to_r_squared(count, seed):
    """From correlations alone come the weights the raw data give, and their sum is R² of the regression on all."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(80, count)) @ random.normal(size=(count, count)) + random.normal(size=(80, count))
    y = x @ random.normal(size=count) + random.normal(size=80)
    found = np.corrcoef(np.column_stack([y, x]).T)
    weights = relative_weights(found[1:, 1:], found[0, 1:])
    assert weights == pytest.approx(drivers_twin.relative_weights(x, y), abs=1e-8)
    assert weights.sum() == pytest.approx(drivers_twin.r_squared(x, y), abs=1e-8)
    assert (weights >= 0).all()


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_two_predictors_share_as_the_average_over_orders_does(seed):
    """Of two predictors the relative weights are exactly the gains in R² averaged over both orders."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(60, 2)) @ random.normal(size=(2, 2))
    y = x @ random.normal(size=2) + random.normal(size=60)
    found = np.corrcoef(np.column_stack([y, x]).T)
    assert relative_weights(found[1:, 1:], found[0, 1:]) == pytest.approx(
        drivers_twin.averages_over_orders(x, y), abs=1e-8
    )


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 6), st.integers(0, 2**32 - 1))
def test_correlations_that_cannot_belong_together_are_mended_little(count, seed):
    """Any symmetric matrix becomes positive definite with ones on its diagonal; one that is so stays as it is."""
    random = np.random.default_rng(seed)
    given_ = random.uniform(-1, 1, (count, count))
    given_ = np.triu(given_, 1) + np.triu(given_, 1).T + np.eye(count)
    fixed, change = positive_definite(given_[None])
    assert np.linalg.eigvalsh(fixed[0]).min() > 0
    assert np.diag(fixed[0]) == pytest.approx(np.ones(count))
    again, nothing = positive_definite(fixed)
    assert nothing[0] == pytest.approx(0, abs=2e-3)
    assert again == pytest.approx(fixed, abs=2e-3)
    assert change[0] <= 2


@settings(deadline=None, max_examples=80)
@given(talking())
def test_values_equal_their_slow_twin(world):
    """Whose overall score counts, and what they said, met and went through before it, are what loops find; what was
    said anew counts by its newest words alone.
    """
    reading = world.read()
    plan = plan_of([reading], DriverQuestion())
    given_ = answers_of(world, reading)
    if plan is None:
        assert not [a for a in given_ if a["score"] is not None]
        return
    table = table_of(reading, plan)
    wanted = drivers_twin.rows(
        people_of(world), given_, plan,
        world.journey.step_index, lambda key, score: emotion(INSTRUMENTS[key], score), lambda key, score: score,
    )  # fmt: skip
    assert sorted(table.people) == sorted(wanted)
    for row, name in enumerate(table.people):
        values, met, overall = wanted[name]
        assert table.values[row, 0] == round(overall * 1000)
        for column, predictor in enumerate(plan.predictors):
            if predictor.kind == "late":
                continue  # promises have a twin of their own; their time is tested below
            value = values[predictor.key]
            assert table.present[row, column + 1] == (value is not None), predictor
            assert table.met[row, column] == met[predictor.key], predictor
            if value is not None:
                assert table.values[row, column + 1] == round(value * 1000)


def answers_of(world, reading):
    """Return the scored answers of a reading that hold as dicts."""
    frame, answers, keys = reading.frame, reading.frame.answers, sorted(reading.frame.instruments)
    past = ([e for e in person.events if e["time"] <= world.as_of] for person in people_of(world))
    holding = {e["position"] for some in past for e in newest_only([e for e in some if e["instrument"] or e["asks"]])}
    found = []
    for i in range(len(answers)):
        key, event = keys[answers.instrument[i]], int(answers.event[i])
        score, scale = float(answers.score[i]), INSTRUMENTS[key]
        if answers.asked[i] or event not in holding or np.isnan(score):
            continue
        if scale.low <= score <= scale.high:
            found.append({
                "person": frame.people[int(reading.attached.person[i])], "time": int(frame.time[event]), "position": i,
                "instrument": key, "step": int(reading.attached.step[i]), "score": score,
            })  # fmt: skip
    return found


@settings(deadline=None, max_examples=40)
@given(worlds(), st.integers(0, 1))
def test_parts_of_people_add_up(world, turn):
    """People split in any way give the same result as all together, to the last digit."""
    whole = world.read()
    plan = plan_of([whole], DriverQuestion())
    if plan is None:
        return
    people = sorted(set(world.table["person"].to_list()))
    groups = [people[turn::2], people[1 - turn :: 2]]
    frames = [frame_of(world.table.filter(world.table["person"].is_in(group))) for group in groups if group]
    parts = [driver_partial(read_journey(f, world.journey, as_of=world.as_of), plan) for f in frames]
    assert drivers(reduce(add, parts), plan) == drivers(driver_partial(whole, plan), plan)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 300), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_pairwise_correlations_use_whoever_has_both(people, count, seed):
    """Each pair is correlated over the people with both values, as numpy does over just those."""
    random = np.random.default_rng(seed)
    values = random.integers(-2000, 2001, (people, count))
    present = random.random((people, count)) < 0.7
    sums = cross_sums(values, present, groups_of(f"p{i}" for i in range(people)))
    found, counts = correlations(sums, np.ones((1, GROUPS)))
    for i in range(count):
        for j in range(count):
            both = present[:, i] & present[:, j]
            assert counts[0, i, j] == both.sum()
            x, y = values[both, i].astype(float), values[both, j].astype(float)
            if both.sum() > 1 and x.std() > 1e-3 * 2000 and y.std() > 1e-3 * 2000:
                assert found[0, i, j] == pytest.approx(np.corrcoef(x, y)[0, 1], abs=1e-6)


def test_replicates_are_draws_of_mean_one():
    """Group weights are Poisson: mean and variance 1, the first row all ones, and the same on every machine."""
    weights = replicate_weights(400)
    assert (weights[0] == 1).all()
    assert weights[1:].mean() == pytest.approx(1, abs=0.01)
    assert weights[1:].var() == pytest.approx(1, abs=0.02)
    assert weights[1, :8].tolist() == replicate_weights(3)[1, :8].tolist()
