"""How fast may be answered: people who share an address or a link are not stopped, a machine is."""

import pytest

from hanhtrinh.app.answering.pacing import ADDRESS, LINK, Paces
from hanhtrinh.values import MICROSECONDS

MINUTE = 60 * MICROSECONDS


def stopped(rate, pages):
    """Return how many of so many pages, sent evenly within a minute, are told to wait."""
    paces = Paces()
    return sum(paces.wait("", "one", rate, n * MINUTE // pages) > 0 for n in range(pages))


@pytest.mark.parametrize(("rate", "pages"), [(ADDRESS, 30 * 8), (ADDRESS, 150 * 4), (LINK, 400 * 3), (LINK, 900 * 3)])
def test_people_are_not_stopped(rate, pages):
    """An office after an announcement, a hall with a code on its screen."""
    assert stopped(rate, pages) == 0


def test_a_machine_is_stopped():
    """Of a hundred a second most are; and one address never uses up what a link may bring."""
    assert stopped(ADDRESS, 6_000) > 5_000
    assert LINK[0] > 2 * ADDRESS[0]
    assert LINK[1] > 2 * ADDRESS[1]
