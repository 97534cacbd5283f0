"""Columns of times of which a spreadsheet rewrote a part: which forms they hold, and what the rows prove about them.

A spreadsheet turns the text it can read as a date into one and leaves the rest as it was. Opened where the month
stands first, a column of 13/01/2018 and 01/02/2018 keeps the first as text and makes 2 January of the second, with day
and month swapped. Where *every* day beyond the twelfth is text and *every* other one a date, that is what happened.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import polars as pl

from hanhtrinh.sources.times import BARE, DAY, guess_form, read_times

_LEAST_SHARE = 0.5
_RARE_SHARE = 0.001
_PROOF_ROWS = 12
_PROOF_DAYS = 5
_LONGEST = 40
_MOST_SHAPES = 20
_LIKELY = r"^\s*(\d{1,4}[-/. :]|\d{5}([.,]\d+)?$|\pL{3,9}\.? \d{1,2})"
_SWAPPED = {
    "iso_local": ("%Y-%d-%m %H:%M:%S", "%Y-%d-%m %H:%M", "%Y-%d-%mT%H:%M:%S"),
    "iso_date": ("%Y-%d-%m",),
}
_CLOCK_ONLY = r"^\d{1,3}:\d{2}(:\d{2})?([.,]\d+)?$"
_TENTHS = r"^\d{1,3}:\d{2}[.,]\d$"
_HASHES = r"^#{3,}$"
LOST = {
    "sources.time_hours_lost": _TENTHS,
    "sources.time_date_lost": _CLOCK_ONLY,
    "sources.time_hashes": _HASHES,
}
"""What is left of a time that a spreadsheet spoilt beyond repair: reason and pattern, the first that fits."""


class Mixed(NamedTuple):
    """Forms that are needed together, the share of rows they read, and the reason (a message key, its parameters)."""

    forms: tuple[str, ...]
    share: float
    key: str
    params: dict[str, object]


class _Shape(NamedTuple):
    """Rows written alike: a sample of them, the forms that read them all, and one of them for messages."""

    texts: pl.Series
    forms: tuple[str, ...]
    example: str

    @property
    def orders(self) -> set[bool]:
        """Whether the day stands before the month, in each form that has both as numbers."""
        return {form.index("%d") < form.index("%m") for form in self.forms if "%d" in form and "%m" in form}


def mixed_forms(column: pl.Series) -> Mixed | None:
    """Return the forms of a text column that is written in several ways, None when it is not, or they cannot be
    told."""
    given = column.drop_nulls().cast(pl.String).str.strip_chars()
    if not _promising(given):
        return None
    shapes = list(_shapes(given))
    readable = [shape for shape in shapes if shape.forms]
    share = sum(len(shape.texts) for shape in readable) / max(len(given), 1)
    if share <= _LEAST_SHARE or len({shape.forms for shape in readable}) < 2:
        return None
    return _resolved(readable, share)


def _promising(given: pl.Series) -> bool:
    """Tell whether a column is short text that begins with digits: words and ids need no closer look."""
    likely = given.str.contains(_LIKELY) & (given.str.len_chars() <= _LONGEST)
    return len(given) > 1 and int(likely.sum()) > _LEAST_SHARE * len(given)


def _shapes(given: pl.Series) -> Iterator[_Shape]:
    """Yield the ways of writing, the most frequent first; the few rows of a rare one prove nothing."""
    outline = given.str.replace_all(r"\d{5,}", "N").str.replace_all(r"\d{4}", "Y").str.replace_all(r"\d+", "9")
    outline = outline.str.replace_all(r"\pL+", "a")
    counts = outline.value_counts(sort=True).head(_MOST_SHAPES)
    if int(counts["count"].sum()) <= _LEAST_SHARE * len(given):
        return
    for shape, count in counts.rows():
        if count >= _RARE_SHARE * len(given):
            rows = given.filter(outline == shape)
            guess = guess_form(rows)
            yield _Shape(rows, guess.forms if guess.share == 1 else (), str(rows[0]))


def _resolved(shapes: Sequence[_Shape], share: float) -> Mixed:
    certain = [shape for shape in shapes if len(shape.orders) == 1 and len(shape.forms) == 1]
    orders = {day_first for shape in certain for day_first in shape.orders}
    day_first = orders.pop() if len(orders) == 1 else None
    swapped = day_first is not None and _swapping_proved(shapes, certain)
    forms = [form for shape in shapes for form in _forms(shape, day_first, swapped=swapped)]
    unclear = [shape for shape in shapes if len(shape.orders) > 1]
    params: dict[str, object] = {"examples": ", ".join(shape.example for shape in shapes[:4])}
    key = "sources.guess_time_mixed"
    if swapped:
        key, params["proof"] = "sources.guess_time_swapped", certain[0].example
    elif unclear and day_first is None:
        key = "sources.guess_time_mixed_unsure"
    elif unclear:
        key, params["proof"] = "sources.guess_time_mixed_proved", certain[0].example
    # The more a form demands, the earlier it is tried: a bare number is read by more than one.
    ordered = sorted(dict.fromkeys(forms), key=lambda form: (form in BARE, "%Y" in form))
    return Mixed(tuple(ordered), share, key, params)


def _forms(shape: _Shape, day_first: bool | None, *, swapped: bool) -> tuple[str, ...]:
    if swapped and shape.forms[0] in _SWAPPED:
        return tuple(form for form in _SWAPPED[shape.forms[0]] if not read_times(shape.texts, form, "UTC").bad.all())
    if len(shape.orders) > 1:
        wanted = day_first is not False
        fitting = [form for form in shape.forms if (form.find("%d") < form.find("%m")) == wanted]
        return tuple(fitting[:1])
    return shape.forms[:1]


def _swapping_proved(shapes: Sequence[_Shape], certain: Sequence[_Shape]) -> bool:
    """Tell whether the dates (year first, as a workbook keeps them) are exactly the days up to the twelfth."""
    dates = [shape for shape in shapes if shape.forms[0] in _SWAPPED]
    if not dates or not certain:
        return False
    days = pl.concat([_days(shape) for shape in dates])
    rest = pl.concat([_days(shape) for shape in certain])
    enough = min(len(days), len(rest)) >= _PROOF_ROWS and days.n_unique() >= _PROOF_DAYS
    return enough and bool((days.dt.day() <= 12).all()) and bool((rest.dt.day() > 12).all())


def _days(shape: _Shape) -> pl.Series:
    micros = read_times(shape.texts, shape.forms[0], "UTC").micros.drop_nulls()
    return (micros // DAY).cast(pl.Int32).cast(pl.Date)


def spoilt(column: pl.Series) -> pl.Series:
    """Tell which values were times and are none any more."""
    if column.dtype != pl.String:
        return pl.Series([False]).new_from_index(0, len(column))
    return column.str.strip_chars().str.contains("|".join(LOST.values())).fill_null(False)
