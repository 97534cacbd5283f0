"""What a journey's file leads to: the library it takes from, the journeys that open from its stages."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hanhtrinh.app.journey_files import read_bytes
from hanhtrinh.errors import FileUnusable
from hanhtrinh.journey.yaml_text import decode_text, read_yaml

Seen = tuple[int, int, int]
_MOST = 512


class Leads:
    """Remembers which other files journeys name, so that a look at them costs no reading."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[Seen, Path | None, tuple[Path, ...]]] = {}
        self._lock = threading.Lock()

    def stamp(self, path: Path) -> object:
        """Return something that changes whenever a file or its library does, or what opens from it comes or goes.

        None where there is no file.
        """
        own = _seen(path)
        if own is None:
            return None
        library, opened = self._of(path, own)
        if library is None and not opened:
            return own
        return own, library and _seen(library), tuple(one.is_file() for one in opened)

    def _of(self, path: Path, own: Seen) -> tuple[Path | None, tuple[Path, ...]]:
        with self._lock:
            known = self._known.get(path)
        if known is None or known[0] != own:
            known = (own, *_named(path))
            with self._lock:
                self._known[path] = known
                if len(self._known) > _MOST:
                    del self._known[next(iter(self._known))]
        return known[1], known[2]


def _seen(path: Path) -> Seen | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def _named(path: Path) -> tuple[Path | None, tuple[Path, ...]]:
    """Return the library and the journeys a file names; nothing where it cannot be read."""
    try:
        text = decode_text(read_bytes(path), path.name)
    except FileUnusable:
        return None, ()
    if "library:" not in text and "opens:" not in text:
        return None, ()
    data = read_yaml(text, path.name).data
    if not isinstance(data, Mapping):
        return None, ()
    library = _beside(path, data.get("library"))
    stages: Any = data.get("stages")
    found = [_beside(path, one.get("opens")) for one in stages if isinstance(one, Mapping)] if _is_list(stages) else []
    return library, tuple(one for one in found if one is not None)


def _is_list(data: object) -> bool:
    return isinstance(data, (list, tuple))


def _beside(path: Path, given: object) -> Path | None:
    """Return a file that is named from a journey's folder and lies below it."""
    if not isinstance(given, str) or not given or "\0" in given:
        return None
    target = (path.parent / given).resolve()
    return target if target.is_relative_to(path.parent.resolve()) else None
