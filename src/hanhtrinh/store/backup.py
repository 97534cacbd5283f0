"""Backup and restore: everything a server has, in one file (`.tar.zst`), as it was at one moment.

The archive holds the files under `home/`, the database's rows under `rows/`, and last `manifest.json`: what made it,
and the SHA-256 of every file. Frames are left out: they are built again.

The moment: while nobody may write to any lake, the database's state is fixed and the lakes' versions are noted. What
is then copied belongs to that state, however long copying takes: data files never change, and replaced ones stay for
a day. A batch that was being sealed is in the database as begun, and in the lake or not, which is what sealing is made
to go on from.
"""

import hashlib
import io
import os
import shutil
import tarfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO

import msgspec
import zstandard
from sqlalchemy import Connection, inspect

from hanhtrinh.errors import InputError, StorageError, WorkspaceError
from hanhtrinh.store.delta_log import LOG
from hanhtrinh.store.dump import dump_table, load_table, settle, snapshot, table_names
from hanhtrinh.store.files import storage_errors
from hanhtrinh.store.lake import Lake
from hanhtrinh.store.sql.database import FILE as DATABASE_FILE
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.migrations import migrate
from hanhtrinh.store.sql.migrations.running import step_of
from hanhtrinh.store.workspace import FILE as WORKSPACE_FILE
from hanhtrinh.store.workspace import Workspace

FORMAT = "hanhtrinh-backup/1"
ENDING = ".tar.zst"
MANIFEST = "manifest.json"
_HOME, _ROWS = "home/", "rows/"
_WAIT_SECONDS = 60
_COPIED_AT_ONCE = 2**20
_IN_MEMORY = 8 * 2**20
_LEVEL = 3


class Manifest(msgspec.Struct, kw_only=True):
    """What a backup says of itself: `files` are SHA-256 sums by name, `rows` counts by table."""

    format: str
    version: str
    made_at: int
    step: str
    files: dict[str, str]
    rows: dict[str, int]


def backup(home: Path, database: Database, target: Path, *, now: int, version: str = "") -> Manifest:
    """Write a backup of a server's folder and database to a file; the server may go on meanwhile.

    The file appears when it is whole. Raises InputError where there is a file already, StorageError when the disk is
    full or refuses, WorkspaceError when something else writes to a lake for more than a minute. `version` is what the
    manifest says made it.
    """
    if target.exists():
        raise InputError("storage.backup_exists", file=str(target))
    staged = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    with storage_errors(target):
        try:
            with open(staged, "wb", opener=_private) as file:
                manifest = _write(home, database, file, now, version)
                file.flush()
                os.fsync(file.fileno())
            staged.replace(target)
        except BaseException:
            with suppress(OSError):
                staged.unlink(missing_ok=True)
            raise
    return manifest


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write(home: Path, database: Database, file: IO[bytes], now: int, version: str) -> Manifest:
    spaces = workspaces_under(home)
    with ExitStack() as stack:
        with _nobody_writes(spaces):
            rows = stack.enter_context(snapshot(database.engine))
            lakes = [_Pinned(space.lake) for space in spaces]
        compressor = zstandard.ZstdCompressor(level=_LEVEL, threads=-1)
        compressed = stack.enter_context(compressor.stream_writer(file, closefd=False))
        archive = _Archive(stack.enter_context(tarfile.open(fileobj=compressed, mode="w|")))
        for lake in lakes:
            lake.add_to(archive, home)
        for path in _plain_files(home, spaces):
            archive.add_path(_HOME + path.relative_to(home).as_posix(), path)
        manifest = Manifest(
            format=FORMAT, version=version, made_at=now, step=step_of(rows), files=archive.sums, rows={}
        )
        for name in table_names():
            manifest.rows[name] = _add_rows(archive, rows, name)
        archive.add_bytes(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
    return manifest


def workspaces_under(home: Path) -> list[Workspace]:
    """Return the workspaces in a server's folder."""
    return [Workspace.open(path.parent) for path in sorted(home.rglob(WORKSPACE_FILE))]


@contextmanager
def _nobody_writes(spaces: list[Workspace]) -> Iterator[None]:
    """Hold the right to write to every workspace, waiting a while for whoever has it."""
    with ExitStack() as stack:
        for space in spaces:
            deadline = time.monotonic() + _WAIT_SECONDS
            while True:
                try:
                    stack.enter_context(space.writing("backup"))
                    break
                except WorkspaceError:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.1)
        yield


class _Pinned:
    """A lake's version: its log as it is now, and the names of its data files."""

    def __init__(self, lake: Lake) -> None:
        self._path = lake.path
        self._data = sorted(lake.snapshot.files)
        log = lake.path / LOG
        files = (path for path in sorted(log.glob("*")) if path.is_file() and "#" not in path.name)
        self._log = {path.name: path.read_bytes() for path in files}

    def add_to(self, archive: "_Archive", home: Path) -> None:
        """Put the lake into an archive."""
        place = _HOME + self._path.relative_to(home).as_posix() + "/"
        for name, data in self._log.items():
            archive.add_bytes(f"{place}{LOG}/{name}", data)
        for name in self._data:
            archive.add_path(place + name, self._path / name)


