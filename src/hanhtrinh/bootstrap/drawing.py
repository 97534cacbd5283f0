"""Wiring of what draws into files: the form by the file's name, the bytes in one step."""

from pathlib import Path

from hanhtrinh.app.drawing import draw_as
from hanhtrinh.app.drawn import Form
from hanhtrinh.app.drawn.order import Order
from hanhtrinh.errors import StorageError
from hanhtrinh.store.files import write_atomically


def draw_into(path: Path, form: Form, order: Order) -> None:
    """Draw a map and write it; the old file stays where the map cannot be drawn or the disk refuses (StorageError)."""
    if path.is_dir() or not path.parent.is_dir():
        detail = "is a folder" if path.is_dir() else f"no folder {path.parent}"
        raise StorageError("errors.cannot_write", file=str(path), detail=detail)
    write_atomically(path, draw_as(form, order))
