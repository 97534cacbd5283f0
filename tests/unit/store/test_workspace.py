"""The workspace folder: made, opened, guarded against two writers, and never half-written."""

import subprocess
import sys
from pathlib import Path

import pytest

from hanhtrinh.errors import StorageError, WorkspaceError
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.store import files
from hanhtrinh.store.files import write_atomically
from hanhtrinh.store.workspace import FOLDERS, Workspace


def test_a_new_workspace_can_be_opened_again(tmp_path: Path) -> None:
    """What was set when it was made is there when it is opened."""
    Workspace.create(tmp_path / "a" / "b", time_zone="America/Sao_Paulo", language="en")
    space = Workspace.open(tmp_path / "a" / "b")
    assert (space.time_zone, space.language) == ("America/Sao_Paulo", "en")
    assert all((space.path / name).is_dir() for name in FOLDERS)
    assert space.lake.version() == -1
    assert space.instruments() == {}


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (None, "sources.workspace_missing"),
        ("format: hanhtrinh-workspace/2\nshiny: true\n", "sources.workspace_newer"),
        ("format: hanhtrinh-workspace/9\n", "sources.workspace_newer"),
        ("format: [", "sources.workspace_damaged"),
        ("", "sources.workspace_damaged"),
        ("\x00\xff", "sources.workspace_damaged"),
        ("format: hanhtrinh-workspace/1\nlanguage: fr\n", "sources.workspace_damaged"),
        ("format: hanhtrinh-workspace/1\ntime_zone: Mars/Base\n", "sources.zone_unknown"),
        ("format: hanhtrinh-workspace/1\ntime_zone: ../../etc/passwd\n", "sources.zone_unknown"),
    ],
)
def test_what_is_no_workspace_says_why(tmp_path: Path, content: str | None, key: str) -> None:
    """Missing, newer and damaged workspaces each have their own message, in both languages."""
    if content is not None:
        (tmp_path / "workspace.yaml").write_bytes(content.encode("latin-1"))
    with pytest.raises(WorkspaceError) as caught:
        Workspace.open(tmp_path)
    assert caught.value.key == key
    assert caught.value.exit_code == 3
    assert caught.value.message("vi") != caught.value.message("en")


def test_a_workspace_is_not_made_twice(tmp_path: Path) -> None:
    """Making one where there is one changes nothing."""
    Workspace.create(tmp_path, language="en")
    with pytest.raises(WorkspaceError, match="already"):
        Workspace.create(tmp_path)
    assert Workspace.open(tmp_path).language == "en"
    with pytest.raises(WorkspaceError, match="time zone"):
        Workspace.create(tmp_path / "other", time_zone="Hanoi")


HOLD = """
import sys
from pathlib import Path
from hanhtrinh.store.workspace import Workspace
with Workspace.open(Path(sys.argv[1])).writing("import of orders"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    """While one process writes another is refused by name; when the first is killed the way is free."""
    space = Workspace.create(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(WorkspaceError, match=rf"import of orders \({other.pid}@"), space.writing("second"):
            pass
        other.kill()
    with space.writing("second"):
        pass


def test_instruments_are_kept(tmp_path: Path) -> None:
    """Instruments are read back as they were saved; a damaged file is named."""
    space = Workspace.create(tmp_path)
    nps = Instrument(key="nps", kind="nps", low=0, high=10, question="Bạn có giới thiệu không?")
    space.save_instruments({"nps": nps})
    assert Workspace.open(tmp_path).instruments() == {"nps": nps}
    (tmp_path / "instruments.json").write_text('{"nps": 1}')
    with pytest.raises(WorkspaceError, match=r"instruments\.json"):
        space.instruments()


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk refuses in the middle of a write, the old content stands and nothing is left lying about."""
    path = tmp_path / "x.json"
    write_atomically(path, b"old")

    def refuse(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", refuse)
    with pytest.raises(StorageError, match="disk is full"):
        write_atomically(path, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["x.json"]
    assert path.read_bytes() == b"old"


def test_a_workspace_without_anything_stored_can_be_taken_back(tmp_path: Path) -> None:
    """A new workspace goes as it came; one that holds a file, even of somebody else, stays whole."""
    empty, used = Workspace.create(tmp_path / "empty"), Workspace.create(tmp_path / "used")
    with empty.writing("import"):
        pass
    (used.journeys_path / "notes.txt").write_text("Lan", encoding="utf-8")
    empty.take_back()
    used.take_back()
    assert not (tmp_path / "empty").exists()
    assert Workspace.open(tmp_path / "used").time_zone == used.time_zone
