"""Merging: nothing changed is nothing merged, disjoint changes go together, and no word anybody typed is lost."""

import doctest
import unicodedata
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hanhtrinh.journey.edits import merging
from hanhtrinh.journey.edits.merging import aligned, merge_text, merge_values

WORDS = ["giỏ", "hàng", "đắt", "quá", "slow", "site", "a", "á", "a\u0301", "tiếng", "Việt", "👩‍👩‍👧", "1", "—"]
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", "\n", "  "])), max_size=9).map(
    lambda parts: "".join(word + space for word, space in parts).strip()
)
ITEMS = st.lists(st.sampled_from(["slow", "dear", "far away", "chữ quá nhỏ", "giỏ hàng đắt", "x"]), max_size=6)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"text": st.sampled_from(["slow", "dear", "chữ nhỏ", "x y"]), "level": st.sampled_from("123")}
    ),
    max_size=5,
)


def words(text):
    """Return the words of a text, however their letters are composed."""
    return Counter(unicodedata.normalize("NFC", text).split())


def test_the_examples_hold() -> None:
    """What the documentation shows is what happens."""
    assert doctest.testmod(merging).failed == 0


@example("á", "a\u0301")
@given(TEXTS, TEXTS)
def test_only_one_has_changed_a_text(base, changed) -> None:
    """Then that is the text, exactly as it was typed."""
    assert merge_text(base, changed, base).value == changed
    assert words(merge_text(base, base, changed).value) == words(changed)
    assert not merge_text(base, changed, base).both


@settings(max_examples=500)
@given(TEXTS, TEXTS, TEXTS)
def test_every_new_word_is_there(base, mine, theirs) -> None:
    """Whatever is merged with whatever, each word either has written and was not there before is in the result."""
    found = merge_text(base, mine, theirs)
    for side in (mine, theirs):
        new = words(side).keys() - words(base).keys()
        assert new <= words(found.value).keys()


@given(TEXTS, TEXTS, TEXTS)
def test_both_are_kept_from_either_side(base, mine, theirs) -> None:
    """Who sends first matters for the order of two kept versions alone."""
    one, other = merge_text(base, mine, theirs), merge_text(base, theirs, mine)
    assert one.both == other.both
    if not one.both:
        assert words(one.value) == words(other.value)


@given(ITEMS, ITEMS, ITEMS)
def test_every_new_item_is_there(base, mine, theirs) -> None:
    """In lists too: what either added stands there, once or more."""
    found = merge_values(base, mine, theirs, "text").value
    for side in (mine, theirs):
        for item in set(side) - set(base):
            assert words(item).keys() <= words("\n".join(found)).keys()


@given(ROWS, ROWS)
def test_only_one_has_changed_a_list(base, changed) -> None:
    """Then that is the list, in its order, with its levels."""
    assert merge_values(base, changed, base).value == changed
    assert merge_values(base, base, changed).value == changed


@given(ITEMS, ITEMS)
def test_items_are_matched_once(old, new) -> None:
    """Each old item is one new item at most, and what says the same is the same."""
    found = [i for i in aligned(old, new) if i is not None]
    assert len(found) == len(set(found))
    if sorted(old) == sorted(new):
        assert len(found) == len(old)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "value", "both"),
    [
        ("Xem hàng", "Xem hàng kỹ", "Xem nhiều hàng", "Xem nhiều hàng kỹ", False),
        ("Xem hàng", "Ngắm hàng", "Nhìn hàng", "Nhìn Ngắm hàng", True),
        ("", "Của Minh", "Của Lan", "Của Lan\nCủa Minh", True),
        ("một hai ba", "một ba", "một hai ba bốn", "một ba bốn", False),
        ("một hai ba", "một ba", "một HAI ba", "một HAI ba", False),
        ("hoa\u0300", "ho\u00e0", "ho\u00e0 bình", "ho\u00e0 bình", False),
        ("x", "", "x y", "x y", False),
    ],
)
def test_texts_as_people_write_them(base, mine, theirs, value, both) -> None:
    """Words in different places go together; the same place keeps both, theirs first; a word changed is not deleted."""
    found = merge_text(base, mine, theirs)
    assert (found.value, found.both) == (value, both)


def test_a_choice_is_the_later_one_and_says_what_the_other_was() -> None:
    """Severity is no text: mine stands, theirs is told; words of the same line are merged all the same."""
    base = [{"text": "slow site", "level": "1"}]
    found = merge_values(base, [{"text": "slow site", "level": "3"}], [{"text": "very slow site", "level": "2"}])
    assert found.value == [{"text": "very slow site", "level": "3"}]
    assert found.lost == ("2",)


def test_an_item_taken_out_by_one_and_changed_by_the_other_stays() -> None:
    """Its words are somebody's; an untouched one goes."""
    assert merge_values(["a", "b"], ["b"], ["a nice", "b"], "text").value == ["a nice", "b"]
    assert merge_values(["a", "b"], ["a nice", "b"], ["b"], "text").value == ["a nice", "b"]
    assert merge_values(["a", "b"], ["b"], ["a", "b", "c"], "text").value == ["b", "c"]


def test_a_moved_item_stays_moved() -> None:
    """The order one has made holds, with what the other added in it."""
    assert merge_values(["a", "b", "c"], ["c", "a", "b"], ["a", "b", "c", "d"], "text").value == ["c", "d", "a", "b"]
    assert merge_values(["a", "b", "c"], ["a", "b", "x", "c"], ["c", "a", "b"], "text").value == ["c", "a", "b", "x"]
