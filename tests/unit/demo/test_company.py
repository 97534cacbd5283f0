"""The demo company's parameters are chances, and its twin differs from it in the cause alone."""

import pytest

from hanhtrinh.demo.chain import USUAL, Conditions, State, late_share, moves, onward
from hanhtrinh.demo.company import EVENTS, STEPS, Company
from hanhtrinh.demo.truth import truth_of

BOTH = {"late hurts": Company(), "late is harmless": Company().without_late_cause()}


@pytest.fixture(params=list(BOTH))
def company(request: pytest.FixtureRequest) -> Company:
    """Return the demo company, then its twin."""
    return BOTH[request.param]


def test_shares_are_whole(company: Company) -> None:
    """Devices, entries, cities and every survey's scores add up to one."""
    wholes = [
        [device.share for device in company.devices.values()],
        [city.share for city in company.cities.values()],
        *([*device.entry.values()] for device in company.devices.values()),
        *(scores for survey in company.every_survey.values() for scores in survey.scores.values()),
    ]
    for whole in wholes:
        assert sum(whole) == pytest.approx(1.0)


def test_nobody_goes_two_ways(company: Company) -> None:
    """From every state the chances of going on add up to one at most, and lead to later steps only."""
    for device in company.devices.values():
        for step in STEPS:
            for conditions in (USUAL, Conditions(fee=True), Conditions(late=True), Conditions(late=True, faulty=True)):
                chances = onward(company, device, State(step, conditions))
                assert 0 <= sum(chances.values()) <= 1
                assert all(STEPS.index(target) > STEPS.index(step) for target in chances)


def test_every_move_has_a_gap(company: Company) -> None:
    """How long each possible move takes is known, and mixtures of gaps are whole."""
    for device in company.devices.values():
        for move in moves(company, device):
            assert sum(weight for weight, _ in move.gaps) == pytest.approx(1.0)


def test_steps_and_events_go_together() -> None:
    """Each step has its own event."""
    assert len(STEPS) == len(EVENTS) == len(set(EVENTS)) == 14


def test_the_twin_is_as_late() -> None:
    """In the twin as many parcels come late, some people are as unhappy, but not for being late."""
    hurt, harmless = BOTH.values()
    assert late_share(hurt) == late_share(harmless)
    for name in ("emotion_difference", "csat_difference"):
        assert truth_of(hurt).get(name, "delivery") < -0.5
        assert truth_of(harmless).get(name, "delivery") == pytest.approx(0.0, abs=1e-12)
    unhappy = hurt.surveys["csat_delivery"].scores["late"]
    assert harmless.surveys["csat_delivery"].scores["faulty"] == unhappy


def test_the_first_condition_that_holds_counts() -> None:
    """Conditions are looked up in the order they are named; what is usual is the last resort."""
    table = {"late": "l", "faulty": "f", "usual": "u"}
    assert Conditions(late=True, faulty=True).choose(table, "-") == "l"
    assert Conditions(faulty=True).choose(table, "-") == "f"
    assert USUAL.choose(table, "-") == "u"
    assert USUAL.choose({"late": "l"}, "-") == "-"
