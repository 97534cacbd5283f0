"""Killed or out of disk half-way: what was there is still there, nothing half-written is seen, and the next import
works."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from hanhtrinh.errors import StorageError
from hanhtrinh.sources.making import EventMaker
from hanhtrinh.store.lake import Lake
from hanhtrinh.store.workspace import Workspace
from tests.unit.sources.shop import log, rejects, run, stored, workspace

ROWS = 60_000
CHILD = """
import os, signal, sys
from pathlib import Path
import hanhtrinh.app.importing as importing
from hanhtrinh.sources import making
from hanhtrinh.sources.parquet import table as parquet
from hanhtrinh.store import lake_writer, workspace
from tests.unit.sources.shop import log, run

moment, folder = sys.argv[1], Path(sys.argv[2])
parquet.BATCH_ROWS = lake_writer.ROW_GROUP_ROWS = 4_000

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

if moment == "at the first rows":
    making.EventMaker.make = die
if moment == "before the lake is written":
    lake_writer._write = die
if moment == "after some batches":
    original, calls = lake_writer._fitted, []
    def fitted(*args):
        calls.append(1)
        return die() if len(calls) == 4 else original(*args)
    lake_writer._fitted = fitted
if moment == "at the last batch":
    batches = importing._Run.batches
    def dying(self):
        yield from batches(self)
        die()
    importing._Run.batches = dying
if moment == "after the commit":
    importing._report = die
if moment == "while instruments are saved":
    os.fsync = die
run(workspace.Workspace.open(folder / "workspace"), log("new.parquet"), folder)
"""
MOMENTS = (
    "at the first rows",
    "before the lake is written",
    "after some batches",
    "at the last batch",
    "while instruments are saved",
    "after the commit",
)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """A workspace that holds two events, and a larger file with one bad row to import."""
    space = workspace(tmp_path)
    (tmp_path / "log.csv").write_text("user,time,event,path\nlan,2026-01-05,view,/a\nminh,2026-01-05,view,/b\n")
    run(space, log(), tmp_path)
    big(tmp_path / "new.parquet", ROWS)
    return space


def big(path: Path, rows: int) -> None:
    """A Parquet file of many small row groups, its first row without a person."""
    frame = pl.DataFrame({
        "user": [None, *(f"u{i * 7919 % 1_000_003}" for i in range(1, rows))],
        "time": ["2026-02-01 08:00:00"] * rows,
        "event": ["view"] * rows,
        "path": [f"/{i * 104_729 % 10_000_019}" for i in range(rows)],
    })  # fmt: skip
    frame.write_parquet(path, row_group_size=4_000)


def child(code: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run code in a process of its own, from the checkout."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, check=False, cwd=Path(__file__).parents[2]
    )


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_import_leaves_all_or_nothing(space: Workspace, tmp_path: Path, moment: str) -> None:
    """Killed at any moment, the lake is as before or as after; the next import completes it and clears what was
    left."""
    before = stored(space)
    died = child(CHILD, moment, str(tmp_path))
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    committed = moment == "after the commit"
    seen = stored(Workspace.open(space.path))
    assert seen.height == before.height + (ROWS - 1 if committed else 0)
    report = run(Workspace.open(space.path), log("new.parquet"), tmp_path)
    assert report.counts.accepted == (0 if committed else ROWS - 1)
    assert report.counts.rejected == len(rejects(report)) == 1
    lake = Workspace.open(space.path).lake
    assert lake.count() == before.height + ROWS - 1
    assert {path.name for path in lake.path.glob("*.parquet*")} == set(lake.snapshot.files)
    assert not list(space.path.rglob("*.part"))


DISK = """
import sys
from pathlib import Path
import resource
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.store.workspace import Workspace
from tests.unit.sources.shop import log, run
folder, limit = Path(sys.argv[1]), int(sys.argv[2])
space = Workspace.open(folder / "workspace")
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    run(space, log("new.parquet"), folder)
except HanhtrinhError as error:
    print(type(error).__name__, error.exit_code, error.message("vi"))
    sys.exit(error.exit_code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on file sizes")
@pytest.mark.parametrize("limit", [200_000, 600_000])
def test_a_disk_that_takes_no_more(space: Workspace, tmp_path: Path, limit: int) -> None:
    """When a file cannot grow any further, the import says so, and nothing of it remains."""
    before, version = stored(space), space.lake.version()
    failed = child(DISK, str(tmp_path), str(limit))
    assert failed.returncode == 4, failed.stderr.decode()
    assert failed.stdout.decode().startswith("StorageError 4 Ổ đĩa đã đầy")
    assert b"Traceback" not in failed.stderr
    lake = Lake(space.lake.path)
    assert (lake.version(), stored(space).equals(before)) == (version, True)
    assert {path.name for path in lake.path.glob("*.parquet*")} == set(lake.snapshot.files)
    assert run(space, log("new.parquet"), tmp_path).counts.accepted == ROWS - 1


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Path:
    """A disk of 1 MiB, where the machine lets us mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root on Linux")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True)  # noqa: PLW1510 - checked next
    if mounted.returncode:
        pytest.skip("this machine does not allow mounting a small disk")
    return place


def test_a_full_disk(tiny_disk: Path, tmp_path: Path) -> None:
    """On a disk that is really full: StorageError, the old state, and no leftovers that keep it full."""
    try:
        space = workspace(tiny_disk)
        (tmp_path / "log.csv").write_text("user,time,event,path\nlan,2026-01-05,view,/a\n")
        run(space, log(), tmp_path)
        before = stored(space)
        big(tmp_path / "new.parquet", ROWS)
        with pytest.raises(StorageError, match="The disk is full"):
            run(space, log("new.parquet"), tmp_path)
        assert stored(space).equals(before)
        assert sum(path.stat().st_size for path in space.path.rglob("*") if path.is_file()) < 100_000
        big(tmp_path / "small.parquet", 100)
        assert run(space, log("small.parquet"), tmp_path).counts.accepted == 99
    finally:
        subprocess.run(["umount", "-l", str(tiny_disk)], check=True)


def test_a_disk_that_fills_with_rejects(tiny_disk: Path, tmp_path: Path) -> None:
    """The rejects file may be what fills the disk; that too changes nothing."""
    try:
        space = workspace(tiny_disk)
        row = '{"user":"","time":"2026-01-05","event":"' + "x" * 100 + '","path":"/"}\n'
        (tmp_path / "new.jsonl").write_text(row * 40_000)
        with pytest.raises(StorageError, match="The disk is full"):
            run(space, log("new.jsonl"), tmp_path)
        assert stored(space).height == 0
        assert not list(space.rejects_path.iterdir())
    finally:
        subprocess.run(["umount", "-l", str(tiny_disk)], check=True)


def test_an_error_in_the_middle_is_the_one_reported(
    space: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault while batches are made reaches the caller as it is, not as the writer wraps it."""

    class OddError(Exception):
        """Something nobody expected."""

    def fail(*args: object) -> None:
        raise OddError

    before = stored(space)
    monkeypatch.setattr(EventMaker, "make", fail)
    with pytest.raises(OddError):
        run(space, log("new.parquet"), tmp_path)
    assert stored(space).equals(before)
