"""A test that has to do with chance is tried once more, is told of, and fails where it fails twice."""

import subprocess
import sys

import pytest

from tests import shaking

CONFTEST = """
import importlib.util
import pytest
found = importlib.util.spec_from_file_location("shaking", {path!r})
shaking = importlib.util.module_from_spec(found)
found.loader.exec_module(shaking)
def pytest_collection_modifyitems(items):
    shaking.forgive_once(items)
def pytest_generate_tests(metafunc):
    shaking.repeat(metafunc)
@pytest.fixture
def _turn(request):
    return request.param
def pytest_terminal_summary(terminalreporter):
    shaking.tell(terminalreporter)
"""
FAILS = """
from pathlib import Path
def test_it():
    tried = Path(__file__).with_suffix(".tried")
    before = len(tried.read_text()) if tried.exists() else 0
    tried.write_text("x" * (before + 1))
    assert before >= {times}, "was not there yet"
"""


@pytest.fixture
def run(tmp_path):
    """Run a test that fails so many times, in a folder, and give the exit code and what was said."""
    (tmp_path / "conftest.py").write_text(CONFTEST.format(path=shaking.__file__))
    (tmp_path / "pytest.ini").write_text("[pytest]\n")

    def run(folder, times, **more):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "test_one.py").write_text(FAILS.format(times=times))
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", folder]
        env = {"PATH": "", **more}
        done = subprocess.run(command, check=False, cwd=tmp_path, env=env, capture_output=True, text=True)
        return done.returncode, done.stdout

    return run


def test_what_fails_once_passes_and_is_told(run) -> None:
    """The end of the run shows which test it was and what failed."""
    code, said = run("tests/e2e", 1)
    assert (code, "1 passed, 1 rerun" in said) == (0, True)
    assert "unsteady: tests/e2e/test_one.py::test_it" in said
    assert "was not there yet" in said


def test_what_fails_twice_fails(run) -> None:
    """Nothing is tried a third time."""
    code, said = run("tests/faults", 2)
    assert (code, "1 failed, 1 rerun" in said) == (1, True)


def test_everything_else_fails_at_once(run) -> None:
    """What has nothing to do with chance fails for a reason."""
    code, said = run("tests/unit", 1)
    assert (code, "1 failed in" in said) == (1, True)


def test_shaken_it_is_tried_often_and_never_again(run) -> None:
    """Every turn counts."""
    code, said = run("tests/e2e", 1, SHAKE_TIMES="3")
    assert (code, "1 failed, 2 passed" in said) == (1, True)
