"""Maps in spreadsheets: merged cells, several sheets, hidden ones, hostile archives."""

import io
import zipfile

import openpyxl
import pytest

from hanhtrinh.journey.forms.table import read_rows
from hanhtrinh.journey.forms.table.workbook import BadWorkbook, workbook_rows


def book_of(*sheets: list[list[object]], merged: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for i, rows in enumerate(sheets):
        sheet = book.create_sheet(f"S{i}")
        for row in rows:
            sheet.append(row)
        if merged:
            sheet.merge_cells(merged)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


MAP = [
    ["Giai đoạn", "Nhận biết", None, "Mua hàng"],
    ["Bước", "Quảng cáo", "Bài viết", "Thanh toán"],
    ["Điểm cảm xúc", -1, 0.5, 2],
    ["Điểm đau", "nhiều quá", None, "phí ẩn\nchậm"],
    ["Tùy chọn", True, None, False],
]


def test_a_map_with_merged_cells() -> None:
    """A merged stage holds for every step below it; numbers and truth values are read as such."""
    journey, findings = read_rows(workbook_rows(book_of([], MAP, merged="B1:C1")), "map.xlsx")
    assert journey is not None, findings
    assert [len(stage.steps) for stage in journey.stages] == [2, 1]
    assert [step.feeling.score for step in journey.steps] == [-1, 0.5, 2]
    assert [step.optional for step in journey.steps] == [True, False, False]
    assert [pain.text for pain in journey.steps[2].pains] == ["phí ẩn", "chậm"]


def test_hidden_sheets_are_passed_over() -> None:
    """The first visible sheet with cells is the map."""
    book = openpyxl.load_workbook(io.BytesIO(book_of([["a", "b"], ["c", "d"]], MAP)))
    book["S0"].sheet_state = "hidden"
    data = io.BytesIO()
    book.save(data)
    assert workbook_rows(data.getvalue())[1][0] == "Bước"


def test_a_stray_cell_costs_nothing() -> None:
    """A cell at the far end of a sheet does not make it large."""
    book = openpyxl.load_workbook(io.BytesIO(book_of(MAP)))
    book["S0"]["XFD1048576"] = "x"
    data = io.BytesIO()
    book.save(data)
    rows = workbook_rows(data.getvalue())
    assert (len(rows), len(rows[0])) == (6, 5)


def _with(part: str, text: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book_of(MAP))) as old, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name == part else old.read(name))
    return data.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
BOMB = b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><worksheet><sheetData>&d;</sheetData></worksheet>'


@pytest.mark.parametrize("text", [BOMB, b"<worksheet>", b" " * 30_000_000, b"<a>" * 1_000, b"\x00\xff"])
def test_hostile_archives(text: bytes) -> None:
    """Entities, unfolding and broken parts are refused."""
    with pytest.raises(BadWorkbook):
        workbook_rows(_with(SHEET, text))


def test_no_cells() -> None:
    """A workbook without cells has no rows."""
    assert workbook_rows(book_of([])) == []
