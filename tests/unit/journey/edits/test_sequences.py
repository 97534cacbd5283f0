"""Lists of items: what moved is moved, what stands for another is changed, the rest comes and goes."""

import doctest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.journey.edits import AddItem, ChangeItem, MoveItem, RemoveItem, apply_all, sequences
from hanhtrinh.journey.edits.sequences import common, item_edits, staying
from hanhtrinh.journey.model import Journey, Stage, Step

PLACE = ("steps", "s")


def edits(old: str, new: str) -> list[object]:
    return list(item_edits(PLACE, "thoughts", tuple(old), tuple(new)))


def test_examples() -> None:
    """The examples of the functions are right."""
    assert doctest.testmod(sequences).failed == 0


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("abc", "abc", []),
        ("abc", "axc", [ChangeItem(place=PLACE, field="thoughts", at=1, old="b", new="x")]),
        ("abc", "ac", [RemoveItem(place=PLACE, field="thoughts", at=1, value="b")]),
        ("abc", "xabc", [AddItem(place=PLACE, field="thoughts", at=0, value="x")]),
        ("xabc", "abcx", [MoveItem(place=PLACE, field="thoughts", at=0, to=3, value="x")]),
        ("", "a", [AddItem(place=PLACE, field="thoughts", at=0, value="a")]),
    ],
)
def test_least_edits(old: str, new: str, expected: list[object]) -> None:
    """One thing that a person did is one edit."""
    assert edits(old, new) == expected


TEXT = st.text("abc", max_size=7)


@settings(deadline=None, max_examples=200)
@given(TEXT, TEXT)
def test_any_two_lists(old: str, new: str) -> None:
    """Whatever the lists, repeats included, the edits make one the other, none of them for what both have in common."""
    journey = Journey(
        key="j",
        name="J",
        stages=(Stage(key="a", name="A", phase="before", steps=(Step(key="s", thoughts=tuple(old)),)),),
    )
    found = edits(old, new)
    assert apply_all(journey, found).steps[0].thoughts == tuple(new)  # type: ignore[arg-type]
    assert len(found) <= len(old) + len(new) - 2 * len(common(old, new))


@settings(deadline=None)
@given(st.permutations("abcdef"), st.permutations("abcdef"))
def test_what_stays_is_the_most_that_can(old: list[str], new: list[str]) -> None:
    """Of two orders the keys that stay are a longest common subsequence."""
    stay = staying(old, new)
    assert [key for key in old if key in stay] == [key for key in new if key in stay]
    assert len(stay) == len(common(old, new))


def test_a_very_long_list_is_replaced() -> None:
    """Hundreds of items are not compared one by one."""
    (edit,) = edits("a" * 500, "b" * 500)
    assert type(edit).__name__ == "ChangeField"
