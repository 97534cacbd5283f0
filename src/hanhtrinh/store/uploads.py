"""Uploaded files, one folder an upload, under `uploads/` of the workspace."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.store.files import storage_errors

MOST_BYTES = 4 * 2**30
MOST_NAME = 240
"""Bytes of a file's name; a disk takes 255, and a file that comes in has a few more."""
_MOST_SUFFIX = 20
_BATCH_BYTES = 2**20
_UNWANTED = re.compile(r'[\x00-\x1f\x7f:*?"<>|]')


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
                with staged.open("wb") as file:
                    size = await self._write(file, parts, name)
                    await asyncio.to_thread(_sync, file)
                staged.replace(path)
            except BaseException:
                with suppress(OSError):
                    staged.unlink(missing_ok=True)
                raise
        return size

    async def _write(self, file: BinaryIO, parts: AsyncIterator[bytes], name: str) -> int:
        """Write in a thread, a batch of parts at a time: the disk never holds up other requests."""
        size, batch = 0, bytearray()
        async for part in parts:
            size += len(part)
            if size > self._most_bytes:
                raise InputError("imports.too_large", file=name, allowed=self._most_bytes)
            batch += part
            if len(batch) >= _BATCH_BYTES:
                await asyncio.to_thread(file.write, batch)
                batch = bytearray()
        await asyncio.to_thread(file.write, batch)
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
    last = _UNWANTED.sub("_", re.split(r"[/\\]", name)[-1]).strip(" .")
    if not last:
        raise InputError("imports.no_name", given=name[:40])
    stem, _, suffix = last.rpartition(".")
    end = f".{suffix}" if stem and len(suffix.encode()) <= _MOST_SUFFIX else ""
    return _cut(last.removesuffix(end), MOST_NAME - len(end.encode())) + end


def _cut(text: str, most: int) -> str:
    """Return as much of a text as fits into some bytes of UTF-8, no letter halved."""
    return text.encode()[:most].decode(errors="ignore")


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
