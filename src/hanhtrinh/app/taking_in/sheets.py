"""Answers as a table to give out: CSV as it is written, the same rows for workbooks and SPSS files."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

import msgspec

from hanhtrinh.app.spreadsheets import guarded
from hanhtrinh.i18n import Lang
from hanhtrinh.values import datetime_of

Cell = str | float | int | None
Kind = Literal["text", "number", "time"]
Form = Literal["csv", "xlsx", "sav"]
FORMS: tuple[Form, ...] = ("csv", "xlsx", "sav")
NO_LABELS: Mapping[float, str] = MappingProxyType({})


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column: its name, the words it is labelled with, what its cells are; `labels` are the words of its numbers.

    Times are instants.
    """

    name: str
    label: str = ""
    kind: Kind = "text"
    labels: Mapping[float, str] = {}


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A table that is read once, row by row; `zone` is the time zone its times are told in."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterator[Sequence[Cell]]
    zone: str = "UTC"
    lang: Lang = "en"


_ROWS_AT_ONCE = 500
_ALL_DIGITS = 2**53
"""Whole numbers are told to the last digit as far as they are kept so."""


def csv_parts(sheet: Sheet) -> Iterator[bytes]:
    """Yield a sheet as CSV, some rows at a time: with the mark spreadsheets know UTF-8 by, in Vietnamese with decimal
    commas and semicolons, numbers with labels in words, and no cell a spreadsheet would run.
    """
    yield "\ufeff".encode()
    comma = sheet.lang == "vi"
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if comma else ",")
    writer.writerow([guarded(column.name) for column in sheet.columns])
    for number, row in enumerate(sheet.rows, 1):
        writer.writerow([guarded(text_of(c, cell, sheet.zone, comma=comma)) for c, cell in _pairs(sheet, row)])
        if number % _ROWS_AT_ONCE == 0:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    data = out.getvalue().encode("utf-8", "replace")
    out.seek(0)
    out.truncate()
    return data


def _pairs(sheet: Sheet, row: Sequence[Cell]) -> Iterable[tuple[Column, Cell]]:
    return zip(sheet.columns, row, strict=True)


def text_of(column: Column, cell: Cell, zone: str, *, comma: bool = False) -> str:
    """Return a cell as people read it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if column.kind == "time":
        return datetime_of(int(cell), zone).isoformat(sep=" ", timespec="seconds")
    if float(cell) in column.labels:
        return column.labels[float(cell)]
    text = f"{cell:.0f}" if float(cell).is_integer() and abs(cell) < _ALL_DIGITS else f"{cell:.12g}"
    return text.replace(".", ",") if comma else text
