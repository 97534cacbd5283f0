"""Chance in tests that drive browsers and kill processes: sought by `make shake`, and told of by `make test`.

Such a test that fails is tried once more. One that passes then has met a race, of the test or of the product: the end
of the run shows what failed, so that it is mended; the change that was to be tested is not refused for it. `make shake`
tries nothing again and every test many times.
"""

import os
from collections.abc import Iterable

import pytest

TIMES = int(os.environ.get("SHAKE_TIMES", "0"))
"""How many times each test is run; 0 where nothing is shaken."""
FOLDERS = ("tests/e2e/", "tests/faults/")
"""Where chance has a part: what happens first depends on how busy the machine is."""


def has_chance(nodeid: str) -> bool:
    """Tell whether a test drives real browsers or processes."""
    return nodeid.startswith(FOLDERS)


def forgive_once(items: Iterable[pytest.Item]) -> None:
    """Let tests that have to do with chance be tried once more where they fail."""
    for item in items:
        if not TIMES and has_chance(item.nodeid):
            item.add_marker(pytest.mark.flaky(reruns=1))


def repeat(metafunc: pytest.Metafunc) -> None:
    """Make many of each test while tests are shaken."""
    if TIMES > 1:
        metafunc.fixturenames.append("_turn")
        metafunc.parametrize("_turn", range(TIMES))


def tell(reporter: pytest.TerminalReporter) -> None:
    """Show what failed of tests that passed when they were tried again."""
    for report in reporter.stats.get("rerun", []):
        reporter.section(f"unsteady: {report.nodeid} failed, and was tried again")
        reporter.write_line(report.longreprtext)
