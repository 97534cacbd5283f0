"""Reads a tagged PDF back: its tables, row by row and cell by cell, as text, by the tags and not by where ink is."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream


@dataclass(frozen=True)
class Cell:
    """One cell: what it is tagged as, its text, how many columns it covers."""

    tag: str
    text: str
    span: int


Rows = list[list[Cell]]


def tables(data: bytes) -> list[Rows]:
    """Return the tables of a document, in order, as rows of cells."""
    reader, words = _read(data)
    root = reader.trailer["/Root"]["/StructTreeRoot"]
    return [_rows(table, words) for table in _of_tag(root, "/Table")]


def whole_text(data: bytes) -> str:
    """Return everything a document says, page by page."""
    return "\n".join(" ".join(words.values()) for words in _read(data)[1].values())


@lru_cache(maxsize=2)
def _read(data: bytes) -> tuple[PdfReader, dict[int, dict[int, str]]]:
    """Return a document and the words of its pages by their number; the one asked about last is read once."""
    reader = PdfReader(io.BytesIO(data))
    return reader, {_key(page.indirect_reference): _marked(page, reader) for page in reader.pages}


def _key(reference: Any) -> int:
    return int(reference.idnum)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    return list(kids) if isinstance(kids, list) else [kids]


def _of_tag(element: Any, tag: str) -> Iterator[Any]:
    """Yield the outermost elements of a tag below an element."""
    for kid in _kids(element):
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(kid, dict) and "/S" in kid:
            if kid["/S"] == tag:
                yield kid
            else:
                yield from _of_tag(kid, tag)


def _rows(table: Any, words: dict[int, dict[int, str]]) -> Rows:
    return [[_cell(cell, words) for cell in _cells(row)] for row in _of_tag(table, "/TR")]


def _cells(row: Any) -> Iterator[Any]:
    for kid in _kids(row):
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(kid, dict) and kid.get("/S") in ("/TH", "/TD"):
            yield kid


def _cell(cell: Any, words: dict[int, dict[int, str]]) -> Cell:
    text = "".join(_texts(cell, None, words))
    return Cell(str(cell["/S"]), text, _span(cell))


def _span(cell: Any) -> int:
    found = cell.get("/A", [])
    found = found.get_object() if hasattr(found, "get_object") else found
    attributes = found if isinstance(found, list) else [found]
    for attribute in attributes:
        attribute = attribute.get_object() if hasattr(attribute, "get_object") else attribute
        if isinstance(attribute, dict) and "/ColSpan" in attribute:
            return int(attribute["/ColSpan"])
    return 1


def _texts(element: Any, page: Any, words: dict[int, dict[int, str]]) -> Iterator[str]:
    page = element.raw_get("/Pg") if "/Pg" in element else page
    for kid in _kids(element):
        raw = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(raw, int):
            yield words[_key(page)].get(int(raw), "")
        elif isinstance(raw, dict) and raw.get("/Type") == "/MCR":
            where = raw.raw_get("/Pg") if "/Pg" in raw else page
            yield words[_key(where)].get(int(raw["/MCID"]), "")
        elif isinstance(raw, dict) and "/S" in raw:
            yield from _texts(raw, page, words)


def _marked(page: Any, reader: PdfReader) -> dict[int, str]:
    """Return what is written in each marked piece of a page."""
    fonts = {name: _letters(font.get_object()) for name, font in page["/Resources"].get("/Font", {}).items()}
    found: dict[int, str] = {}
    open_marks: list[int | None] = []
    spoken: list[str | None] = []
    letters: dict[int, str] = {}
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in (b"BDC", b"BMC"):
            given = operands[1] if len(operands) > 1 and isinstance(operands[1], dict) else {}
            open_marks.append(int(given["/MCID"]) if "/MCID" in given else None)
            spoken.append(str(given["/ActualText"]) if "/ActualText" in given else None)
            if spoken[-1] is not None:
                _add(found, open_marks, str(spoken[-1]))
        elif operator == b"EMC":
            open_marks.pop()
            spoken.pop()
        elif operator == b"Tf":
            letters = fonts[operands[0]]
        elif operator in (b"Tj", b"TJ") and not any(spoken):
            pieces = operands[0] if operator == b"TJ" else [operands[0]]
            codes = b"".join(_bytes(piece) for piece in pieces if not isinstance(piece, int | float))
            pairs = (codes[i : i + 2] for i in range(0, len(codes), 2))
            _add(found, open_marks, "".join(letters.get(int.from_bytes(pair, "big"), "\ufffd") for pair in pairs) + " ")
    return found


def _add(found: dict[int, str], marks: list[int | None], text: str) -> None:
    mark = next((m for m in reversed(marks) if m is not None), None)
    if mark is not None:
        found[mark] = found.get(mark, "") + text


def _bytes(piece: Any) -> bytes:
    return piece.original_bytes if hasattr(piece, "original_bytes") else bytes(piece)


def _letters(font: Any) -> dict[int, str]:
    """Return the characters of a font's codes, by its ToUnicode map."""
    text = font["/ToUnicode"].get_object().get_data().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, target in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(target).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for low, high, target in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = int(target, 16)
            for i, code in enumerate(range(int(low, 16), int(high, 16) + 1)):
                found[code] = chr(start + i)
    return found
