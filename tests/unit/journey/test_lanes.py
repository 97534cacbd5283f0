"""The order of lanes: as the team put them, the others where they usually are."""

import doctest
from random import Random

import pytest

from hanhtrinh.journey import lanes
from hanhtrinh.journey.lanes import lane_order, named_for
from hanhtrinh.journey.model import Lane

USUAL = ("activity", "thoughts", "emotion", "pains", "owner", "evidence")


def test_the_examples_hold() -> None:
    """What the documentation shows is what happens."""
    assert doctest.testmod(lanes).failed == 0


@pytest.mark.parametrize(
    ("named", "order"),
    [
        ((), USUAL),
        (("pains",), USUAL),
        (("mine",), (*USUAL, "mine")),
        (("pains", "mine", "owner"), ("activity", "thoughts", "emotion", "pains", "mine", "owner", "evidence")),
        (("pains", "activity"), ("pains", "owner", "evidence", "activity", "thoughts", "emotion")),
    ],
)
def test_named_lanes_stand_as_named_and_the_others_behind_their_usual_neighbour(named, order) -> None:
    """Naming a single lane, to give it another word, moves nothing."""
    assert lane_order(dict.fromkeys(named, Lane()), USUAL) == order


def test_every_order_can_be_named() -> None:
    """Whatever order lanes are put into, one after the other, they stand so; what was named before stays named."""
    random = Random(5)
    for _ in range(200):
        named: dict[str, Lane] = {}
        for _ in range(6):
            order = list(lane_order(named, USUAL))
            moved = random.choice([*USUAL, "mine", "other"])
            order = [key for key in order if key != moved]
            order.insert(random.randint(0, len(order)), moved)
            needed = named_for(order, named, moved, USUAL)
            assert set(named) <= set(needed)
            named = dict.fromkeys(needed, Lane())
            assert lane_order(named, USUAL) == tuple(order)
