"""Who felt bad at a step: by each person's latest answer, on the one scale of emotion."""

from hanhtrinh.journey.codec import read_journey
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.measures.results import Who
from hanhtrinh.values import Period
from tests.web.living import SHOP, Living

NOW = 1_795_348_800_000_000
UNHAPPY = Who(what="unhappy", step="cart")


def answered(scores_by_person):
    """Return the shop after people gave these answers (one to five stars) at the cart, one after another."""
    living = Living(lambda: NOW)
    for person, scores in scores_by_person.items():
        living.happens(person, "cart", ago=9_000)
        for i, score in enumerate(scores):
            living.happens(person, "answer", ago=8_000 - i, instrument="stars", score=score, p_touchpoint="cart")
    return living


def unhappy(living, question=None):
    """Return the names of those who felt bad."""
    found = living.people(read_journey(SHOP, "shop.yaml"), question or MapQuestion(), UNHAPPY)
    return sorted(set(found["person"].to_list()))


def test_the_latest_answer_counts_and_the_middle_is_not_bad() -> None:
    """One and two stars of five lie below zero, three is zero; who came round is not unhappy, who soured is."""
    living = answered(
        {"one": [1.0], "two": [2.0], "three": [3.0], "five": [5.0], "came": [1.0, 5.0], "soured": [5.0, 2.0]}
    )
    assert unhappy(living) == ["one", "soured", "two"]


def test_an_answer_off_the_scale_says_nothing() -> None:
    """Who gave a score there is none of is neither happy nor unhappy, and hides no answer that counts."""
    assert unhappy(answered({"none": [-3.0], "first": [1.0, 9.0]})) == ["first"]


def test_whoever_is_listed_was_counted() -> None:
    """A reading lists as many people as it counts: a score off the scale is in neither."""
    living, journey = answered({"none": [9.0], "one": [5.0], "first": [1.0, -3.0]}), read_journey(SHOP, "shop.yaml")
    steps = {step.key: step for step in living.readings(journey, MapQuestion()).steps}
    listed = living.people(journey, MapQuestion(), Who(what="answered", step="cart", instrument="stars"))
    assert sorted(set(listed["person"].to_list())) == ["first", "one"]
    assert steps["cart"].voice.score.n == 2


def test_nobody_is_unhappy_where_nobody_answered_or_in_another_period() -> None:
    """Without answers there is an empty list; a period without them, too."""
    assert unhappy(answered({"silent": []})) == []
    later = MapQuestion(period=Period(NOW, NOW + 1))
    assert unhappy(answered({"one": [1.0]}), later) == []
