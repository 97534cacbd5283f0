"""A plain table as a workbook: texts as texts, numbers as numbers, times as times, written row by row."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

import xlsxwriter

_LONGEST = 32_000
_MOST_ROWS = 1_048_000
_WIDE, _NARROW = 44, 18
Value = str | float | datetime | None
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def plain_book(name: str, heads: Sequence[tuple[str, bool]], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return a workbook with one sheet; `heads` are names with whether their cells are long texts.

    What does not fit on a sheet goes on another one of the same columns.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet, at, number = None, _MOST_ROWS, 0
    for row in _with_empty(rows):
        if at >= _MOST_ROWS:
            number, at = number + 1, 1
            sheet = book.add_worksheet(_title(name, number))
            sheet.freeze_panes(1, 0)
            for column, (head, long) in enumerate(heads):
                sheet.set_column(column, column, _WIDE if long else _NARROW)
                sheet.write_string(0, column, head[:_LONGEST], bold)
        if sheet is None or row is None:
            continue
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(at, column, value, moment)
            elif isinstance(value, str):
                sheet.write_string(at, column, value[:_LONGEST])
            elif value is not None:
                sheet.write_number(at, column, value)
        at += 1
    book.close()
    return buffer.getvalue()


def _with_empty(rows: Iterable[Sequence[Value]]) -> Iterable[Sequence[Value] | None]:
    """Yield rows after one that is none: so that a table without rows has its head all the same."""
    yield None
    yield from rows


def _title(name: str, number: int) -> str:
    plain = "".join(sign for sign in name if sign not in "[]:*?/\\'").strip() or "sheet"
    return plain[:28] + (f" {number}" if number > 1 else "")
