"""The server is killed at every commit of opening a case, answering it and taking in what the customer writes back."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMITS = 3
"""The case with its letters and news, the reply with its letter, the customer's answer."""


def days(home, *kills):
    """Return what there is after days that were cut short so."""
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.casing", str(home), *kills], capture_output=True, check=True, cwd=ROOT
    )
    return done.stdout.decode().splitlines()[-1]


def test_killed_at_every_commit_of_a_case(tmp_path):
    """However often it dies: one case with its number in the news, one letter each, nothing double, nothing lost."""
    kills = [f"cases:{moment}:1" for _ in range(COMMITS) for moment in ("before", "after")]
    undisturbed = days(tmp_path / "quiet", "")
    assert undisturbed == "{'taken': 1} opened,received,reply case,case,case,reply 1"
    assert days(tmp_path / "killed", *kills, "") == undisturbed
