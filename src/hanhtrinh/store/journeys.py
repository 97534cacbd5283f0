"""Journeys as files of the workspace folder, and what was done to them in the database."""

import hashlib
import os
import re
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from sqlalchemy import delete, insert, select, update

from hanhtrinh.app.journey_files import read_bytes
from hanhtrinh.errors import FileUnusable
from hanhtrinh.journey.edits import Edit
from hanhtrinh.journey.yaml_text import decode_text
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import About, Deed, JourneyText, Overtaken
from hanhtrinh.store.commit_points import CommitPoint, passing
from hanhtrinh.store.files import storage_errors, write_atomically
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.journeys import journey_edits
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.values import MICROSECONDS

FOLDER, TRASH = "journeys", ".trash"
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class JourneyFolder:
    """`ports.journeys.Journeys` over the `journeys` folder of each workspace below a server's home."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._writer = threading.Lock()

    def about(self, space: Space) -> About:
        """Return what the workspace's folder says about it."""
        workspace = Workspace.open(self._home / space.folder)
        return About(workspace.time_zone, workspace.instruments())

    def keys(self, space: Space) -> Sequence[str]:
        """Return the names of the files there are; a file whose name is no key is not looked at."""
        folder = self._folder(space)
        found = (path.stem for path in folder.glob("*.yaml")) if folder.is_dir() else ()
        return sorted(key for key in found if _KEY.fullmatch(key))

    def get(self, space: Space, key: str) -> JourneyText | None:
        """Return a file, None where there is none."""
        path = self.path(space, key)
        if path is None:
            return None
        changed, data = path.stat().st_mtime_ns // 1000, read_bytes(path)
        return JourneyText(
            key=key, path=path, text=decode_text(data, path.name), version=_version(data), changed_at=changed
        )

    def path(self, space: Space, key: str) -> Path | None:
        """Return where a file is, None where there is none of that name."""
        path = self._path(space, key)
        return path if path is not None and path.is_file() else None

    def stamp(self, space: Space, key: str) -> object:
        """Return size, time and number of the file."""
        path = self._path(space, key)
        try:
            found = path.stat() if path else None
        except OSError:
            return None
        return found and (found.st_size, found.st_mtime_ns, found.st_ino)

    def put(self, space: Space, key: str, text: str, base: str | None) -> JourneyText:
        """Write a file in one step where it still has the version it was made from."""
        path = self._path(space, key)
        if path is None:
            raise FileUnusable("draft.bad_key", given=key)
        with self._writer:
            found = self._as_it_is(space, key)
            if (found.version if found else None) != base:
                raise Overtaken(text, found)
            with storage_errors(path):
                path.parent.mkdir(parents=True, exist_ok=True)
            passing(CommitPoint.JOURNEY, "before")
            write_atomically(path, text.encode())
            _settle(path.parent)
            passing(CommitPoint.JOURNEY, "after")
        return JourneyText(
            key=key, path=path, text=text, version=_version(text.encode()), changed_at=path.stat().st_mtime_ns // 1000
        )

    def remove(self, space: Space, key: str, base: str, now: int) -> Path:
        """Move a file into the trash folder under its name and the time it was moved."""
        with self._writer:
            found = self._as_it_is(space, key)
            if found is None or found.version != base:
                raise Overtaken("", found)
            trash = found.path.parent / TRASH
            stamp = datetime.fromtimestamp(now / MICROSECONDS, UTC).strftime("%Y%m%dT%H%M%S%fZ")
            target = trash / f"{key}.{stamp}.yaml"
            with storage_errors(target):
                trash.mkdir(exist_ok=True)
                passing(CommitPoint.JOURNEY, "before")
                found.path.replace(target)
                _settle(found.path.parent)
                passing(CommitPoint.JOURNEY, "after")
        return target

    def _as_it_is(self, space: Space, key: str) -> JourneyText | None:
        """Return the file even where it is no text any more: its version alone tells that it changed."""
        try:
            return self.get(space, key)
        except FileUnusable:
            path = self._folder(space) / f"{key}.yaml"
            return JourneyText(key=key, path=path, text="", version=_version(path.read_bytes()), changed_at=0)

    def _folder(self, space: Space) -> Path:
        return self._home / space.folder / FOLDER

    def _path(self, space: Space, key: str) -> Path | None:
        return self._folder(space) / f"{key}.yaml" if _KEY.fullmatch(key) else None


def _version(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _settle(folder: Path) -> None:
    """Make a new name in a folder survive a power cut; Windows does so by itself."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class SqlDeeds:
    """`ports.journeys.Deeds` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, deed: Deed) -> None:
        """Keep what was done."""
        row = {
            "id": deed.id, "workspace": deed.workspace, "journey": deed.journey, "by": deed.by, "at": deed.at,
            "edit": msgspec.json.encode(deed.edit).decode(), "inverse": msgspec.json.encode(deed.inverse).decode(),
        }  # fmt: skip
        with self._database.writing(CommitPoint.JOURNEY) as connection:
            connection.execute(insert(journey_edits).values(row))

    def last(self, workspace: str, journey: str, by: str) -> Deed | None:
        """Return the newest deed of a user on a journey that was not taken back."""
        table = journey_edits.c
        mine = (table.workspace == workspace) & (table.journey == journey) & (table.by == by)
        newest = select(journey_edits).where(mine & table.undone.is_(None)).order_by(table.number.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(newest).first()
        if row is None:
            return None
        edit, inverse = (msgspec.json.decode(text, type=Edit) for text in (row.edit, row.inverse))
        return Deed(
            id=row.id, workspace=workspace, journey=journey, by=by, at=row.at, edit=edit, inverse=inverse
        )  # fmt: skip

    def take_back(self, workspace: str, deed: str) -> None:
        """Note that a deed was taken back."""
        here = (journey_edits.c.workspace == workspace) & (journey_edits.c.id == deed)
        with self._database.writing(CommitPoint.JOURNEY) as connection:
            connection.execute(update(journey_edits).where(here).values(undone=1))

    def forget(self, workspace: str, journey: str) -> None:
        """Drop the deeds of a journey that is no more."""
        here = (journey_edits.c.workspace == workspace) & (journey_edits.c.journey == journey)
        with self._database.writing(CommitPoint.JOURNEY) as connection:
            connection.execute(delete(journey_edits).where(here))
