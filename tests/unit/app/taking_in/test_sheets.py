"""Cells of a file as people read them."""

import pytest

from hanhtrinh.app.taking_in.sheets import Column, text_of


@pytest.mark.parametrize(
    ("cell", "english", "vietnamese"),
    [
        (12_345_678_901.0, "12345678901", "12345678901"),
        (123_456_789.125, "123456789.125", "123456789,125"),
        (0.1 + 0.2, "0.3", "0,3"),
        (-5.5, "-5.5", "-5,5"),
        (1e21, "1e+21", "1e+21"),
    ],
)
def test_a_number_is_told_whole(cell: float, english: str, vietnamese: str) -> None:
    """An order's or a telephone number is not rounded; what is no whole number is told without its noise."""
    column = Column(name="n", kind="number")
    assert (text_of(column, cell, "UTC"), text_of(column, cell, "UTC", comma=True)) == (english, vietnamese)
