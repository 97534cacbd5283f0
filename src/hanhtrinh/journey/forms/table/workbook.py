"""The cells of an XLSX workbook, as texts: what is needed of a spreadsheet that holds a drawn map.

Only cells that are there are looked at, so a stray cell at the far end of a sheet costs nothing; archives that unfold
beyond twenty megabytes, and sheets of more cells than a map may have, are refused. (Event data in spreadsheets are read
by `sources.xlsx`.)
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from hanhtrinh.journey.forms.xml_tree import BadXml, Element, parse_xml

MOST_BYTES = 20_000_000
MAGIC = b"PK\x03\x04"
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_FEWEST_CELLS = 2

Cells = dict[tuple[int, int], str]


class BadWorkbook(Exception):
    """The bytes are no workbook that can be read; the text says why, in the archive's own words."""


def workbook_rows(data: bytes) -> list[list[str]]:
    """Return the rows of the first visible sheet that has cells, without empty rows and columns; raises BadWorkbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            for sheet in _sheets(book):
                cells = _cells(_part(book, sheet), _shared(book))
                if len(cells) >= _FEWEST_CELLS:
                    return _rows(cells)
    except BadXml as error:
        raise BadWorkbook(error.key) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, NotImplementedError, RuntimeError) as error:
        raise BadWorkbook(str(error)) from None
    except (ValueError, OverflowError) as error:  # what zipfile makes of damaged headers
        raise BadWorkbook(str(error)) from None
    return []


def _part(book: zipfile.ZipFile, name: str) -> Element:
    with book.open(name) as part:
        data = part.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise BadWorkbook(name)
    return parse_xml(data.decode("utf-8-sig", "replace"))


def _sheets(book: zipfile.ZipFile) -> Iterator[str]:
    """Yield the names of the visible sheets' parts, in the workbook's order."""
    targets = {one.attributes.get("Id"): one.attributes.get("Target", "") for one in _relations(book)}
    listed = _part(book, "xl/workbook.xml").first("sheets")
    for sheet in listed.inside if listed is not None else []:
        target = targets.get(sheet.attributes.get("id"))
        if target and sheet.attributes.get("state", "visible") == "visible":
            name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            if name in book.namelist():
                yield name


def _relations(book: zipfile.ZipFile) -> list[Element]:
    return _part(book, "xl/_rels/workbook.xml.rels").inside


def _shared(book: zipfile.ZipFile) -> list[str]:
    name = "xl/sharedStrings.xml"
    return [_text(one) for one in _part(book, name).inside] if name in book.namelist() else []


def _text(element: Element) -> str:
    """Return the text of a string, its differently formatted runs joined; what tells its pronunciation is left out."""
    own = element.text if element.name == "t" else ""
    return own + "".join(_text(one) for one in element.inside if one.name in ("t", "r"))


def _cells(sheet: Element, shared: list[str]) -> Cells:
    data = sheet.first("sheetdata")
    found: Cells = {}
    for row in data.inside if data is not None else []:
        for cell in row.inside:
            place = _CELL.fullmatch(cell.attributes.get("r", ""))
            text = _value(cell, shared).strip()
            if place is not None and text:
                found[int(place[2]), _column(place[1])] = text
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _value(cell: Element, shared: list[str]) -> str:
    kind = cell.attributes.get("t", "n")
    if kind == "inlineStr":
        inside = cell.first("is")
        return _text(inside) if inside is not None else ""
    value = cell.first("v")
    text = value.text.strip() if value is not None else ""
    if kind == "s":
        return shared[int(text)] if text.isdecimal() and int(text) < len(shared) else ""
    if kind == "b":
        return {"1": "true", "0": "false"}.get(text, text)
    return "" if kind == "e" else text.removesuffix(".0")


def _rows(cells: Cells) -> list[list[str]]:
    rows = sorted({row for row, _ in cells})
    columns = sorted({column for _, column in cells})
    return [[cells.get((row, column), "") for column in columns] for row in rows]
