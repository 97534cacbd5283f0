"""Proposals that were put aside keep their promises on both databases."""

import pytest

from hanhtrinh.ports.accounts import Space
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.drafts import SqlRefusals

NOON = 1_795_348_800_000_000


@pytest.fixture
def refusals(both):
    """Refusals over a database with two workspaces."""
    accounts = SqlAccounts(both)
    for name in ("nha-may", "tiem-khac"):
        accounts.add_space(Space(id=name, slug=name, name=name, folder=name), NOON)
    return SqlRefusals(both)


def test_each_journey_remembers_its_own(refusals):
    """What is put aside is put aside for one journey of one workspace, with the last time."""
    refusals.refuse("nha-may", "mua", "step:cart", NOON)
    refusals.refuse("nha-may", "mua", "step:cart", NOON + 1)
    refusals.refuse("nha-may", "mua", "window", NOON)
    refusals.refuse("tiem-khac", "mua", "outcome", NOON)
    assert refusals.refused("nha-may", "mua") == {"step:cart": NOON + 1, "window": NOON}
    assert refusals.refused("nha-may", "khac") == {}


def test_what_is_allowed_again_is_gone(refusals):
    """One is allowed again, the others stay; what never was put aside is no error."""
    refusals.refuse("nha-may", "mua", "step:cart", NOON)
    refusals.refuse("nha-may", "mua", "window", NOON)
    refusals.allow("nha-may", "mua", "step:cart")
    refusals.allow("nha-may", "mua", "nothing")
    assert set(refusals.refused("nha-may", "mua")) == {"window"}


def test_a_journey_that_is_no_more_is_forgotten(refusals):
    """Its refusals go, those of others stay."""
    refusals.refuse("nha-may", "mua", "step:cart", NOON)
    refusals.refuse("nha-may", "khac", "step:cart", NOON)
    refusals.forget("nha-may", "mua")
    assert refusals.refused("nha-may", "mua") == {}
    assert set(refusals.refused("nha-may", "khac")) == {"step:cart"}