def _plain_files(home: Path, spaces: list[Workspace]) -> Iterator[Path]:
    """Yield every other file worth keeping: not frames, databases, other backups, locks and what is being written."""
    left_out = {space.lake.path for space in spaces} | {space.frame_path for space in spaces}
    left_out |= {space.senses_path for space in spaces}
    for path in sorted(home.rglob("*")):
        passing = path.name.startswith((".", DATABASE_FILE)) or path.suffix == ".part" or path.name.endswith(ENDING)
        if path.is_file() and not path.is_symlink() and not passing and left_out.isdisjoint(path.parents):
            yield path


def _add_rows(archive: "_Archive", connection: Connection, name: str) -> int:
    """Put a table into an archive and return its number of rows. Its length stands before it, so it is made first."""
    count = 0
    with SpooledTemporaryFile(_IN_MEMORY) as whole:
        for rows, part in dump_table(connection, name):
            whole.write(part)
            count += rows
        archive.add_file(_ROWS + name, whole)
    return count


class _Archive:
    """A tar archive being written, with the sums of what is in it."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.sums: dict[str, str] = {}

    def add_bytes(self, name: str, data: bytes) -> None:
        """Put a file into the archive."""
        self._add(name, io.BytesIO(data), len(data))

    def add_file(self, name: str, file: IO[bytes]) -> None:
        """Put a file that has just been written into the archive."""
        size = file.tell()
        file.seek(0)
        self._add(name, file, size)

    def add_path(self, name: str, path: Path) -> None:
        """Put a file of the disk into the archive; one that is gone meanwhile is left out."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            self._add(name, file, os.fstat(file.fileno()).st_size)

    def _add(self, name: str, file: IO[bytes], size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        reading = _Summing(file)
        self._tar.addfile(entry, reading)
        self.sums[name] = reading.sum


class _Summing(io.RawIOBase):
    """A file that sums up what is read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._hash.update(data)
        return data

    @property
    def sum(self) -> str:
        """SHA-256 of what was read."""
        return self._hash.hexdigest()


def restore(file: Path, home: Path, url: str = "") -> Manifest:
    """Bring back what a backup holds, into a folder that is empty or not there and a database without tables.

    All or nothing: the folder appears when everything was read and verified. Raises InputError for a file that is no
    backup or is damaged, WorkspaceError where something is in the way or the backup is a newer version's.
    """
    if home.exists() and any(home.iterdir()):
        raise WorkspaceError("storage.restore_not_empty", path=str(home))
    staged = home.absolute().with_name(f".{home.name}.restoring")
    with storage_errors(home):
        shutil.rmtree(staged, ignore_errors=True)
        try:
            staged.mkdir(parents=True)
            manifest = _unpacked(file, staged)
            _restore_into(staged, home, url, manifest)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    return manifest


def _unpacked(file: Path, staged: Path) -> Manifest:
    """Unpack and verify an archive."""
    sums: dict[str, str] = {}
    try:
        with (
            file.open("rb") as packed,
            zstandard.ZstdDecompressor().stream_reader(packed) as plain,
            tarfile.open(fileobj=plain, mode="r|") as tar,
        ):
            for entry in tar:
                sums[entry.name] = _unpack(tar, entry, staged)
        manifest = msgspec.json.decode((staged / MANIFEST).read_bytes(), type=Manifest)
    except (tarfile.TarError, zstandard.ZstdError, msgspec.MsgspecError, FileNotFoundError, EOFError) as error:
        raise InputError(
            "storage.backup_unusable", file=str(file), detail=str(error) or type(error).__name__
        ) from error
    if manifest.format != FORMAT:
        raise WorkspaceError("storage.backup_newer", file=str(file), given=manifest.format, known=FORMAT)
    del sums[MANIFEST]
    if sums != manifest.files:
        wrong = sorted(name for name in sums.keys() | manifest.files if sums.get(name) != manifest.files.get(name))
        raise InputError("storage.backup_damaged", file=str(file), name=wrong[0], count=len(wrong))
    return manifest


def _unpack(tar: tarfile.TarFile, entry: tarfile.TarInfo, staged: Path) -> str:
    """Write one file of an archive below a folder, whatever its name says, and return its sum."""
    parts = PurePosixPath(entry.name).parts
    source = tar.extractfile(entry) if entry.isfile() else None
    if source is None or entry.name.startswith("/") or ".." in parts:
        raise tarfile.TarError(entry.name)
    path = staged.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    reading = _Summing(source)
    with path.open("wb") as file:
        while data := reading.read(_COPIED_AT_ONCE):
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return reading.sum


def _restore_into(staged: Path, home: Path, url: str, manifest: Manifest) -> None:
    (staged / _HOME).mkdir(exist_ok=True)
    database = Database.at(staged / _HOME, url)
    try:
        with database.reading() as connection:
            if inspect(connection).get_table_names():
                raise WorkspaceError("storage.restore_database_not_empty", database=database.name)
        migrate(database, manifest.step, lambda connection: _load(connection, database, staged, manifest))
        migrate(database)
    finally:
        database.close()
    if home.exists():
        home.rmdir()
    (staged / _HOME).rename(home)


def _load(connection: Connection, database: Database, staged: Path, manifest: Manifest) -> None:
    for name, count in manifest.rows.items():
        with (staged / _ROWS / name).open("rb") as file:
            if load_table(connection, name, file) != count:
                raise StorageError("storage.backup_damaged", file=name, name=name, count=1)
    settle(connection, database)
