"""Uploaded files, one folder an upload, under `uploads/` of the workspace."""

import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.store.files import storage_errors

MOST_BYTES = 4 * 2**30
MOST_NAME = 120
_UNWANTED = re.compile(r"[\x00-\x1f\x7f/\\\\:*?\"<>|]")


class FolderUploads:
    """`ports.uploads.Uploads` in the folders of the workspaces of a server."""

    def __init__(self, home: Path, most_bytes: int = MOST_BYTES) -> None:
        self._home, self._most_bytes = home, most_bytes

    def folder(self, space: Space, upload: str) -> Path:
        """Return the folder of an upload; its id is one the server made, never a path."""
        if not upload.isalnum():
            raise InputError("imports.no_upload", given=upload[:40])
        return self._home / space.folder / "uploads" / upload

    async def keep(self, space: Space, upload: str, name: str, parts: AsyncIterator[bytes]) -> int:
        """Store one file of an upload as it comes in and return its bytes."""
        path = self.folder(space, upload) / plain_name(name)
        staged = path.with_name(f".{path.name}.part")
        with storage_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                size = await self._write(staged, parts, name)
                staged.replace(path)
            except BaseException:
                with suppress(OSError):
                    staged.unlink(missing_ok=True)
                raise
        return size

    async def _write(self, path: Path, parts: AsyncIterator[bytes], name: str) -> int:
        size = 0
        with path.open("wb") as file:
            async for part in parts:
                size += len(part)
                if size > self._most_bytes:
                    raise InputError("imports.too_large", file=name, allowed=self._most_bytes)
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise InputError("imports.empty_file", file=name)
        return size

    def files(self, space: Space, upload: str) -> tuple[Path, ...]:
        """Return an upload's files, by name."""
        folder = self.folder(space, upload)
        if not folder.is_dir():
            return ()
        return tuple(sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")))

    def drop(self, space: Space, upload: str) -> None:
        """Delete an upload's files."""
        shutil.rmtree(self.folder(space, upload), ignore_errors=True)


def plain_name(name: str) -> str:
    """Return a file's name without folders and signs a disk may refuse; InputError where nothing is left."""
    last = _UNWANTED.sub("_", re.split(r"[/\\\\]", name)[-1]).strip(" .")
    if not last:
        raise InputError("imports.no_name", given=name[:40])
    stem, dot, suffix = last.rpartition(".")
    return last[:MOST_NAME] if not dot else f"{stem[: MOST_NAME - len(suffix) - 1]}.{suffix}"
