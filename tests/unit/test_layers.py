"""The rooms of the house stand on each other in one direction."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_rooms_import_in_one_direction():
    """No room imports one that stands above it, and the core knows no file, process, clock or network."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr


def test_nothing_names_this_machine_or_a_registry():
    """No file of the project carries a path of the machine it was written on, or the address of a registry."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    texts = [
        path for path in listed if re.search(r"\.(py|md|toml|yaml|yml|json|lock|in|css|js|txt)$|Makefile|run$", path)
    ]
    forbidden = re.compile(r"(?<![\w.])/(work|root|home)/|files\.pythonhosted|registry\.npmjs|pypi\.org/simple")
    found = [
        path
        for path in texts
        if (ROOT / path).is_file() and forbidden.search((ROOT / path).read_text(encoding="utf-8"))
    ]
    assert [path for path in found if path != "tests/unit/test_layers.py"] == []
