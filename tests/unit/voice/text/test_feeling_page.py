"""The page about feeling, and the examples in the code, do what they say."""

import doctest
from pathlib import Path

import pytest

from hanhtrinh.voice.text import feeling, marks

PAGE = Path(__file__).parents[4] / "docs" / "feeling.md"


def test_the_page_runs() -> None:
    """What docs/feeling.md shows is what comes out."""
    ran = doctest.testfile(str(PAGE), module_relative=False)
    assert ran.attempted >= 4
    assert ran.failed == 0


@pytest.mark.parametrize("module", [feeling, marks])
def test_examples_run(module: object) -> None:
    """Examples in docstrings are true."""
    ran = doctest.testmod(module)  # type: ignore[arg-type]
    assert ran.attempted
    assert ran.failed == 0
