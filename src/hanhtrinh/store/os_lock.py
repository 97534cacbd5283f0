"""A lock of the operating system on a file: a process that dies gives it back."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from hanhtrinh.errors import WorkspaceError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def who_writes(what: str) -> str:
    """Return this process as a holder is named: what it does, and where it runs."""
    return f"{what} ({os.getpid()}@{socket.gethostname()})"


@contextmanager
def held(path: Path, holder: Path, what: str, key: str) -> Iterator[None]:
    """Hold the lock of a file; WorkspaceError `key` names who has it when somebody else does.

    Who holds it is written beside the lock and not into it: Windows lets nobody read a locked file.
    """
    with path.open("a+b") as file:
        if not _try_lock(file):
            raise WorkspaceError(key, path=str(path.parent), holder=_read(holder))
        holder.write_text(who_writes(what), encoding="utf-8")
        try:
            yield
        finally:
            _unlock(file)


def _read(holder: Path) -> str:
    try:
        return holder.read_text(encoding="utf-8") or "?"
    except OSError:
        return "?"


if sys.platform == "win32":

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
