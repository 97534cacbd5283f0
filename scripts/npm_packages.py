"""Packages from npm for the scripts beside this file, by lock file; npm itself decides where it downloads from."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def modules(locked: Path) -> Iterator[Path]:
    """Install what the lock file of a folder names in a temporary folder and give its `node_modules`.

    SystemExit where there is no npm.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed: install Node.js, then run this again")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(locked / name, folder)
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True)
        yield Path(folder) / "node_modules"
