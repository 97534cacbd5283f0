"""Which files a journey may name, and the text in a file."""

from pathlib import Path, PurePosixPath, PureWindowsPath

from hanhtrinh.errors import FileUnusable

MOST_BYTES = 2_000_000
MOST_UP = 2
"""How many folders above the journey that was opened first a file may stand."""


class BadPath(Exception):
    """A journey names a file in a way it may not; `key` is that of the message."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


def boundary(file: Path) -> Path:
    """Return the folder that everything named by a journey, and by what it names, must lie in."""
    folder = file.resolve().parent
    return folder.parents[min(MOST_UP, len(folder.parents)) - 1] if folder.parents else folder


def named(by: Path, given: str, within: Path) -> Path:
    """Return the file a journey names, links followed; BadPath when it is absolute, no YAML or outside of a folder."""
    if PurePosixPath(given).is_absolute() or PureWindowsPath(given).drive or "\\" in given or not given.strip():
        raise BadPath("library.absolute")
    if PurePosixPath(given).suffix.lower() not in (".yaml", ".yml"):
        raise BadPath("library.no_yaml")
    try:
        target = (by.resolve().parent / given).resolve()
    except (OSError, ValueError):
        raise BadPath("library.absolute") from None
    if not target.is_relative_to(within):
        raise BadPath("library.outside")
    return target


def read_bytes(path: Path) -> bytes:
    """Return what a file holds; FileUnusable when it is not there, cannot be read or is too large."""
    if not path.is_file():
        raise FileUnusable("errors.no_file", file=str(path))
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise FileUnusable("errors.unreadable", file=str(path), detail=error.strerror or "") from error
    if len(data) > MOST_BYTES:
        raise FileUnusable("errors.too_large", file=str(path), allowed=MOST_BYTES)
    return data
