"""Texts of rows and cells: CSV and TSV, Markdown tables, and the apostrophe that keeps a spreadsheet from running a
cell.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_RUN = "=+-@\t\r"
_NUMBER = re.compile(r"-?\d+([.,]\d+)?([eE][+-]?\d+)?", re.ASCII)
_QUOTED = re.compile(r"""[",;|\t\r\n]|^\s|\s$""")
_DELIMITERS = ("\t", ",", ";", "|")
_RULER = re.compile(r"\|?(\s*:?-{1,}:?\s*\|)+\s*(:?-+:?)?\s*")
_CELL_END = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LONG_HEADER = re.compile(r"\ufeff?stage([,;\t])step\1lane\1item\1lang\1value", re.IGNORECASE)
_SEEN_LINES = 20


def csv_text(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Return rows as CSV text. A cell that a spreadsheet would run (it begins with = + - @, tab or return) or that
    begins with an apostrophe gets an apostrophe in front, which `csv_rows` takes off again.
    """
    return "".join(delimiter.join(_quoted(guarded(cell)) for cell in row) + "\n" for row in rows)


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; a plain number is none."""
    return f"'{cell}" if cell[:1] and cell[0] in _RUN + "'" and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """Return the cell that was guarded; one that was not stays as it is."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in _RUN + "'" else cell


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell


def csv_rows(text: str) -> tuple[list[list[str]], bool]:
    """Return the rows of a delimited text, the delimiter found from its first lines, and whether these are all: a cell
    beyond 131,072 characters (a quotation mark that is never closed) ends the reading.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=_delimiter(text))
    rows: list[list[str]] = []
    try:
        rows.extend([unguarded(cell) for cell in row] for row in reader)
    except csv.Error:
        return rows, False
    return rows, True


def long_header(text: str) -> str | None:
    """Return the delimiter of a long table's header, None where a text does not begin with one."""
    found = _LONG_HEADER.match(text)
    return found[1] if found is not None else None


def _delimiter(text: str) -> str:
    """Return the delimiter that divides the first lines most often; a tab, which people paste, before the others."""
    lines = text.splitlines()[:_SEEN_LINES]
    ours = long_header(text)
    if ours is not None:
        return ours
    counts = {sign: sum(line.count(sign) for line in lines) for sign in _DELIMITERS}
    if counts["\t"] >= len([line for line in lines if line.strip()]) > 0:
        return "\t"
    return max((",", ";", "|", "\t"), key=lambda sign: counts[sign])


def markdown_rows(text: str) -> list[list[str]]:
    """Return the rows of the first Markdown table in a text; none where it has no table.

    A table has the line of dashes under its head, or is where the text begins: a line of a CSV cell that happens to
    begin with `|` is none.
    """
    rows: list[list[str]] = []
    ruled, first = False, True
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("|") and len(bare) > 1:
            ruler = _RULER.fullmatch(bare) is not None
            ruled = ruled or ruler or (first and not rows)
            if not ruler:
                rows.append([_cell(part) for part in _CELL_END.split(bare.removesuffix("|")[1:])])
        elif rows:
            break
        first = first and not bare
    return rows if ruled else []


def _cell(part: str) -> str:
    return _BREAK.sub("\n", part).replace("\\|", "|").strip().strip("*").strip()


def markdown_text(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a Markdown table, the first one its head."""
    width = max(map(len, rows), default=0)
    lines = [_line([*row, *[""] * (width - len(row))]) for row in rows]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines) + "\n"


def _line(row: Sequence[str]) -> str:
    cells = (cell.replace("|", "\\|").replace("\r", "").replace("\n", "<br>") for cell in row)
    return "| " + " | ".join(cells) + " |"
