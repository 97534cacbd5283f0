"""What a run of the suite has for its speed: see docs/testing.md."""

import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from tests import shaking
from tests.searching import SHARE, TIMES, deepen

# How fast a busy machine is, is no property of ours. The suite tries the same examples every time: what it holds today
# it holds tomorrow, unless something changed. New ones are sought by `make search` (docs/adr/0024).
settings.register_profile("suite", deadline=None, derandomize=True, database=None)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile("search" if TIMES else "suite")

QUICK_DISK = Path("/dev/shm")  # noqa: S108 - a folder nobody can guess is made in it
_ROOM = 8 * 2**30
ORDER = ("web/test_arrange_words.py", "contract", "e2e", "faults", "properties", "oracles", "web")
"""What goes to the workers first. One map is drawn first of all, and beside it what draws none: in a fresh clone its
kernels are compiled then, once, and found by every process after. Next come the folders whose files take longest; the
many small files of the others fill what is left of a core."""


def pytest_configure(config: pytest.Config) -> None:
    """Let a run keep its folders in memory, and its programs what they compiled."""
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    worker = hasattr(config, "workerinput")
    if not worker and "TMPDIR" not in os.environ and _has_room():
        os.environ["TMPDIR"] = tempfile.tempdir = tempfile.mkdtemp(prefix="hanhtrinh-", dir=QUICK_DISK)
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop("TMPDIR"), ignore_errors=True))


def _has_room() -> bool:
    return os.access(QUICK_DISK, os.W_OK) and shutil.disk_usage(QUICK_DISK).free >= _ROOM


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: _place(item.path))
    deepen({getattr(item, "obj", None) for item in items}, TIMES or SHARE)
    shaking.forgive_once(items)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make many of each test while tests are shaken."""
    shaking.repeat(metafunc)


@pytest.fixture
def _turn(request: pytest.FixtureRequest) -> int:
    """Which turn of a shaken test this is."""
    return getattr(request, "param", 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell which tests passed only when they were tried again."""
    shaking.tell(terminalreporter)


def pytest_collection_finish() -> None:
    """Never look again through what stays until the end: modules, the application, the tests themselves."""
    gc.collect()
    gc.freeze()


def _place(path: Path) -> int:
    name = path.relative_to(Path(__file__).parent).as_posix()
    return next((place for place, first in enumerate(ORDER) if name.startswith(first)), len(ORDER))
