"""Spreadsheets as tables: what can be told from the outside is refused before the library sees it."""

import io
import zipfile
from pathlib import Path

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.apart import KeptTable
from hanhtrinh.sources.mapping import FileRule
from hanhtrinh.sources.text import open_bytes
from hanhtrinh.sources.xlsx import COMPOUND, ZIP

MOST_BYTES = 4 << 30
"""A workbook that unpacks to more than this is not read: Excel itself could not open it."""
_SAFE_BYTES = 256 << 20
_MOST_RATIO = 200
_ENCRYPTED = "EncryptedPackage".encode("utf-16le")


def open_table(path: Path, rule: FileRule | None) -> KeptTable:
    """Return the table on a workbook's sheet; raises FileUnusable when there is none or the file is not a workbook."""
    check(path, b"".join(open_bytes(path)))
    settings = {
        "sheet": rule.sheet if rule else None,
        "header_row": rule.header_row if rule else None,
        "columns": list(rule.columns) if rule else [],
    }
    return KeptTable("hanhtrinh.sources.xlsx.reading", path, settings)


def check(path: Path, content: bytes) -> None:
    """Raise FileUnusable for what is no workbook, wants a password, or unpacks to more than a workbook can hold."""
    if not content:
        raise FileUnusable("sources.empty_file", file=path.name)
    if content.startswith(COMPOUND):
        if _ENCRYPTED in content:
            raise FileUnusable("sources.sheet_password", file=path.name)
        return
    if not content.startswith(ZIP):
        raise FileUnusable("sources.sheet_damaged", file=path.name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise FileUnusable("sources.sheet_damaged", file=path.name) from error
    if unpacked > MOST_BYTES or (unpacked > _SAFE_BYTES and unpacked > _MOST_RATIO * len(content)):
        raise FileUnusable("sources.sheet_bomb", file=path.name, size=f"{unpacked / 2**30:.1f}")
