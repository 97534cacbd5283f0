"""`hanhtrinh inspect`: a mapping on stdout, what it would give on stderr."""

import subprocess
import sys

import pytest

from hanhtrinh.cli import main
from hanhtrinh.sources.load import read_mapping

ROWS = [
    "user,time,event",
    *(f"an,2026-01-05 {hour:02}:00,visit" for hour in range(24)),
    *(f"bình,2026-01-06 {hour:02}:00,buy" for hour in range(12)),
    "an,soon,buy",
]


@pytest.fixture
def export(tmp_path):
    """A small export with one time that is none."""
    path = tmp_path / "shop.csv"
    path.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_proposal_can_be_piped_into_a_file(export, capsys, lang):
    """Stdout is the mapping and nothing else, as the importer takes it; the preview stands on stderr."""
    assert main(["inspect", str(export), "--time-zone", "Asia/Tokyo", "--lang", lang]) == 0
    said = capsys.readouterr()
    mapping = read_mapping(said.out, "mapping.yaml")
    assert (mapping.time_zone, [file.file for file in mapping.files]) == ("Asia/Tokyo", ["shop.csv"])
    total, *events = said.err.splitlines()
    assert ("36 events of 2 people, from 2026-01-05 to 2026-01-06" if lang == "en" else "36 sự kiện của 2") in total
    assert events[:2] == ["  24 × visit", "  12 × buy"]
    assert "shop.csv:38 time: " in events[-1]


def test_the_proposal_is_written_where_asked(export, tmp_path, capsys):
    """With -o the mapping is a file, and stdout says so."""
    target = tmp_path / "mapping.yaml"
    assert main(["inspect", str(export), "-o", str(target), "--lang", "en"]) == 0
    assert str(target) in capsys.readouterr().out
    assert read_mapping(target.read_text(encoding="utf-8"), "mapping.yaml").time_zone == "Asia/Ho_Chi_Minh"


def test_a_zone_that_is_none_is_refused(export, capsys):
    """An unknown time zone is named, with an example of one."""
    assert main(["inspect", str(export), "--time-zone", "Mars/Base", "--lang", "en"]) == 2
    assert "Mars/Base" in capsys.readouterr().err


def test_data_files_are_imported_without_a_mapping(export, tmp_path, capsys):
    """`import` takes data files themselves, through the mapping that inspect proposes, in the workspace's zone."""
    space = tmp_path / "workspace"
    assert main(["import", str(export), "--workspace", str(space), "--time-zone", "Asia/Tokyo", "--lang", "en"]) == 0
    assert "36 accepted" in capsys.readouterr().out


def test_drawing_loads_nothing_that_only_importing_needs():
    """A process that draws loads neither the Delta library nor the readers of files."""
    unwanted = ("deltalake", "zstandard", "hanhtrinh.sources", "scipy.special")
    code = f"import sys, hanhtrinh.cli.draw_command; print([name for name in {unwanted} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
