"""Spreadsheets: XLSX and XLSM, and with them XLSB, XLS and ODS."""

from hanhtrinh.sources.form import Form

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARTS = (b"[Content_Types].xml", b"xl/", b"opendocument.spreadsheet", b"_rels/")


def _recognises(start: bytes, name: str) -> bool:
    """An `.xls` may be anything (web pages and plain text go by that name), so its name says nothing."""
    return start.startswith(COMPOUND) or (start.startswith(ZIP) and any(part in start for part in _PARTS))


FORM = Form(
    name="xlsx",
    suffixes=(".xlsx", ".xlsm", ".xlsb", ".ods"),
    recognises=_recognises,
    table="hanhtrinh.sources.xlsx.table",
)
