"""Numbers, money, yes and no."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanhtrinh.sources.numbers import read_money, read_numbers, read_truths


@pytest.mark.parametrize(
    ("text", "decimal", "value", "currency"),
    [
        ("1.234.567 ₫", None, 1_234_567, "VND"),
        ("1.234.567đ", None, 1_234_567, "VND"),
        ("350.000 VND", None, 350_000, "VND"),
        ("R$ 25,78", None, 25.78, "BRL"),
        ("R$ 1.025,78", None, 1025.78, "BRL"),
        ("$1,234.50", None, 1234.5, "USD"),
        ("-$5", None, -5, "USD"),
        ("($5.50)", None, -5.5, "USD"),
        ("1 234,50 €", None, 1234.5, "EUR"),
        ("CHF 1'234.50", None, 1234.5, "CHF"),
        ("12.5", None, 12.5, None),
        ("12.500", None, 12_500, None),
        ("12.500", ".", 12.5, None),
        ("12,500", ",", 12.5, None),
        ("12.34.567", None, None, None),
        ("12,34,5", None, None, None),
        ("free", None, None, None),
        ("5 apples", None, None, None),
        ("", None, None, None),
        ("NaN", None, None, None),
    ],
)
def test_money(text: str, decimal: str | None, value: float | None, currency: str | None) -> None:
    """Amounts are read with their currency; a slip of the hand is refused rather than read as another amount."""
    money = read_money(pl.Series([text]), decimal)
    assert (money.values[0], money.bad[0]) == (value, value is None)
    if value is not None:
        assert money.currency[0] == currency


@given(st.integers(-(10**12), 10**12))
def test_vietnamese_amounts_of_any_size(amount: int) -> None:
    """Đồng written with points between thousands are read back exactly."""
    text = f"{amount:,}".replace(",", ".") + " ₫"
    assert read_money(pl.Series([text])).values[0] == amount


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1234.5", ".", 1234.5),
        ("1,234.5", ".", 1234.5),
        ("1.234,5", ",", 1234.5),
        ("1 234,5", ",", 1234.5),
        ("-3", ".", -3),
        ("1e3", ".", 1000),
        ("1,5", ".", None),
        ("1,2345", ".", None),
        ("inf", ".", None),
        ("nan", ".", None),
        ("0x10", ".", None),
        ("", ".", None),
    ],
)
def test_numbers(text: str, decimal: str, value: float | None) -> None:
    """Numbers are read by their decimal sign alone; also when other rows of the column are bad."""
    for texts in ([text], [text, "bad", None]):
        numbers = read_numbers(pl.Series(texts), decimal)
        assert (numbers.values[0], numbers.bad[0]) == (value, value is None)
        assert numbers.bad.to_list()[2:3] != [True]


def test_truths() -> None:
    """Yes and no in both languages; anything else is refused."""
    read = read_truths(pl.Series(["TRUE", "no", "Có", "không", "1", " 0 ", None, "maybe"]))
    assert read.values.to_list() == [True, False, True, False, True, False, None, None]
    assert read.bad.to_list() == [False] * 7 + [True]
