"""Writing to disk so that a crash or a full disk leaves the old content whole."""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import polars as pl

from hanhtrinh.errors import StorageError

_REFUSED = {
    errno.ENOSPC: "sources.disk_full",
    errno.EDQUOT: "sources.disk_full",
    errno.EFBIG: "sources.disk_full",
    errno.EROFS: "sources.disk_refuses",
    errno.EACCES: "sources.disk_refuses",
    errno.EPERM: "sources.disk_refuses",
    errno.EIO: "sources.disk_refuses",
}


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file's content in one step: readers see the old bytes or the new ones, never a part.

    Raises StorageError when the disk is full or refuses.
    """
    write_pieces(path, [data])


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Replace a file's content by pieces that are made while it is written; an error leaves the old content.

    Raises StorageError when the disk is full or refuses.
    """
    staged = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with storage_errors(path):
        try:
            with staged.open("wb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            staged.replace(path)
        except BaseException:
            with suppress(OSError):
                staged.unlink(missing_ok=True)
            raise


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn the ways in which a disk says no, also through polars and deltalake, into StorageError; others pass."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        key = refusal(error)
        if key is None:
            raise
        raise StorageError(key, path=str(path)) from error


def refusal(error: BaseException) -> str | None:
    """Return the message key for an error that means the disk is full or refuses, else None."""
    if isinstance(error, OSError) and error.errno in _REFUSED:
        return _REFUSED[error.errno]
    text = str(error)
    for code, key in _REFUSED.items():
        if f"os error {code})" in text or os.strerror(code) in text:
            return key
    return None
