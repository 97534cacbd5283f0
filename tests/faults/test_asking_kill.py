"""Whoever dies while asking by e-mail asks nobody twice and forgets nobody."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_killed_rounds_write_each_letter_once(tmp_path):
    """Killed before the commit nobody was asked, after it the letter is there; the next round goes on from there."""
    kills = ["asking:before:1", "asking:after:1", "inbox:before:1", "asking:before:2", "", ""]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.faults.asking_rounds", str(tmp_path / "home"), *kills],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    both = "an@example.vn,binh@example.vn"
    first, second, third, fourth, fifth, last, told = done.stdout.splitlines()
    assert first == " 0"
    assert second == "an@example.vn 1"
    assert third == "an@example.vn 1"
    assert fourth.startswith(("an@example.vn", both))
    assert fifth == f"{both} 0"
    assert last == f"{both} 0"
    assert told == "2"
