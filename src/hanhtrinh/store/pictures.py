"""Pictures as files of the workspace folder, in `pictures/` beside `journeys/`.

A picture that is uploaded is named by the SHA-256 of what was made of it, `pictures/<hash>.webp`. Files put there by
hand are served after the same decoding; what is made of them, and every small form, lies in `pictures/.made/`.
"""

import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from hanhtrinh.errors import InputError, StorageError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.pictures import KeptPicture
from hanhtrinh.store.files import storage_errors, write_atomically
from hanhtrinh.store.picture_cleaning import cleaned
from hanhtrinh.store.picture_kinds import MOST_BYTES, is_clean
from hanhtrinh.values import MICROSECONDS

FOLDER, MADE = "pictures", ".made"
MOST_SPACE = 2**30
KEPT_DAYS = 30
_NAME = re.compile(r"[^\W_][\w .()-]{0,119}\.(?:webp|png|jpe?g|gif)", re.IGNORECASE)
_KEPT = re.compile(r"[0-9a-f]{64}\.webp")
_DAY = 86_400
Mentions = Callable[[Space], Iterable[str]]
"""Gives texts of a workspace in which pictures may be named."""


class PictureFolder:
    """The pictures in one folder, `most_space` bytes at most."""

    def __init__(self, folder: Path, most_space: int = MOST_SPACE) -> None:
        self._folder, self._most_space = folder, most_space
        self._keys: dict[tuple[str, int, int], str] = {}

    def keep(self, data: bytes, name: str) -> KeptPicture:
        """Keep a picture under the hash of what was made of it."""
        made = cleaned(data, name)
        key = hashlib.sha256(made.large).hexdigest()
        path = self._folder / f"{key}.webp"
        if not path.is_file():
            self._find_room(len(made.large) + len(made.small), name)
        self._write(self._small(key), made.small)
        self._write(path, made.large)
        return KeptPicture(file=path.name, width=made.width, height=made.height)

    def get(self, file: str, small: bool) -> bytes | None:
        """Return a picture as WebP; a file that is clean already is given as it is."""
        path = self.path(file)
        if path is None:
            return None
        key = self._key(path)
        made = self._small(key) if small else self._folder / MADE / f"{key}.webp"
        if made.is_file():
            return made.read_bytes()
        data = path.read_bytes()
        if not small and is_clean(data):
            return data
        clean = cleaned(data, path.name)
        with suppress(StorageError, OSError):  # a disk that takes no more can still show what there is
            self._write(self._small(key), clean.small)
            if not is_clean(data):
                self._write(self._folder / MADE / f"{key}.webp", clean.large)
        return clean.small if small else clean.large

    def path(self, file: str) -> Path | None:
        """Return where a picture is; None where there is none, or the name is no plain name of a picture."""
        if not _NAME.fullmatch(file):
            return None
        path = self._folder / file
        return path if path.is_file() and path.resolve().parent == self._folder.resolve() else None

    def stamp(self, file: str) -> str:
        """Return a mark that changes when a file does, empty where there is none."""
        path = self.path(file)
        if path is None:
            return ""
        found = path.stat()
        return file[:16] if _KEPT.fullmatch(file) else f"{found.st_mtime_ns:x}-{found.st_size:x}"

    def sweep(self, used: Collection[str], now: int) -> int:
        """Delete kept pictures nothing has named for thirty days, and small forms of what is no more.

        A file's own time says when it was last found used; files put there by hand are nobody's to delete.
        """
        seconds, dropped = now // MICROSECONDS, 0
        for path in self._kept():
            if path.name in used:
                os.utime(path, (seconds, seconds))
            elif path.stat().st_mtime < seconds - KEPT_DAYS * _DAY:
                path.unlink(missing_ok=True)
                self._small(path.stem).unlink(missing_ok=True)
                dropped += 1
        return dropped

    def _kept(self) -> list[Path]:
        found = self._folder.glob("*.webp") if self._folder.is_dir() else ()
        return [path for path in found if _KEPT.fullmatch(path.name)]

    def _small(self, key: str) -> Path:
        return self._folder / MADE / f"{key}.small.webp"

    def _key(self, path: Path) -> str:
        found = path.stat()
        if found.st_size > MOST_BYTES:
            given, allowed = f"{found.st_size / 2**20:.1f}", MOST_BYTES // 2**20
            raise InputError("pictures.too_many_bytes", file=path.name, given=given, allowed=allowed)
        mark = (path.name, found.st_mtime_ns, found.st_size)
        if mark not in self._keys:
            self._keys[mark] = hashlib.sha256(path.read_bytes()).hexdigest()
        return self._keys[mark]

    def _find_room(self, wanted: int, name: str) -> None:
        used = sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file())
        if used + wanted > self._most_space:
            raise InputError(
                "pictures.no_room", file=name, given=f"{used / 2**20:.0f}", allowed=self._most_space // 2**20
            )

    def _write(self, path: Path, data: bytes) -> None:
        if path.is_file() and path.stat().st_size == len(data):
            return
        with storage_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.parent.name == MADE and not (path.parent / ".gitignore").exists():
                (path.parent / ".gitignore").write_text("*\n", encoding="ascii")
        write_atomically(path, data)


class FolderPictures:
    """`ports.pictures.Pictures` in the folders of the workspaces of a server."""

    def __init__(self, home: Path, mentions: Iterable[Mentions] = (), most_space: int = MOST_SPACE) -> None:
        self._home, self._mentions, self._most_space = home, tuple(mentions), most_space
        self._folders: dict[str, PictureFolder] = {}

    def of(self, space: Space) -> PictureFolder:
        """Return the pictures of a workspace."""
        folder = self._home / space.folder / FOLDER
        return self._folders.setdefault(space.folder, PictureFolder(folder, self._most_space))

    def keep(self, space: Space, data: bytes, name: str) -> KeptPicture:
        """Keep a picture."""
        return self.of(space).keep(data, name)

    def get(self, space: Space, file: str, small: bool) -> bytes | None:
        """Return a picture as WebP."""
        return self.of(space).get(file, small)

    def there(self, space: Space, files: Collection[str]) -> Mapping[str, str]:
        """Return those of some names that are there, each with its mark."""
        stamps = {file: self.of(space).stamp(file) for file in files}
        return {file: stamp for file, stamp in stamps.items() if stamp}

    def mentioned(self, space: Space) -> frozenset[str]:
        """Return the names of kept pictures in all files of text of the workspace, and in what else may name some."""
        folder = self._home / space.folder
        texts = (path.read_text(encoding="utf-8", errors="replace") for path in _written_files(folder))
        found = {name for text in texts for name in _KEPT.findall(text)}
        told = (text for mention in self._mentions for text in mention(space))
        return frozenset(found | {name for text in told for name in _KEPT.findall(text)})

    def sweep(self, space: Space, used: Collection[str], now: int) -> int:
        """Delete kept pictures nothing has named for thirty days."""
        return self.of(space).sweep(used, now)


def _written_files(folder: Path) -> Iterable[Path]:
    """Yield the journeys and libraries of a workspace, those in the trash and older versions too."""
    yield from folder.glob("*.yaml")
    yield from (folder / "journeys").rglob("*.yaml")
    yield from (folder / "versions").rglob("*.yaml")
