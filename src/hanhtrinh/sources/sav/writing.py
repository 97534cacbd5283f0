"""Writing SPSS files: names, labels and value labels of columns, empty cells as missing."""

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pyreadstat

from hanhtrinh.app.taking_in.sheets import Cell, Column, Sheet
from hanhtrinh.values import datetime_of

_LONGEST_NAME = 60
_LONGEST_TEXT = 8_000
_LONGEST_LABEL = 250
_RESERVED = frozenset(("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"))


def write_sav(sheet: Sheet) -> bytes:
    """Return a sheet as an SPSS file. Texts longer than SPSS holds are cut; names are made such that it takes them."""
    rows = list(sheet.rows)
    names = variable_names([column.name for column in sheet.columns])
    data = {
        name: _series(column, [row[place] for row in rows], sheet.zone)
        for place, (name, column) in enumerate(zip(names, sheet.columns, strict=True))
    }
    labels = [column.label[:_LONGEST_LABEL] or column.name for column in sheet.columns]
    coded = {
        name: {code: words[:120] or f"{code:g}" for code, words in column.labels.items()}
        for name, column in zip(names, sheet.columns, strict=True)
        if column.labels
    }
    with tempfile.TemporaryDirectory(prefix="hanhtrinh-") as folder:
        path = Path(folder) / "answers.sav"
        pyreadstat.write_sav(
            pl.DataFrame(data), str(path), file_label=sheet.name[:60], column_labels=labels,  # type: ignore[arg-type]
            variable_value_labels=coded, row_compress=True,
        )  # fmt: skip
        return path.read_bytes()


def _series(column: Column, cells: Sequence[Cell], zone: str) -> pl.Series:
    if column.kind == "time":
        moments = [None if cell is None else datetime_of(int(cell), zone).replace(tzinfo=None) for cell in cells]
        return pl.Series(moments, dtype=pl.Datetime("us"))
    if column.kind == "number":
        return pl.Series(
            [None if cell is None or isinstance(cell, str) else float(cell) for cell in cells], dtype=pl.Float64
        )
    return pl.Series(["" if cell is None else _cut(str(cell)) for cell in cells], dtype=pl.String)


def _cut(text: str) -> str:
    return text.encode()[:_LONGEST_TEXT].decode("utf-8", "ignore")


def variable_names(given: Sequence[str]) -> list[str]:
    """Return names SPSS takes, each once: letters, digits and `_`, a letter first, none of its words.

    >>> variable_names(["q1", "q1.a", "2nd", "by"])
    ['q1', 'q1_a', 'v_2nd', 'v_by']
    """
    found: list[str] = []
    taken: set[str] = set()
    for one in given:
        made = re.sub(r"[^A-Za-z0-9_]+", "_", one).strip("_")[:_LONGEST_NAME] or "v"
        made = f"v_{made}" if not made[0].isalpha() or made.lower() in _RESERVED else made
        name, number = made, 2
        while name.lower() in taken:
            name, number = f"{made[: _LONGEST_NAME - 4]}_{number}", number + 1
        taken.add(name.lower())
        found.append(name)
    return found
