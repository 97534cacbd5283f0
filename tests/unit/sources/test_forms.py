"""Forms of file: one folder of one shape each, recognised by content, with libraries only for files that need them."""

import gzip
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import get_args

import polars as pl
import pytest

from hanhtrinh import sources
from hanhtrinh.sources.forms import FORMS, form_named, form_of
from hanhtrinh.sources.mapping import FileFormat
from hanhtrinh.sources.opening import open_table
from hanhtrinh.sources.tables import Table
from tests.unit.sources.books import book

FOLDER = Path(sources.__file__).parent


def test_the_mapping_names_the_forms_that_open_files() -> None:
    """A format of a mapping is a form with a table, and the other way round."""
    assert sorted(get_args(FileFormat)) == sorted(form.name for form in FORMS if form.table)
    assert all(form_named(form.name) is form for form in FORMS)


def test_every_form_is_a_folder_of_one_shape() -> None:
    """A folder says its form; the modules it names have what the shape demands."""
    folders = {folder.name for folder in FOLDER.iterdir() if (folder / "__init__.py").is_file()}
    named = {module.split(".")[2] for form in FORMS for module in (form.table, form.ready) if module}
    assert folders - {"taken_surveys"} == named  # definitions of surveys are no tables of events
    for form in FORMS:
        assert form.table or form.ready
        assert not form.table or callable(import_module(form.table).open_table)
        assert not form.ready or callable(import_module(form.ready).ready)


@pytest.mark.parametrize(
    ("name", "start", "form"),
    [
        ("a.csv", b"user,time\n", "csv"),
        ("a.CSV.gz", b"user,time\n", "csv"),
        ("a.tsv", b"user\ttime\n", "tsv"),
        ("a", b"user,time\n", "csv"),
        ("a.jsonl", b"", "jsonl"),
        ("a.txt", b'\xef\xbb\xbf {"a": 1}', "csv"),
        ("a.log", b'\xef\xbb\xbf {"a": 1}', "jsonl"),
        ("a.csv", b"PAR1\x15", "parquet"),
        ("a.csv", b"PK\x03\x04........[Content_Types].xml", "xlsx"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xlsx"),
        ("a.xls", b"user\ttime\n", "csv"),
        ("a.xlsx", b"", "xlsx"),
        ("a.dat", b"$FL2@(#)", "sav"),
        ("a.zsav", b"$FL3@(#)", "sav"),
        ("q.csv", b'StartDate,EndDate\nStart,End\n"{""ImportId"":""startDate""}"', "qualtrics"),
    ],
)
def test_a_file_is_known_by_its_content_and_its_name(name: str, start: bytes, form: str) -> None:
    """Content wins where it is beyond doubt, the name where it is not."""
    assert form_of(name, start).name == form


def test_what_a_file_is_called_does_not_matter(tmp_path: Path) -> None:
    """A workbook called .csv and compressed, a .tsv that is Parquet: opened as what they are."""
    book(tmp_path / "a.xlsx", {"S": [["user", "n"], ["lan", 1]]})
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress((tmp_path / "a.xlsx").read_bytes()))
    pl.DataFrame({"user": ["lan"]}).write_parquet(tmp_path / "b.tsv")
    for name, columns in (("a.csv.gz", ("user", "n")), ("b.tsv", ("user",))):
        path = tmp_path / name
        table = open_table(path)
        assert isinstance(table, Table)
        assert table.columns == columns


def test_text_files_need_no_library_for_workbooks(tmp_path: Path) -> None:
    """Inspecting a CSV file imports neither the reader of workbooks nor that of SPSS files."""
    (tmp_path / "log.csv").write_text("user,event,time\nlan,mua,2026-01-13 10:00\n", "utf-8")
    code = f"""
import sys
from pathlib import Path
from hanhtrinh.sources.inspecting import inspect_files
inspect_files([Path({str(tmp_path / "log.csv")!r})], now=1_800_000_000_000_000, zone="UTC")
print(sorted({{"fastexcel", "pyreadstat", "narwhals", "hanhtrinh.sources.xlsx.table"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
