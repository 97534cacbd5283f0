"""What is understood of texts, in files of a workspace's folder: arrays that are only added, one folder a version.

senses/salt              16 random bytes: digests of one workspace mean nothing in another
senses/<version>/*.npy   rows (`ports.understanding.SENSE`, then `APART`), each file written once
"""

import os
import re
import secrets
import shutil
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import numpy as np

from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.understanding import APART, SENSE, SenseRows, together
from hanhtrinh.store.files import storage_errors, write_atomically

FOLDER = "senses"
MOST_FILES = 16
MOST_ROWS = 8_000_000
"""About 200 MB; of more, the oldest files go."""
_SALT_BYTES = 16


class FolderSenses:
    """`ports.understanding.SenseStore` below a server's home."""

    def __init__(self, home: Path, *, most_rows: int = MOST_ROWS) -> None:
        self._home, self._most = home, most_rows

    def salt(self, space: Space) -> bytes:
        """Return a workspace's salt."""
        folder = self._home / space.folder / FOLDER
        with suppress(OSError):
            found = (folder / "salt").read_bytes()
            if len(found) == _SALT_BYTES:
                return found
        with storage_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            write_atomically(folder / "salt", secrets.token_bytes(_SALT_BYTES))
            return (folder / "salt").read_bytes()

    def load(self, space: Space, version: str) -> SenseRows:
        """Return everything kept of a version; a damaged file is deleted."""
        parts = [_read(path) for path in _files(self._folder(space, version))]
        return together(part for part in parts if part is not None)

    def add(self, space: Space, version: str, rows: SenseRows) -> None:
        """Keep more of a version, drop the others, and keep files few and small in sum."""
        folder = self._folder(space, version)
        with storage_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._sweep(folder)
            _write(folder, rows)
            files = _files(folder)
            if len(files) > MOST_FILES:
                _write(folder, SenseRows(*map(np.unique, self.load(space, version))))
                _delete(files)
                files = _files(folder)
            while len(files) > 1 and sum(path.stat().st_size for path in files) > self._most * SENSE.itemsize:
                _delete([files.pop(0)])

    def _folder(self, space: Space, version: str) -> Path:
        return self._home / space.folder / FOLDER / re.sub(r"[^0-9A-Za-z_-]", "_", version)

    def _sweep(self, kept: Path) -> None:
        for path in kept.parent.iterdir():
            if path.is_dir() and path != kept:
                shutil.rmtree(path, ignore_errors=True)


def _files(folder: Path) -> list[Path]:
    """Return the files of a version, the oldest first."""
    found = [(path.stat().st_mtime_ns, path.name, path) for path in folder.glob("*.npy")] if folder.is_dir() else []
    return [path for _, _, path in sorted(found)]


def _write(folder: Path, rows: SenseRows) -> None:
    data = BytesIO()
    for part, kind in zip(rows, (SENSE, APART), strict=True):
        np.save(data, np.ascontiguousarray(part, kind), allow_pickle=False)
    write_atomically(folder / f"{os.getpid()}-{secrets.token_hex(6)}.npy", data.getvalue())


def _read(path: Path) -> SenseRows | None:
    try:
        with path.open("rb") as file:
            texts, apart = (np.load(file, allow_pickle=False) for _ in range(2))
    except (OSError, ValueError, EOFError):
        path.unlink(missing_ok=True)
        return None
    return SenseRows(texts, apart) if (texts.dtype, apart.dtype) == (SENSE, APART) else None


def _delete(files: list[Path]) -> None:
    for path in files:
        path.unlink(missing_ok=True)
