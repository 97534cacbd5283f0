"""Names made comparable and readable."""

import pytest

from hanhtrinh.measures.draft.words import key_of, same_name, stems, tidy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Order Completed", "order_completed"),
        ("orderCompleted", "ORDER-COMPLETED"),
        ("Đặt hàng", "dat hang"),
        ("T02 Check receipt", "Check receipt"),
    ],
)
def test_spellings_of_one_name(one, other):
    """Case, signs, diacritics and codes in front make no other name."""
    assert same_name(one) == same_name(other)


@pytest.mark.parametrize(("one", "other"), [("cart", "checkout"), ("view_item", "view_item_list"), ("***", "###")])
def test_other_names(one, other):
    """Other words are other names, and names without a letter are told apart as they are."""
    assert same_name(one) != same_name(other)


def test_stems_join_the_forms_of_a_word():
    """Viewed, views and viewing are one word; so are added and add, purchase and purchased."""
    assert stems("viewed") == stems("views") == stems("viewing") == stems("view")
    assert stems("Product Added") == stems("add_product")
    assert stems("purchased") == stems("purchase")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("add_to_cart", "Add to cart"),
        ("T06 Determine necessity of stop advice", "Determine necessity of stop advice"),
        ("OrderCompleted", "Order Completed"),
        ("đặt_hàng", "Đặt hàng"),
        ("CRP", "CRP"),
        ("e17", "E17"),
        ("", "?"),
        ("x" * 80, "X" + "x" * 58 + "…"),
    ],
)
def test_tidy_names_can_be_read(name, expected):
    """An event's own name loses its code and signs, keeps its diacritics and begins with a capital."""
    assert tidy(name) == expected


def test_keys_are_keys_and_differ():
    """Two things never get one key; what has no Latin letter gets the key given instead."""
    taken = set()
    assert [key_of(name, taken, "step_3") for name in ("Giỏ hàng", "gio hang", "購物車", "購物車")] == [
        "gio_hang", "gio_hang_2", "step_3", "step_3_2",
    ]  # fmt: skip
    assert len(key_of("word " * 40, taken, "x")) <= 64
