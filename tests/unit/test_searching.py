"""The suite tries the same examples every time; a search tries more, and others."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.searching import deepen

SAME = settings(max_examples=20, derandomize=True, database=None, deadline=None)


def tried(times: float, using: settings) -> list[int]:
    """Return the examples of a property test whose search was deepened so many times."""
    seen = []

    @settings(using)
    @given(st.integers())
    def anything_goes(number: int) -> None:
        seen.append(number)

    if times != 1:
        deepen([None, len, anything_goes], times)
    anything_goes()
    return seen


def test_examples_are_the_same_every_time() -> None:
    """Nobody's change is refused for what was found by chance."""
    assert tried(1, SAME) == tried(1, SAME)
    assert len(tried(1, SAME)) == 20


def test_a_search_tries_more() -> None:
    """Three times as many, and each search others."""
    searching = settings(SAME, derandomize=False)
    assert len(tried(3, searching)) == 60
    assert tried(3, searching) != tried(3, searching)


def test_the_gate_tries_a_share() -> None:
    """Half of many, all of a few."""
    assert len(tried(0.5, settings(SAME, max_examples=60))) == 30
    assert len(tried(0.5, settings(SAME, max_examples=40))) == 25
    assert len(tried(0.5, SAME)) == 20
