"""A checklist as a file, and a filled one taken into the journey's file without touching the rest of it."""

import io
from pathlib import Path

import openpyxl
import pytest

from hanhtrinh.app.journeys import read_file
from hanhtrinh.app.walking import checklist_file, read_notes, with_walk
from hanhtrinh.errors import FileUnusable, InputError, Rejected
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.model import Walk, WalkedStep
from tests.unit.journey.test_walk import SHOP, TEXT, filled

COMMENTED = TEXT.split("walks:")[0] + "# what a colleague wrote\nstages:" + TEXT.split("stages:")[1]
WALK = Walk(by="Tú", on="2026-03-02", steps={"pay": WalkedStep(follows=False, note="Dòng một\nDòng hai: x")})


def put(folder: Path, text: str, name: str = "shop.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_workbook_to_fill_in() -> None:
    """The workbook has one row a step, what to choose from in its cells, and no formula."""
    book = openpyxl.load_workbook(io.BytesIO(checklist_file(SHOP, ".xlsx", "vi")))
    sheet = book.active
    assert (sheet.max_row, sheet.max_column) == (3, 14)
    assert sheet["A1"].value == "Khóa"
    assert sheet["A3"].value == "pay"
    assert sheet.freeze_panes == "E2"
    ranges = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert ranges == {"J2:J3": '"có,không"', "K2:K3": '"có,không"', "L2:L3": "-2"}
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_filled_workbook_is_read(tmp_path: Path) -> None:
    """Numbers and texts of a workbook are read like those of a CSV file."""
    book = openpyxl.load_workbook(io.BytesIO(checklist_file(SHOP, ".xlsx", "en")))
    for cell, value in {"J2": "yes", "L2": 1.5, "K3": "no", "M3": "Asks twice"}.items():
        book.active[cell] = value
    book.save(tmp_path / "filled.xlsx")
    assert read_notes(tmp_path / "filled.xlsx", SHOP, by="Lan", on="2026-03-01") == Walk(
        by="Lan",
        on="2026-03-01",
        steps={"visit": WalkedStep(feeling=1.5), "pay": WalkedStep(follows=False, note="Asks twice")},
    )


def test_a_filled_sheet_with_semicolons_is_read(tmp_path: Path) -> None:
    """What a Vietnamese spreadsheet saves, with semicolons, is read as well."""
    sheet = filled("vi", (2, {"note": "Hỏi; hai lần"}))
    text = "\n".join(";".join(f'"{cell}"' for cell in row) for row in sheet)
    found = read_notes(put(tmp_path, text, "notes.csv"), SHOP, by="", on="2026-03-01")
    assert found.steps == {"pay": WalkedStep(note="Hỏi; hai lần")}


def test_faulty_notes_are_refused(tmp_path: Path) -> None:
    """A sheet with one cell that cannot be understood is refused whole, and so is a day that is none."""
    text = "step;done\npay;maybe\nvisit;x\n"
    with pytest.raises(Rejected) as refused:
        read_notes(put(tmp_path, text, "notes.csv"), SHOP, by="", on="2026-03-01")
    assert refused.value.message("en").endswith(
        "notes.csv:2 B2: error: 'maybe' is neither yes nor no. Write yes (or x) or no."
    )
    with pytest.raises(InputError, match="'tomorrow' is not a day"):
        read_notes(put(tmp_path, "step;done\npay;x\n", "notes.csv"), SHOP, by="", on="tomorrow")


def test_other_files_are_refused(tmp_path: Path) -> None:
    """A broken workbook, a file that is not there and another kind of file are explained."""
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04rubbish")
    for name in ("broken.xlsx", "none.csv"):
        with pytest.raises(FileUnusable):
            read_notes(tmp_path / name, SHOP, by="", on="2026-03-01")
    with pytest.raises(InputError, match=r"written as \.xlsx, \.csv or \.md"):
        checklist_file(SHOP, ".pdf", "en", "x.pdf")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("text", [COMMENTED, TEXT], ids=["first walk", "another walk"])
def test_the_rest_of_the_file_stays(tmp_path: Path, text: str, end: str) -> None:
    """A walk is put between the file's own lines: comments, order and line ends stay as they were."""
    path = tmp_path / "shop.yaml"
    path.write_bytes(text.replace("\n", end).encode())
    written, key = with_walk(read_file(path), WALK)
    assert key == "walk-2026-03-02"
    kept = iter(written.split(end))
    assert all(line in kept for line in text.splitlines())
    before = read_journey(text, "f")
    assert read_journey(written, "f").walks == {**before.walks, key: WALK}
    assert read_journey(written, "f").stages == before.stages


def test_a_file_in_another_style_is_written_anew(tmp_path: Path) -> None:
    """Where the walk cannot be put in between, the journey is written whole, and nothing is lost."""
    flow = TEXT.replace("walks:\n", "walks: # all of them\n")
    path = put(tmp_path, flow)
    written, _ = with_walk(read_file(path), WALK)
    assert len(read_journey(written, "f").walks) == 3
    again, key = with_walk(read_file(put(tmp_path, written)), WALK)
    assert (key, len(read_journey(again, "f").walks)) == ("walk-2026-03-02-2", 4)
