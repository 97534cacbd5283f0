"""Figures of drivers in the folder of the frame they were read from: with the frame they go."""

from contextlib import suppress
from pathlib import Path

import msgspec

from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.drivers import Figures
from hanhtrinh.store.files import storage_errors, write_atomically
from hanhtrinh.store.workspace import FRAME

FOLDER = "drivers"
MOST_KEPT = 32
MOST_BYTES = 2**20


class FolderFigures:
    """`ports.drivers.FiguresShelf` below a server's home."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def find(self, space: Space, generation: str, name: str) -> Figures | None:
        """Return what is kept; None where there is nothing that can be read."""
        with suppress(OSError, msgspec.MsgspecError):
            return msgspec.json.decode(self._path(space, generation, name).read_bytes(), type=Figures)
        return None

    def keep(self, space: Space, generation: str, name: str, figures: Figures) -> None:
        """Keep figures beside the frame they were read from; nothing where it is there no more."""
        path, data = self._path(space, generation, name), msgspec.json.encode(figures)
        if len(data) > MOST_BYTES:
            return
        with suppress(FileNotFoundError), storage_errors(path):
            path.parent.mkdir(exist_ok=True)  # never the frame's own folder: somebody may just be erasing it
            write_atomically(path, data)
            kept = sorted(path.parent.glob("*.json"), key=lambda one: one.stat().st_mtime_ns)
            for old in kept[:-MOST_KEPT]:
                old.unlink(missing_ok=True)

    def _path(self, space: Space, generation: str, name: str) -> Path:
        return self._home / space.folder / FRAME / generation / FOLDER / f"{name}.json"
