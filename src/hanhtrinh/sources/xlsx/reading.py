"""Reads a workbook's sheet; runs apart (see `sources.apart`), since a stray cell can ask for terabytes."""

from datetime import date
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl

from hanhtrinh.errors import FileUnusable
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.sources.apart import About, write_rows
from hanhtrinh.sources.header import find_header
from hanhtrinh.sources.tables import LINE, Found
from hanhtrinh.sources.text import open_bytes

LOOK_ROWS = 200
_ROWS_ENOUGH = 5
_NO_DAY = date(1900, 1, 2)
Grid = list[tuple[str | None, ...]]


def read(path: Path, folder: Path, settings: dict[str, Any]) -> About:
    """Write a sheet's rows and return what it is; raises FileUnusable when there is no table."""
    try:
        book = fastexcel.read_excel(b"".join(open_bytes(path)))
        return _read(book, path, folder, settings)
    except fastexcel.FastExcelError as error:
        raise FileUnusable("sources.sheet_damaged", file=path.name) from error


def _read(book: fastexcel.ExcelReader, path: Path, folder: Path, settings: dict[str, Any]) -> About:
    header: int | None = settings["header_row"] and settings["header_row"] - 1
    given: list[str] = settings["columns"]
    if given:
        # No header: rows begin where the mapping says, or at the top.
        sheet, names, header = _sheet(book, path, settings["sheet"])[0], given, (header if header is not None else -1)
    else:
        sheet, names, header = _table(book, path, settings["sheet"], header)
    rows = _typed(book, sheet, header + 1)
    if rows.width > len(names):
        names = [*names, *(letter(i) for i in range(len(names), rows.width))]
    kept = [i for i, name in enumerate(names[: rows.width]) if name]
    frame = rows.select(_value(rows, i).alias(str(n)) for n, i in enumerate(kept))
    lines = pl.int_range(header + 2, header + 2 + frame.height, dtype=pl.Int64, eager=True).alias(LINE)
    frame = frame.with_columns(lines).filter(pl.any_horizontal(pl.exclude(LINE).is_not_null()))
    write_rows(frame, folder)
    found = _found(book, sheet, header if not given else 0, settings)
    return About(columns=tuple(names[i] for i in kept), found=tuple(found))


def _sheet(book: fastexcel.ExcelReader, path: Path, wanted: str | None) -> list[str]:
    """Return the sheets to look at: the one the mapping names, else all that can be seen."""
    names = book.sheet_names
    if wanted is None:
        return names
    if wanted not in names:
        close = nearest(wanted, names) or names[0]
        known = ", ".join(names[:40])
        raise FileUnusable("sources.sheet_missing", file=path.name, sheet=wanted, suggestion=close, known=known)
    return [wanted]


def _table(
    book: fastexcel.ExcelReader, path: Path, wanted: str | None, header: int | None
) -> tuple[str, list[str], int]:
    """Return the first sheet with a table of more than a few rows, else the longest, its column names and the row they
    stand on (from 0)."""
    best: tuple[int, str, list[str], int] | None = None
    for sheet in _sheet(book, path, wanted):
        grid, first = _top(book, sheet, header or 0, hidden=wanted is not None)
        row = header if header is not None else find_header([sum(map(bool, cells)) for cells in grid])
        if row is None or row >= len(grid):
            continue
        rows = sum(any(cells) for cells in grid[row + 1 :])
        if best is None or rows > best[0]:
            best = rows, sheet, _names(grid, row, first), row
        if rows >= _ROWS_ENOUGH:
            break
    if best is None:
        raise FileUnusable("sources.sheet_no_table", file=path.name, sheets=", ".join(book.sheet_names[:40]))
    return best[1:]


def _top(book: fastexcel.ExcelReader, sheet: str, header: int, *, hidden: bool) -> tuple[Grid, int]:
    """Return a sheet's first rows as text, and the position of the first column used; no rows of a sheet that is empty,
    no grid of cells, or hidden."""
    try:
        loaded = book.load_sheet(sheet, header_row=None, skip_rows=0, n_rows=header + LOOK_ROWS, dtypes="string")
    except fastexcel.InvalidParametersError:
        return [], 0
    rows = [tuple(_tidy(cell) for cell in row) for row in loaded.to_polars().rows()]
    if not any(map(any, rows)) or not (hidden or loaded.visible == "visible"):
        return [], 0
    return rows, min(column.absolute_index for column in loaded.available_columns())


def _tidy(cell: str | None) -> str | None:
    return " ".join(cell.split()) or None if cell is not None else None


def _names(grid: Grid, row: int, first: int) -> list[str]:
    """Return the column names; a column without one goes by its letter, one that is empty is left out."""
    rest = grid[row + 1 :]
    return [
        name or (letter(first + i) if any(other[i] is not None for other in rest) else "")
        for i, name in enumerate(grid[row])
    ]


def letter(position: int) -> str:
    """Return a spreadsheet's name of a column: A, B, … Z, AA."""
    head, last = divmod(position, 26)
    return (letter(head - 1) if head else "") + chr(ord("A") + last)


def _typed(book: fastexcel.ExcelReader, sheet: str, skipped: int) -> pl.DataFrame:
    """Return the rows below; a column of one type has it, a mixed one is text. Cells with errors (#N/A) are empty."""
    options: dict[str, Any] = {"header_row": None, "skip_rows": skipped, "whitespace_as_null": True}
    try:
        loaded = book.load_sheet(sheet, **options, schema_sample_rows=None, dtype_coercion="coerce")
    except fastexcel.UnsupportedColumnTypeCombinationError:
        loaded = book.load_sheet(sheet, **options, dtypes="string")
    frame: pl.DataFrame = loaded.to_polars()
    return frame


def _value(rows: pl.DataFrame, position: int) -> pl.Expr:
    """Return a column's values; spreadsheets keep times as fractions of days, so thousandths beside a full second are
    rounding."""
    column, kind = pl.nth(position), rows.dtypes[position]
    if kind == pl.Duration:
        return _clock(column)
    if not isinstance(kind, pl.Datetime):
        return column
    values = rows.to_series(position).drop_nulls()
    if len(values) and bool((values.dt.date() < _NO_DAY).all()):
        return column.dt.strftime("%H:%M:%S")
    exact = column.cast(pl.Datetime("us"))
    beside = exact.dt.millisecond().is_in([1, 999])
    return pl.when(beside).then(exact.dt.round("1s")).otherwise(exact)


def _clock(column: pl.Expr) -> pl.Expr:
    seconds = column.dt.total_seconds()
    hours, minutes = (seconds // 3600).cast(pl.String), (seconds // 60 % 60).cast(pl.String).str.zfill(2)
    return pl.format("{}:{}:{}", hours, minutes, (seconds % 60).cast(pl.String).str.zfill(2))


def _found(book: fastexcel.ExcelReader, sheet: str, header: int, settings: dict[str, Any]) -> list[Found]:
    found = []
    if len(book.sheet_names) > 1:
        params: dict[str, object] = {"sheet": sheet, "sheets": ", ".join(book.sheet_names[:10])}
        found.append(Found("sheet", sheet, "sources.guess_sheet", params))
    if header > 0:
        found.append(Found("header_row", header + 1, "sources.guess_header_row", {"row": header + 1}))
    return found
