"""Numbers, money and yes/no as people and exports write them."""

from typing import NamedTuple

import polars as pl

_SPACES = r"[\s\u00a0\u202f]"
_GAPS = r"[\s\u00a0\u202f'’]"
_CURRENCIES = {
    "₫": "VND",
    "đ": "VND",
    "vnđ": "VND",
    "R$": "BRL",
    "$": "USD",
    "US$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
}
_TRUE = ("true", "t", "yes", "y", "1", "có", "đúng", "x")
_FALSE = ("false", "f", "no", "n", "0", "không", "sai")
TRUTHS = "true, false, yes, no, 1, 0, có, không"


class Values(NamedTuple):
    """Values of a column (null where there is none) and which rows could not be read."""

    values: pl.Series
    bad: pl.Series


def _checked(column: pl.Series, values: pl.Series) -> Values:
    return Values(values, column.is_not_null() & values.is_null())


def read_numbers(column: pl.Series, decimal: str = ".") -> Values:
    """Read numbers; groups of thousands may be marked by the other sign, spaces or apostrophes.

    Infinities and NaN are not numbers.
    """
    if column.dtype == pl.Boolean:
        return _checked(column, column.cast(pl.Float64))
    if column.dtype != pl.String:
        return _checked(column, _finite(column.cast(pl.Float64, strict=False)))
    plain = _finite(column.cast(pl.Float64, strict=False)) if decimal == "." else None
    if plain is not None and plain.null_count() == column.null_count():
        return _checked(column, plain)
    tidy = column.str.replace_all(_GAPS, "")
    group, point = ("\\.", ",") if decimal == "," else (",", "\\.")
    shape = rf"^[-+]?(\d+|\d{{1,3}}({group}\d{{3}})+)?({point}\d*)?([eE][-+]?\d+)?$"
    digits = tidy.str.replace_all(group.replace("\\", ""), "", literal=True).str.replace(",", ".", literal=True)
    read = _finite(digits.cast(pl.Float64, strict=False))
    return _checked(column, read.set(~tidy.str.contains(shape).fill_null(False), None))


def _finite(numbers: pl.Series) -> pl.Series:
    return numbers.set(~numbers.is_finite().fill_null(False), None)


def read_truths(column: pl.Series) -> Values:
    """Read yes and no, in English, Vietnamese or as 1 and 0."""
    if column.dtype == pl.Boolean:
        return _checked(column, column)
    word = column.cast(pl.String).str.strip_chars().str.to_lowercase()
    frame = word.to_frame("w").select(
        pl.when(pl.col("w").is_in(_TRUE)).then(True).when(pl.col("w").is_in(_FALSE)).then(False).alias("w")
    )
    return _checked(column, frame["w"].cast(pl.Boolean))


class Money(NamedTuple):
    """Amounts, their currency codes where the text names one, and which rows could not be read."""

    values: pl.Series
    currency: pl.Series
    bad: pl.Series


def read_money(column: pl.Series, decimal: str | None = None) -> Money:
    """Read amounts such as `1.234.567 ₫`, `R$ 25,78` or `$1,234.50`.

    Without `decimal` the amount itself tells: of two different signs the last is the decimal one; a sign that comes
    once with
    other than three digits after it is decimal; else signs mark thousands.
    """
    if column.dtype != pl.String:
        read = read_numbers(column)
        return Money(read.values, pl.Series([None] * len(column), dtype=pl.String), read.bad)
    frame = column.to_frame("raw").select(
        raw=pl.col("raw"),
        amount=pl.col("raw").str.extract(r"(\d[\d.,'\s\u00a0\u202f]*\d|\d)").str.replace_all(rf"{_SPACES}|'", ""),
        sign=pl.col("raw").str.contains(r"^[^\d]*[-−(]"),
        mark=pl.col("raw").str.replace_all(r"[\d.,'\-−+()\s\u00a0\u202f]", ""),
    )
    frame = frame.with_columns(point=_decimal_sign(decimal), currency=_currency())
    frame = frame.with_columns(value=_amount())
    fits = pl.col("currency").is_not_null() | (pl.col("mark") == "")
    frame = frame.with_columns(value=pl.when(fits).then("value"))
    return Money(frame["value"], frame["currency"], frame["raw"].is_not_null() & frame["value"].is_null())


def _decimal_sign(decimal: str | None) -> pl.Expr:
    if decimal is not None:
        return pl.lit(decimal)
    last = pl.col("amount").str.extract(r".*([.,])")
    tail = pl.col("amount").str.extract(r".*[.,](\d+)$").str.len_chars()
    both = pl.col("amount").str.contains(".", literal=True) & pl.col("amount").str.contains(",", literal=True)
    once = pl.col("amount").str.count_matches(r"[.,]") == 1
    return pl.when(both | (once & (tail != 3))).then(last).otherwise(pl.lit(""))


def _currency() -> pl.Expr:
    known = pl.col("mark").replace_strict(_CURRENCIES, default=None, return_dtype=pl.String)
    lower = pl.col("mark").str.to_lowercase().replace_strict(_CURRENCIES, default=None, return_dtype=pl.String)
    code = pl.col("mark").str.to_uppercase().str.extract(r"^([A-Z]{3})$")
    return pl.coalesce(known, lower, code)


def _amount() -> pl.Expr:
    """Groups must be of three digits, so that a slip of the hand is refused and not read as another amount."""
    point = pl.col("point")
    comma = pl.col("amount").str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    dot = pl.col("amount").str.replace_all(",", "", literal=True)
    none = pl.col("amount").str.replace_all(r"[.,]", "")
    shaped = (
        pl.when(point == ",")
        .then(pl.col("amount").str.contains(r"^(\d+|\d{1,3}(\.\d{3})+)(,\d*)?$"))
        .when(point == ".")
        .then(pl.col("amount").str.contains(r"^(\d+|\d{1,3}(,\d{3})+)(\.\d*)?$"))
        .otherwise(pl.col("amount").str.contains(r"^(\d+|\d{1,3}(\.\d{3})+|\d{1,3}(,\d{3})+)$"))
    )
    digits = pl.when(point == ",").then(comma).when(point == ".").then(dot).otherwise(none)
    number = digits.cast(pl.Float64, strict=False)
    return pl.when(shaped).then(pl.when("sign").then(-number).otherwise(number))
