"""The demo company's customers as they come by."""

from collections import Counter
from itertools import islice, pairwise

import pytest

from hanhtrinh.demo.company import EVENTS, Company
from hanhtrinh.demo.street import Order, Street
from hanhtrinh.demo.weblog import OFF_MAP

ORDERS = [Order(f"KH{n}", f"NM{n}", "Nến thơm Sớm Mai") for n in range(300)]


def deeds(count: int, seed: int = 1, orders=ORDERS):
    """Return the first deeds of a stream."""
    return list(islice(Street(Company(), orders, seed=seed, start=1_000.0, first=900_001).deeds(), count))


def named(found):
    """Return how often each event happened."""
    return Counter(deed.message["event"] for deed in found if deed.message["type"] == "track")


@pytest.fixture(scope="module")
def long_stream():
    """Return some hours of the stream."""
    return deeds(20_000, orders=ORDERS * 20)


def test_the_stream_is_gentle_and_in_order():
    """Between one and four events happen a second, each no earlier than the one before."""
    found = deeds(2_000)
    seconds = found[-1].at - found[0].at
    assert 1 <= len(found) / seconds <= 4
    assert all(a.at <= b.at for a, b in pairwise(found))


def test_the_same_seed_gives_the_same_stream():
    """What happens is decided by the seed alone."""
    assert deeds(300) == deeds(300)
    assert deeds(300) != deeds(300, seed=2)


def test_a_desk_can_keep_up_with_who_is_unhappy(long_stream):
    """In a quarter of an hour a handful of customers who bought are unhappy with it, though many answer something."""
    hours, kinds = (long_stream[-1].at - 1_000) / 3_600, Company().surveys
    of = [deed.message["properties"] for deed in long_stream if deed.message.get("event") == "survey_answered"]
    low = [one for one in of if one["score"] <= (6 if kinds[one["instrument"]].kind == "nps" else 2)]
    bought = {"checkout", "delivery", "usage", "support"}
    mine = [one for one in low if kinds[one["instrument"]].step in bought]
    assert 1 <= len(mine) / hours / 4 <= 6
    assert len(of) / hours / 60 >= 0.5


def test_only_known_events_happen():
    """Every event is one the shop's own log has, or an answer to its surveys."""
    assert set(named(deeds(3_000))) <= {*EVENTS, *OFF_MAP, "survey_answered"}


def test_the_chain_is_followed(long_stream):
    """As many buy of those who fill a cart as the company says, the hidden fee's harm included."""
    company, found = Company(), named(long_stream)
    expected = company.moves["cart"]["checkout"] * (1 - company.fee_share * (1 - company.fee_factor))
    assert abs(found["purchase"] / found["cart_added"] - expected) < 0.08
    assert found["ad_click"] > found["purchase"] > found["friend_referred"] > 0


def test_who_buys_is_known_from_then_on():
    """A visitor is a device until they buy, then a customer with a number of their own and a parcel to come."""
    found = deeds(3_000, orders=[])
    bought = [deed.message for deed in found if deed.message.get("event") == "purchase"]
    assert bought
    assert all({"userId", "anonymousId"} <= message.keys() for message in bought)
    assert len({message["userId"] for message in bought}) == len(bought)
    named_first = [deed.message for deed in found if deed.message["type"] == "identify"]
    assert {message["userId"] for message in named_first} >= {message["userId"] for message in bought}
    received = [deed.message for deed in found if deed.message.get("event") == "parcel_delivered"]
    assert {message["userId"] for message in received} <= {message["userId"] for message in bought}
