"""Workbooks and SPSS files that are damaged, locked, empty or made to do harm: refused by name, and we live on."""

import gc
import random
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.apart import KeptTable
from hanhtrinh.sources.opening import open_table
from tests.unit.sources.books import book
from tests.unit.sources.shop import SHARED

shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not on this machine")
ROWS = [["user", "event", "time"], *([f"u{i}", "mua", f"2026-01-01 08:{i:02}"] for i in range(40))]


def refused(path: Path) -> str:
    """The key of the reason why a file cannot be opened; its words name the file in both languages."""
    with pytest.raises(FileUnusable) as error:
        open_table(path)
    assert all(path.name in error.value.message(lang) for lang in ("en", "vi"))
    return error.value.key


def read_or_refused(path: Path) -> bool:
    """Tell whether a file is a table or refused for a reason that we know of; any other error fails the test."""
    try:
        return open_table(path).total > 0
    except FileUnusable as error:
        return error.key.startswith("sources.")


def _locked(path: Path) -> None:
    inside = "EncryptedPackage".encode("utf-16le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + inside + bytes(500))


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        with parts.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(257):
                sheet.write(bytes(1 << 20))


def _one_cell_far_away(path: Path) -> None:
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["user", "time"])
        sheet.write(1_048_575, 16_383, "x")


def _cut(path: Path) -> None:
    book(path, {"S": ROWS})
    path.write_bytes(path.read_bytes()[:-400])


def _no_sheet(path: Path) -> None:
    book(path, {"Bìa": [["Báo cáo"]], "Trống": []})


def _other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("xl/notes.txt", "no workbook")


def _header_only(path: Path) -> None:
    book(path, {"S": [["user", "time"], [], ["  ", None]]})


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda path: path.write_bytes(b""), "empty_file"),
        (lambda path: path.write_bytes(b"PK\x03\x04[Content_Types].xml" + bytes(500)), "sheet_damaged"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)), "sheet_damaged"),
        (lambda path: path.write_text("no workbook at all", "utf-8"), "sheet_damaged"),
        (_other_zip, "sheet_damaged"),
        (_cut, "sheet_damaged"),
        (_locked, "sheet_password"),
        (_bomb, "sheet_bomb"),
        (_one_cell_far_away, "reader_died"),
        (_no_sheet, "sheet_no_table"),
        (_header_only, "sheet_no_table"),
    ],
    ids=lambda value: value if isinstance(value, str) else getattr(value, "__name__", ""),
)
def test_what_is_no_workbook(tmp_path: Path, make: Callable[[Path], object], key: str) -> None:
    """Each way in which a workbook can be unusable has its reason, and none takes the process with it."""
    make(tmp_path / "orders.xlsx")
    assert refused(tmp_path / "orders.xlsx") == f"sources.{key}"


def test_bytes_flipped_in_a_workbook(tmp_path: Path) -> None:
    """A workbook with a few bytes changed is read or refused, whatever they are."""
    content = book(tmp_path / "good.xlsx", {"S": ROWS}).read_bytes()
    for seed in range(6):
        made = bytearray(content)
        chance = random.Random(seed)
        for _ in range(6):
            made[chance.randrange(4, len(made))] ^= 1 << chance.randrange(8)
        (tmp_path / "bad.xlsx").write_bytes(made)
        assert read_or_refused(tmp_path / "bad.xlsx")


@shared
@pytest.mark.parametrize("cut", [10, 180, 600, 1500])
def test_an_spss_file_cut_short(tmp_path: Path, cut: int) -> None:
    """Cut anywhere, an SPSS file is refused or gives the cases it still has."""
    content = (SHARED / "surveys/spss/sample.sav").read_bytes()
    (tmp_path / "s.sav").write_bytes(content[:cut])
    assert read_or_refused(tmp_path / "s.sav")


@shared
@pytest.mark.parametrize("seed", [131, 254, 1464])
def test_an_spss_file_that_crashed_its_reader(tmp_path: Path, seed: int) -> None:
    """Files on which the library crashed when it was fuzzed (not every time) are read or refused; we live on."""
    samples = [path.read_bytes() for path in sorted((SHARED / "surveys/spss").glob("*.sav"))]
    (tmp_path / "s.sav").write_bytes(_spoilt(samples, random.Random(seed)))
    assert read_or_refused(tmp_path / "s.sav")


def _spoilt(samples: list[bytes], chance: random.Random) -> bytes:
    """Cut a sample, set a few of its bytes, or both."""
    made = bytearray(chance.choice(samples))
    kind = chance.random()
    if kind < 0.25:
        made = made[: chance.randrange(4, len(made))]
    if kind > 0.15:
        for _ in range(chance.choice([1, 1, 2, 5, 20])):
            place = chance.randrange(4, min(len(made), chance.choice([180, 2000, len(made)])))
            made[place] = chance.choice([0, 255, 127, 128, 1, chance.randrange(256)])
    return bytes(made)


def test_a_reader_that_dies_or_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that is killed, or never answers, is a file that cannot be read; its folder is gone afterwards."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "x").write_bytes(b"x")
    for reader in ("tests.faults.dying", "tests.faults.no_such_reader"):
        with pytest.raises(FileUnusable) as error:
            KeptTable(reader, tmp_path / "x", {})
        assert error.value.key == "sources.reader_died"
        del error
    gc.collect()
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
