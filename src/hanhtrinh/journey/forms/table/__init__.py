"""Journeys as tables: wide as people draw them (read), long as machines and lossless (read and written)."""

import re
from collections import Counter
from collections.abc import Sequence

from hanhtrinh.i18n import Lang
from hanhtrinh.journey.forms.outline import read_outline
from hanhtrinh.journey.forms.shapes import Form, Result, Row
from hanhtrinh.journey.forms.table.cells import csv_rows, csv_text, guarded, long_header, markdown_rows, unguarded
from hanhtrinh.journey.forms.table.long import LONG_COLUMNS, LongRow, is_long, long_rows, read_long
from hanhtrinh.journey.forms.table.wide import read_wide
from hanhtrinh.journey.forms.words import lane_of
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.yaml_text import MAX_BYTES
from hanhtrinh.values import Finding

__all__ = [
    "LONG",
    "LONG_COLUMNS",
    "TABLE",
    "TSV",
    "LongRow",
    "csv_text",
    "guarded",
    "is_long",
    "long_rows",
    "read_long",
    "read_rows",
    "read_wide",
    "unguarded",
]


_OUTLINED = re.compile(r"\s*(#{1,6}\s|[-*+•‣◦▪]\s|\d{1,3}[.)]\s)")


def read_rows(rows: Sequence[Row], file: str) -> Result:
    """Return the journey that rows of cells hold, whether they are a long table, a wide one or a single column."""
    if is_long(rows):
        return read_long(rows, file)
    if max((len([cell for cell in row if cell.strip()]) for row in rows), default=0) < 2:
        return read_outline("\n".join("".join(row) for row in rows), file)
    return read_wide(rows, file)


def _read(text: str, file: str) -> Result:
    if len(text) > MAX_BYTES:
        return None, (Finding(severity="error", key="forms.too_large", params={"allowed": MAX_BYTES}, file=file),)
    drawn = [] if long_header(text) else markdown_rows(text)
    rows, whole = (drawn, True) if drawn else csv_rows(text)
    if not whole:
        line = len(rows) + 1
        return None, (Finding(severity="error", key="forms.cell_too_long", file=file, line=line),)
    return read_rows(rows, file)


def _recognises(text: str, name: str) -> bool:
    """Rows of a table: the file says so, Markdown draws one, or most lines have as many cells and name lanes."""
    start = text[:100_000]
    if len(markdown_rows(start)) > 1 or name.endswith((".csv", ".tsv")):
        return True
    lines = [line for line in start.splitlines() if line.strip()]
    if sum(_OUTLINED.match(line) is not None for line in lines) * 4 > len(lines):
        return False
    rows = [row for row in csv_rows(start)[0] if any(row)]
    wide = [row for row in rows if len(row) > 1]
    if "\t" in start and len(wide) * 2 > len(rows):
        return True
    usual = Counter(map(len, wide)).most_common(1)
    even = bool(usual) and usual[0][1] * 3 >= len(rows) * 2
    lanes = {lane_of(cell) for row in wide[:12] for cell in row} | {lane_of(row[0]) for row in wide}
    return even and len(lanes - {None}) > 2


def _is_long_text(text: str, name: str) -> bool:
    return long_header(text) is not None


def _write_csv(journey: Journey, lang: Lang) -> str:
    return csv_text([LONG_COLUMNS, *long_rows(journey)])


def _write_tsv(journey: Journey, lang: Lang) -> str:
    return csv_text([LONG_COLUMNS, *long_rows(journey)], "\t")


LONG = Form("csv", (".csv",), _is_long_text, _read, _write_csv, lossless=True)
TSV = Form("tsv", (".tsv",), _is_long_text, _read, _write_tsv, lossless=True)
TABLE = Form("table", (), _recognises, _read)
