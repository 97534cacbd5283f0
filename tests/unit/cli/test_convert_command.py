"""`hanhtrinh convert`, as it is typed."""

import io
import sys
from pathlib import Path

import pytest

from hanhtrinh.cli import main
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.templates import template_text
from tests.unit.journey.forms import sketches
from tests.unit.journey.forms.test_workbook import MAP, book_of

RETAIL = template_text("online-retail")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "map.yaml").write_text(RETAIL, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["map.mmd", "map.md", "map.csv", "map.tsv"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_there_and_back(name: str, lang: str, folder: Path) -> None:
    """A journey file converted to a lossless form and back is the same journey."""
    assert main(["convert", "map.yaml", "-o", name, "--lang", lang]) == 0
    assert main(["convert", name, "-o", "back.yaml"]) == 0
    assert read_journey((folder / "back.yaml").read_text(encoding="utf-8"), "") == read_journey(RETAIL, "")


def test_to_standard_output(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without -o the result goes to standard output and every finding to standard error; a sketch becomes YAML."""
    (folder / "sketch.mmd").write_text(sketches.MERMAID, encoding="utf-8")
    assert main(["convert", "sketch.mmd", "--lang", "vi"]) == 0
    shown = capsys.readouterr()
    assert read_journey(shown.out, "").persona == "me"
    assert "sketch.mmd:13: cảnh báo: điểm 9.0 ở 'Sit down'" in shown.err
    assert "sketch.mmd: lưu ý: 'Me' tham gia nhiều việc nhất" in shown.err


def test_from_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`-` reads standard input, whatever form it is in."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(sketches.PASTED.encode())))
    assert main(["convert", "-", "--to", "mermaid", "--lang", "vi"]) == 0
    assert "    section Nhận biết\n" in capsys.readouterr().out


def test_spreadsheets_and_what_windows_copies(folder: Path) -> None:
    """A workbook and tab-separated UTF-16 are read."""
    (folder / "map.xlsx").write_bytes(book_of(MAP, merged="B1:C1"))
    assert main(["convert", "map.xlsx", "-o", "x.yaml"]) == 0
    (folder / "board.txt").write_bytes(sketches.BOARD.encode("utf-16"))
    assert main(["convert", "board.txt", "-o", "b.yaml"]) == 0
    assert len(read_journey((folder / "x.yaml").read_text(encoding="utf-8"), "").steps) == 3
    assert len(read_journey((folder / "b.yaml").read_text(encoding="utf-8"), "").steps) == 4


def said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main(["convert", *arguments, "--lang", "en"])
    return code, capsys.readouterr().err.strip()


def test_nothing_is_overwritten_silently(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file that is read, and any other that is there, is kept unless --force says otherwise."""
    (folder / "other.mmd").write_text("mine", encoding="utf-8")
    assert said(["map.yaml", "-o", "map.yaml"], capsys)[1].startswith("map.yaml is the file that is being read.")
    assert said(["map.yaml", "-o", "other.mmd"], capsys)[1].startswith("other.mmd is there already.")
    assert (folder / "other.mmd").read_text(encoding="utf-8") == "mine"
    assert main(["convert", "map.yaml", "-o", "other.mmd", "--force"]) == 0
    assert (folder / "other.mmd").read_text(encoding="utf-8").startswith("journey\n")


def test_refusals(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each refusal says what was given and what is possible."""
    (folder / "bad.xlsx").write_bytes(b"PK\x03\x04nonsense")
    (folder / "bad.bin").write_bytes(b"a\x00b")
    (folder / "empty.txt").write_bytes(b"")
    forms = "yaml, mermaid, markdown, csv, tsv, outline."
    assert said(["map.yaml"], capsys) == (
        2, f"What shall it become? Name a file with -o, or a form with --to: {forms}"
    )  # fmt: skip
    assert said(["map.yaml", "-o", "map.xml"], capsys) == (2, f"Nothing can be written as '.xml'. It can be: {forms}")
    assert said(["map.yaml", "--to", "cjml"], capsys)[0] == 2
    assert said(["map.yaml", "--from", "word"], capsys) == (
        2, "There is no form 'word' to read. There are: yaml, mermaid, markdown, csv, tsv, cjml, table, outline, xlsx."
    )  # fmt: skip
    assert said(["no.txt"], capsys) == (2, "There is no file no.txt.")
    assert said(["bad.xlsx"], capsys)[1].startswith("bad.xlsx cannot be read as a spreadsheet: ")
    assert said(["bad.bin"], capsys) == (2, "bad.bin is neither text nor a spreadsheet that can be read.")
    assert said(["empty.txt"], capsys)[1].endswith("error: nothing in here could be read as a step of a journey.")


def test_findings_of_a_journey_with_errors(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A journey that must be mended is converted all the same, and the exit code says so."""
    broken = RETAIL.replace("touchpoint: ad\n", "touchpoint: adx\n")
    (folder / "broken.yaml").write_text(broken, encoding="utf-8")
    code, errors = said(["broken.yaml", "-o", "broken.mmd"], capsys)
    assert code == 1
    assert "no touchpoint 'adx'" in errors
    assert (folder / "broken.mmd").exists()


def test_what_is_left_behind_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A form that cannot hold everything says so."""
    code, errors = said(["map.yaml", "--to", "outline"], capsys)
    assert (code, errors.startswith("the form 'outline' holds stages, steps")) == (0, True)
